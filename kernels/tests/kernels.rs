//! Every kernel against the same sums written down plainly, in double precision.

use vae_lab_kernels::{
    AdamStep, Codes, Finish, Stack, Window, adam, add_columns, bernoulli, bernoulli_slope, conv,
    conv_transpose, draw, draw_slope, kl_divergence, kl_slopes, product, product_transposed, silu,
    silu_slope, through_relu, transposed_product, weight_slope,
};

/// Numbers in −1..1 that follow from their place and a seed.
fn numbers(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

#[track_caller]
fn assert_close(found: &[f32], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().fold(1e-30_f64, |a, b| a.max(b.abs()));
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (f64::from(*found) - expected).abs();
        assert!(
            error <= tolerance * largest,
            "{i}: {found} against {expected}"
        );
    }
}

/// `sum(i, j)` over all rows and columns.
fn table(rows: usize, columns: usize, sum: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let places = (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j)));
    places.map(|(i, j)| sum(i, j)).collect()
}

/// Sizes on both sides of every edge of a tile, and those of a real layer.
const SIZES: [[usize; 3]; 8] = [
    [1, 1, 1],
    [3, 5, 7],
    [4, 8, 8],
    [5, 9, 17],
    [7, 20, 3],
    [32, 40, 20],
    [13, 1, 9],
    [2, 784, 400],
];

/// What rounding may do to a sum of so many products, one after the other.
fn rounding(inner: usize) -> f64 {
    5e-7 + 2e-7 * (inner as f64).sqrt()
}

#[test]
fn products_of_all_sizes_equal_the_plain_sums() {
    for [rows, inner, columns] in SIZES {
        let (a, b) = (numbers(rows * inner, 1), numbers(inner * columns, 2));
        let bias = numbers(columns, 3);
        let at = |values: &[f32], i: usize| f64::from(values[i]);
        let sum = |i, j| {
            let each = (0..inner).map(|k| at(&a, i * inner + k) * at(&b, k * columns + j));
            at(&bias, j) + each.sum::<f64>()
        };
        let expected = table(rows, columns, sum);
        let sizes = [rows, inner, columns];
        let found = product(&a, &b, &bias, Finish::Linear, sizes);
        assert_close(&found, &expected, rounding(inner));
        let found = product(&a, &b, &bias, Finish::Relu, sizes);
        let rectified: Vec<f64> = expected.iter().map(|v| v.max(0.0)).collect();
        assert_close(&found, &rectified, rounding(inner));
    }
}

/// Products with codes equal the plain sums as far as the left side's 16 bits go.
#[test]
fn products_with_codes_of_all_sizes_equal_the_plain_sums() {
    for [rows, inner, columns] in SIZES {
        let a = numbers(rows * inner, 21);
        let bias = numbers(columns, 22);
        for own_steps in [true, false] {
            let steps: Vec<f32> = match own_steps {
                true => (0..columns).map(|j| 0.01 + 0.003 * j as f32).collect(),
                false => vec![0.02],
            };
            let code = |i: usize| (i * 7919 % 256) as f32 - 128.0;
            let step = |j: usize| steps[j % steps.len()];
            let b: Vec<f32> = (0..inner * columns)
                .map(|i| code(i) * step(i % columns))
                .collect();
            let codes = Codes::of(&b, columns, &steps).expect("multiples of the steps");
            let at = |values: &[f32], i: usize| f64::from(values[i]);
            let sum = |i, j| {
                let each = (0..inner).map(|k| at(&a, i * inner + k) * at(&b, k * columns + j));
                at(&bias, j) + each.sum::<f64>()
            };
            let expected = table(rows, columns, sum);
            // Half a step of the left side for each number of the sum.
            let largest = a.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
            let weight = b.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
            let tolerance =
                f64::from(largest * weight) * inner as f64 / 2.0 / 3e4 + rounding(inner);
            let found = codes.product(&a, &bias, Finish::Linear);
            assert_close(&found, &expected, tolerance);
            let rectified: Vec<f64> = expected.iter().map(|v| v.max(0.0)).collect();
            assert_close(
                &codes.product(&a, &bias, Finish::Relu),
                &rectified,
                tolerance,
            );
        }
    }
}

