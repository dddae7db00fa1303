//! Dense layers, and ten steps of a small network under every optimiser.

use dl_lab::base::spec::Spec;
use dl_lab::loss::{Context, Loss, Target};
use dl_lab::nn::activation::{ACTIVATIONS, Activation};
use dl_lab::nn::dense::Dense;
use dl_lab::nn::network::{Network, Rows};
use dl_lab::nn::{Optimizer, Workspace};
use ndarray::Array2;
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixtures {
    layers: Vec<Layer>,
    training: Training,
}

#[derive(Deserialize)]
struct Layer {
    activation: String,
    x: Matrix,
    weight: Matrix,
    bias: Matrix,
    c: Matrix,
    y: Matrix,
    weight_gradient: Matrix,
    bias_gradient: Matrix,
    x_gradient: Matrix,
}

#[derive(Deserialize)]
struct Training {
    rate: f32,
    class_weights: Vec<f32>,
    weights: Vec<Matrix>,
    biases: Vec<Matrix>,
    x: Vec<Matrix>,
    labels: Vec<Vec<usize>>,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    optimizer: String,
    losses: Vec<f64>,
}

/// Row by row.
#[derive(Deserialize)]
struct Matrix(Vec<Vec<f32>>);

impl Matrix {
    fn array(&self) -> Array2<f32> {
        let columns = self.0[0].len();
        Array2::from_shape_vec((self.0.len(), columns), self.0.concat()).unwrap()
    }

    fn flat(&self) -> Vec<f32> {
        self.0.concat()
    }

    fn assert_close(&self, what: &str, found: &[f32]) {
        super::assert_close(what, found, &self.flat());
    }
}

fn fixtures() -> Fixtures {
    serde_json::from_str(include_str!("../fixtures/layers.json")).unwrap()
}

fn dense(weight: &Matrix, bias: &Matrix, activation: Activation) -> Dense {
    let weight = weight.array();
    let mut dense = Dense::new(0, "dense", weight.nrows(), weight.ncols(), activation);
    dense.weight.set(&weight);
    dense.bias.set(&bias.array());
    dense
}

/// dL/dx of a layer, from the weights of one below it: row i of these is row i of x, picked by an input that is 1 at i.
fn input_gradient(dense: &Dense, x: &Matrix, c: &[f32]) -> Vec<f32> {
    let x = x.array();
    let mut below = Dense::new(0, "below", x.nrows(), x.ncols(), Activation::Identity);
    below.weight.set(&x);
    let network = Network::new(vec![below, dense.clone()]);
    let mut work = Workspace::<()>::new(&network, x.nrows());
    work.resize(x.nrows());
    let pick = |first: usize, out: &mut [f32]| {
        out.fill(0.0);
        out.chunks_mut(x.nrows()).enumerate().for_each(|(row, out)| out[first + row] = 1.0);
    };
    network.forward_backward(&mut work, pick, |rows, ()| {
        rows.delta.copy_from_slice(&c[rows.first * dense.outputs()..][..rows.delta.len()]);
    });
    network.gradients(&work)[0].iter().copied().collect()
}

#[test]
fn layers_equal_pytorch_forward_and_backward() {
    for layer in fixtures().layers {
        let (name, activation) = ACTIVATIONS.into_iter().find(|(name, _)| *name == layer.activation).unwrap();
        let dense = dense(&layer.weight, &layer.bias, activation);
        let (x, c, rows) = (layer.x.flat(), layer.c.flat(), layer.x.0.len());
        let mut y = vec![0.0; c.len()];
        dense.forward(&x, &mut y);
        layer.y.assert_close(&format!("{name} forward"), &y);
        let found = input_gradient(&dense, &layer.x, &c);
        layer.x_gradient.assert_close(&format!("{name} dL/dx"), &found);

        let network = Network::new(vec![dense]);
        let mut work = Workspace::<()>::new(&network, rows);
        work.resize(rows);
        network.forward_backward(
            &mut work,
            |first, out| out.copy_from_slice(&x[first * network.inputs()..][..out.len()]),
            |Rows { first, delta, .. }, ()| {
                delta.copy_from_slice(&c[first * network.outputs()..][..delta.len()]);
            },
        );
        let gradients = network.gradients(&work);
        layer.weight_gradient.assert_close(&format!("{name} dL/dW"), gradients[0].as_slice().unwrap());
        layer.bias_gradient.assert_close(&format!("{name} dL/db"), gradients[1].as_slice().unwrap());
    }
}

impl Training {
    fn network(&self) -> Network {
        let last = self.weights.len() - 1;
        let layers = self.weights.iter().zip(&self.biases).enumerate().map(|(index, (weight, bias))| {
            dense(weight, bias, if index == last { Activation::Identity } else { Activation::Relu })
        });
        Network::new(layers)
    }

    /// The weighted cross-entropy of every batch, before its step.
    fn losses(&self, optimizer: &Optimizer) -> Vec<f64> {
        let mut network = self.network();
        let mut work = Workspace::<f64>::new(&network, self.labels[0].len());
        let batches = self.x.iter().zip(&self.labels);
        let step = |(x, labels): (&Matrix, &Vec<usize>)| {
            work.resize(labels.len());
            let x = x.flat();
            network.forward_backward(
                &mut work,
                |first, out| out.copy_from_slice(&x[first * network.inputs()..][..out.len()]),
                |mut rows, loss| *loss = self.cross_entropy(&mut rows, labels),
            );
            network.step(&work, optimizer, self.rate);
            work.shards().iter().map(|shard| shard.payload).sum()
        };
        batches.map(step).collect()
    }

    fn cross_entropy(&self, rows: &mut Rows<'_>, labels: &[usize]) -> f64 {
        let loss = Loss::parse(&Spec::parse("softmax-ce").unwrap()).unwrap();
        let context = Context { class_weights: Some(&self.class_weights), log_prior: &[], margins: &[] };
        let total: f32 = labels.iter().map(|label| self.class_weights[*label]).sum();
        let k = self.class_weights.len();
        let mut sum = 0.0;
        let labels = &labels[rows.first..];
        for ((z, delta), label) in rows.logits.chunks(k).zip(rows.delta.chunks_mut(k)).zip(labels) {
            let value = loss.row(z, Target::Label(*label), &context, delta);
            delta.iter_mut().for_each(|slope| *slope /= total);
            sum += f64::from(value.weighted) / f64::from(total);
        }
        sum
    }
}

#[test]
fn ten_steps_of_every_optimiser_equal_pytorch() {
    let training = fixtures().training;
    for Run { optimizer, losses } in &training.runs {
        let rule = Optimizer::parse(&Spec::parse(optimizer).unwrap()).unwrap();
        let found = training.losses(&rule);
        assert_eq!(found.len(), 10);
        for (step, (found, expected)) in found.iter().zip(losses).enumerate() {
            assert!((found - expected).abs() < 1e-4, "{optimizer} at {step}: {found} for {expected}");
        }
    }
}
