//! Exponentials and what is made of them, in vectors.
//!
//! Errors against the exact value, in units of the last place of it, as the tests measure them over the whole range:
//! `exp` 1.5, `ln_1p` 1, `sigmoid` 2, `softplus` 1.5, `tanh` 2. Results below the smallest normal number may be off by one
//! such number. NaN stays NaN. Every number is computed by itself, so the bits do not depend on what lies beside it.

use super::activation::settled;
use super::tile::multiply_add;
use super::vectors::dispatch;
use pulp::{Simd, WithSimd};
use std::marker::PhantomData;

/// A function of one number. A type and no closure, because vector code must be inlined, and closures may not be.
trait Elementwise {
    fn of<S: Simd>(simd: S, x: S::f32s) -> S::f32s;
}

/// Names a function of slices and says of which formula it is.
macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident: $formula:ident = $of:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(values: &mut [f32]) {
            dispatch(MathPass { values, formula: PhantomData::<$formula> });
        }

        struct $formula;

        impl Elementwise for $formula {
            #[inline(always)]
            fn of<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
                $of(simd, x)
            }
        }
    )*};
}
functions! {
    /// Replaces every x by e^x.
    exp: Exp = exp_of;
    /// Replaces every x by ln(1 + x), for x of 0 or more.
    ln_1p: Ln1p = ln_1p_of;
    /// Replaces every x by 1 / (1 + e^-x), accurate in both tails.
    sigmoid: Sigmoid = sigmoid_of;
    /// Replaces every x by ln(1 + e^x), accurate in both tails.
    softplus: Softplus = softplus_of;
    /// Replaces every x by its hyperbolic tangent.
    tanh: Tanh = tanh_of;
}

struct MathPass<'a, F> {
    values: &'a mut [f32],
    formula: PhantomData<F>,
}

impl<F: Elementwise> WithSimd for MathPass<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { values, formula: _ } = self;
        let (whole, rest) = S::as_mut_simd_f32s(values);
        for x in whole {
            *x = F::of(simd, *x);
        }
        if !rest.is_empty() {
            let last = F::of(simd, simd.partial_load_f32s(rest));
            simd.partial_store_f32s(rest, last);
        }
    }
}

/// Adding it leaves the nearest whole number in the last bits.
const ROUND: f32 = 12_582_912.0;
/// ln 2 in two parts, the first with few digits.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];

/// The highest power first. Even and odd powers are summed apart, so that a sum waits for half as many others.
#[inline(always)]
fn polynomial<S: Simd, const N: usize>(simd: S, x: S::f32s, square: S::f32s, terms: [f32; N]) -> S::f32s {
    let mut sums = [simd.splat_f32s(terms[0]), simd.splat_f32s(terms[1])];
    for i in 2..N {
        sums[i % 2] = multiply_add(simd, sums[i % 2], square, simd.splat_f32s(terms[i]));
    }
    multiply_add(simd, sums[N % 2], x, sums[(N + 1) % 2])
}

/// 2^n for a whole number within -126 to 127 that stands in the last bits of `n + ROUND`.
#[inline(always)]
fn power<S: Simd>(simd: S, shifted: S::f32s) -> S::f32s {
    let bits = simd.transmute_u32s_f32s(shifted);
    let exponent = simd.wrapping_dyn_shl_u32s(bits, simd.splat_u32s(23));
    simd.transmute_f32s_u32s(simd.add_u32s(exponent, simd.splat_u32s(1.0_f32.to_bits())))
}

/// n + [`ROUND`] and e^r for x = n ln 2 + r with |r| <= ln 2 / 2; a polynomial (Cephes' coefficients, S. Moshier).
#[inline(always)]
fn reduced<S: Simd>(simd: S, x: S::f32s) -> (S::f32s, S::f32s) {
    const TERMS: [f32; 6] =
        [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5];
    let shifted = multiply_add(simd, x, simd.splat_f32s(std::f32::consts::LOG2_E), simd.splat_f32s(ROUND));
    let n = simd.sub_f32s(shifted, simd.splat_f32s(ROUND));
    let r = multiply_add(simd, n, simd.splat_f32s(-LN_2[0]), x);
    let r = multiply_add(simd, n, simd.splat_f32s(-LN_2[1]), r);
    let square = simd.mul_f32s(r, r);
    let tail = multiply_add(simd, polynomial(simd, r, square, TERMS), square, r);
    (shifted, simd.add_f32s(tail, simd.splat_f32s(1.0)))
}

