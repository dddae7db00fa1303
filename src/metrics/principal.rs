//! Principal axes: the directions along which points spread most (principal component analysis).
//!
//! The covariance of N points in D dimensions is never written down: block power iteration multiplies by the centred
//! points twice instead, and a small symmetric matrix (Rayleigh and Ritz) tells the axes of the block apart.

mod jacobi;

use crate::base::random;
use jacobi::eigen;
use ndarray::{Array2, ArrayRef2, Axis};

/// Axes that are followed, of which the first two are kept: the others make those two settle sooner.
const BLOCK: usize = 8;
/// Rounds at most; points of hidden layers take some twenty.
const ROUNDS: usize = 200;
/// How much the two variances may still move in the last round, as a share of the first.
const STILL: f64 = 1e-10;

/// Points in the plane of their first two principal axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// Each point along the first and the second axis, from the mean of all, `[N][2]`. Each axis points where its
    /// largest component is positive.
    pub points: Vec<[f64; 2]>,
    /// The share of the whole variance along each axis; `None` where all points are one.
    pub shares: Option<[f64; 2]>,
}

impl Principal {
    /// The plane of `[N, D]` points; `None` where there is no point or a number is not finite.
    pub fn of(points: &ArrayRef2<f32>) -> Option<Self> {
        let mut centred = points.mapv(f64::from);
        centred -= &centred.mean_axis(Axis(0))?;
        let total = centred.iter().map(|x| x * x).sum::<f64>();
        if !total.is_finite() || centred.ncols() == 0 {
            return None;
        }
        let (axes, variances) = axes(&centred);
        let along = centred.dot(&axes);
        let at = |row: usize, axis: usize| along.get([row, axis]).copied().unwrap_or(0.0);
        let share = |axis: usize| variances.get(axis).copied().unwrap_or(0.0) / total;
        Some(Self {
            points: (0..along.nrows()).map(|row| [at(row, 0), at(row, 1)]).collect(),
            shares: (total > 0.0).then(|| [share(0), share(1)]),
        })
    }
}

/// Orthonormal columns, the widest spread first, each with the sum of squares along it.
fn axes(centred: &Array2<f64>) -> (Array2<f64>, Vec<f64>) {
    let width = BLOCK.min(centred.ncols());
    let mut rng = random::stream(0, "principal", 0);
    let mut block =
        Array2::from_shape_simple_fn((centred.ncols(), width), || f64::from(random::normal(&mut rng)));
    orthonormalise(&mut block);
    let mut known = vec![0.0; width];
    for _ in 0..ROUNDS {
        block = centred.t().dot(&centred.dot(&block));
        orthonormalise(&mut block);
        let along = centred.dot(&block);
        let (variances, rotation) = eigen(along.t().dot(&along));
        block = block.dot(&rotation);
        let moved =
            variances.iter().zip(&known).take(2).any(|(new, old)| (new - old).abs() > STILL * variances[0]);
        known = variances;
        if !moved {
            break;
        }
    }
    turn(&mut block);
    (block, known)
}

/// Gram and Schmidt, twice, because one pass leaves what rounding left of it. A column that depends on those before it
/// becomes 0.
fn orthonormalise(block: &mut Array2<f64>) {
    for column in 0..block.ncols() {
        let (before, mut rest) = block.view_mut().split_at(Axis(1), column);
        let mut own = rest.column_mut(0);
        let length = own.dot(&own).sqrt();
        for _ in 0..2 {
            for other in before.columns() {
                let shared = own.dot(&other);
                own.scaled_add(-shared, &other);
            }
        }
        let left = own.dot(&own).sqrt();
        let scale = if left > 1e-12 * length { left.recip() } else { 0.0 };
        own *= scale;
    }
}

