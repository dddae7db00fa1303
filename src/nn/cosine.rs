//! The normalised head: the cosine between the features and the weights of each class.
//!
//! Wang et al. 2018 (`NormFace`); margins such as LDAM's mean nothing without it, because a network could make up for
//! them by longer weights.

use super::activation::Activation;
use super::cache::{Cache, Phase};
use super::common::Common;
use super::init;
use super::tensor::{Role, Tensor};

/// Shorter vectors count as this long, so that nothing is divided by 0.
const SHORTEST: f32 = 1e-12;

/// `y_k = <x, w_k> / (|x| |w_k|)`, in `-1..=1`. Has no bias.
#[derive(Clone, Debug)]
pub struct Cosine {
    /// Prefixes the tensor's name.
    pub name: String,
    /// `[inputs, outputs]`.
    pub weight: Tensor,
}

impl Cosine {
    /// A layer with seeded weights: those that a dense layer of its name would have.
    pub fn new(seed: u64, name: &str, inputs: usize, outputs: usize) -> Self {
        let weight = format!("{name}.weight");
        let shape = [inputs, outputs];
        let values = init::weights(seed, &weight, shape, shape, Activation::Identity);
        Self { name: name.to_owned(), weight: Tensor::new(weight, &shape, &values, Role::Weight) }
    }

    /// The number of inputs of one sample.
    pub fn inputs(&self) -> usize {
        self.weight.layout.rows
    }

    /// The number of outputs of one sample.
    pub fn outputs(&self) -> usize {
        self.weight.layout.columns
    }

    /// Keeps 1 / |x| of each row, and the shard's sums for the gradient: `[outputs, inputs]`, then `[outputs]`.
    pub(super) fn cache(&self, rows: usize, phase: Phase) -> Cache {
        let mut cache = Cache::new(rows, self.outputs(), phase);
        cache.kept = vec![0.0; rows];
        if phase == Phase::Training {
            cache.gradient = vec![0.0; (self.inputs() + 1) * self.outputs()];
        }
        cache
    }

    /// Shares the unit vectors `[outputs, inputs]`, then 1 / |w| `[outputs]`.
    pub(super) fn common(&self) -> Common {
        let numbers = (self.inputs() + 1) * self.outputs();
        let gradients = [vec![0.0; self.weight.values.len()], Vec::new()];
        Common { forward: vec![0.0; numbers], backward: vec![0.0; self.inputs()], gradients }
    }

    pub(super) fn prepare(&self, common: &mut Common) {
        let (inputs, layout) = (self.inputs(), self.weight.layout);
        let (units, inverses) = common.forward.split_at_mut(inputs * self.outputs());
        for (column, (unit, inverse)) in units.chunks_exact_mut(inputs).zip(inverses).enumerate() {
            for (row, u) in unit.iter_mut().enumerate() {
                *u = self.weight.values[layout.position(row, column)];
            }
            *inverse = inverse_length(unit);
            unit.iter_mut().for_each(|u| *u *= *inverse);
        }
    }

    pub(super) fn forward(&self, common: &Common, x: &[f32], cache: &mut Cache) {
        let inputs = self.inputs();
        let Cache { y, kept, .. } = cache;
        let rows = x.chunks_exact(inputs).zip(y.chunks_exact_mut(self.outputs())).zip(kept);
        for ((x, y), inverse) in rows {
            *inverse = inverse_length(x);
            for (y, unit) in y.iter_mut().zip(common.forward.chunks_exact(inputs)) {
                *y = dot(x, unit) * *inverse;
            }
        }
    }

