//! How an optimiser moves numbers by their gradients, in one pass over all that it reads and writes.

use super::tile::multiply_add;
use super::vectors::dispatch;
use pulp::{Simd, WithSimd};

/// Factors of what is added to the gradient of w: `l2 w + l1 sign(w)`, where the sign of 0 is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shrinkage {
    /// Of the sign.
    pub l1: f32,
    /// Of the number itself.
    pub l2: f32,
}

/// Gradient descent with momentum: v = momentum v + g; w -= rate v, or rate (g + momentum v) after Nesterov.
#[derive(Clone, Copy, Debug)]
pub struct SgdStep {
    /// The rate.
    pub rate: f32,
    /// Memory of the velocity.
    pub momentum: f32,
    /// Whether it looks ahead along the velocity.
    pub nesterov: bool,
    /// Added to the gradient.
    pub shrinkage: Shrinkage,
}

/// Adam's step: m = beta1 m + (1 - beta1) g; s = beta2 s + (1 - beta2) g^2; w -= rate m / (scale sqrt(s) + epsilon).
#[derive(Clone, Copy, Debug)]
pub struct AdamStep {
    /// The rate over the correction of the first moment.
    pub rate: f32,
    /// Memories of both moments.
    pub beta: [f32; 2],
    /// One over the root of the correction of the second moment.
    pub scale: f32,
    /// Keeps the division finite.
    pub epsilon: f32,
    /// The share of w that goes before anything else happens.
    pub decay: f32,
    /// Added to the gradient.
    pub shrinkage: Shrinkage,
}

/// Moves `values`; `velocity` is what is remembered of each.
///
/// # Panics
/// If the lengths differ.
pub fn sgd_step(rule: SgdStep, values: &mut [f32], gradient: &[f32], velocity: &mut [f32]) {
    assert_eq!(
        [gradient.len(), velocity.len()],
        [values.len(); 2],
        "a gradient and a velocity for each number"
    );
    dispatch(SgdPass { rule, values, gradient, velocity });
}

struct SgdPass<'a> {
    rule: SgdStep,
    values: &'a mut [f32],
    gradient: &'a [f32],
    velocity: &'a mut [f32],
}

impl WithSimd for SgdPass<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { rule, values, gradient, velocity } = self;
        let rule = DescentRule::<S> {
            momentum: simd.splat_f32s(rule.momentum),
            down: simd.splat_f32s(-rule.rate),
            nesterov: rule.nesterov,
            shrink: Shrink::new(simd, rule.shrinkage),
        };
        let (w, w_rest) = S::as_mut_simd_f32s(values);
        let (g, g_rest) = S::as_simd_f32s(gradient);
        let (v, v_rest) = S::as_mut_simd_f32s(velocity);
        for ((w, g), v) in w.iter_mut().zip(g).zip(v) {
            (*w, *v) = rule.step(simd, *w, *g, *v);
        }
        if !w_rest.is_empty() {
            let [w, g, v] = [&*w_rest, g_rest, &*v_rest].map(|rest| simd.partial_load_f32s(rest));
            let (w, v) = rule.step(simd, w, g, v);
            simd.partial_store_f32s(w_rest, w);
            simd.partial_store_f32s(v_rest, v);
        }
    }
}

/// [`SgdStep`] in vectors.
#[derive(Clone, Copy)]
struct DescentRule<S: Simd> {
    momentum: S::f32s,
    /// Less the rate.
    down: S::f32s,
    nesterov: bool,
    shrink: Shrink<S>,
}

impl<S: Simd> DescentRule<S> {
    /// The number and its velocity after the step.
    #[inline(always)]
    fn step(&self, simd: S, w: S::f32s, g: S::f32s, v: S::f32s) -> (S::f32s, S::f32s) {
        let g = self.shrink.add(simd, w, g);
        let v = multiply_add(simd, self.momentum, v, g);
        let step = if self.nesterov { multiply_add(simd, self.momentum, v, g) } else { v };
        (multiply_add(simd, self.down, step, w), v)
    }
}

