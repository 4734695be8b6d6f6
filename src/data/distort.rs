//! Small distortions that leave an image what it is.

/// Random numbers that one distortion takes.
pub const DISTORTION_NUMBERS: usize = 6;

/// Most pixels an image moves, to each side.
const SHIFT: f32 = 2.0;
/// Most it turns, in radians.
const ROTATION: f32 = 0.2;
/// Most it grows or shrinks, as a share, each axis on its own.
const SCALE: f32 = 0.12;
/// Most a row leans over the one below it, in pixels.
const SHEAR: f32 = 0.2;

/// Shifts, turns, scales and shears a square image about its centre; what comes in from outside
/// is black.
///
/// # Shapes
/// `image`: `side * side`, row-major; `uniform`, in `[0, 1)`; returns `side * side`.
pub fn distort(image: &[f32], side: usize, uniform: [f32; DISTORTION_NUMBERS]) -> Vec<f32> {
    let [right, down, turn, wide, high, lean] = uniform.map(|u| 2.0 * u - 1.0);
    let (sin, cos) = (libm::sinf(turn * ROTATION), libm::cosf(turn * ROTATION));
    let (wide, high, lean) = (1.0 + wide * SCALE, 1.0 + high * SCALE, lean * SHEAR);
    let centre = (side as f32 - 1.0) / 2.0;
    let mut out = Vec::with_capacity(side * side);
    for row in 0..side {
        for column in 0..side {
            let y = row as f32 - centre - down * SHIFT;
            let x = column as f32 - centre - right * SHIFT;
            let (x, y) = (cos * x + sin * y, cos * y - sin * x);
            let (x, y) = (wide * (x + lean * y), high * y);
            out.push(between(image, side, x + centre, y + centre));
        }
    }
    out
}

/// The bilinear mean of the four pixels around a place.
fn between(image: &[f32], side: usize, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (right_share, lower_share) = (x - left, y - top);
    let at = |column: f32, row: f32| {
        let inside = |v: f32| v >= 0.0 && v < side as f32;
        match inside(column) && inside(row) {
            true => image[row as usize * side + column as usize],
            false => 0.0,
        }
    };
    let upper = at(left, top) * (1.0 - right_share) + at(left + 1.0, top) * right_share;
    let lower = at(left, top + 1.0) * (1.0 - right_share) + at(left + 1.0, top + 1.0) * right_share;
    upper * (1.0 - lower_share) + lower * lower_share
}
