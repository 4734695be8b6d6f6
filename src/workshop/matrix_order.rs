//! Any layer's weights as a matrix: a row for each input, a column for each output.

/// How a weight's numbers lie in its tensor: indices before the dimension that counts outputs, outputs,
/// indices behind it. An input is an index before and one behind: a pixel or a neuron, or a channel at a
/// place of a convolution's window.
pub struct MatrixOrder {
    before: usize,
    /// Columns.
    pub outputs: usize,
    behind: usize,
}

impl MatrixOrder {
    /// That of a weight of this shape.
    pub fn of(shape: &[usize], output_axis: usize) -> Self {
        Self {
            before: shape[..output_axis].iter().product(),
            outputs: shape[output_axis],
            behind: shape[output_axis + 1..].iter().product(),
        }
    }

    /// Where the numbers of the matrix, row-major, are in the tensor.
    fn places(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.before * self.outputs * self.behind).map(|i| {
            let (input, output) = (i / self.outputs, i % self.outputs);
            let (before, behind) = (input / self.behind, input % self.behind);
            (before * self.outputs + output) * self.behind + behind
        })
    }

    /// The matrix, row-major, of a tensor's numbers.
    pub fn gather<T: Copy>(&self, numbers: &[T]) -> Vec<T> {
        self.places().map(|place| numbers[place]).collect()
    }

    /// The tensor's numbers, of a matrix.
    pub fn scatter<T: Copy + Default>(&self, matrix: &[T]) -> Vec<T> {
        let mut numbers = vec![T::default(); matrix.len()];
        for (&number, place) in matrix.iter().zip(self.places()) {
            numbers[place] = number;
        }
        numbers
    }
}
