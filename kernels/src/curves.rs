//! Curves that are computed for every pixel: e^−|x|, ln(1 + t) and the sigmoid.
//!
//! For these ranges alone, and so in half the time of functions for all numbers. To 2 units in the
//! last place; what is no number stays none.

use wide::f32x4;

/// Below e to this power numbers begin to be subnormal: it is taken as 0.
const LOWEST: f32 = -87.0;
/// ln 2 in two parts, of which the first has few digits: its multiples are exact.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
/// 1/n! for n from 7 down to 2.
const EXP: [f32; 6] = [
    1.0 / 5040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
];
/// 2/n for odd n from 13 down to 3.
const ARTANH: [f32; 6] = [
    2.0 / 13.0,
    2.0 / 11.0,
    2.0 / 9.0,
    2.0 / 7.0,
    2.0 / 5.0,
    2.0 / 3.0,
];

/// A polynomial, highest power first.
#[inline(always)]
fn polynomial<const N: usize>(x: f32x4, coefficients: [f32; N]) -> f32x4 {
    let mut sum = f32x4::splat(coefficients[0]);
    for &coefficient in &coefficients[1..] {
        sum = sum.mul_add(x, f32x4::splat(coefficient));
    }
    sum
}

/// 2ⁿ of whole numbers n from −126 to 127, through the bits of a number.
#[inline(always)]
fn power_of_two(n: f32x4) -> f32x4 {
    // With 2²³ added, the last bits are the whole number itself; 127 is the exponent's zero.
    let shifted = n + f32x4::splat(8_388_608.0 + 127.0);
    let bits = shifted.to_array().map(|number| number.to_bits() << 23);
    f32x4::new(bits.map(f32::from_bits))
}

/// e^−|x|.
#[inline(always)]
pub(crate) fn tail(x: f32x4) -> f32x4 {
    let x = -x.abs();
    let n = (x * f32x4::LOG2_E).round_ties_even();
    let rest = x - n * f32x4::splat(LN_2[0]);
    let rest = rest - n * f32x4::splat(LN_2[1]);
    let beyond = polynomial(rest, EXP).mul_add(rest * rest, rest);
    let power = (beyond + f32x4::ONE) * power_of_two(n);
    x.simd_lt(f32x4::splat(LOWEST)).select(f32x4::ZERO, power)
}

/// ln(1 + t) for t in 0..1, as 2 artanh(t / (2 + t)).
#[inline(always)]
pub(crate) fn ln_1p(t: f32x4) -> f32x4 {
    let s = t / (t + f32x4::splat(2.0));
    let square = s * s;
    (polynomial(square, ARTANH) * square).mul_add(s, s + s)
}

/// 1/(1 + e^−x), from e^−|x|.
#[inline(always)]
pub(crate) fn sigmoid(x: f32x4) -> f32x4 {
    let tail = tail(x);
    let upper = f32x4::ONE / (f32x4::ONE + tail);
    x.simd_lt(f32x4::ZERO).select(tail * upper, upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUND: f64 = 2.0 * f32::EPSILON as f64;

    fn first(curve: impl Fn(f32x4) -> f32x4, x: f32) -> f64 {
        f64::from(curve(f32x4::splat(x)).to_array()[0])
    }

    fn assert_close(found: f64, wanted: f64, x: f32) {
        let gap = (found - wanted).abs();
        assert!(gap <= BOUND * wanted.abs(), "{found} for {wanted} at {x}");
    }

    /// Numbers from −86.99 to 86.99, dense around 0.
    fn numbers() -> impl Iterator<Item = f32> {
        (-20_000..=20_000).map(|i: i32| {
            let x = i as f32 / 20_000.0;
            x * x.abs() * 86.99
        })
    }

    #[test]
    fn curves_are_those_of_double_precision() {
        for x in numbers() {
            let wide = f64::from(x);
            let power = (-wide.abs()).exp();
            assert_close(first(tail, x), power, x);
            let seen = first(tail, x);
            assert_close(first(|x| ln_1p(tail(x)), x), seen.ln_1p(), x);
            assert_close(first(sigmoid, x), 1.0 / (1.0 + (-wide).exp()), x);
        }
    }

    #[test]
    fn far_from_0_they_end() {
        for x in [88.0, 1e30, f32::INFINITY] {
            for (curve, wanted) in [
                (tail(f32x4::splat(x)), 0.0),
                (sigmoid(f32x4::splat(x)), 1.0),
            ] {
                assert_eq!(curve.to_array(), [wanted; 4], "{x}");
            }
            assert_eq!(tail(f32x4::splat(-x)).to_array(), [0.0; 4]);
            assert_eq!(sigmoid(f32x4::splat(-x)).to_array(), [0.0; 4]);
        }
        for curve in [tail, ln_1p, sigmoid] {
            assert!(first(curve, f32::NAN).is_nan());
        }
    }
}
