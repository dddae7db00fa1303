//! The best that a linear model with a bias can do under the mean square: what a trained one is to be held against.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayRef2, Axis, s};

/// Rows that are multiplied at once.
const BLOCK: usize = 256;

/// The optimum of `x W + b` under the mean square of its errors.
#[derive(Clone, Debug, PartialEq)]
pub struct LeastSquares {
    /// W, `[D, M]`. An input that follows from others (a pixel that is always black, say) has weights of 0: the optimum is
    /// reached without it.
    pub weights: Array2<f64>,
    /// b, `[M]`.
    pub bias: Array1<f64>,
    /// How many inputs do not follow from others; below D there are other weights that are as good.
    pub rank: usize,
    /// The mean square of the errors on the same rows, over all outputs.
    pub mse: f64,
    /// The mean distance there, over all outputs.
    pub mae: f64,
}

impl LeastSquares {
    /// Solves for `[N, M]` targets; `row(i, out)` writes the D inputs of row i and is asked three times for each.
    ///
    /// The rows are never all held: what is kept is `[D, D]`. The normal equations of the centred inputs are solved in double
    /// precision by Cholesky's factorisation with pivoting, which leaves out inputs that follow from others (also if N < D).
    /// `None` without rows, inputs or outputs, and where a number is not finite.
    ///
    /// # Panics
    /// If `row` does.
    pub fn solve(
        inputs: usize,
        targets: &ArrayRef2<f32>,
        mut row: impl FnMut(usize, &mut [f32]),
    ) -> Option<Self> {
        let (rows, outputs) = targets.dim();
        if inputs == 0 || rows * outputs == 0 {
            return None;
        }
        let targets = targets.mapv(f64::from);
        let target_mean = targets.mean_axis(Axis(0))?;
        let mut mean = Array1::<f64>::zeros(inputs);
        let mut blocks = Blocks { inputs, rows, row: &mut row };
        blocks.each(|_, block| mean += &block.sum_axis(Axis(0)));
        mean /= rows as f64;
        let mut gram = Array2::zeros((inputs, inputs));
        let mut moments = Array2::zeros((inputs, outputs));
        blocks.each(|first, mut block| {
            block -= &mean;
            let targets = &targets.slice(s![first..first + block.nrows(), ..]) - &target_mean;
            general_mat_mul(1.0, &block.t(), &block, 1.0, &mut gram);
            general_mat_mul(1.0, &block.t(), &targets, 1.0, &mut moments);
        });
        if !gram.iter().chain(&moments).all(|x: &f64| x.is_finite()) {
            return None;
        }
        let factor = Factor::of(&gram);
        let weights = factor.solve(&moments);
        let bias = &target_mean - &mean.dot(&weights);
        let (mut square, mut distance) = (0.0, 0.0);
        blocks.each(|first, block| {
            let errors = block.dot(&weights) + &bias - targets.slice(s![first..first + block.nrows(), ..]);
            square += errors.iter().map(|error| error * error).sum::<f64>();
            distance += errors.iter().map(|error| error.abs()).sum::<f64>();
        });
        let count = (rows * outputs) as f64;
        Some(Self { rank: factor.rank, mse: square / count, mae: distance / count, weights, bias })
    }
}

/// The inputs, some rows at a time.
struct Blocks<'a, F> {
    inputs: usize,
    rows: usize,
    row: &'a mut F,
}

impl<F: FnMut(usize, &mut [f32])> Blocks<'_, F> {
    /// Gives the first row and the inputs of every block.
    fn each(&mut self, mut take: impl FnMut(usize, Array2<f64>)) {
        let mut inputs = vec![0.0; self.inputs];
        for first in (0..self.rows).step_by(BLOCK) {
            let mut block = Array2::zeros((BLOCK.min(self.rows - first), self.inputs));
            for (at, mut out) in block.outer_iter_mut().enumerate() {
                (self.row)(first + at, &mut inputs);
                out.iter_mut().zip(&inputs).for_each(|(out, x)| *out = f64::from(*x));
            }
            take(first, block);
        }
    }
}

