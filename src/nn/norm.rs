//! Batch normalisation (Ioffe and Szegedy 2015) of each channel over the images of a batch and their pixels, then an
//! activation and pooling.
//!
//! Its numbers depend on the whole batch, so the shards wait for each other on both ways through it.

use super::cache::{Cache, Phase};
use super::common::Common;
use super::epilogue::{Epilogue, OutputMap, PassedMaxima};
use super::shape::Shape;
use super::tensor::{Role, Tensor};
use crate::kernels::{padded, vectorised};

/// Keeps the division finite (PyTorch's `eps`).
const EPSILON: f64 = 1e-5;
/// How much of the statistics kept for evaluation each batch replaces (PyTorch's `momentum`).
const MOMENTUM: f32 = 0.1;

/// y = pool(f(g (x - mean) / sqrt(variance + 1e-5) + b)) for each channel.
#[derive(Clone, Debug)]
pub struct BatchNorm {
    /// Prefixes the tensors' names.
    pub name: String,
    /// g, b, and the running mean and variance for evaluation, `[channels]` each. Boxed, because most layers of a
    /// network are others.
    pub tensors: Box<[Tensor; 4]>,
    /// f and pool.
    pub finish: Epilogue,
    input: Shape,
}

impl BatchNorm {
    /// A layer that begins with g = 1, b = 0, mean 0 and variance 1.
    pub fn new(name: &str, input: Shape, finish: Epilogue) -> Self {
        let tensor =
            |part: &str, value, role| Tensor::vector(format!("{name}.{part}"), input[2], value, role);
        let tensors = [
            tensor("weight", 1.0, Role::Bias),
            tensor("bias", 0.0, Role::Bias),
            tensor("running_mean", 0.0, Role::Statistic),
            tensor("running_var", 1.0, Role::Statistic),
        ];
        Self { name: name.to_owned(), tensors: Box::new(tensors), finish, input }
    }

    /// The shape of the images it takes.
    pub fn input(&self) -> Shape {
        self.input
    }

    /// The shape of the images it gives.
    pub fn output(&self) -> Shape {
        let [height, width] = self.finish.output(self.map());
        [height, width, self.input[2]]
    }

    /// A frozen layer normalises with the statistics it keeps, in training as in evaluation.
    fn is_frozen(&self) -> bool {
        self.tensors[0].frozen
    }

    fn map(&self) -> OutputMap {
        self.input.into()
    }

    fn size(&self) -> usize {
        self.input.iter().product()
    }

    pub(super) fn scratch(&self) -> usize {
        let map = self.map();
        map.line() * (self.finish.rows() + map.height)
    }

    pub(super) fn cache(&self, rows: usize, phase: Phase) -> Cache {
        let mut cache = Cache::new(rows, self.output().iter().product(), phase);
        cache.kept = vec![0.0; rows * self.finish.kept(self.map())];
        if phase == Phase::Training {
            cache.gradient = vec![0.0; rows * self.size()];
            cache.sums = vec![0.0; 2 * self.input[2]];
        }
        cache
    }

    pub(super) fn common(&self) -> Common {
        let numbers = |count: usize| vec![0.0; count * self.input[2]];
        let gradient = || vec![0.0; self.tensors[0].values.len()];
        Common { forward: numbers(3), backward: numbers(2), gradients: [gradient(), gradient()] }
    }

    /// For evaluation: takes the statistics that training left.
    pub(super) fn prepare(&self, common: &mut Common) {
        let channels = self.input[2];
        let (mean, inverse_deviation) = common.forward.split_at_mut(channels);
        mean.copy_from_slice(&self.tensors[2].values[..channels]);
        for (inverse, variance) in inverse_deviation[..channels].iter_mut().zip(&self.tensors[3].values) {
            *inverse = (f64::from(*variance) + EPSILON).sqrt().recip() as f32;
        }
    }

    /// Sums the inputs of a shard and their squares, by channel.
    pub(super) fn measure(&self, x: &[f32], cache: &mut Cache) {
        let channels = self.input[2];
        cache.sums.fill(0.0);
        let (sums, squares) = cache.sums.split_at_mut(channels);
        vectorised(|| {
            for pixel in x.chunks_exact(channels) {
                for ((sum, square), x) in sums.iter_mut().zip(&mut *squares).zip(pixel) {
                    *sum += f64::from(*x);
                    *square += f64::from(*x) * f64::from(*x);
                }
            }
        });
    }

    /// Mean, 1 / deviation and unbiased variance of a batch of `rows` images, from the sums of its shards.
    pub(super) fn settle<'a>(
        &self,
        common: &mut Common,
        rows: usize,
        shards: &(impl Iterator<Item = &'a Cache> + Clone),
    ) {
        if self.is_frozen() {
            return self.prepare(common);
        }
        let channels = self.input[2];
        let n = (rows * self.input[0] * self.input[1]) as f64;
        for channel in 0..channels {
            let sum = |at: usize| shards.clone().map(|cache| cache.sums[at]).sum::<f64>();
            let mean = sum(channel) / n;
            let variance = (sum(channels + channel) / n - mean * mean).max(0.0);
            common.forward[channel] = mean as f32;
            common.forward[channels + channel] = (variance + EPSILON).sqrt().recip() as f32;
            // One number has no unbiased variance: what is kept stays.
            let kept = self.tensors[3].values[channel];
            common.forward[2 * channels + channel] =
                if n > 1.0 { (variance * n / (n - 1.0)) as f32 } else { kept };
        }
    }

