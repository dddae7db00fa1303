//! The exact optimum of a linear model under the mean squared error: where gradient descent is bound for.

use crate::lab::bench::Bench;
use crate::metrics::LeastSquares;
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

/// More inputs than this are not solved for: the work grows with their square.
const MAX_INPUTS: usize = 1_024;

/// The mean squared error of the linear model that is best on the training set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Optimum {
    /// On the training set: no linear model does better.
    pub train: f64,
    /// On the validation set: others may do better there.
    pub validation: Option<f64>,
    /// On the test set, where there is one.
    pub test: Option<f64>,
}

impl Optimum {
    fn of(bench: &Bench) -> Option<Self> {
        let inputs: usize = bench.dataset.shape().iter().product();
        let rows = bench.dataset.targets.rows().filter(|_| inputs <= MAX_INPUTS)?;
        let parts = &bench.dataset.parts;
        let of = |part: &[u32]| {
            rows.select(Axis(0), &part.iter().map(|index| *index as usize).collect::<Vec<_>>())
        };
        let row = |at: usize, out: &mut [f32]| bench.gather([parts.train[at]].into_iter(), out);
        let solved = LeastSquares::solve(inputs, &of(&parts.train), row)?;
        Some(Self {
            train: solved.mse,
            validation: error(&solved, bench, &parts.validation, &of(&parts.validation)),
            test: error(&solved, bench, &parts.test, &of(&parts.test)),
        })
    }
}

impl Bench {
    /// The best linear model of this bench's numbers; worked out once. `None` for classes and labels, and for images of
    /// more than 1024 inputs.
    pub fn optimum(&self) -> Option<Optimum> {
        *self.optimum.get_or_init(|| Optimum::of(self))
    }
}

/// The mean squared error of a solution on some images; `None` without any.
fn error(solved: &LeastSquares, bench: &Bench, part: &[u32], truth: &Array2<f32>) -> Option<f64> {
    let (inputs, outputs) = solved.weights.dim();
    let mut x = vec![0.0; inputs];
    let mut sum = 0.0;
    for (index, truth) in part.iter().zip(truth.rows()) {
        bench.gather([*index].into_iter(), &mut x);
        for output in 0..outputs {
            let weights = solved.weights.column(output);
            let dot: f64 = x.iter().zip(weights).map(|(x, w)| f64::from(*x) * w).sum();
            sum += (dot + solved.bias[output] - f64::from(truth[output])).powi(2);
        }
    }
    (!part.is_empty()).then(|| sum / (part.len() * outputs) as f64)
}

#[cfg(test)]
mod tests {
    use crate::lab::fixtures::{COUNTS, Recorder, arm_on, bench_of, dataset, recipe, valued};
    use crate::lab::recipe::ArmId;

    #[test]
    fn no_linear_model_is_better_on_the_training_part_and_long_training_comes_near() {
        let recipe = recipe(&["epochs=400", "optimizer=adam", "lr=0.005", "batch=68"]);
        let bench = bench_of(valued(), &recipe);
        let optimum = bench.optimum().unwrap();
        let mut trainer = arm_on(&bench, &recipe, ArmId::A);
        assert_eq!(trainer.started().optimum, Some(optimum));
        Recorder::record(&mut trainer, &[]);
        let reached = trainer.evaluate_finally(&[]).train.unweighted.unwrap();
        assert!(reached > optimum.train && reached < optimum.train + 0.1, "{reached} {optimum:?}");
        assert!(optimum.validation.unwrap() > optimum.train);
    }

    #[test]
    fn it_is_that_of_a_linear_model_of_numbers_under_the_squared_error_alone() {
        let of = |settings: &[&str]| {
            let recipe = recipe(settings);
            arm_on(&bench_of(valued(), &recipe), &recipe, ArmId::A).optimum().is_some()
        };
        assert!(of(&[]) && of(&["loss=mse"]));
        assert!(!of(&["loss=huber"]) && !of(&["model=mlp:4"]) && !of(&["l2=0.1"]));
        let recipe = recipe(&[]);
        assert_eq!(bench_of(dataset(COUNTS), &recipe).optimum(), None);
    }
}