#[test]
fn sums_of_the_largest_codes_do_not_overflow() {
    let inner = 5000;
    for sign in [1.0, -1.0] {
        let weights = vec![255.0 * sign; inner];
        let codes = Codes::of(&weights, 1, &[1.0]).expect("nine bits");
        let found = codes.product(&vec![3.0; inner], &[0.5], Finish::Linear)[0];
        let expected = 3.0 * 255.0 * inner as f32 * sign + 0.5;
        assert!(
            (found / expected - 1.0).abs() < 1e-3,
            "{found} and {expected}"
        );
    }
}

#[test]
fn what_is_no_code_is_none_and_what_is_no_number_stays_none() {
    assert_eq!(Codes::of(&[1.0, 256.0], 1, &[1.0]), None);
    assert_eq!(Codes::of(&[1.0, f32::NAN], 1, &[1.0]), None);
    let codes = Codes::of(&[1.0; 20], 2, &[1.0]).expect("ones");
    let mut a = vec![1.0; 20];
    a[13] = f32::NAN;
    let found = codes.product(&a, &[0.0; 2], Finish::Relu);
    assert!(found[..2].iter().all(|&sum| sum == 10.0), "{found:?}");
    assert!(found[2..].iter().all(|sum| sum.is_nan()), "{found:?}");
}

#[test]
fn a_row_does_not_depend_on_how_many_there_are() {
    let (inner, columns) = (37, 29);
    let (a, b) = (numbers(11 * inner, 8), numbers(inner * columns, 9));
    let bias = numbers(columns, 10);
    let of = |rows| {
        product(
            &a[..rows * inner],
            &b,
            &bias,
            Finish::Relu,
            [rows, inner, columns],
        )
    };
    let all = of(11);
    for rows in 1..11 {
        assert_eq!(of(rows), all[..rows * columns], "{rows} rows");
    }
}

#[test]
fn transposed_products_of_all_sizes_equal_the_plain_sums() {
    for [rows, inner, columns] in SIZES {
        let at = |values: &[f32], i: usize| f64::from(values[i]);
        let (a, b) = (numbers(rows * inner, 4), numbers(columns * inner, 5));
        let expected = table(rows, columns, |i, j| {
            let each = (0..inner).map(|k| at(&a, i * inner + k) * at(&b, j * inner + k));
            each.sum()
        });
        assert_close(
            &product_transposed(&a, &b, [rows, inner, columns]),
            &expected,
            rounding(inner),
        );
        let (a, b) = (numbers(inner * rows, 6), numbers(inner * columns, 7));
        let expected = table(rows, columns, |i, j| {
            let each = (0..inner).map(|k| at(&a, k * rows + i) * at(&b, k * columns + j));
            each.sum()
        });
        assert_close(
            &transposed_product(&a, &b, [rows, inner, columns]),
            &expected,
            rounding(inner),
        );
    }
}

/// Calls `f(coarse place, fine place, tap)` for each pair that a window joins, as numbers of
/// rows and columns.
fn each_pair(window: Window, mut f: impl FnMut([usize; 2], [usize; 2], [usize; 2])) {
    let along = || {
        (0..window.coarse()).flat_map(move |coarse| {
            (0..window.kernel).filter_map(move |tap| {
                let fine = (window.stride * coarse + tap).checked_sub(window.padding())?;
                (fine < window.fine).then_some((coarse, fine, tap))
            })
        })
    };
    for (cy, fy, ty) in along() {
        for (cx, fx, tx) in along() {
            f([cy, cx], [fy, fx], [ty, tx]);
        }
    }
}

/// `[batch, coarse channels, fine channels]`, and windows with an odd and an even side; the last two
/// have positions that see nothing, and taps that meet nothing.
const STACKS: [[usize; 3]; 5] = [[2, 8, 1], [1, 5, 3], [2, 12, 9], [1, 1, 16], [9, 8, 4]];
const WINDOWS: [[usize; 3]; 8] = [
    [3, 1, 7],
    [3, 2, 7],
    [3, 2, 8],
    [5, 2, 7],
    [5, 2, 10],
    [5, 1, 6],
    [1, 2, 6],
    [7, 2, 2],
];

#[test]
fn convolutions_and_their_slopes_equal_the_plain_sums() {
    for [batch, coarse_channels, channels] in STACKS {
        for [kernel, stride, fine] in WINDOWS {
            let window = Window {
                kernel,
                stride,
                fine,
            };
            check_window(window, batch, coarse_channels, channels);
        }
    }
}

