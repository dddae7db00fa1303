//! Eigenvalues of small symmetric matrices by Jacobi's rotations (Golub and Van Loan, Matrix Computations, 8.5).

use ndarray::Array2;

/// Sweeps at most; convergence is quadratic, and matrices of a few rows take six.
const SWEEPS: usize = 30;

/// The eigenvalues of a symmetric matrix, largest first, with the eigenvectors as columns in the same order.
pub(super) fn eigen(mut matrix: Array2<f64>) -> (Vec<f64>, Array2<f64>) {
    let n = matrix.nrows();
    let mut vectors = Array2::eye(n);
    let scale = matrix.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    for _ in 0..SWEEPS {
        let pairs = || (0..n).flat_map(|p| (p + 1..n).map(move |q| (p, q)));
        if pairs().all(|pair| matrix[pair].abs() <= 1e-15 * scale) {
            break;
        }
        pairs().for_each(|pair| rotate(&mut matrix, &mut vectors, pair));
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| matrix[(*b, *b)].total_cmp(&matrix[(*a, *a)]));
    let values = order.iter().map(|at| matrix[(*at, *at)]).collect();
    (values, Array2::from_shape_fn((n, n), |(row, column)| vectors[(row, order[column])]))
}

/// Turns the plane of two axes so that the matrix has nothing beside the diagonal there.
fn rotate(matrix: &mut Array2<f64>, vectors: &mut Array2<f64>, (p, q): (usize, usize)) {
    if matrix[(p, q)] == 0.0 {
        return;
    }
    let theta = (matrix[(q, q)] - matrix[(p, p)]) / (2.0 * matrix[(p, q)]);
    let tangent = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let cosine = tangent.hypot(1.0).recip();
    let sine = tangent * cosine;
    let turn = |a: f64, b: f64| (cosine * a - sine * b, sine * a + cosine * b);
    for k in 0..matrix.nrows() {
        (matrix[(k, p)], matrix[(k, q)]) = turn(matrix[(k, p)], matrix[(k, q)]);
    }
    for k in 0..matrix.nrows() {
        (matrix[(p, k)], matrix[(q, k)]) = turn(matrix[(p, k)], matrix[(q, k)]);
        (vectors[(k, p)], vectors[(k, q)]) = turn(vectors[(k, p)], vectors[(k, q)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn values_and_vectors_solve_the_equation() {
        let matrix = array![[4.0, 1.0, -2.0], [1.0, 2.0, 0.0], [-2.0, 0.0, 3.0]];
        let (values, vectors) = eigen(matrix.clone());
        assert!(values.is_sorted_by(|a, b| a >= b) && (values.iter().sum::<f64>() - 9.0).abs() < 1e-12);
        for (value, vector) in values.iter().zip(vectors.columns()) {
            let difference = matrix.dot(&vector) - &vector * *value;
            assert!(difference.iter().all(|x| x.abs() < 1e-12), "{difference}");
            assert!((vector.dot(&vector) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_matrix_without_spread_has_zeros() {
        assert_eq!(eigen(Array2::zeros((2, 2))).0, [0.0, 0.0]);
        assert_eq!(eigen(array![[5.0]]), (vec![5.0], array![[1.0]]));
    }

    #[test]
    fn a_matrix_of_any_size_is_solved() {
        for scale in [2_f64.powi(-60), 1.0, 2_f64.powi(60)] {
            let (values, vectors) = eigen(array![[2.0, 1.0], [1.0, 2.0]] * scale);
            let off = values.iter().zip([3.0, 1.0]).map(|(found, expected)| (found / scale - expected).abs());
            assert!(off.into_iter().all(|off| off < 1e-15), "{values:?}");
            assert!((vectors[[0, 0]] - vectors[[1, 0]]).abs() < 1e-15, "{vectors}");
        }
    }
}
