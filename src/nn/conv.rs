//! The convolution: a kernel slides over a picture; then an activation and pooling.

use super::cache::{Cache, Phase};
use super::common::Common;
use super::finish::{Finish, Map, Passed};
use super::init;
use super::kernel::{
    KernelGradient, SLACK, Slide, Sliding, Spread, add_to_layout, kernel_gradient, kernel_size, lay_kernel,
    lay_kernel_back, lay_kernel_spread, padded, slide, spread, spread_size,
};
use super::layer::Shape;
use super::tensor::{Role, Tensor};
use std::ops::Range;

/// The shape of a convolution with stride 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Of one picture.
    pub input: Shape,
    /// Height and width of the kernel.
    pub kernel: usize,
    /// Zeros around the picture; at most `kernel - 1`.
    pub padding: usize,
    /// Channels of the outputs.
    pub filters: usize,
}

impl Geometry {
    /// Height, width and channels before activation and pooling.
    pub fn map(self) -> Shape {
        let [height, width, _] =
            self.input.map(|side| (side + 2 * self.padding + 1).saturating_sub(self.kernel));
        [height, width, self.filters]
    }
}

/// How the slopes of windows become those of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Back {
    /// The turned kernel slides over them.
    Slide,
    /// Each window's spread over what it covered: less work where the picture has few channels.
    Spread,
}

/// y = pool(f(x * W + b)), where * slides the kernel W over the picture x without turning it over.
#[derive(Clone, Debug)]
pub struct Conv {
    /// Prefixes the tensors' names.
    pub name: String,
    /// `[kernel, kernel, channels, filters]`.
    pub weight: Tensor,
    /// `[filters]`.
    pub bias: Tensor,
    /// f and pool.
    pub finish: Finish,
    geometry: Geometry,
}

impl Conv {
    /// A layer with seeded weights and zero biases.
    ///
    /// # Panics
    /// If the kernel does not fit into the picture, or nothing is left after pooling.
    pub fn new(seed: u64, name: &str, geometry: Geometry, finish: Finish) -> Self {
        let Geometry { input: [_, _, channels], kernel, padding, filters } = geometry;
        assert!(padding < kernel, "{name}: the padding is smaller than the kernel");
        let weight = format!("{name}.weight");
        let shape = [kernel, kernel, channels, filters];
        let window = kernel * kernel;
        let fans = [window * channels, window * filters];
        let values = init::weights(seed, &weight, [fans[0], filters], fans, finish.activation);
        let conv = Self {
            name: name.to_owned(),
            weight: Tensor::new(weight, &shape, &values, Role::Weight),
            bias: Tensor::vector(format!("{name}.bias"), filters, 0.0, Role::Bias),
            finish,
            geometry,
        };
        assert!(conv.output().iter().all(|side| *side > 0), "{name}: something is left of the picture");
        conv
    }

    /// The shape of the pictures it takes.
    pub fn input(&self) -> Shape {
        self.geometry.input
    }

    /// The shape of the pictures it gives.
    pub fn output(&self) -> Shape {
        let [height, width] = self.finish.output(self.map());
        [height, width, self.geometry.filters]
    }

    fn map(&self) -> Map {
        let [height, width, channels] = self.geometry.map();
        Map { height, width, channels }
    }

    /// The picture with its border.
    fn sliding(&self) -> Sliding {
        let Geometry { input: [_, width, channels], kernel, padding, .. } = self.geometry;
        Sliding { width: width + 2 * padding, channels, side: kernel, across: self.map().width }
    }

    /// dL/d(map) with the border that the kernel, sliding over it, needs to reach every pixel of the picture.
    fn sliding_back(&self) -> Sliding {
        let (map, side) = (self.map(), self.geometry.kernel);
        let width = map.width + 2 * self.border();
        Sliding { width, channels: padded(map.channels), side, across: self.geometry.input[1] }
    }

    /// The way back with fewer multiplications, those of what fills vectors up included.
    fn back(&self) -> Back {
        let (map, sliding) = (self.map(), self.sliding());
        let [height, width, channels] = self.geometry.input;
        let slid = height * width * sliding.side * sliding.side * padded(channels);
        let spread = map.height * map.width * sliding.side * padded(sliding.side * channels);
        if spread < slid { Back::Spread } else { Back::Slide }
    }

