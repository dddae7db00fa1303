//! The numbers that a network begins with.

use crate::lab::learn::weights_file;
use crate::lab::recipe::Start;
use crate::nn::{Network, Shape};

/// Begins a network that takes `images`; says what a file left as it was drawn. `prior` are the outputs that say the
/// frequencies of the training set, where there are such.
///
/// # Errors
/// One line: if there are more or fewer numbers than the network has, or a file cannot be used.
pub(super) fn begin(
    network: &mut Network,
    start: &Start,
    images: Shape,
    prior: Option<Vec<f32>>,
) -> Result<Option<String>, String> {
    match start {
        Start::Drawn => {}
        // Cosines have no bias: like scores, they are left as drawn.
        Start::Prior => {
            if let Some(biases) = prior.filter(|_| !network.has_cosines()) {
                network.set_constant_outputs(&biases).map_err(|problem| format!("prior: {problem}"))?;
            }
        }
        Start::Zeros if network.has_cosines() => {
            return Err("zeros: the outputs are cosines, and weights of length 0 have no angle".into());
        }
        Start::Zeros => network.set_parameters(images, &vec![0.0; network.parameter_count()]),
        Start::Bias(biases) => {
            let outputs = network.outputs();
            if biases.len() > outputs {
                let found = biases.len();
                return Err(format!(
                    "bias: expected at most {outputs} numbers, one for each output, found {found}"
                ));
            }
            let mut all = biases.clone();
            all.resize(outputs, 0.0);
            network.set_output_bias(&all).map_err(|problem| format!("bias: {problem}"))?;
        }
        Start::Values(numbers) => {
            if numbers.len() != network.parameter_count() {
                return Err(miscounted(network, numbers.len(), images));
            }
            network.set_parameters(images, numbers);
        }
        Start::File(path) => {
            let place = path.display();
            let note = weights_file::begin(network, images, path);
            let note = note.map_err(|problem| format!("{place}: {problem}"))?;
            return Ok(note.map(|note| format!("init {place}: {note}")));
        }
    }
    Ok(None)
}

/// How many numbers there should be, and of what.
fn miscounted(network: &Network, found: usize, images: Shape) -> String {
    let trained = network.tensors().zip(network.export(images)).filter(|(tensor, _)| tensor.is_trained());
    let size = |shape: &[usize]| shape.iter().map(usize::to_string).collect::<Vec<_>>().join("x");
    let each: Vec<String> =
        trained.map(|(_, there)| format!("{} {}", there.name, size(&there.shape))).collect();
    let (expected, each) = (network.parameter_count(), each.join(", "));
    format!("values: expected {expected} numbers ({each}), found {found}")
}

#[cfg(test)]
mod tests {
    use crate::lab::drive::worker;
    use crate::lab::fixtures::{COUNTS, arm_on, bench_of, dataset, recipe, several, trainer_with, valued};
    use crate::lab::learn::teacher::arm_of;
    use crate::lab::recipe::ArmId;

    /// The trained numbers of an arm on images of 6 x 6 and three classes, before its first step.
    fn parameters(settings: &[&str]) -> Vec<f32> {
        let trainer = trainer_with(settings);
        assert!(trainer.notes.is_empty(), "{:?}", trainer.notes);
        trainer.network().parameters([6, 6, 1])
    }

    fn refused(settings: &[&str]) -> String {
        let recipe = recipe(settings);
        let (bench, checked) = (bench_of(dataset(COUNTS), &recipe), recipe.check().unwrap());
        let trainer = arm_of(bench, &checked, &checked.arms[0], worker::pool(Some(1)).unwrap());
        trainer.map(|_| ()).unwrap_err().to_string()
    }

    const SMALL: &str = "model=cnn:1,fc=0,join=average";

    #[test]
    fn values_are_the_numbers_that_an_evaluation_tells() {
        let values: Vec<f32> = (0..16_u8).map(|at| f32::from(at) / 4.0 - 1.0).collect();
        let text = values.iter().map(f32::to_string).collect::<Vec<_>>().join(",");
        let trainer = trainer_with(&[SMALL, &format!("init=values:{text}")]);
        assert_eq!(trainer.probe().parameters.unwrap(), values);
        assert_eq!(trainer.started().settings.text("init"), format!("values:{text}"));
    }

    #[test]
    fn zeros_leave_all_outputs_equal_and_a_bias_moves_one_alone() {
        assert!(parameters(&["init=zeros"]).iter().all(|x| x.abs() <= 0.0));
        let (drawn, moved) = (parameters(&["model=mlp:4"]), parameters(&["model=mlp:4", "init=bias:8"]));
        let (trunk, biases) = moved.split_at(moved.len() - 3);
        assert_eq!((trunk, biases), (&drawn[..drawn.len() - 3], &[8.0, 0.0, 0.0][..]));
    }

    #[test]
    fn the_prior_is_what_the_training_set_says_on_the_whole_and_half_an_image_of_each_class() {
        let trainer = trainer_with(&["init=prior", "model=mlp:4"]);
        let predictions = trainer.predict(&trainer.bench.dataset.parts.validation);
        let n = COUNTS.iter().sum::<usize>() as f64 + 1.5;
        for row in 0..3 {
            for (said, count) in predictions.probabilities().unwrap().row(row).iter().zip(COUNTS) {
                assert!((f64::from(*said) - (count as f64 + 0.5) / n).abs() < 1e-6, "{said} for {count}");
            }
        }
        let adjusted = parameters(&["init=prior", "loss=logit-adjusted"]);
        assert!(adjusted.iter().all(|x| x.abs() < 1e-6), "the loss adds the whole prior itself");
        assert_eq!(parameters(&["init=prior", "loss=hinge"]), parameters(&[]), "scores are as drawn");
        assert_eq!(parameters(&["init=prior", "loss=ldam"]), parameters(&["loss=ldam"]));
    }

    #[test]
    fn numbers_begin_at_their_mean_and_labels_at_their_frequencies() {
        let recipe = recipe(&["init=prior"]);
        let trainer = arm_on(&bench_of(valued(), &recipe), &recipe, ArmId::A);
        let mean = (0..3).map(|class| COUNTS[class] as f64 * (class as f64 + 1.0)).sum::<f64>() / 68.0;
        assert!((f64::from(trainer.predict(&[0]).row(0)[0]) - mean).abs() < 1e-5);
        let trainer = arm_on(&bench_of(several(), &recipe), &recipe, ArmId::A);
        let logits = trainer.predict(&[0]).row(0).to_vec();
        for (logit, on) in logits.into_iter().zip([68.0, 28.0, 8.0_f64]) {
            let share = (on + 0.5) / 69.0;
            assert!((f64::from(logit) - (share / (1.0 - share)).ln()).abs() < 1e-4, "{logit}");
        }
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused_with_what_would() {
        let error = refused(&[SMALL, "init=values:1,2,3"]);
        let expected = "init: values: expected 16 numbers (conv1.weight 1x1x3x3, conv1.bias 1, output.weight 3x1, \
                        output.bias 3), found 3";
        assert_eq!(error, expected);
        let error = refused(&["init=bias:1,2,3,4"]);
        assert_eq!(error, "init: bias: expected at most 3 numbers, one for each output, found 4");
        assert!(refused(&["loss=ldam", "init=bias:1"]).contains("init: bias: the layer output has no bias"));
        assert!(refused(&["loss=ldam", "init=zeros"]).contains("init: zeros: the outputs are cosines"));
    }
}
