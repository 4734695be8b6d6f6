/** The directions in which a symmetric matrix stretches most. */

const MOST_SWEEPS = 30;
/** Directions that are followed at once: those of close values part sooner. */
const BLOCK = 8;
const ROUNDS = 25;
const TIMES_A_ROUND = 4;
/** As a part of its length; a picture shows no smaller turn. */
const EXACT = 1e-6;

/**
 * The eigenvectors of the two largest eigenvalues of a matrix that has no
 * negative ones, the largest first. Small matrices are solved by Jacobi's
 * rotations; of larger ones a block of directions is multiplied by the matrix
 * until the first two stand still, which takes far less time than all would.
 *
 * @param {Float64Array} matrix [size * size], symmetric; left as it is
 * @param {number} size at least 2
 * @returns {Float64Array[]} two, each [size] of length 1
 */
export function topEigenvectors(matrix, size) {
  if (size <= BLOCK) return jacobi(matrix, size).slice(0, 2);
  let block = Array.from({ length: BLOCK }, (_, b) =>
    // Sines of no common period: at a right angle to no eigenvector.
    Float64Array.from({ length: size }, (_, d) =>
      Math.sin(1 + b + 7.3 * b * d + d * d),
    ),
  );
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < TIMES_A_ROUND; i++) {
      block = block.map((vector) => times(matrix, vector));
    }
    block = ritz(matrix, orthonormal(block));
    if (block.slice(0, 2).every((vector) => stands(matrix, vector))) break;
  }
  return block.slice(0, 2);
}

/**
 * @param {Float64Array} matrix
 * @param {Float64Array} vector
 */
function times(matrix, vector) {
  const size = vector.length;
  const product = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[i * size + j] * vector[j];
    product[i] = sum;
  }
  return product;
}

/**
 * @param {Float64Array} a
 * @param {Float64Array} b
 */
function dot(a, b) {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
}

/**
 * Gram and Schmidt's way, twice: once leaves rounding of nearly equal ones.
 *
 * @param {Float64Array[]} block
 */
function orthonormal(block) {
  /** @type {Float64Array[]} */
  const done = [];
  block.forEach((vector, place) => {
    for (let pass = 0; pass < 2; pass++) {
      for (const other of done) subtract(vector, other, dot(vector, other));
      const length = Math.sqrt(dot(vector, vector));
      // What the matrix makes nothing of: any direction will do, none is wrong.
      if (length === 0) vector[place] = 1;
      else vector.forEach((value, d) => (vector[d] = value / length));
    }
    done.push(vector);
  });
  return done;
}

/**
 * @param {Float64Array} vector
 * @param {Float64Array} other
 * @param {number} by
 */
function subtract(vector, other, by) {
  for (let d = 0; d < vector.length; d++) vector[d] -= by * other[d];
}

/**
 * The same space, along the directions that the matrix only stretches in it.
 *
 * @param {Float64Array} matrix
 * @param {Float64Array[]} block orthonormal
 */
function ritz(matrix, block) {
  const products = block.map((vector) => times(matrix, vector));
  const small = Float64Array.from({ length: block.length ** 2 }, (_, i) =>
    dot(block[Math.floor(i / block.length)], products[i % block.length]),
  );
  return jacobi(small, block.length).map((mix) => {
    const vector = new Float64Array(block[0].length);
    block.forEach((part, i) => subtract(vector, part, -mix[i]));
    return vector;
  });
}

/**
 * Whether the matrix only stretches this vector, of length 1.
 *
 * @param {Float64Array} matrix
 * @param {Float64Array} vector
 */
function stands(matrix, vector) {
  const product = times(matrix, vector);
  const value = dot(product, vector);
  const scale = Math.sqrt(dot(product, product));
  subtract(product, vector, value);
  return Math.sqrt(dot(product, product)) <= EXACT * scale;
}

/**
 * All eigenvectors, that of the largest value first.
 *
 * @param {Float64Array} matrix
 * @param {number} size
 */
function jacobi(matrix, size) {
  const values = matrix.slice();
  // Row i ends as the eigenvector of the i-th value on the diagonal.
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  const whole = norm(values);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    if (offDiagonal(values, size) <= 1e-14 * whole) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(values, vectors, size, p, q);
    }
  }
  return [...Array(size).keys()]
    .sort((a, b) => values[b * size + b] - values[a * size + a])
    .map((row) => vectors.slice(row * size, (row + 1) * size));
}

/** @param {Float64Array} values */
const norm = (values) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/**
 * @param {Float64Array} values
 * @param {number} size
 */
function offDiagonal(values, size) {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) sum += 2 * values[i * size + j] ** 2;
  }
  return Math.sqrt(sum);
}

/**
 * Turns the axes p and q until the matrix has a 0 between them.
 *
 * @param {Float64Array} values
 * @param {Float64Array} vectors
 * @param {number} size
 * @param {number} p
 * @param {number} q
 */
function rotate(values, vectors, size, p, q) {
  const between = values[p * size + q];
  if (between === 0) return;
  const half = (values[q * size + q] - values[p * size + p]) / (2 * between);
  const tangent =
    (half >= 0 ? 1 : -1) / (Math.abs(half) + Math.sqrt(half * half + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) {
    turn(values, k * size + p, k * size + q, cosine, sine);
  }
  for (let k = 0; k < size; k++) {
    turn(values, p * size + k, q * size + k, cosine, sine);
    turn(vectors, p * size + k, q * size + k, cosine, sine);
  }
}

/**
 * @param {Float64Array} values
 * @param {number} a
 * @param {number} b
 * @param {number} cosine
 * @param {number} sine
 */
function turn(values, a, b, cosine, sine) {
  const [one, other] = [values[a], values[b]];
  values[a] = cosine * one - sine * other;
  values[b] = sine * one + cosine * other;
}