/// An axis and its opposite are equally good; the one whose largest component, the first of equals, is positive is kept.
fn turn(block: &mut Array2<f64>) {
    for mut axis in block.columns_mut() {
        let largest = axis.iter().fold(0.0_f64, |most, x| if x.abs() > most.abs() { *x } else { most });
        if largest < 0.0 {
            axis.mapv_inplace(|x| -x);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// Points with standard deviations 5, 2 and 0.5 along three known directions of seven dimensions.
    fn cloud() -> (Array2<f32>, [[f64; 7]; 2]) {
        let h = 0.5;
        let axes = [
            [0.8, 0.0, -0.6, 0.0, 0.0, 0.0, 0.0],
            [0.0, h, 0.0, h, h, 0.0, h],
            [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        ];
        let mut rng = random::stream(1, "cloud", 0);
        let mut points = Array2::from_elem((4000, 7), 3.0);
        for mut point in points.rows_mut() {
            for (axis, spread) in axes.iter().zip([5.0, 2.0, 0.5]) {
                let at = spread * random::normal(&mut rng);
                point.iter_mut().zip(axis).for_each(|(x, a)| *x += at * *a as f32);
            }
        }
        (points, [axes[0], axes[1]])
    }

    #[test]
    fn known_axes_and_their_shares_are_found() {
        let (points, known) = cloud();
        let found = Principal::of(&points).unwrap();
        let shares = found.shares.unwrap();
        let whole = 25.0 + 4.0 + 0.25;
        assert!(
            (shares[0] - 25.0 / whole).abs() < 0.01 && (shares[1] - 4.0 / whole).abs() < 0.01,
            "{shares:?}"
        );
        let means = points.mean_axis(Axis(0)).unwrap();
        for (row, point) in points.rows().into_iter().zip(&found.points).take(50) {
            for (axis, at) in known.iter().zip(point) {
                let exact: f64 =
                    row.iter().zip(&means).zip(axis).map(|((x, m), a)| f64::from(x - m) * a).sum();
                assert!((exact - at).abs() < 0.2, "{exact} {at}");
            }
        }
    }

    /// By hand: the covariance [[4, 2], [2, 3]] has the eigenvalues (7 +- sqrt 17) / 2.
    #[test]
    fn two_dimensions_agree_with_the_formula() {
        // Factors of the covariance: rows +-(2, 1) and +-(0, sqrt 2) have it as half their sum of squares.
        let s = 2.0_f32.sqrt();
        let points = array![[2.0, 1.0], [-2.0, -1.0], [0.0, s], [0.0, -s]];
        let found = Principal::of(&points).unwrap();
        let exact = [(7.0 + 17.0_f64.sqrt()) / 14.0, (7.0 - 17.0_f64.sqrt()) / 14.0];
        let shares = found.shares.unwrap();
        assert!((shares[0] - exact[0]).abs() < 1e-7 && (shares[1] - exact[1]).abs() < 1e-7, "{shares:?}");
        assert!(found.points[0][0] > 2.0 && (found.points[0][0] + found.points[1][0]).abs() < 1e-9);
    }

    #[test]
    fn the_same_points_give_the_same_bits_and_turning_them_around_turns_the_image() {
        let (points, _) = cloud();
        assert_eq!(Principal::of(&points), Principal::of(&points));
        let (there, back) = (Principal::of(&points).unwrap(), Principal::of(&-&points).unwrap());
        for (a, b) in there.points.iter().zip(&back.points) {
            assert!(
                (a[0] + b[0]).abs() < 1e-6 && (a[1] + b[1]).abs() < 1e-6,
                "the axes keep their direction"
            );
        }
    }

    #[test]
    fn what_has_no_plane_is_said_so() {
        assert_eq!(Principal::of(&Array2::zeros((0, 3))), None);
        assert_eq!(Principal::of(&array![[1.0, f32::INFINITY], [0.0, 0.0]]), None);
        assert_eq!(Principal::of(&Array2::zeros((3, 0))), None);
        let same = Principal::of(&Array2::from_elem((3, 4), 2.0)).unwrap();
        assert_eq!((same.shares, same.points), (None, vec![[0.0; 2]; 3]));
        let line = Principal::of(&array![[1.0], [3.0]]).unwrap();
        assert_eq!((line.shares, line.points), (Some([1.0, 0.0]), vec![[-1.0, 0.0], [1.0, 0.0]]));
    }

    /// Two points on either side of the centre along each axis of twelve dimensions, so that the spread along axis k is
    /// known: more dimensions than are followed, and variances so near to each other that one round does not part them.
    #[test]
    fn more_dimensions_than_are_followed_take_many_rounds_at_any_scale() {
        let squares: [f32; 12] = std::array::from_fn(|axis| 1.0 / (1.0 + 0.25 * axis as f32));
        let whole: f64 = squares.iter().copied().map(f64::from).sum();
        for scale in [1e-5, 1.0, 1e5] {
            let points = Array2::from_shape_fn((24, 12), |(row, column)| {
                let side = if row < 12 { scale } else { -scale };
                if row % 12 == column { side * squares[column].sqrt() } else { 0.0 }
            });
            let shares = Principal::of(&points).unwrap().shares.unwrap();
            for (found, square) in shares.into_iter().zip(squares) {
                assert!((found - f64::from(square) / whole).abs() < 1e-7, "{shares:?} at {scale}");
            }
        }
    }

    #[test]
    fn columns_become_orthonormal_whatever_their_length() {
        let mut tiny = array![[1e-9, 1e-9], [0.0, 1e-9]];
        orthonormalise(&mut tiny);
        assert!((&tiny - &Array2::<f64>::eye(2)).iter().all(|x| x.abs() < 1e-12), "{tiny}");
        let mut dependent = array![[1.1e9, 0.3 * 1.1e9], [0.7e9, 0.3 * 0.7e9], [0.9e9, 0.3 * 0.9e9]];
        orthonormalise(&mut dependent);
        assert_eq!(dependent.column(1), array![0.0, 0.0, 0.0]);
    }

    #[test]
    fn the_first_of_the_largest_components_is_made_positive() {
        let mut axes = array![[-0.5, 0.6, 0.0], [0.5, -0.8, 0.0], [0.1, 0.0, 0.0]];
        turn(&mut axes);
        assert_eq!(axes, array![[0.5, -0.6, 0.0], [-0.5, 0.8, 0.0], [-0.1, 0.0, 0.0]]);
        assert!(axes.column(2).iter().all(|x| x.is_sign_positive()), "no axis at all has no other side");
    }
}
