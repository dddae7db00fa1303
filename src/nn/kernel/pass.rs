//! Passes over slices, left to the compiler's vectoriser.

/// Runs `pass` compiled for the widest vectors that this CPU has; the loops in it are left to the compiler.
pub(in crate::nn) fn vectorised<R>(pass: impl FnOnce() -> R) -> R {
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

/// Adds the rows of a matrix to `sums`, first to last; a row has the length of `sums`.
pub(in crate::nn) fn add_rows(rows: &[f32], sums: &mut [f32]) {
    vectorised(|| {
        for row in rows.chunks_exact(sums.len()) {
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
    });
}