/// 2^n is taken in two factors, so that neither overflows where the result does not.
#[inline(always)]
fn exp_of<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let (most, least) = (simd.splat_f32s(89.0), simd.splat_f32s(-104.0));
    // Comparisons that are false for NaN leave it as it is.
    let x = simd.select_f32s(simd.greater_than_f32s(x, most), most, x);
    let x = simd.select_f32s(simd.less_than_f32s(x, least), least, x);
    let (shifted, mantissa) = reduced(simd, x);
    let round = simd.splat_f32s(ROUND);
    let n = simd.sub_f32s(shifted, round);
    let half = simd.add_f32s(simd.mul_f32s(n, simd.splat_f32s(0.5)), round);
    let other = simd.add_f32s(simd.sub_f32s(n, simd.sub_f32s(half, round)), round);
    simd.mul_f32s(simd.mul_f32s(mantissa, power(simd, half)), power(simd, other))
}

/// e^-|x| in one factor: 0 where it is below the smallest normal number.
#[inline(always)]
fn exp_of_negative_magnitude<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let x = simd.sub_f32s(simd.splat_f32s(0.0), simd.abs_f32s(x));
    let tiny = simd.less_than_f32s(x, simd.splat_f32s(-87.3));
    let x = simd.select_f32s(tiny, simd.splat_f32s(-87.3), x);
    let (shifted, mantissa) = reduced(simd, x);
    simd.select_f32s(tiny, simd.splat_f32s(0.0), simd.mul_f32s(mantissa, power(simd, shifted)))
}

/// With s = 1 + x as it is rounded, ln(1 + x) = ln s + (x - (s - 1)) / s up to terms that vanish. s = 2^e m with m between
/// sqrt(1/2) and sqrt 2; ln m is a polynomial (Cephes' coefficients, S. Moshier).
#[inline(always)]
fn ln_1p_of<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    const TERMS: [f32; 9] = [
        7.037_683_6e-2,
        -0.115_146_1,
        0.116_769_984,
        -0.124_201_41,
        0.142_493_23,
        -0.166_680_57,
        0.200_007_14,
        -0.249_999_94,
        0.333_333_3,
    ];
    let s = simd.add_f32s(x, simd.splat_f32s(1.0));
    let lost = simd.sub_f32s(x, simd.sub_f32s(s, simd.splat_f32s(1.0)));
    // The exponent of s / sqrt(1/2), as a whole number and as a float.
    let bits = simd.transmute_u32s_f32s(s);
    let offset = simd.splat_u32s(std::f32::consts::FRAC_1_SQRT_2.to_bits());
    let exponent = simd.wrapping_dyn_shr_u32s(simd.sub_u32s(bits, offset), simd.splat_u32s(23));
    let shifted = simd.wrapping_dyn_shl_u32s(exponent, simd.splat_u32s(23));
    let m = simd.transmute_f32s_u32s(simd.sub_u32s(bits, shifted));
    let whole = simd.transmute_f32s_u32s(simd.add_u32s(exponent, simd.splat_u32s(ROUND.to_bits())));
    let e = simd.sub_f32s(whole, simd.splat_f32s(ROUND));
    let y = simd.sub_f32s(m, simd.splat_f32s(1.0));
    let square = simd.mul_f32s(y, y);
    let cubic = simd.mul_f32s(simd.mul_f32s(square, y), polynomial(simd, y, square, TERMS));
    let small = multiply_add(simd, e, simd.splat_f32s(LN_2[1]), cubic);
    let small = multiply_add(simd, square, simd.splat_f32s(-0.5), small);
    let small = simd.add_f32s(small, simd.div_f32s(lost, s));
    let ln = multiply_add(simd, e, simd.splat_f32s(LN_2[0]), simd.add_f32s(small, y));
    // Infinity and NaN are their own logarithms here.
    let finite = simd.less_than_f32s(x, simd.splat_f32s(f32::INFINITY));
    settled(simd, simd.select_f32s(finite, ln, x))
}

#[inline(always)]
fn sigmoid_of<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let one = simd.splat_f32s(1.0);
    let small = exp_of_negative_magnitude(simd, x);
    let negative = simd.less_than_f32s(x, simd.splat_f32s(0.0));
    let below = simd.add_f32s(one, small);
    let y = simd.div_f32s(simd.select_f32s(negative, small, one), below);
    // What the sum below the line lost when it was rounded, over that sum; 3/4 is near enough to what divides so little.
    let lost = simd.sub_f32s(small, simd.sub_f32s(below, one));
    multiply_add(simd, simd.mul_f32s(y, lost), simd.splat_f32s(-0.75), y)
}

#[inline(always)]
fn softplus_of<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let rest = ln_1p_of(simd, exp_of_negative_magnitude(simd, x));
    let positive = simd.greater_than_f32s(x, simd.splat_f32s(0.0));
    simd.add_f32s(simd.select_f32s(positive, x, simd.splat_f32s(0.0)), rest)
}