fn check_window(window: Window, batch: usize, coarse_channels: usize, channels: usize) {
    let taps = window.kernel * window.kernel;
    let (fine_places, coarse_places) = (window.fine.pow(2), window.coarse().pow(2));
    let fine = numbers(batch * fine_places * channels, 11);
    let coarse = numbers(batch * coarse_places * coarse_channels, 12);
    let weight = numbers(coarse_channels * channels * taps, 13);
    let (bias, fine_bias) = (numbers(coarse_channels, 14), numbers(channels, 15));
    let repeated = |bias: &[f32], places: usize| -> Vec<f64> {
        let all = bias.iter().cycle().take(places * bias.len());
        all.map(|v| f64::from(*v)).collect()
    };
    let mut down = repeated(&bias, batch * coarse_places);
    let mut up = repeated(&fine_bias, batch * fine_places);
    let mut slope = vec![0.0; weight.len()];
    for image in 0..batch {
        each_pair(window, |[cy, cx], [fy, fx], [ty, tx]| {
            for c in 0..coarse_channels {
                for f in 0..channels {
                    let at = image * coarse_places + cy * window.coarse() + cx;
                    let at_coarse = at * coarse_channels + c;
                    let at_fine = (image * fine_places + fy * window.fine + fx) * channels + f;
                    let at_weight = ((c * channels + f) * window.kernel + ty) * window.kernel + tx;
                    let weight = f64::from(weight[at_weight]);
                    down[at_coarse] += weight * f64::from(fine[at_fine]);
                    up[at_fine] += weight * f64::from(coarse[at_coarse]);
                    slope[at_weight] += f64::from(fine[at_fine]) * f64::from(coarse[at_coarse]);
                }
            }
        });
    }
    let stack = |values, channels| Stack {
        values,
        batch,
        channels,
    };
    let (fine, coarse) = (stack(&fine, channels), stack(&coarse, coarse_channels));
    let finish = Finish::Linear;
    assert_close(&conv(fine, &weight, &bias, window, finish), &down, 1e-6);
    let found = conv_transpose(coarse, &weight, &fine_bias, window, finish);
    assert_close(&found, &up, 1e-6);
    assert_close(&weight_slope(fine, coarse, window), &slope, 1e-6);
    let rectified: Vec<f64> = down.iter().map(|v| v.max(0.0)).collect();
    let found = conv(fine, &weight, &bias, window, Finish::Relu);
    assert_close(&found, &rectified, 1e-6);
}

#[test]
fn a_sum_that_is_no_number_stays_none_behind_a_relu() {
    let found = product(
        &[f32::NAN; 4],
        &[1.0; 1],
        &[0.0; 1],
        Finish::Relu,
        [4, 1, 1],
    );
    assert!(found.iter().all(|v| v.is_nan()));
    let mut slope = vec![1.0; 5];
    through_relu(&mut slope, &[f32::NAN, 0.0, -0.0, 2.0, 1.0]);
    assert_eq!(slope, [1.0, 0.0, 0.0, 1.0, 1.0]);
}

#[test]
fn silu_and_its_slope_are_the_closed_form_far_out_too() {
    let x: Vec<f32> = [-200.0, -90.0, -5.0, -0.3, 0.0, 0.3, 5.0, 90.0, 200.0].into();
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let mut found = x.clone();
    silu(&mut found);
    for (found, x) in found.iter().zip(&x) {
        let x = f64::from(*x);
        let error = f64::from(*found) - x * sigmoid(x);
        assert!(error.abs() <= 1e-6 * x.abs().max(1.0), "{x}: {found}");
    }
    let mut found = vec![2.0; x.len()];
    silu_slope(&mut found, &x);
    for (found, x) in found.iter().zip(&x) {
        let x = f64::from(*x);
        let s = sigmoid(x);
        let error = f64::from(*found) - 2.0 * (s + x * s * (1.0 - s));
        assert!(error.abs() <= 1e-5, "{x}: {found}");
    }
}