    pub(super) fn forward(&self, common: &Common, x: &[f32], cache: &mut Cache, scratch: &mut [f32]) {
        let (map, channels) = (self.map(), self.input[2]);
        let lines = &mut scratch[..map.line() * self.finish.rows()];
        let [mean, inverse_deviation] =
            [&common.forward[..channels], &common.forward[channels..2 * channels]];
        let [gain, shift] = [&self.tensors[0].values, &self.tensors[1].values];
        let height = self.finish.output(map)[0];
        let row = map.width * channels * self.finish.rows();
        for (index, x) in x.chunks_exact(self.size()).enumerate() {
            let mut passed = PassedMaxima::of(self.finish, map, index, &mut cache.y, &mut cache.kept);
            for (at, x) in x.chunks_exact(row).take(height).enumerate() {
                vectorised(|| {
                    for (x, out) in x.chunks_exact(channels).zip(lines.chunks_exact_mut(padded(channels))) {
                        let scales = mean.iter().zip(inverse_deviation).zip(gain.iter().zip(shift));
                        for ((x, out), ((mean, inverse), (gain, shift))) in x.iter().zip(out).zip(scales) {
                            *out = (x - mean) * inverse * gain + shift;
                        }
                    }
                });
                self.finish.forward(map, at, lines, &mut passed);
            }
        }
    }

    /// dL/dy to dL/d(normalised, scaled), kept, and its sums by channel: alone, and times the normalised input.
    pub(super) fn collect(&self, common: &Common, x: &[f32], cache: &mut Cache, scratch: &mut [f32]) {
        let (map, channels) = (self.map(), self.input[2]);
        let (lines, gradients) = scratch.split_at_mut(map.line() * self.finish.rows());
        let gradients = &mut gradients[..map.line() * map.height];
        gradients.fill(0.0);
        let outputs: usize = self.output().iter().product();
        let Cache { y, delta, kept, gradient, sums, .. } = cache;
        sums.fill(0.0);
        let (sums, products) = sums.split_at_mut(channels);
        let (mean, inverse_deviation) = common.forward.split_at(channels);
        for (index, x) in x.chunks_exact(self.size()).enumerate() {
            let passed = PassedMaxima::of(self.finish, map, index, y, kept);
            let delta = &mut delta[index * outputs..][..outputs];
            self.finish.backward(map, &passed, delta, (&mut *gradients, map.line()), lines);
            let out = gradient[index * self.size()..][..self.size()].chunks_exact_mut(channels);
            let pixels = x.chunks_exact(channels).zip(gradients.chunks_exact(padded(channels)));
            vectorised(|| {
                for ((x, gradients), out) in pixels.zip(out) {
                    let totals = sums.iter_mut().zip(&mut *products);
                    let scales = mean.iter().zip(inverse_deviation);
                    let numbers = x.iter().zip(gradients).zip(out);
                    for (((x, gradient), out), ((sum, product), (mean, inverse))) in
                        numbers.zip(totals.zip(scales))
                    {
                        *out = *gradient;
                        *sum += f64::from(*gradient);
                        *product += f64::from(*gradient) * f64::from((x - mean) * inverse);
                    }
                }
            });
        }
    }

    /// The gradients of g and b, and the two means that every dL/dx needs, from the sums of the shards.
    pub(super) fn settle_back<'a>(
        &self,
        common: &mut Common,
        rows: usize,
        shards: &(impl Iterator<Item = &'a Cache> + Clone),
    ) {
        let channels = self.input[2];
        let n = (rows * self.input[0] * self.input[1]) as f64;
        for channel in 0..channels {
            let sum = |at: usize| shards.clone().map(|cache| cache.sums[at]).sum::<f64>();
            let [gradient, product] = [sum(channel), sum(channels + channel)];
            common.gradients[0][channel] = product as f32;
            common.gradients[1][channel] = gradient as f32;
            // Statistics that stand still hand no gradient on.
            let share = if self.is_frozen() { 0.0 } else { n.recip() };
            common.backward[channel] = (gradient * share) as f32;
            common.backward[channels + channel] = (product * share) as f32;
        }
    }

    /// dL/dx, from what [`Self::collect`] kept.
    pub(super) fn backward(&self, common: &Common, x: &[f32], cache: &Cache, dx: Option<&mut [f32]>) {
        let Some(dx) = dx else { return };
        let channels = self.input[2];
        let (mean, inverse_deviation) = common.forward.split_at(channels);
        let (gradient, product) = common.backward.split_at(channels);
        let gain = &self.tensors[0].values;
        let pixels = x.chunks_exact(channels).zip(cache.gradient.chunks_exact(channels));
        vectorised(|| {
            for ((x, gradients), dx) in pixels.zip(dx.chunks_exact_mut(channels)) {
                let scales = mean.iter().zip(inverse_deviation).zip(gain);
                let means = gradient.iter().zip(product);
                let numbers = x.iter().zip(gradients).zip(dx);
                for (((x, s), dx), (((mean, inverse), gain), (gradient, product))) in
                    numbers.zip(scales.zip(means))
                {
                    let normalised = (x - mean) * inverse;
                    *dx = gain * inverse * (s - gradient - normalised * product);
                }
            }
        });
    }

    /// Renews the statistics for evaluation with those of the last batch.
    pub(super) fn renew(&mut self, common: &Common) {
        let channels = self.input[2];
        let [_, _, mean, variance] = &mut *self.tensors;
        let batch = [&common.forward[..channels], &common.forward[2 * channels..]];
        for (kept, batch) in [mean, variance].into_iter().zip(batch) {
            for (kept, batch) in kept.values.iter_mut().zip(batch) {
                *kept += MOMENTUM * (batch - *kept);
            }
        }
    }
}

#[cfg(test)]
mod tests;