    fn border(&self) -> usize {
        self.geometry.kernel - 1 - self.geometry.padding
    }

    /// Numbers of scratch: the picture with its border, rows of the map, and dL/d(map) with its border.
    pub(super) fn scratch(&self, phase: Phase) -> usize {
        let [picture, lines, slopes] = self.scratch_sizes();
        match phase {
            Phase::Training => picture + lines + slopes,
            Phase::Evaluation => picture + lines,
        }
    }

    fn scratch_sizes(&self) -> [usize; 3] {
        let (map, sliding, back) = (self.map(), self.sliding(), self.sliding_back());
        let picture = sliding.width * (self.geometry.input[0] + 2 * self.geometry.padding) * sliding.channels;
        let slopes = back.width * (map.height + 2 * self.border()) * back.channels;
        [picture + SLACK, map.line() * self.finish.rows(), slopes]
    }

    pub(super) fn cache(&self, rows: usize, phase: Phase) -> Cache {
        let mut cache = Cache::new(rows, self.output().iter().product(), phase);
        cache.kept = vec![0.0; rows * self.finish.kept(self.map())];
        if phase == Phase::Training {
            cache.gradient = vec![0.0; (self.sliding().depth() + 1) * padded(self.geometry.filters)];
        }
        cache
    }

    pub(super) fn common(&self, phase: Phase, reaches_back: bool) -> Common {
        let (depth, filters) = (self.sliding().depth(), self.geometry.filters);
        let back = match self.back() {
            Back::Slide => kernel_size(self.sliding_back().depth(), self.geometry.input[2]),
            Back::Spread => spread_size(self.sliding(), filters),
        };
        let zeros = |wanted: bool, size: usize| if wanted { vec![0.0; size] } else { Vec::new() };
        let trains = phase == Phase::Training;
        Common {
            forward: vec![0.0; kernel_size(depth, filters)],
            backward: zeros(trains && reaches_back, back),
            gradients: [zeros(trains, self.weight.layout.size()), zeros(trains, self.bias.layout.size())],
        }
    }

    /// Lays the kernel out for both ways.
    pub(super) fn prepare(&self, common: &mut Common) {
        let Tensor { values, layout, .. } = &self.weight;
        lay_kernel(values, *layout, &mut common.forward);
        match self.back() {
            _ if common.backward.is_empty() => {}
            Back::Slide => lay_kernel_back(values, *layout, self.geometry.input[2], &mut common.backward),
            Back::Spread => lay_kernel_spread(values, *layout, self.sliding(), &mut common.backward),
        }
    }

    pub(super) fn forward(&self, common: &Common, x: &[f32], cache: &mut Cache, scratch: &mut [f32]) {
        let (map, sliding) = (self.map(), self.sliding());
        let [size, lines, _] = self.scratch_sizes();
        let (picture, rest) = scratch.split_at_mut(size);
        let lines = &mut rest[..lines];
        picture.fill(0.0);
        for (index, x) in x.chunks_exact(self.geometry.input.iter().product()).enumerate() {
            self.frame(x, picture);
            let mut passed = self.passed(cache, index);
            let [height, _] = self.finish.output(map);
            for row in 0..height {
                let first = row * self.finish.rows();
                slide(Slide {
                    picture,
                    sliding,
                    kernel: &common.forward,
                    start: &self.bias.values,
                    rows: first..first + self.finish.rows(),
                    outputs: map.channels,
                    columns: padded(map.channels),
                    out: lines,
                });
                self.finish.forward(map, row, lines, &mut passed);
            }
        }
    }

    /// Writes a picture into its border.
    fn frame(&self, x: &[f32], picture: &mut [f32]) {
        let Geometry { input: [_, width, channels], padding, .. } = self.geometry;
        let line = (width + 2 * padding) * channels;
        let rows = picture[padding * line..].chunks_mut(line);
        for (row, out) in x.chunks_exact(width * channels).zip(rows) {
            out[padding * channels..][..row.len()].copy_from_slice(row);
        }
    }

