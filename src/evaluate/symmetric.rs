//! Eigenvalues and square root of a symmetric matrix, row-major `[width, width]`.

/// More than any matrix of our sizes needs; convergence is quadratic.
const MAX_SWEEPS: usize = 30;
/// What is left outside the diagonal, squared, as a share of the whole, when rounding is all.
const ROUNDING: f64 = 1e-30;

/// Eigenvalues, and eigenvectors as the columns of a matrix.
///
/// # Source
/// Cyclic Jacobi rotations: Golub & Van Loan, *Matrix Computations*, section 8.5. Ours rather than
/// a library's: it is short, and every browser would download the library.
pub(super) fn eigen(mut matrix: Vec<f64>, width: usize) -> (Vec<f64>, Vec<f64>) {
    let mut vectors = vec![0.0; width * width];
    vectors.iter_mut().step_by(width + 1).for_each(|v| *v = 1.0);
    let whole: f64 = matrix.iter().map(|v| v * v).sum();
    for _ in 0..MAX_SWEEPS {
        let pairs = (0..width).flat_map(|p| (p + 1..width).map(move |q| [p, q]));
        let outside: f64 = pairs
            .clone()
            .map(|[p, q]| matrix[p * width + q].powi(2))
            .sum();
        if outside <= ROUNDING * whole {
            break;
        }
        for pair in pairs {
            rotate(&mut matrix, &mut vectors, pair, width);
        }
    }
    (matrix.into_iter().step_by(width + 1).collect(), vectors)
}

/// Turns the plane of two axes so that the matrix has a 0 where they cross.
fn rotate(matrix: &mut [f64], vectors: &mut [f64], [p, q]: [usize; 2], width: usize) {
    let cross = matrix[p * width + q];
    if cross == 0.0 {
        return;
    }
    let theta = (matrix[q * width + q] - matrix[p * width + p]) / (2.0 * cross);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    let turn = |values: &mut [f64], i: usize, j: usize| {
        let (a, b) = (values[i], values[j]);
        values[i] = cosine * a - sine * b;
        values[j] = sine * a + cosine * b;
    };
    for k in 0..width {
        turn(matrix, k * width + p, k * width + q);
        turn(vectors, k * width + p, k * width + q);
    }
    for k in 0..width {
        turn(matrix, p * width + k, q * width + k);
    }
}

/// The symmetric square root of a positive semi-definite matrix.
pub(super) fn square_root(matrix: &[f64], width: usize) -> Vec<f64> {
    let (values, vectors) = eigen(matrix.to_vec(), width);
    let mut scaled = vectors.clone();
    for row in scaled.chunks_exact_mut(width) {
        for (entry, value) in row.iter_mut().zip(&values) {
            *entry *= positive(*value).sqrt();
        }
    }
    product(&scaled, &transpose(&vectors, width), width)
}

/// The product of two matrices.
pub(super) fn product(a: &[f64], b: &[f64], width: usize) -> Vec<f64> {
    let mut out = vec![0.0; width * width];
    for (row, of_a) in out.chunks_exact_mut(width).zip(a.chunks_exact(width)) {
        for (factor, of_b) in of_a.iter().zip(b.chunks_exact(width)) {
            for (sum, value) in row.iter_mut().zip(of_b) {
                *sum += factor * value;
            }
        }
    }
    out
}

fn transpose(matrix: &[f64], width: usize) -> Vec<f64> {
    (0..width * width)
        .map(|i| matrix[i % width * width + i / width])
        .collect()
}

/// What rounding has made slightly negative is 0; what is not a number stays so, where `f64::max`
/// would make it 0.
pub(super) fn positive(value: f64) -> f64 {
    match value < 0.0 {
        true => 0.0,
        false => value,
    }
}
