//! Heads that branch off the stack: what the trunk learns for their sake reaches it through their gradients.

use super::Network;
use crate::base::spec::{SpecError, suggest};
use crate::nn::activation::Activation;
use crate::nn::cache::{Cache, Phase};
use crate::nn::dense::Dense;
use crate::nn::layer::Layer;
use crate::nn::shape::Shape;

impl Network {
    /// Adds a linear head with this many outputs that takes the outputs of the hidden layer called `at`. Its tensors are
    /// seeded by its own name: no other tensor begins in another way for it.
    ///
    /// # Errors
    /// If there is no such hidden layer, or a layer is called `name` already.
    pub fn attach(&mut self, seed: u64, name: &str, at: &str, outputs: usize) -> Result<(), SpecError> {
        let hidden: Vec<&str> = self.layers()[..self.stack - 1].iter().map(Layer::name).collect();
        let Some(source) = hidden.iter().position(|layer| *layer == at) else {
            let known = if hidden.is_empty() { "there is none".to_owned() } else { hidden.join(", ") };
            let near = suggest(at, &hidden);
            return Err(SpecError(format!("expected a hidden layer ({known}), found '{at}'{near}")));
        };
        if self.layers.iter().any(|layer| layer.name() == name) {
            return Err(SpecError(format!("expected another name, as a layer is called '{name}' already")));
        }
        let inputs = self.layers[source].outputs();
        self.layers.push(Dense::new(seed, name, inputs, outputs, Activation::Identity).into());
        self.sources.push(source);
        Ok(())
    }

    /// The auxiliary heads, in the order in which they were attached.
    pub fn heads(&self) -> &[Layer] {
        &self.layers[self.stack..]
    }

    /// The layer whose outputs a layer takes; `None` for the first.
    pub(in crate::nn) fn source(&self, layer: usize) -> Option<usize> {
        match layer.checked_sub(self.stack) {
            None => layer.checked_sub(1),
            Some(head) => Some(self.sources[head]),
        }
    }

    /// Every layer with the shape of what it takes, the heads last; `images` is what the network takes.
    pub(in crate::nn) fn with_inputs(&self, images: Shape) -> impl Iterator<Item = (&Layer, Shape)> {
        let input = move |at| self.source(at).map_or(images, |source| self.layers[source].output());
        self.layers.iter().enumerate().map(move |(at, layer)| (layer, input(at)))
    }

    /// Buffers of every layer for the way forward and back of this many rows.
    pub(in crate::nn) fn caches(&self, rows: usize) -> Vec<Cache> {
        let cache = |(at, layer): (usize, &Layer)| {
            let cache = layer.cache(rows, Phase::Training);
            if at < self.stack { cache } else { Cache { branch: vec![0.0; rows * layer.inputs()], ..cache } }
        };
        self.layers.iter().enumerate().map(cache).collect()
    }

    /// The heads that take what this layer puts out, as numbers of layers.
    pub(super) fn branches(&self, layer: usize) -> impl Iterator<Item = usize> {
        let taken = self.sources.iter().enumerate().filter(move |(_, source)| **source == layer);
        taken.map(|(head, _)| self.stack + head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::spec::Spec;
    use crate::nn::proofs::{assert_gradients_of, numbers, predict};
    use crate::nn::workspace::SHARD;
    use crate::nn::zoo::Model;

    fn built(model: &str) -> Network {
        let model = Model::parse(&Spec::parse(model).unwrap()).unwrap();
        model.build([6, 5, 2], 3, 1).unwrap()
    }

    fn branched() -> Network {
        let mut network = built("cnn:3,fc=7,norm=batch,activation=tanh");
        network.attach(1, "symptoms", "dense1", 4).unwrap();
        network.attach(1, "early", "conv1", 2).unwrap();
        network.attach(1, "normed", "norm1", 2).unwrap();
        network
    }

    #[test]
    fn gradients_of_all_heads_together_agree_with_finite_differences() {
        let mut plain = built("mlp:6,5,activation=tanh");
        plain.attach(1, "near", "dense2", 2).unwrap();
        plain.attach(1, "far", "dense1", 3).unwrap();
        assert_gradients_of("mlp", &plain, &[0, 1, 2], SHARD + 7, 1e-3, 5e-3);
        assert_gradients_of("one head alone", &plain, &[2], 9, 1e-3, 5e-3);
    }

    #[test]
    fn heads_may_stand_before_behind_and_at_a_layer_that_waits_for_the_whole_batch() {
        let network = branched();
        let names: Vec<&str> = network.layers().iter().map(Layer::name).collect();
        assert!(names.contains(&"norm1"), "{names:?}");
        assert_gradients_of("cnn", &network, &[0, 1, 2, 3], SHARD + 3, 1e-3, 2e-2);
    }

    #[test]
    fn a_head_changes_neither_the_logits_nor_how_other_tensors_begin() {
        let (plain, branched) = (built("cnn:3,fc=7,norm=batch,activation=tanh"), branched());
        let x = numbers(60 * 3, 1);
        assert_eq!(predict(&plain, &x), predict(&branched, &x));
        let heads: Vec<&str> = branched.heads().iter().map(Layer::name).collect();
        assert_eq!(
            (heads, plain.layers().len()),
            (vec!["symptoms", "early", "normed"], branched.layers().len())
        );
    }

    #[test]
    fn a_head_nowhere_or_of_a_name_that_is_taken_is_refused() {
        let mut network = built("mlp:6");
        let mut error = |name, at| network.attach(1, name, at, 2).unwrap_err().0;
        assert_eq!(
            error("aux", "dens1"),
            "expected a hidden layer (dense1), found 'dens1'; did you mean 'dense1'?"
        );
        assert!(error("aux", "output").starts_with("expected a hidden layer (dense1)"));
        assert!(error("dense1", "dense1").contains("is called 'dense1' already"));
        let none = built("linear").attach(1, "aux", "output", 2).unwrap_err().0;
        assert!(none.contains("(there is none)"), "{none}");
    }
}