#[test]
fn the_cross_entropy_and_its_slope_are_the_closed_form_far_out_too() {
    let logits: Vec<f32> = [-300.0, -20.0, -1.0, 0.0, 1.0, 20.0, 300.0].into();
    let images: Vec<f32> = [0.0, 1.0, 0.25, 0.5, 0.75, 0.0, 1.0].into();
    let nats = |l: f64, x: f64| l.max(0.0) - l * x + (-l.abs()).exp().ln_1p();
    let pairs = logits.iter().zip(&images);
    let each: Vec<f64> = pairs
        .map(|(l, x)| nats(f64::from(*l), f64::from(*x)))
        .collect();
    let found = bernoulli(&logits, &images, logits.len());
    assert_close(&found, &[each.iter().sum()], 1e-6);
    let found = bernoulli(&logits, &images, 1);
    assert_close(&found, &each, 1e-6);
    let mut found = logits.clone();
    bernoulli_slope(&mut found, &images, &[3.0]);
    let pairs = logits.iter().zip(&images);
    let expected: Vec<f64> = pairs
        .map(|(l, x)| 3.0 * (1.0 / (1.0 + (-f64::from(*l)).exp()) - f64::from(*x)))
        .collect();
    assert_close(&found, &expected, 1e-6);
}

#[test]
fn the_divergence_the_draw_and_their_slopes_are_the_closed_forms() {
    let (rows, width) = (3, 5);
    let [mean, log_var, noise] = [21, 22, 23].map(|seed| numbers(rows * width, seed));
    let of = |values: &[f32], i: usize| f64::from(values[i]);
    let expected: Vec<f64> = (0..rows)
        .map(|row| {
            let each = (row * width..(row + 1) * width).map(|i| {
                0.5 * (of(&mean, i).powi(2) + of(&log_var, i).exp() - 1.0 - of(&log_var, i))
            });
            each.sum()
        })
        .collect();
    assert_close(&kl_divergence(&mean, &log_var, width), &expected, 1e-6);
    let slope = numbers(rows, 24);
    let (mut to_mean, mut to_log_var) = (mean.clone(), log_var.clone());
    kl_slopes(&mut to_mean, &mut to_log_var, &slope);
    let expected = table(rows, width, |i, j| of(&slope, i) * of(&mean, i * width + j));
    assert_close(&to_mean, &expected, 1e-6);
    let expected = table(rows, width, |i, j| {
        0.5 * of(&slope, i) * (of(&log_var, i * width + j).exp() - 1.0)
    });
    assert_close(&to_log_var, &expected, 1e-6);
    let mut z = log_var.clone();
    draw(&mut z, &mean, &noise);
    let spread = |i: usize| (0.5 * of(&log_var, i)).exp() * of(&noise, i);
    let expected: Vec<f64> = (0..z.len()).map(|i| of(&mean, i) + spread(i)).collect();
    assert_close(&z, &expected, 1e-6);
    let mut to_log_var = mean.clone();
    draw_slope(&mut to_log_var, &log_var, &noise);
    let expected: Vec<f64> = (0..z.len())
        .map(|i| 0.5 * of(&mean, i) * spread(i))
        .collect();
    assert_close(&to_log_var, &expected, 1e-6);
}

#[test]
fn adam_is_its_algorithm_and_columns_are_added() {
    let count = 11;
    let [before, gradient, mean_before] = [31, 32, 33].map(|seed| numbers(count, seed));
    let square_before: Vec<f32> = numbers(count, 34).iter().map(|v| v * v).collect();
    let (mut values, mut mean, mut square) =
        (before.clone(), mean_before.clone(), square_before.clone());
    let step = AdamStep {
        step_size: 0.01,
        epsilon: 1e-3,
        mean: [0.9, 0.1],
        square: [0.999, 0.001],
    };
    adam(&mut values, &gradient, &mut mean, &mut square, step);
    let of = |values: &[f32], i: usize| f64::from(values[i]);
    let expected: Vec<f64> = (0..count)
        .map(|i| 0.9 * of(&mean_before, i) + 0.1 * of(&gradient, i))
        .collect();
    assert_close(&mean, &expected, 1e-6);
    let expected: Vec<f64> = (0..count)
        .map(|i| 0.999 * of(&square_before, i) + 0.001 * of(&gradient, i).powi(2))
        .collect();
    assert_close(&square, &expected, 1e-6);
    let expected: Vec<f64> = (0..count)
        .map(|i| of(&before, i) - 0.01 * of(&mean, i) / (of(&square, i).sqrt() + 1e-3))
        .collect();
    assert_close(&values, &expected, 1e-6);
    assert_eq!(
        add_columns(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 3),
        [5.0, 7.0, 9.0]
    );
}
