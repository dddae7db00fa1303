//! Convolutions, normalisation, averages and dropout: forward, all gradients, and what is kept for evaluation.

use super::{assert_close, draw, forward_backward, scale, set};
use dl_lab::nn::activation::{ACTIVATIONS, Activation};
use dl_lab::nn::average::GlobalAverage;
use dl_lab::nn::conv::{Conv, Geometry};
use dl_lab::nn::dense::Dense;
use dl_lab::nn::dropout::Dropout;
use dl_lab::nn::epilogue::{Epilogue, POOLS, Pool};
use dl_lab::nn::network::{Network, Rows};
use dl_lab::nn::norm::BatchNorm;
use dl_lab::nn::{Layer, Optimizer, Sgd, Shape, Tensor};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixtures {
    stages: Vec<Stage>,
}

/// One layer under L = sum of c * y.
#[derive(Deserialize)]
struct Stage {
    #[serde(flatten)]
    kind: Kind,
    input: Shape,
    rows: usize,
    y: Vec<f32>,
    x_gradient: Vec<f32>,
    /// Of the weight and the bias, if the layer has them.
    gradients: Vec<Vec<f32>>,
    /// Running mean and variance after the step.
    #[serde(default)]
    statistics: Vec<Vec<f32>>,
    /// y of the same inputs, by those statistics.
    evaluation: Option<Vec<f32>>,
}

#[derive(Deserialize, Debug)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Kind {
    Conv { kernel: usize, padding: usize, filters: usize, activation: String, pool: String },
    Norm { activation: String, pool: String },
    Average,
    Dropout { rate: f32 },
}

fn finish(activation: &str, pool: &str) -> Epilogue {
    let activation = ACTIVATIONS.iter().find(|(name, _)| *name == activation);
    let pool = POOLS.iter().find(|(name, _)| *name == pool);
    Epilogue {
        activation: activation.map_or(Activation::Identity, |(_, activation)| *activation),
        pool: pool.map_or(Pool::None, |(_, pool)| *pool),
    }
}

impl Stage {
    fn name(&self) -> String {
        format!("{:?} of {:?}", self.kind, self.input)
    }

    /// The layer with the weights that the script drew.
    fn layer(&self) -> Layer {
        let (name, input) = ("layer", self.input);
        let mut layer: Layer = match &self.kind {
            Kind::Conv { kernel, padding, filters, activation, pool } => {
                let geometry = Geometry { input, kernel: *kernel, padding: *padding, filters: *filters };
                Conv::new(0, name, geometry, finish(activation, pool)).into()
            }
            Kind::Norm { activation, pool } => BatchNorm::new(name, input, finish(activation, pool)).into(),
            Kind::Average => GlobalAverage { name: name.to_owned(), input }.into(),
            Kind::Dropout { rate } => {
                Dropout { name: name.to_owned(), shape: input, rate: *rate, seed: 0 }.into()
            }
        };
        let is_norm = matches!(self.kind, Kind::Norm { .. });
        for (key, tensor) in (3..5).zip(layer.tensors_mut()) {
            let drawn = draw(key, tensor.count()).into_iter();
            match key {
                3 if is_norm => set(tensor, drawn.map(|x| 1.0 + 0.5 * x).collect()),
                3 => set(tensor, drawn.map(|x| scale(tensor.layout.rows) * x).collect()),
                _ => set(tensor, drawn.collect()),
            }
        }
        layer
    }

    /// The layer behind a dense one that holds the batch: row i of the identity matrix picks sample i, so the gradient
    /// of the dense weights is dL/dx of the layer.
    fn network(&self) -> Network {
        let layer = self.layer();
        let mut batch = Dense::new(0, "batch", self.rows, layer.inputs(), Activation::Identity);
        set(&mut batch.weight, draw(1, self.rows * layer.inputs()));
        Network::new([Layer::from(batch), layer])
    }

    fn identity_matrix(&self) -> Vec<f32> {
        (0..self.rows * self.rows).map(|at| if at % (self.rows + 1) == 0 { 1.0 } else { 0.0 }).collect()
    }

    fn check(&self) {
        let (name, mut network) = (self.name(), self.network());
        let (picks, c) = (self.identity_matrix(), draw(2, self.y.len()));
        let outputs = network.outputs();
        let work = forward_backward(&network, &picks, |Rows { first, logits, delta, .. }, y| {
            delta.copy_from_slice(&c[first * outputs..][..delta.len()]);
            *y = logits.to_vec();
        });
        let y: Vec<f32> = work.shards().iter().flat_map(|shard| shard.payload.clone()).collect();
        assert_close(&format!("{name}: y"), &y, &self.y);
        let gradients = network.gradients(&work);
        assert_close(&format!("{name}: dL/dx"), gradients[0].as_slice().unwrap(), &self.x_gradient);
        assert_eq!(gradients.len(), 2 + self.gradients.len(), "{name}");
        for (index, (found, expected)) in gradients[2..].iter().zip(&self.gradients).enumerate() {
            let what = ["weight", "bias"][index];
            assert_close(&format!("{name}: dL/d{what}"), found.as_slice().unwrap(), expected);
        }
        // A step of rate 0 moves no weight; the statistics move all the same.
        network.step(&work, &Optimizer::Sgd(Sgd { momentum: 0.0, nesterov: false, decay: 0.0 }), 0.0);
        let statistics: Vec<&Tensor> = network.tensors().filter(|tensor| !tensor.is_trained()).collect();
        assert_eq!(statistics.len(), self.statistics.len(), "{name}");
        for (found, expected) in statistics.into_iter().zip(&self.statistics) {
            assert_close(&format!("{name}: {}", found.name), found.matrix().as_slice().unwrap(), expected);
        }
        if let Some(expected) = &self.evaluation {
            let fill = |first: usize, out: &mut [f32]| {
                out.copy_from_slice(&picks[first * self.rows..][..out.len()]);
            };
            let y = network.predict(self.rows, fill);
            assert_close(&format!("{name}: evaluation"), y.as_slice().unwrap(), expected);
        }
    }
}

fn check(wanted: impl Fn(&Kind) -> bool, count: usize) {
    let fixtures: Fixtures = serde_json::from_str(include_str!("../fixtures/pictures.json")).unwrap();
    let stages: Vec<Stage> = fixtures.stages.into_iter().filter(|stage| wanted(&stage.kind)).collect();
    assert_eq!(stages.len(), count);
    stages.iter().for_each(Stage::check);
}

#[test]
fn convolutions_equal_pytorch_forward_and_backward() {
    check(|kind| matches!(kind, Kind::Conv { .. }), 32);
}

#[test]
fn batch_normalisation_equals_pytorch_in_training_and_evaluation() {
    check(|kind| matches!(kind, Kind::Norm { .. }), 15);
}

#[test]
fn global_averages_equal_pytorch_forward_and_backward() {
    check(|kind| matches!(kind, Kind::Average), 2);
}

#[test]
fn dropout_equals_a_product_with_its_mask_in_pytorch() {
    check(|kind| matches!(kind, Kind::Dropout { .. }), 1);
}