/// Moves `values`; `mean` and `square` are the moments of each.
///
/// # Panics
/// If the lengths differ.
pub fn adapt(rule: AdamStep, values: &mut [f32], gradient: &[f32], [mean, square]: [&mut [f32]; 2]) {
    let lengths = [gradient.len(), mean.len(), square.len()];
    assert_eq!(lengths, [values.len(); 3], "a gradient and two moments for each number");
    dispatch(Adapt { rule, values, gradient, mean, square });
}

struct Adapt<'a> {
    rule: AdamStep,
    values: &'a mut [f32],
    gradient: &'a [f32],
    mean: &'a mut [f32],
    square: &'a mut [f32],
}

impl WithSimd for Adapt<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { rule, values, gradient, mean, square } = self;
        let shrink = Shrink::<S>::new(simd, rule.shrinkage);
        let (w, w_rest) = S::as_mut_simd_f32s(values);
        let (g, g_rest) = S::as_simd_f32s(gradient);
        let (m, m_rest) = S::as_mut_simd_f32s(mean);
        let (s, s_rest) = S::as_mut_simd_f32s(square);
        for ((w, g), (m, s)) in w.iter_mut().zip(g).zip(m.iter_mut().zip(s)) {
            [*w, *m, *s] = rule.step(simd, shrink, *g, [*w, *m, *s]);
        }
        if !w_rest.is_empty() {
            let [w, g, m, s] =
                [&*w_rest, g_rest, &*m_rest, &*s_rest].map(|rest| simd.partial_load_f32s(rest));
            let [w, m, s] = rule.step(simd, shrink, g, [w, m, s]);
            simd.partial_store_f32s(w_rest, w);
            simd.partial_store_f32s(m_rest, m);
            simd.partial_store_f32s(s_rest, s);
        }
    }
}

impl AdamStep {
    /// The number and its moments after the step.
    #[inline(always)]
    fn step<S: Simd>(&self, simd: S, shrink: Shrink<S>, g: S::f32s, [w, m, s]: [S::f32s; 3]) -> [S::f32s; 3] {
        let [beta1, beta2] = self.beta;
        let w = multiply_add(simd, simd.splat_f32s(-self.decay), w, w);
        let g = shrink.add(simd, w, g);
        let m = multiply_add(simd, simd.splat_f32s(beta1), m, simd.mul_f32s(simd.splat_f32s(1.0 - beta1), g));
        let square = simd.mul_f32s(simd.mul_f32s(simd.splat_f32s(1.0 - beta2), g), g);
        let s = multiply_add(simd, simd.splat_f32s(beta2), s, square);
        let [scale, epsilon] = [simd.splat_f32s(self.scale), simd.splat_f32s(self.epsilon)];
        let below = multiply_add(simd, simd.sqrt_f32s(s), scale, epsilon);
        let ahead = simd.mul_f32s(simd.splat_f32s(self.rate), m);
        [simd.sub_f32s(w, simd.div_f32s(ahead, below)), m, s]
    }
}

/// [`Shrinkage`] in vectors.
#[derive(Clone, Copy)]
enum Shrink<S: Simd> {
    /// Nothing is added to the gradient.
    None,
    /// Some is.
    By { l1: S::f32s, l2: S::f32s },
}

impl<S: Simd> Shrink<S> {
    #[inline(always)]
    fn new(simd: S, shrinkage: Shrinkage) -> Self {
        if shrinkage == Shrinkage::default() {
            return Self::None;
        }
        Self::By { l1: simd.splat_f32s(shrinkage.l1), l2: simd.splat_f32s(shrinkage.l2) }
    }

    #[inline(always)]
    fn add(self, simd: S, w: S::f32s, g: S::f32s) -> S::f32s {
        let Self::By { l1, l2 } = self else { return g };
        let zero = simd.splat_f32s(0.0);
        let up = simd.select_f32s(simd.greater_than_f32s(w, zero), l1, zero);
        let down = simd.select_f32s(simd.less_than_f32s(w, zero), l1, zero);
        simd.add_f32s(multiply_add(simd, l2, w, g), simd.sub_f32s(up, down))
    }
}
