use burn_cubecl::tensor::CubeTensor;
use super::{CubeBackend, Finish, LayerSlopes, Passed, Window};
pub fn conv(_x: CubeTensor, _w: CubeTensor, _b: CubeTensor, _window: Window, _f: Finish) -> CubeTensor { unimplemented!() }
pub fn conv_transpose(_x: CubeTensor, _w: CubeTensor, _b: CubeTensor, _window: Window, _f: Finish) -> CubeTensor { unimplemented!() }
pub fn conv_slopes(_p: Passed<CubeBackend>, _window: Window) -> LayerSlopes<CubeBackend> { unimplemented!() }
pub fn conv_transpose_slopes(_p: Passed<CubeBackend>, _window: Window) -> LayerSlopes<CubeBackend> { unimplemented!() }
