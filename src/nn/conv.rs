//! The convolution: a kernel slides over an image; then an activation and pooling.

mod passes;

use super::cache::{Cache, Phase};
use super::common::Common;
use super::epilogue::{Epilogue, OutputMap};
use super::init;
use super::shape::Shape;
use super::tensor::{Role, Tensor};
use crate::kernels::{Sliding, Vectors, kernel_size, padded, slack, spread_scratch, spread_size};

/// The shape of a convolution with stride 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Of one image.
    pub input: Shape,
    /// Height and width of the kernel.
    pub kernel: usize,
    /// Zeros around the image; at most `kernel - 1`.
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

/// How the gradients of windows become those of the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InputGradient {
    /// The turned kernel slides over them.
    Slide,
    /// Each window's spread over what it covered: less work where the image has few channels.
    Spread,
}

/// y = pool(f(x * W + b)), where * slides the kernel W over the image x without turning it over.
#[derive(Clone, Debug)]
pub struct Conv {
    /// Prefixes the tensors' names.
    pub name: String,
    /// `[kernel, kernel, channels, filters]`.
    pub weight: Tensor,
    /// `[filters]`.
    pub bias: Tensor,
    /// f and pool.
    pub finish: Epilogue,
    geometry: Geometry,
}

impl Conv {
    /// A layer with seeded weights and zero biases.
    ///
    /// # Panics
    /// If the kernel does not fit into the image, or nothing is left after pooling.
    pub fn new(seed: u64, name: &str, geometry: Geometry, finish: Epilogue) -> Self {
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
        assert!(conv.output().iter().all(|side| *side > 0), "{name}: something is left of the image");
        conv
    }

    /// The shape of the images it takes.
    pub fn input(&self) -> Shape {
        self.geometry.input
    }

    /// The shape of the images it gives.
    pub fn output(&self) -> Shape {
        let [height, width] = self.finish.output(self.map());
        [height, width, self.geometry.filters]
    }

    /// Multiply-adds of the windows of one image.
    pub(super) fn multiply_adds(&self) -> usize {
        self.geometry.map().iter().product::<usize>() * self.sliding().depth()
    }

    fn map(&self) -> OutputMap {
        self.geometry.map().into()
    }

    /// The image with its border.
    fn sliding(&self) -> Sliding {
        let Geometry { input: [_, width, channels], kernel, padding, .. } = self.geometry;
        Sliding { width: width + 2 * padding, channels, side: kernel, across: self.map().width }
    }

    /// dL/d(map) with the border that the kernel, sliding over it, needs to reach every pixel of the image.
    fn sliding_back(&self) -> Sliding {
        let (map, side) = (self.map(), self.geometry.kernel);
        let width = map.width + 2 * self.border();
        Sliding { width, channels: padded(map.channels), side, across: self.geometry.input[1] }
    }

    /// The way back with fewer vectors to multiply, whatever they hold. Spreading has to add what the lines of the windows
    /// give, which counts like four multiplications a vector. A half vector takes as long as a whole one, so both ways are
    /// counted in those of the kind in use.
    fn back(&self) -> InputGradient {
        let (map, sliding) = (self.map(), self.sliding());
        let [_, width, channels] = self.geometry.input;
        let (side, filters) = (sliding.side, padded(map.channels));
        let whole = |numbers: usize| numbers.next_multiple_of(Vectors::current().lanes());
        let slid = width * side * whole(channels) * filters;
        let spread = map.width * whole(side * channels) * filters + 4 * width * side * whole(channels);
        if spread < slid { InputGradient::Spread } else { InputGradient::Slide }
    }

    fn border(&self) -> usize {
        self.geometry.kernel - 1 - self.geometry.padding
    }

    /// Numbers of scratch: the image with its border, rows of the map, dL/d(map) with its border, and what spreading
    /// needs.
    pub(super) fn scratch(&self, phase: Phase) -> usize {
        let [image, lines, gradients, spread] = self.scratch_sizes();
        match phase {
            Phase::Training => image + lines + gradients + spread,
            Phase::Evaluation => image + lines,
        }
    }

    fn scratch_sizes(&self) -> [usize; 4] {
        let (map, sliding, back) = (self.map(), self.sliding(), self.sliding_back());
        let image = sliding.width * (self.geometry.input[0] + 2 * self.geometry.padding) * sliding.channels;
        let gradients = back.width * (map.height + 2 * self.border()) * back.channels;
        let spread = match self.back() {
            InputGradient::Slide => 0,
            InputGradient::Spread => spread_scratch(sliding, map.height),
        };
        let (image, gradients) = (image + slack(sliding.channels), gradients + slack(back.channels));
        [image, map.line() * self.finish.rows(), gradients, spread]
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
            InputGradient::Slide => kernel_size(self.sliding_back().depth(), self.geometry.input[2]),
            InputGradient::Spread => spread_size(self.sliding(), filters),
        };
        let zeros = |wanted: bool, size: usize| if wanted { vec![0.0; size] } else { Vec::new() };
        let trains = phase == Phase::Training;
        Common {
            forward: vec![0.0; kernel_size(depth, filters)],
            backward: zeros(trains && reaches_back, back),
            gradients: [zeros(trains, self.weight.layout.size()), zeros(trains, self.bias.layout.size())],
        }
    }
}

#[cfg(test)]
mod tests;