/// `P' A P = L L'` of a symmetric A without negative eigenvalues, up to its rank (Higham 2002, Accuracy and Stability of
/// Numerical Algorithms, section 10.3).
struct Factor {
    /// Which row of A stands where.
    order: Vec<usize>,
    /// `[D, D]`; columns from the rank on are not used.
    lower: Array2<f64>,
    rank: usize,
}

impl Factor {
    fn of(matrix: &Array2<f64>) -> Self {
        let size = matrix.nrows();
        let mut order: Vec<usize> = (0..size).collect();
        let mut lower = Array2::<f64>::zeros((size, size));
        // What is left of the diagonal, in the order of `order`.
        let mut left = matrix.diag().to_vec();
        // Below this it is rounding.
        let least = left.iter().copied().fold(0.0, f64::max) * size as f64 * f64::EPSILON;
        for step in 0..size {
            let largest = (step..size).fold(step, |best, at| if left[at] > left[best] { at } else { best });
            if left[largest] <= least {
                return Self { order, lower, rank: step };
            }
            order.swap(step, largest);
            left.swap(step, largest);
            for column in 0..step {
                lower.swap([step, column], [largest, column]);
            }
            let root = left[step].sqrt();
            lower[[step, step]] = root;
            let known = lower.slice(s![step + 1.., ..step]).dot(&lower.slice(s![step, ..step]));
            for (row, known) in (step + 1..size).zip(known) {
                let value = (matrix[[order[row], order[step]]] - known) / root;
                lower[[row, step]] = value;
                left[row] -= value * value;
            }
        }
        Self { order, lower, rank: size }
    }

