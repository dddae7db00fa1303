//! Tensors as PyTorch lays them out, for files that other programs read and write. Numbers only; no files.
//!
//! | tensor | here | there |
//! |---|---|---|
//! | dense weight | `[inputs, outputs]` | `[outputs, inputs]` |
//! | kernel | `[height, width, inputs, outputs]` | `[outputs, inputs, height, width]` |
//! | vector | `[n]` | `[n]` |
//!
//! Images have their channels last here and first there. So the inputs of a dense layer that takes an image of
//! more than one pixel and more than one channel stand in another order, too: `(h, w, c)` here, `(c, h, w)` there.
//! Both rows of the table are one rule: a row of our matrix belongs to a pixel and a channel, the channel running
//! fastest; there, the pixel does.

use super::network::Network;
use super::shape::Shape;
use super::tensor::Tensor;
use ndarray::Array2;

/// A tensor in PyTorch's layout.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchanged {
    /// Its name, the same here and there.
    pub name: String,
    /// Its shape there.
    pub shape: Vec<usize>,
    /// Its numbers, the last dimension running fastest.
    pub values: Vec<f32>,
}

/// How one tensor's rows are ordered there.
#[derive(Clone, Copy)]
struct AxisOrder {
    /// Rows of our matrix.
    rows: usize,
    /// The pixels that share a channel: those of a kernel, or of the image that a dense layer takes.
    pixels: usize,
}

impl AxisOrder {
    /// `input` is the shape of what the tensor's layer takes.
    fn of(tensor: &Tensor, [height, width, channels]: Shape) -> Self {
        let rows = tensor.layout.rows;
        let pixels = match *tensor.shape.as_slice() {
            [height, width, _, _] => height * width,
            [inputs, _] if inputs == height * width * channels => height * width,
            _ => rows,
        };
        Self { rows, pixels }
    }

    /// The row here of the place that comes at `there` there.
    fn here(self, there: usize) -> usize {
        there % self.pixels * (self.rows / self.pixels) + there / self.pixels
    }
}

/// The shape there of a tensor.
fn shape_there(tensor: &Tensor) -> Vec<usize> {
    match *tensor.shape.as_slice() {
        [inputs, outputs] => vec![outputs, inputs],
        [height, width, inputs, outputs] => vec![outputs, inputs, height, width],
        _ => tensor.shape.clone(),
    }
}

impl Network {
    /// Every tensor in PyTorch's layout, first layer first; `images` is the shape of what the network takes.
    pub fn export(&self, images: Shape) -> Vec<Exchanged> {
        let export = |(tensor, order): (&Tensor, AxisOrder)| {
            let matrix = tensor.matrix();
            let column = |column: usize| (0..order.rows).map(move |row| (order.here(row), column));
            let values = (0..matrix.ncols()).flat_map(column).map(|place| matrix[place]).collect();
            Exchanged { name: tensor.name.clone(), shape: shape_there(tensor), values }
        };
        self.tensors().zip(self.orders(images)).map(export).collect()
    }

    /// Asks for every tensor by its name and its shape in PyTorch's layout, and takes over the numbers that are given;
    /// where there are none the tensor stays as it is. The optimiser's memory stays, too.
    ///
    /// # Panics
    /// If there are more or fewer numbers than the shape says.
    pub fn import(&mut self, images: Shape, mut give: impl FnMut(&str, &[usize]) -> Option<Vec<f32>>) {
        let orders = self.orders(images);
        for (tensor, order) in self.tensors_mut().zip(orders) {
            let Some(values) = give(&tensor.name, &shape_there(tensor)) else { continue };
            assert_eq!(values.len(), tensor.count(), "{}: as many numbers as the shape says", tensor.name);
            let mut matrix = Array2::zeros((tensor.layout.rows, tensor.layout.columns));
            for (at, value) in values.into_iter().enumerate() {
                matrix[(order.here(at % order.rows), at / order.rows)] = value;
            }
            tensor.set(&matrix);
        }
    }

