//! Products of matrices and passes over slices, compiled for the widest vectors of the CPU at hand.

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

/// `c = a b + beta c`; `a` is `[m, k]`, `b` `[k, n]`, `c` `[m, n]`, in any memory order.
///
/// Every element of `c` is summed over `k` in one fixed order, whatever thread computes it.
///
/// # Panics
/// If the shapes do not fit.
pub(super) fn matmul(
    a: ArrayView2<'_, f32>,
    b: ArrayView2<'_, f32>,
    beta: f32,
    c: &mut ArrayViewMut2<'_, f32>,
) {
    general_mat_mul(1.0, &a, &b, beta, c);
}

/// Runs `pass` compiled for the widest vectors that this CPU has; the loops in it are left to the compiler.
pub(super) fn vectorised<R>(pass: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(Pass(pass))
}

struct Pass<F>(F);

impl<R, F: FnOnce() -> R> pulp::WithSimd for Pass<F> {
    type Output = R;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> R {
        (self.0)()
    }
}

/// `out = bytes * factor + offset`: pixels as a network takes them.
///
/// # Panics
/// If the lengths differ.
pub fn affine(bytes: &[u8], factor: f32, offset: f32, out: &mut [f32]) {
    assert_eq!(bytes.len(), out.len(), "one number for each byte");
    vectorised(|| out.iter_mut().zip(bytes).for_each(|(x, byte)| *x = f32::from(*byte) * factor + offset));
}
