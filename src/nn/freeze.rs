//! Layers that training leaves as they are.

use super::layer::Layer;
use super::network::Network;
use super::tensor::Tensor;
use crate::base::spec::{SpecError, suggest};

impl Network {
    /// Freezes the layers of these names: neither gradient nor weight decay moves their tensors.
    ///
    /// # Errors
    /// For a layer that is not there or has nothing to train (lists those that do), or if nothing were left to train.
    /// The network is as it was then.
    pub fn freeze(&mut self, names: &[String]) -> Result<(), SpecError> {
        let trained = |layer: &&Layer| layer.tensors().any(Tensor::is_trained);
        let known: Vec<&str> = self.layers().iter().filter(trained).map(Layer::name).collect();
        if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
            let (all, near) = (known.join(", "), suggest(name, &known));
            return Err(SpecError(format!("expected layers among {all}, found '{name}'{near}")));
        }
        if known.iter().all(|name| names.iter().any(|frozen| frozen == name)) {
            let all = known.join(", ");
            return Err(SpecError(format!("{all} are all layers; leave one to train")));
        }
        let of = |tensor: &Tensor, name: &String| {
            tensor.name.rsplit_once('.').is_some_and(|(layer, _)| layer == name)
        };
        for tensor in self.tensors_mut().filter(|tensor| names.iter().any(|name| of(tensor, name))) {
            tensor.frozen = true;
        }
        Ok(())
    }

    /// How many numbers training moves, those of frozen layers left out.
    pub fn moving_count(&self) -> usize {
        self.tensors().filter(|tensor| tensor.is_trained() && !tensor.frozen).map(Tensor::count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::activation::Activation;
    use crate::nn::dense::Dense;

    fn network() -> Network {
        let hidden = Dense::new(1, "dense1", 4, 3, Activation::Relu);
        Network::new([hidden, Dense::new(1, "output", 3, 2, Activation::Identity)])
    }

    #[test]
    fn the_tensors_of_a_frozen_layer_are_frozen_and_no_others() {
        let mut network = network();
        network.freeze(&["dense1".to_owned()]).unwrap();
        let frozen: Vec<&str> = network.tensors().filter(|t| t.frozen).map(|t| t.name.as_str()).collect();
        assert_eq!(frozen, ["dense1.weight", "dense1.bias"]);
        assert_eq!((network.parameter_count(), network.moving_count()), (23, 8));
        network.freeze(&[]).unwrap();
    }

    #[test]
    fn an_unknown_layer_and_all_layers_are_refused() {
        let error = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            network().freeze(&names).unwrap_err().0
        };
        assert_eq!(
            error(&["dens1"]),
            "expected layers among dense1, output, found 'dens1'; did you mean 'dense1'?"
        );
        assert!(error(&["dense1", "output"]).contains("leave one to train"));
    }
}
