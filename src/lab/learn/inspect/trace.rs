//! One weight through one optimiser step.

use crate::lab::record::sheets::WeightStep;
use crate::nn::{Network, Penalty, Tensor, Workspace};

impl WeightStep {
    /// The weight to this output with the largest gradient of the last batch, the first of equals, before the step; `None`
    /// where the last layer has no matrix of weights that training moves.
    pub fn begin<P>(
        network: &Network,
        work: &Workspace<P>,
        output: usize,
        (step, rate, penalty): (u64, f32, Penalty),
    ) -> Option<Self> {
        let tensor = last(network).filter(|tensor| !tensor.frozen)?;
        let trained = network.tensors().filter(|tensor| tensor.is_trained());
        let at = trained.map(|tensor| &tensor.name).position(|name| *name == tensor.name)?;
        let gradients = network.gradients(work);
        let (weights, gradient) = (tensor.matrix(), gradients.get(at)?);
        let derivative =
            |input: usize| gradient[[input, output]] + penalty.derivative(weights[[input, output]]);
        if output >= weights.ncols() {
            return None;
        }
        let larger = |best: usize, input: usize| {
            if derivative(input).abs() > derivative(best).abs() { input } else { best }
        };
        let input = (0..weights.nrows()).reduce(larger)?;
        let before = weights[[input, output]];
        let tensor = tensor.name.clone();
        Some(Self { step, tensor, input, output, before, gradient: derivative(input), rate, after: before })
    }

    /// The same after the step.
    #[must_use]
    pub fn end(self, network: &Network) -> Self {
        let after = last(network).map_or(self.before, |tensor| tensor.matrix()[[self.input, self.output]]);
        Self { after, ..self }
    }
}

/// The weights of the last layer of the stack.
fn last(network: &Network) -> Option<&Tensor> {
    network.layers().last()?.tensors().find(|tensor| tensor.name.ends_with(".weight") && tensor.is_trained())
}

#[cfg(test)]
mod tests {
    use crate::lab::fixtures::trainer_with;

    #[test]
    fn plain_descent_moves_a_weight_by_rate_times_gradient() {
        for settings in [&["model=mlp:5"][..], &["model=linear", "l2=0.1"], &["weights=balanced"]] {
            let mut trainer = trainer_with(&[settings, &["optimizer=sgd:momentum=0", "lr=0.05"]].concat());
            trainer.advance().unwrap();
            assert_eq!(trainer.traced(), None, "nobody asked");
            trainer.trace(Some(2));
            trainer.advance().unwrap();
            let step = trainer.traced().unwrap();
            assert_eq!(step.step, trainer.step());
            assert_eq!((step.output, step.tensor.as_str()), (2, "output.weight"));
            let moved = step.after - step.before;
            assert!(
                (moved + step.rate * step.gradient).abs() < 1e-6 && moved != 0.0,
                "{settings:?}: {step:?}"
            );
        }
    }

    #[test]
    fn looking_changes_no_bit_and_a_frozen_layer_has_no_step() {
        let (mut alone, mut traced) = (trainer_with(&[]), trainer_with(&[]));
        for _ in 0..5 {
            traced.trace(Some(0));
            assert_eq!(alone.advance().unwrap(), traced.advance().unwrap());
        }
        let mut frozen = trainer_with(&["model=mlp:5", "freeze=output"]);
        frozen.trace(Some(0));
        frozen.advance().unwrap();
        assert_eq!(frozen.traced(), None);
    }
}