    /// In the order of [`Self::tensors`].
    fn orders(&self, images: Shape) -> Vec<AxisOrder> {
        let of = |(layer, input): (&super::Layer, Shape)| {
            layer.tensors().map(|tensor| AxisOrder::of(tensor, input)).collect::<Vec<_>>()
        };
        self.with_inputs(images).flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::activation::Activation;
    use crate::nn::dense::Dense;
    use crate::nn::tensor::Role;

    fn numbered(name: &str, shape: &[usize]) -> Tensor {
        let columns = shape[shape.len() - 1];
        let rows = shape.iter().product::<usize>() / columns;
        let matrix = Array2::from_shape_fn((rows, columns), |(row, column)| (row * columns + column) as f32);
        Tensor::new(name.into(), shape, &matrix, Role::Weight)
    }

    #[test]
    fn a_dense_weight_is_transposed_and_what_takes_an_image_has_its_channels_first() {
        let mut network = Network::new(
            [Dense::new(1, "output", 2 * 2 * 3, 2, Activation::Identity)].map(crate::nn::Layer::from),
        );
        network.tensors_mut().next().unwrap().values = numbered("output.weight", &[12, 2]).values;
        let weight = |images| network.export(images).remove(0);
        let flat = weight([1, 1, 12]);
        assert_eq!((flat.name.as_str(), flat.shape.as_slice()), ("output.weight", &[2, 12][..]));
        assert_eq!(flat.values[..12], [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 22.0]);
        // Pixel p and channel c stand in row 3 p + c here, at 4 c + p there.
        let image = weight([2, 2, 3]);
        assert_eq!(image.values[..12], [0.0, 6.0, 12.0, 18.0, 2.0, 8.0, 14.0, 20.0, 4.0, 10.0, 16.0, 22.0]);
        assert_eq!(image.values[12], 1.0, "the second output");
        assert_eq!(weight([4, 3, 1]), flat, "one channel");
    }

    #[test]
    fn a_kernel_has_its_outputs_first_and_its_pixels_last() {
        let kernel = numbered("conv1.weight", &[2, 3, 4, 5]);
        assert_eq!(shape_there(&kernel), [5, 4, 2, 3]);
        let order = AxisOrder::of(&kernel, [9, 9, 4]);
        let matrix = kernel.matrix();
        let there = (0..24).map(|at| matrix[(order.here(at), 1)]).collect::<Vec<f32>>();
        for (input, y, x) in [(0, 0, 0), (0, 0, 2), (0, 1, 0), (3, 1, 2), (2, 0, 1)] {
            let here = ((y * 3 + x) * 4 + input) * 5 + 1;
            assert_eq!(there[(input * 2 + y) * 3 + x], here as f32);
        }
    }

    #[test]
    fn what_was_exported_comes_back_and_what_is_not_given_stays() {
        let build = |seed| {
            let hidden = Dense::new(seed, "dense1", 3 * 3 * 3, 4, Activation::Relu);
            Network::new([hidden, Dense::new(seed, "output", 4, 2, Activation::Identity)])
        };
        let (from, mut to) = (build(1), build(2));
        let exported = from.export([3, 3, 3]);
        let mut asked = Vec::new();
        to.import([3, 3, 3], |name, shape| {
            asked.push(name.to_owned());
            let found = exported.iter().find(|tensor| tensor.name == name && tensor.shape == shape)?;
            name.starts_with("dense1").then(|| found.values.clone())
        });
        assert_eq!(asked, ["dense1.weight", "dense1.bias", "output.weight", "output.bias"]);
        let values = |network: &Network| network.tensors().map(|t| t.values.clone()).collect::<Vec<_>>();
        assert_eq!(values(&to)[..2], values(&from)[..2]);
        assert_eq!(values(&to)[2..], values(&build(2))[2..]);
    }
}