/// Near 0 a polynomial (Cephes' coefficients, S. Moshier), elsewhere (1 - e^-2x) / (1 + e^-2x).
#[inline(always)]
fn tanh_of<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    const TERMS: [f32; 5] = [-5.704_988_7e-3, 2.063_909_6e-2, -5.373_971_6e-2, 1.333_144_2e-1, -3.333_328e-1];
    let one = simd.splat_f32s(1.0);
    let square = simd.mul_f32s(x, x);
    let fourth = simd.mul_f32s(square, square);
    let near = multiply_add(simd, simd.mul_f32s(polynomial(simd, square, fourth, TERMS), square), x, x);
    let e = exp_of_negative_magnitude(simd, simd.add_f32s(x, x));
    let far = simd.div_f32s(simd.sub_f32s(one, e), simd.add_f32s(one, e));
    let negative = simd.less_than_f32s(x, simd.splat_f32s(0.0));
    let far = simd.select_f32s(negative, simd.sub_f32s(simd.splat_f32s(0.0), far), far);
    simd.select_f32s(simd.less_than_f32s(simd.abs_f32s(x), simd.splat_f32s(0.625)), near, far)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::on_every_kind;
    use super::*;

    /// Arguments over a range, dense near 0.
    fn arguments(least: f32, most: f32) -> Vec<f32> {
        let spread = (0..40_001).map(|at| least + (most - least) * (at as f32 / 40_000.0));
        let fine = (-3000..3000).map(|at| (at as f32 / 100.0).exp2()).flat_map(|x| [x, -x]);
        spread.chain(fine).filter(|x| (least..=most).contains(x)).collect()
    }

    /// The distance in units of the last place of the exact value.
    fn units(found: f32, exact: f64) -> f64 {
        let near = (exact as f32).abs().max(f32::MIN_POSITIVE);
        let unit = f64::from(f32::from_bits(near.to_bits() + 1)) - f64::from(near);
        (f64::from(found) - exact).abs() / unit
    }

    #[track_caller]
    fn assert_within(
        bound: f64,
        [least, most]: [f32; 2],
        function: impl Fn(&mut [f32]),
        exact: impl Fn(f64) -> f64,
    ) {
        let x = arguments(least, most);
        on_every_kind(|kind| {
            let mut y = x.clone();
            function(&mut y);
            let errors = y.iter().zip(&x).map(|(y, x)| (units(*y, exact(f64::from(*x))), *x));
            let (worst, at) = errors.fold((0.0, 0.0), |a, b| if b.0 > a.0 { b } else { a });
            assert!(worst <= bound, "{kind}: {worst} units at {at}");
        });
    }

    #[test]
    fn functions_are_within_the_bounds_that_the_documentation_states() {
        assert_within(1.5, [-87.0, 88.7], exp, f64::exp);
        assert_within(1.0, [0.0, 1e9], ln_1p, f64::ln_1p);
        assert_within(2.0, [-87.0, 90.0], sigmoid, |x| 1.0 / (1.0 + (-x).exp()));
        assert_within(1.5, [-87.0, 1e6], softplus, |x| x.max(0.0) + (-x.abs()).exp().ln_1p());
        assert_within(2.0, [-20.0, 20.0], tanh, f64::tanh);
    }

    #[test]
    fn extremes_have_their_limits_and_nan_stays() {
        on_every_kind(|kind| {
            let of = |function: fn(&mut [f32])| {
                let mut x = [f32::NEG_INFINITY, -1e9, 1e9, f32::INFINITY];
                function(&mut x);
                x
            };
            assert_eq!(of(exp), [0.0, 0.0, f32::INFINITY, f32::INFINITY], "{kind}");
            assert_eq!(of(sigmoid), [0.0, 0.0, 1.0, 1.0], "{kind}");
            assert_eq!(of(softplus), [0.0, 0.0, 1e9, f32::INFINITY], "{kind}");
            assert_eq!(of(tanh), [-1.0, -1.0, 1.0, 1.0], "{kind}");
            for function in [exp, ln_1p, sigmoid, softplus, tanh] {
                let mut nan = [f32::NAN; 3];
                function(&mut nan);
                assert!(nan.iter().all(|x| x.is_nan()), "{kind}");
            }
        });
    }

    #[test]
    fn a_number_does_not_depend_on_what_lies_beside_it() {
        on_every_kind(|kind| {
            let x = arguments(-9.0, 9.0);
            for function in [exp, sigmoid, softplus, tanh] {
                let mut together = x.clone();
                function(&mut together);
                for (at, x) in x.iter().enumerate().step_by(97) {
                    let mut alone = [*x];
                    function(&mut alone);
                    assert_eq!(alone[0].to_bits(), together[at].to_bits(), "{kind} at {x}");
                }
            }
        });
    }
}
