//! The devices a model can live on: the one place in the core that names a backend.

use burn::tensor::{Device, Tensor};

use crate::error::{Error, Result};

/// The name of the backend in this build.
#[cfg(feature = "webgpu")]
pub const NAME: &str = "webgpu";
/// The name of the backend in this build.
#[cfg(all(feature = "flex", not(feature = "webgpu")))]
pub const NAME: &str = "flex";
/// The name of the backend in this build.
#[cfg(all(feature = "ndarray", not(any(feature = "flex", feature = "webgpu"))))]
pub const NAME: &str = "ndarray";

/// The name of the backend in this build: the workshop's computes on none.
#[cfg(feature = "workshop")]
pub const NAME: &str = "none";

#[cfg(not(any(
    feature = "webgpu",
    feature = "flex",
    feature = "ndarray",
    feature = "workshop"
)))]
compile_error!("choose a backend: --features flex, ndarray or webgpu; or workshop, without one");

/// A device that is ready to compute, with what is known of the hardware behind it.
#[derive(Debug, Clone)]
pub struct OpenDevice {
    /// Where tensors live.
    pub device: Device,
    /// The adapter in the driver's words, where there is one.
    pub adapter: Option<String>,
}

/// The numbers of a tensor, row-major. Waits without blocking, as a browser's GPU demands.
///
/// # Errors
/// [`Error::DeviceLost`].
pub async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let data = tensor
        .into_data_async()
        .await
        .map_err(|error| Error::DeviceLost {
            reason: error.to_string(),
        })?;
    // Moved, not copied, where the tensor was the last to hold them.
    data.try_into_vec().map_err(|error| Error::DeviceLost {
        reason: error.to_string(),
    })
}

/// Opens the device of this build. `on_lost` is called at most once, with a reason, if the
/// device is lost later; CPU devices never are.
///
/// # Errors
/// [`Error::DeviceUnavailable`] when the backend cannot start.
pub async fn open(on_lost: impl Fn(String) + Send + Sync + 'static) -> Result<OpenDevice> {
    open_backend(on_lost).await
}

/// Dispatches a submission: more than any step has, so that a step is submitted whole, when the
/// next one's images are written.
#[cfg(feature = "webgpu")]
const TASKS_MAX: usize = 256;

#[cfg(feature = "webgpu")]
async fn open_backend(on_lost: impl Fn(String) + Send + Sync + 'static) -> Result<OpenDevice> {
    let unavailable = |reason: String| Error::DeviceUnavailable {
        device: NAME,
        reason,
    };
    let (device, setup) = Device::wgpu_options()
        .tasks_max(TASKS_MAX)
        .init_with_setup_async()
        .await
        .map_err(|error| unavailable(error.to_string()))?;
    setup
        .device
        .set_device_lost_callback(move |reason, message| {
            on_lost(format!("the GPU was lost ({reason:?}): {message}"));
        });
    let info = setup.adapter.get_info();
    let adapter = [info.name, info.driver, info.driver_info]
        .into_iter()
        .find(|name| !name.is_empty());
    Ok(OpenDevice { device, adapter })
}

#[cfg(all(feature = "flex", not(feature = "webgpu")))]
async fn open_backend(_on_lost: impl Fn(String) + Send + Sync + 'static) -> Result<OpenDevice> {
    Ok(cpu())
}

#[cfg(all(feature = "ndarray", not(any(feature = "flex", feature = "webgpu"))))]
async fn open_backend(_on_lost: impl Fn(String) + Send + Sync + 'static) -> Result<OpenDevice> {
    Ok(cpu())
}

#[cfg(feature = "workshop")]
async fn open_backend(_on_lost: impl Fn(String) + Send + Sync + 'static) -> Result<OpenDevice> {
    Err(Error::DeviceUnavailable {
        device: NAME,
        reason: "the workshop has no backend".into(),
    })
}

/// The CPU device of this build, for native programs and tests.
#[cfg(all(any(feature = "flex", feature = "ndarray"), not(feature = "webgpu")))]
pub fn cpu() -> OpenDevice {
    #[cfg(feature = "flex")]
    let device = Device::flex();
    // Deprecated upstream in favour of burn-flex; it is the last rung because it needs no SIMD.
    #[cfg(not(feature = "flex"))]
    #[allow(deprecated)]
    let device = Device::ndarray();
    OpenDevice {
        device,
        adapter: None,
    }
}
