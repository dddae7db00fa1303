//! The ways through a convolution, image by image, in scratch that stays in the near caches.

use super::{Conv, Geometry, InputGradient};
use crate::kernels::{
    KernelGradient, Slide, Spread, add_to_layout, kernel_gradient, pack_kernel, pack_kernel_back,
    pack_kernel_spread, padded, slide, spread,
};
use crate::nn::cache::Cache;
use crate::nn::common::Common;
use crate::nn::epilogue::PassedMaxima;
use crate::nn::tensor::Tensor;
use std::ops::Range;

impl Conv {
    /// Packs the kernel for both ways.
    pub(in crate::nn) fn prepare(&self, common: &mut Common) {
        let Tensor { values, layout, .. } = &self.weight;
        pack_kernel(values, *layout, &mut common.forward);
        match self.back() {
            _ if common.backward.is_empty() => {}
            InputGradient::Slide => {
                pack_kernel_back(values, *layout, self.geometry.input[2], &mut common.backward);
            }
            InputGradient::Spread => {
                pack_kernel_spread(values, *layout, self.sliding(), &mut common.backward);
            }
        }
    }

    pub(in crate::nn) fn forward(&self, common: &Common, x: &[f32], cache: &mut Cache, scratch: &mut [f32]) {
        let (map, sliding) = (self.map(), self.sliding());
        let [size, lines, ..] = self.scratch_sizes();
        let [input_height, ..] = self.geometry.input;
        let filled = self.geometry.padding..self.geometry.padding + input_height;
        let (framed, rest) = scratch.split_at_mut(size);
        let lines = &mut rest[..lines];
        framed.fill(0.0);
        for (index, x) in x.chunks_exact(self.geometry.input.iter().product()).enumerate() {
            self.frame(x, framed);
            let mut passed = self.passed(cache, index);
            let [height, _] = self.finish.output(map);
            for row in 0..height {
                let first = row * self.finish.rows();
                slide(Slide {
                    image: framed,
                    sliding,
                    filled: filled.clone(),
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

    /// Writes an image into its border.
    fn frame(&self, x: &[f32], framed: &mut [f32]) {
        let Geometry { input: [_, width, channels], padding, .. } = self.geometry;
        let line = (width + 2 * padding) * channels;
        let rows = framed[padding * line..].chunks_mut(line);
        for (row, out) in x.chunks_exact(width * channels).zip(rows) {
            out[padding * channels..][..row.len()].copy_from_slice(row);
        }
    }

    fn passed<'a>(&self, cache: &'a mut Cache, index: usize) -> PassedMaxima<'a> {
        PassedMaxima::of(self.finish, self.map(), index, &mut cache.y, &mut cache.kept)
    }

    /// dL/dy to dL/dx where it is wanted; sums the gradient of kernel and bias over the images of the shard.
    pub(in crate::nn) fn backward(
        &self,
        common: &Common,
        x: &[f32],
        cache: &mut Cache,
        scratch: &mut [f32],
        mut dx: Option<&mut [f32]>,
    ) {
        let (map, back) = (self.map(), self.sliding_back());
        let [size, lines, gradients, spreading] = self.scratch_sizes();
        let (framed, rest) = scratch.split_at_mut(size);
        let (lines, rest) = rest.split_at_mut(lines);
        let (gradients, rest) = rest.split_at_mut(gradients);
        let spreading = &mut rest[..spreading];
        framed.fill(0.0);
        gradients.fill(0.0);
        let line = back.width * back.channels;
        let inner = self.border() * (line + back.channels);
        let (inputs, outputs) = (self.geometry.input.iter().product(), self.output().iter().product());
        let mut gradient = std::mem::take(&mut cache.gradient);
        let mut delta = std::mem::take(&mut cache.delta);
        gradient.fill(0.0);
        for (index, x) in x.chunks_exact(inputs).enumerate() {
            self.frame(x, framed);
            let passed = self.passed(cache, index);
            let target = (&mut gradients[inner..], line);
            self.finish.backward(map, &passed, &mut delta[row(index, outputs)], target, lines);
            kernel_gradient(KernelGradient {
                image: framed,
                sliding: self.sliding(),
                deltas: &gradients[inner..],
                line,
                rows: map.height,
                outputs: map.channels,
                gradient: &mut gradient,
            });
            if let Some(dx) = dx.as_deref_mut() {
                let dx = &mut dx[row(index, inputs)];
                match self.back() {
                    InputGradient::Slide => self.slide_back(common, gradients, dx),
                    InputGradient::Spread => {
                        self.spread_back(common, (&gradients[inner..], line), spreading, dx);
                    }
                }
            }
        }
        (cache.gradient, cache.delta) = (gradient, delta);
    }

    fn slide_back(&self, common: &Common, gradients: &[f32], dx: &mut [f32]) {
        let [height, _, channels] = self.geometry.input;
        slide(Slide {
            image: gradients,
            sliding: self.sliding_back(),
            filled: self.border()..self.border() + self.map().height,
            kernel: &common.backward,
            start: &[],
            rows: 0..height,
            outputs: channels,
            columns: channels,
            out: dx,
        });
    }

    fn spread_back(
        &self,
        common: &Common,
        (gradients, line): (&[f32], usize),
        scratch: &mut [f32],
        dx: &mut [f32],
    ) {
        spread(Spread {
            deltas: gradients,
            line,
            rows: self.map().height,
            outputs: self.geometry.filters,
            kernel: &common.backward,
            sliding: self.sliding(),
            padding: self.geometry.padding,
            scratch,
            image: dx,
        });
    }

    /// Adds the gradients of the shards, in their order, and lays them out as the tensors.
    pub(in crate::nn) fn combine<'a>(&self, common: &mut Common, shards: impl Iterator<Item = &'a Cache>) {
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
