//! Ten steps of whole networks, from their names.

use super::{draw, forward_backward, scale, set};
use dl_lab::base::spec::Spec;
use dl_lab::loss::{Context, Loss, Target};
use dl_lab::nn::network::{Network, Rows};
use dl_lab::nn::zoo::Model;
use dl_lab::nn::{Optimizer, Role, Shape};
use serde::Deserialize;

const CLASSES: usize = 3;

#[derive(Deserialize)]
struct Fixtures {
    networks: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    model: String,
    input: Shape,
    rows: usize,
    optimizer: String,
    rate: f32,
    losses: Vec<f64>,
}

impl Run {
    /// The network with the weights that the script drew; a normalisation keeps those it begins with.
    fn network(&self) -> Network {
        let model = Model::parse(&Spec::parse(&self.model).unwrap()).unwrap();
        let mut network = model.build(self.input, CLASSES, 0).unwrap();
        let trained = network.tensors_mut().filter(|tensor| tensor.is_trained());
        for (key, tensor) in (100..).zip(trained).filter(|(_, tensor)| !tensor.name.starts_with("norm")) {
            let factor = if tensor.role == Role::Weight { scale(tensor.layout.rows) } else { 0.5 };
            set(tensor, draw(key, tensor.count()).into_iter().map(|x| factor * x).collect());
        }
        network
    }

    /// The cross-entropy of every batch, before its step.
    fn train(&self) -> Vec<f64> {
        let mut network = self.network();
        let rule = Optimizer::parse(&Spec::parse(&self.optimizer).unwrap()).unwrap();
        let step = |step: u32| {
            let x = draw(step, self.rows * network.inputs());
            let labels = draw(50 + step, self.rows).into_iter();
            let labels: Vec<usize> = labels.map(|x| ((x + 1.0) * CLASSES as f32 / 2.0) as usize).collect();
            let work = forward_backward(&network, &x, |rows, losses| *losses = cross_entropy(rows, &labels));
            network.step(&work, &rule, self.rate);
            let losses = work.shards().iter().flat_map(|shard| &shard.payload);
            losses.map(|loss| f64::from(*loss)).sum::<f64>() / self.rows as f64
        };
        (0..self.losses.len() as u32).map(step).collect()
    }
}

/// The loss of each row; leaves the gradient of the batch's mean.
fn cross_entropy(Rows { first, logits, delta, .. }: Rows<'_>, labels: &[usize]) -> Vec<f32> {
    let loss = Loss::parse(&Spec::parse("softmax-ce").unwrap()).unwrap();
    let context = Context { class_weights: None, log_prior: &[], margins: &[] };
    let each = logits.chunks(CLASSES).zip(delta.chunks_mut(CLASSES)).zip(&labels[first..]);
    let row = |((z, delta), label): ((&[f32], &mut [f32]), &usize)| {
        let value = loss.row(z, Target::Label(*label), &context, delta);
        delta.iter_mut().for_each(|slope| *slope /= labels.len() as f32);
        value.weighted
    };
    each.map(row).collect()
}

#[test]
fn ten_steps_of_whole_networks_equal_pytorch() {
    let fixtures: Fixtures = serde_json::from_str(include_str!("../fixtures/pictures.json")).unwrap();
    assert_eq!(fixtures.networks.len(), 12);
    for run in &fixtures.networks {
        let found = run.train();
        assert_eq!(found.len(), 10);
        for (step, (found, expected)) in found.iter().zip(&run.losses).enumerate() {
            let what = format!("{} under {} at {step}", run.model, run.optimizer);
            assert!((found - expected).abs() < 1e-4, "{what}: {found} for {expected}");
        }
    }
}
