//! From the bytes of images to the inputs of a network.

use crate::data::Dataset;
use crate::kernels::affine;
use crate::lab::recipe::Pixels;

/// inputs = bytes * factor + offset, by channel.
#[derive(Clone, Debug, PartialEq)]
pub struct PixelScale {
    factor: Vec<f32>,
    offset: Vec<f32>,
}

impl PixelScale {
    pub(super) fn of(pixels: Pixels, dataset: &Dataset) -> Self {
        let channels = dataset.shape()[2];
        match pixels {
            Pixels::ZeroToOne => Self { factor: vec![1.0 / 255.0; channels], offset: vec![0.0; channels] },
            Pixels::MinusOneToOne => {
                Self { factor: vec![1.0 / 127.5; channels], offset: vec![-1.0; channels] }
            }
            Pixels::Standardised => Self::standardised(dataset, channels),
        }
    }

    /// From the sums of the training set alone, in whole numbers, so that no order matters.
    fn standardised(dataset: &Dataset, channels: usize) -> Self {
        let mut sums = vec![[0_u64; 2]; channels];
        for &index in &dataset.parts.train {
            for (at, byte) in dataset.image(index).iter().enumerate() {
                let byte = u64::from(*byte);
                let sum = &mut sums[at % channels];
                *sum = [sum[0] + byte, sum[1] + byte * byte];
            }
        }
        let [height, width, _] = dataset.shape();
        let n = (dataset.parts.train.len() * height * width) as f64;
        let moments = sums.iter().map(|[sum, squares]| {
            let mean = *sum as f64 / n;
            let deviation = (*squares as f64 / n - mean * mean).max(0.0).sqrt().max(1e-6);
            ((1.0 / deviation) as f32, (-mean / deviation) as f32)
        });
        let (factor, offset) = moments.unzip();
        Self { factor, offset }
    }

    /// The inputs of a black pixel: bytes of 0 leave the offset.
    pub(super) fn black(&self) -> &[f32] {
        &self.offset
    }

    pub(super) fn apply(&self, bytes: &[u8], out: &mut [f32]) {
        affine(bytes, &self.factor, &self.offset, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_scaled_apart() {
        let scale = PixelScale { factor: vec![1.0, 2.0, 3.0], offset: vec![0.0, 1.0, 2.0] };
        let mut out = [0.0; 6];
        scale.apply(&[1, 1, 1, 2, 2, 2], &mut out);
        assert_eq!(out.map(|x: f32| x as i32), [1, 3, 5, 2, 5, 8]);
    }
}