    /// A solution of `A X = B` for `[D, M]`, 0 where a row of A follows from others.
    fn solve(&self, right: &Array2<f64>) -> Array2<f64> {
        let mut x = right.select(Axis(0), &self.order[..self.rank]);
        for at in 0..self.rank {
            let known = self.lower.slice(s![at, ..at]).dot(&x.slice(s![..at, ..]));
            let solved = (&x.row(at) - &known) / self.lower[[at, at]];
            x.row_mut(at).assign(&solved);
        }
        for at in (0..self.rank).rev() {
            let known = self.lower.slice(s![at + 1..self.rank, at]).dot(&x.slice(s![at + 1.., ..]));
            let solved = (&x.row(at) - &known) / self.lower[[at, at]];
            x.row_mut(at).assign(&solved);
        }
        let mut all = Array2::zeros(right.dim());
        for (solved, place) in x.outer_iter().zip(&self.order) {
            all.row_mut(*place).assign(&solved);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn solve(inputs: &Array2<f32>, targets: &Array2<f32>) -> Option<LeastSquares> {
        let row = |at: usize, out: &mut [f32]| out.copy_from_slice(&inputs.row(at).to_vec());
        LeastSquares::solve(inputs.ncols(), targets, row)
    }

    /// Numbers without a pattern.
    fn scattered(rows: usize, columns: usize, salt: usize) -> Array2<f32> {
        Array2::from_shape_fn((rows, columns), |(row, column)| {
            ((row * 7919 + column * 104_729 + row * column * 31 + salt) % 1009) as f32 / 1009.0
        })
    }

    #[test]
    fn a_line_through_points_is_the_known_one() {
        let found = solve(&array![[1.0], [2.0], [3.0], [4.0]], &array![[6.0], [5.0], [7.0], [10.0]]).unwrap();
        assert!(
            (found.weights[[0, 0]] - 1.4).abs() < 1e-12 && (found.bias[0] - 3.5).abs() < 1e-12,
            "{found:?}"
        );
        assert!((found.mse - 4.2 / 4.0).abs() < 1e-12 && found.rank == 1, "{found:?}");
        assert!((found.mae - (1.1 + 1.3 + 0.7 + 0.9) / 4.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn what_is_linear_is_found_again() {
        let inputs = scattered(600, 20, 0);
        let weights = scattered(20, 3, 5);
        let targets = inputs.dot(&weights) + 2.0;
        let found = solve(&inputs, &targets).unwrap();
        assert!(found.rank == 20 && found.mse < 1e-10, "{} {}", found.rank, found.mse);
        assert!(found.weights.iter().zip(&weights).all(|(a, b)| (a - f64::from(*b)).abs() < 1e-4));
    }

    #[test]
    fn no_small_step_makes_the_optimum_better() {
        let (inputs, targets) = (scattered(300, 8, 1), scattered(300, 2, 2));
        let found = solve(&inputs, &targets).unwrap();
        let mse = |weights: &Array2<f64>| {
            let errors = inputs.mapv(f64::from).dot(weights) + &found.bias - targets.mapv(f64::from);
            errors.iter().map(|error| error * error).sum::<f64>() / 600.0
        };
        assert!((mse(&found.weights) - found.mse).abs() < 1e-12);
        for at in 0..16 {
            for step in [-1e-3, 1e-3] {
                let mut moved = found.weights.clone();
                moved[[at / 2, at % 2]] += step;
                assert!(mse(&moved) > found.mse);
            }
        }
    }

    #[test]
    fn inputs_that_follow_from_others_change_nothing() {
        let (inputs, targets) = (scattered(200, 5, 3), scattered(200, 1, 4));
        let alone = solve(&inputs, &targets).unwrap();
        let mut more = Array2::zeros((200, 8));
        more.slice_mut(s![.., ..5]).assign(&inputs);
        more.column_mut(5).assign(&inputs.column(2));
        more.column_mut(6).fill(0.25);
        let found = solve(&more, &targets).unwrap();
        assert_eq!(found.rank, 5);
        assert!((found.mse - alone.mse).abs() < 1e-12, "{} {}", found.mse, alone.mse);
    }

    #[test]
    fn fewer_rows_than_inputs_are_met_exactly() {
        let found = solve(&scattered(30, 60, 6), &scattered(30, 2, 7)).unwrap();
        assert_eq!(found.rank, 29, "the bias is the thirtieth");
        assert!(found.mse < 1e-12, "{}", found.mse);
    }

    #[test]
    fn nothing_has_no_optimum() {
        assert!(solve(&Array2::zeros((0, 3)), &Array2::zeros((0, 1))).is_none());
        assert!(solve(&array![[f32::INFINITY], [1.0]], &array![[1.0], [2.0]]).is_none());
        let blank = solve(&Array2::zeros((4, 2)), &array![[1.0], [3.0], [1.0], [3.0]]).unwrap();
        assert_eq!((blank.rank, blank.mse, blank.bias[0]), (0, 1.0, 2.0));
    }

    #[test]
    fn without_inputs_or_without_outputs_there_is_no_optimum() {
        assert!(solve(&Array2::zeros((3, 0)), &Array2::zeros((3, 1))).is_none());
        assert!(solve(&Array2::zeros((3, 2)), &Array2::zeros((3, 0))).is_none());
        assert!(solve(&array![[1.0], [3.0]], &Array2::zeros((2, 3))).is_some(), "more outputs than rows");
    }

    #[test]
    fn a_large_constant_in_the_targets_costs_no_digits() {
        // The mean of the inputs, 4 / 3, is rounded, so that what is centred does not sum to 0.
        let base = 2_f32.powi(30);
        let targets = array![[base], [base + 128.0], [base + 384.0]];
        let found = solve(&array![[0.0], [1.0], [3.0]], &targets).unwrap();
        assert!((found.weights[[0, 0]] - 128.0).abs() < 1e-10, "{found:?}");
    }

    #[test]
    fn of_two_equal_inputs_the_first_has_the_weight() {
        let found = solve(&array![[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]], &array![[2.0], [4.0], [8.0]]).unwrap();
        assert_eq!(found.rank, 1);
        assert!((found.weights[[0, 0]] - 2.0).abs() < 1e-12 && found.weights[[1, 0]] == 0.0, "{found:?}");
    }
}