    fn passed<'a>(&self, cache: &'a mut Cache, index: usize) -> Passed<'a> {
        let (size, kept) = (self.output().iter().product(), self.finish.kept(self.map()));
        Passed { y: &mut cache.y[row(index, size)], kept: &mut cache.kept[row(index, kept)] }
    }

    /// dL/dy to dL/dx where it is wanted; sums the gradient of kernel and bias over the pictures of the shard.
    pub(super) fn backward(
        &self,
        common: &Common,
        x: &[f32],
        cache: &mut Cache,
        scratch: &mut [f32],
        mut dx: Option<&mut [f32]>,
    ) {
        let (map, back) = (self.map(), self.sliding_back());
        let [size, lines, slopes] = self.scratch_sizes();
        let (picture, rest) = scratch.split_at_mut(size);
        let (lines, rest) = rest.split_at_mut(lines);
        let slopes = &mut rest[..slopes];
        picture.fill(0.0);
        slopes.fill(0.0);
        let line = back.width * back.channels;
        let inner = self.border() * (line + back.channels);
        let (inputs, outputs) = (self.geometry.input.iter().product(), self.output().iter().product());
        let mut gradient = std::mem::take(&mut cache.gradient);
        let mut delta = std::mem::take(&mut cache.delta);
        gradient.fill(0.0);
        for (index, x) in x.chunks_exact(inputs).enumerate() {
            self.frame(x, picture);
            let passed = self.passed(cache, index);
            let target = (&mut slopes[inner..], line);
            self.finish.backward(map, &passed, &mut delta[row(index, outputs)], target, lines);
            kernel_gradient(KernelGradient {
                picture,
                sliding: self.sliding(),
                slopes: &slopes[inner..],
                line,
                rows: map.height,
                outputs: map.channels,
                gradient: &mut gradient,
            });
            if let Some(dx) = dx.as_deref_mut() {
                let dx = &mut dx[row(index, inputs)];
                match self.back() {
                    Back::Slide => self.slide_back(common, slopes, dx),
                    Back::Spread => self.spread_back(common, (&slopes[inner..], line), picture, dx),
                }
            }
        }
        (cache.gradient, cache.delta) = (gradient, delta);
    }

    fn slide_back(&self, common: &Common, slopes: &[f32], dx: &mut [f32]) {
        let [height, _, channels] = self.geometry.input;
        slide(Slide {
            picture: slopes,
            sliding: self.sliding_back(),
            kernel: &common.backward,
            start: &[],
            rows: 0..height,
            outputs: channels,
            columns: channels,
            out: dx,
        });
    }

    /// Uses `picture`, and leaves it as it is before a picture is written into it.
    fn spread_back(
        &self,
        common: &Common,
        (slopes, line): (&[f32], usize),
        picture: &mut [f32],
        dx: &mut [f32],
    ) {
        let Geometry { input: [_, width, channels], padding, filters, .. } = self.geometry;
        picture.fill(0.0);
        spread(Spread {
            slopes,
            line,
            rows: self.map().height,
            outputs: filters,
            kernel: &common.backward,
            sliding: self.sliding(),
            picture: &mut *picture,
        });
        let rows = picture.chunks(self.sliding().line()).skip(padding);
        for (dx, row) in dx.chunks_exact_mut(width * channels).zip(rows) {
            dx.copy_from_slice(&row[padding * channels..][..dx.len()]);
        }
        picture.fill(0.0);
    }

    /// Adds the gradients of the shards, in their order, and lays them out as the tensors.
    pub(super) fn combine<'a>(&self, common: &mut Common, shards: impl Iterator<Item = &'a Cache>) {
        let depth = self.sliding().depth();
        let wide = padded(self.geometry.filters);
        let [weight, bias] = &mut common.gradients;
        weight.fill(0.0);
        bias.fill(0.0);
        for cache in shards {
            add_to_layout(&cache.gradient[..depth * wide], self.weight.layout, weight);
            add_to_layout(&cache.gradient[depth * wide..], self.bias.layout, bias);
        }
    }
}

fn row(index: usize, size: usize) -> Range<usize> {
    index * size..(index + 1) * size
}

#[cfg(test)]
mod tests;
