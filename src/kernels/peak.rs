//! Nothing but multiply-adds: what benches compare products with.

use super::tile::multiply_add;
use super::vectors::dispatch;
use pulp::{Simd, WithSimd};
use std::hint::black_box;

/// Sums that do not wait for each other: enough for two multiply-adds a cycle of five cycles each.
const SUMS: usize = 12;

/// Does multiply-adds in registers, `rounds` times as many as there are sums, and says how many numbers were multiplied
/// and added. Timed, it gives the arithmetic limit of the vectors in use.
pub fn multiply_adds(rounds: usize) -> usize {
    dispatch(MultiplyAdds { rounds })
}

struct MultiplyAdds {
    rounds: usize,
}

impl WithSimd for MultiplyAdds {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> usize {
        let [a, b] = black_box([0.5_f32, 1.0]);
        let (a, b) = (simd.splat_f32s(a), simd.splat_f32s(b));
        let mut sums = [b; SUMS];
        for _ in 0..self.rounds {
            for i in 0..SUMS {
                sums[i] = multiply_add(simd, sums[i], a, b);
            }
        }
        let mut total = simd.splat_f32s(0.0);
        for i in 0..SUMS {
            total = simd.add_f32s(total, sums[i]);
        }
        black_box(simd.reduce_sum_f32s(total));
        self.rounds * SUMS * S::F32_LANES
    }
}
