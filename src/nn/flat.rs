//! The numbers of a small network as one list, to look at and to set.
//!
//! They stand as in [`Network::export`], one tensor after the other: first layer first, the heads last. A dense layer has
//! its weights row by row of its outputs (those of output 0 to every input, those of output 1 ...), then its biases.
//! Statistics, which no gradient moves, are left out. So `z = W x + b` with 4 inputs and 3 outputs is
//! `w00 w01 w02 w03 w10 ... w23 b0 b1 b2`.

use super::layer::Layer;
use super::network::Network;
use super::shape::Shape;
use super::tensor::{Role, Tensor};
use ndarray::Array2;

impl Network {
    /// The trained numbers, `[parameter_count]`; `images` is the shape of what the network takes.
    pub fn parameters(&self, images: Shape) -> Vec<f32> {
        let tensors = self.tensors().zip(self.export(images));
        tensors.filter(|(tensor, _)| tensor.is_trained()).flat_map(|(_, there)| there.values).collect()
    }

    /// Sets the trained numbers, in the order of [`Self::parameters`]. The optimiser's memory stays.
    ///
    /// # Panics
    /// If there are not [`Self::parameter_count`] of them.
    pub fn set_parameters(&mut self, images: Shape, numbers: &[f32]) {
        assert_eq!(numbers.len(), self.parameter_count(), "a number for each parameter");
        let mut trained = self.tensors().map(Tensor::is_trained).collect::<Vec<_>>().into_iter();
        let mut rest = numbers;
        self.import(images, |_, shape| {
            if trained.next() != Some(true) {
                return None;
            }
            let (own, after) = rest.split_at(shape.iter().product());
            rest = after;
            Some(own.to_vec())
        });
    }

    /// Sets the biases of the last layer of the stack, one for each output.
    ///
    /// # Errors
    /// If that layer has no bias.
    ///
    /// # Panics
    /// If there is not one for each output.
    pub fn set_output_bias(&mut self, biases: &[f32]) -> Result<(), String> {
        let last = self.layers().len() - 1;
        let name = self.layers()[last].name().to_owned();
        let of_output = |tensor: &&Tensor| tensor.role == Role::Bias;
        let Some(bias) = self.layers()[last].tensors().find(of_output).map(|bias| bias.name.clone()) else {
            return Err(format!("the layer {name} has no bias: its outputs are cosines"));
        };
        let row = Array2::from_shape_fn((1, biases.len()), |(_, output)| biases[output]);
        assert_eq!(biases.len(), self.outputs(), "a bias for each output");
        self.tensors_mut().filter(|tensor| tensor.name == bias).for_each(|tensor| tensor.set(&row));
        Ok(())
    }

    /// Sets the weights of the last layer of the stack to 0 and its biases to these, so that it says the same of every input.
    ///
    /// # Errors
    /// If that layer has no bias.
    ///
    /// # Panics
    /// If there is not one bias for each output.
    pub fn set_constant_outputs(&mut self, biases: &[f32]) -> Result<(), String> {
        self.set_output_bias(biases)?;
        let last = &self.layers()[self.layers().len() - 1];
        let weight =
            last.tensors().find(|tensor| tensor.role == Role::Weight).map(|weight| weight.name.clone());
        let own = |tensor: &&mut Tensor| Some(&tensor.name) == weight.as_ref();
        self.tensors_mut().filter(own).for_each(|tensor| tensor.values.fill(0.0));
        Ok(())
    }

    /// Whether a layer measures angles, which vectors of length 0 do not have.
    pub fn has_cosines(&self) -> bool {
        self.layers().iter().any(|layer| matches!(layer, Layer::Cosine(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::spec::Spec;
    use crate::nn::zoo::{Model, Output};

    fn built(model: &str, output: impl Into<Output>) -> Network {
        let model = Model::parse(&Spec::parse(model).unwrap()).unwrap();
        model.build([2, 2, 1], output, 1).unwrap()
    }

    #[test]
    fn a_layer_has_the_weights_of_each_output_and_then_the_biases() {
        let mut network = built("linear", 3);
        let numbers: Vec<f32> = (0..15_u8).map(f32::from).collect();
        network.set_parameters([2, 2, 1], &numbers);
        assert_eq!(network.parameters([2, 2, 1]), numbers);
        // z_1 of an image whose third pixel alone is on: w12 + b1.
        let z = network.outputs_of(1, 1, |_, out| out.copy_from_slice(&[0.0, 0.0, 1.0, 0.0]));
        assert_eq!(z.iter().copied().collect::<Vec<_>>(), [2.0 + 12.0, 6.0 + 13.0, 10.0 + 14.0]);
    }

    #[test]
    fn several_layers_stand_one_after_the_other_and_statistics_are_left_out() {
        let mut network = built("mlp:2,norm=batch", 2);
        let count = network.parameter_count();
        let before = network.parameters([2, 2, 1]);
        assert_eq!(before.len(), count);
        network.set_parameters([2, 2, 1], &vec![0.0; count]);
        assert!(network.parameters([2, 2, 1]).iter().all(|x| x.abs() <= 0.0));
        let statistics = network.tensors().filter(|tensor| !tensor.is_trained());
        let variance = statistics.last().map(|tensor| tensor.values[0]);
        assert_eq!(variance, Some(1.0), "a variance of 0 would be no network");
    }

    #[test]
    fn only_the_biases_of_the_last_layer_are_set() {
        let mut network = built("mlp:3", 2);
        let before = network.parameters([2, 2, 1]);
        network.set_output_bias(&[8.0, 0.0]).unwrap();
        let after = network.parameters([2, 2, 1]);
        let (trunk, bias) = after.split_at(after.len() - 2);
        assert_eq!((trunk, bias), (&before[..before.len() - 2], &[8.0, 0.0][..]));
        let mut cosines = built("linear", Output { count: 3, normalised: true });
        assert!(cosines.set_output_bias(&[1.0; 3]).unwrap_err().contains("has no bias"));
        assert!(cosines.has_cosines() && !network.has_cosines());
    }
}