    /// With `u = w / |w|` and `v = x / |x|`: `dL/dx = (sum_k d_k u_k - (sum_k d_k y_k) v) / |x|`. Sums `d_k v` and
    /// `d_k y_k`.
    pub(super) fn backward(&self, common: &Common, x: &[f32], cache: &mut Cache, mut dx: Option<&mut [f32]>) {
        let (inputs, outputs) = (self.inputs(), self.outputs());
        let Cache { y, delta, kept, gradient, .. } = cache;
        gradient.fill(0.0);
        let (gradients, products) = gradient.split_at_mut(inputs * outputs);
        for (row, x) in x.chunks_exact(inputs).enumerate() {
            let (y, delta) = (&y[row * outputs..][..outputs], &delta[row * outputs..][..outputs]);
            for ((gradient, product), (d, y)) in
                gradients.chunks_exact_mut(inputs).zip(&mut *products).zip(delta.iter().zip(y))
            {
                add(gradient, d * kept[row], x);
                *product += d * y;
            }
            if let Some(dx) = dx.as_deref_mut() {
                let dx = &mut dx[row * inputs..][..inputs];
                dx.fill(0.0);
                for (d, unit) in delta.iter().zip(common.forward.chunks_exact(inputs)) {
                    add(dx, d * kept[row], unit);
                }
                let along: f32 = delta.iter().zip(y).map(|(d, y)| d * y).sum();
                add(dx, -along * kept[row] * kept[row], x);
            }
        }
    }

    /// `dL/dw_k = (sum d_k v - (sum d_k y_k) u_k) / |w_k|`, over the shards in their order.
    pub(super) fn combine<'a>(
        &self,
        common: &mut Common,
        shards: &(impl Iterator<Item = &'a Cache> + Clone),
    ) {
        let (inputs, outputs) = (self.inputs(), self.outputs());
        let Common { forward, backward: sum, gradients: [gradient, _] } = common;
        let (units, inverses) = forward.split_at(inputs * outputs);
        for (column, unit) in units.chunks_exact(inputs).enumerate() {
            sum.fill(0.0);
            let mut along = 0.0;
            for shard in shards.clone() {
                add(sum, 1.0, &shard.gradient[column * inputs..][..inputs]);
                along += shard.gradient[inputs * outputs + column];
            }
            for (row, (g, u)) in sum.iter().zip(unit).enumerate() {
                gradient[self.weight.layout.position(row, column)] = (g - along * u) * inverses[column];
            }
        }
    }
}

fn inverse_length(x: &[f32]) -> f32 {
    dot(x, x).sqrt().max(SHORTEST).recip()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// sum += factor x.
fn add(sum: &mut [f32], factor: f32, x: &[f32]) {
    sum.iter_mut().zip(x).for_each(|(sum, x)| *sum += factor * x);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::network::Network;
    use crate::nn::proofs::{assert_gradients, behind_dense, numbers, predict};
    use crate::nn::workspace::SHARD;

    #[test]
    fn outputs_are_cosines_whatever_the_lengths() {
        let mut layer = Cosine::new(3, "output", 7, 3);
        let x = numbers(7 * 2, 1);
        let y = predict(&Network::new([layer.clone()]), &x);
        let w = layer.weight.matrix();
        let column: Vec<f32> = w.column(1).to_vec();
        let expected = dot(&x[..7], &column) / (dot(&x[..7], &x[..7]).sqrt() * dot(&column, &column).sqrt());
        assert!((y[1] - expected).abs() < 1e-6 && y.iter().all(|y| y.abs() <= 1.0));
        layer.weight.set(&(w * 5.0));
        let longer: Vec<f32> = x.iter().map(|x| x * 0.1).collect();
        let again = predict(&Network::new([layer]), &longer);
        assert!(y.iter().zip(&again).all(|(a, b)| (a - b).abs() < 1e-6));
    }

    #[test]
    fn gradients_agree_with_directional_finite_differences() {
        assert_gradients("cosine", &behind_dense(Cosine::new(3, "output", 6, 4)), SHARD + 5, 1e-3, 2e-3);
    }

    #[test]
    fn features_of_no_length_have_no_direction_and_break_nothing() {
        let y = predict(&Network::new([Cosine::new(3, "output", 4, 2)]), &[0.0; 4]);
        assert_eq!(y, [0.0, 0.0]);
    }
}
