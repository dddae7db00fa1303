//! The network that an arm begins with: built, begun as the recipe says, frozen in part.

use super::begin;
use crate::data::Task;
use crate::lab::bench::Bench;
use crate::lab::learn::objective::{Objective, sampler_fits};
use crate::lab::learn::teacher_outputs::TeacherOutputs;
use crate::lab::recipe::{Arm, SettingError, Settings, corrections};
use crate::loss::{Loss, TargetKind};
use crate::nn::Network;
use std::sync::Arc;

/// The network of an arm, with what there is to say of it.
///
/// # Errors
/// If the images are too small for their augmentation or for the model, its start does not fit, or there is no layer to
/// freeze of a name. Names the arm and the field.
pub(super) fn network(
    bench: &Bench,
    arm: &Arm,
    objective: &Objective,
    seed: u64,
) -> Result<(Network, Vec<String>), SettingError> {
    let Arm { id, settings } = arm;
    let shape = bench.dataset.shape();
    settings.augment.fits(shape).map_err(|error| SettingError::of_arm(*id, "augment", error.0))?;
    let network = settings.model.build(shape, objective.output(), seed);
    let mut network = network.map_err(|error| SettingError::of_arm(*id, "model", error.to_string()))?;
    for (aux, (name, outputs)) in settings.aux.iter().zip(objective.auxiliary()) {
        let attached = network.attach(seed, name, &aux.layer, outputs);
        attached.map_err(|error| SettingError::of_arm(*id, "aux", error.0))?;
    }
    let begun = begin::begin(&mut network, &settings.init, shape, prior_outputs(bench, objective.loss()));
    let begun = begun.map_err(|problem| SettingError::of_arm(*id, "init", problem))?;
    let mut notes: Vec<String> = begun.into_iter().collect();
    network.freeze(&settings.freeze).map_err(|error| SettingError::of_arm(*id, "freeze", error.0))?;
    notes.extend(frozen(&network, settings));
    Ok((network, notes))
}

/// The objective of an arm; `teacher_outputs` are those that its teacher will have.
///
/// # Errors
/// If a loss, the class weights or the sampler do not fit the targets.
pub(super) fn objective(
    settings: &Settings,
    bench: &Arc<Bench>,
    teacher_outputs: Option<&Arc<TeacherOutputs>>,
) -> Result<Objective, SettingError> {
    sampler_fits(&settings.sampler, bench)?;
    Objective::new(settings, bench, teacher_outputs)
}

/// When class weights that wait begin to act.
pub(super) fn deferred(settings: &Settings, total: u64) -> Option<String> {
    let after = settings.weights.after();
    let step = (after * total as f64).ceil() as u64;
    (after > 0.0).then(|| format!("weights {}: 1 until step {step} of {total}", settings.weights))
}

/// Remedies that do the same thing twice.
pub(super) fn corrected_twice(settings: &Settings) -> Option<String> {
    corrections::double(settings).map(|(text, _)| text)
}

/// The outputs by which every image is predicted as the training set is on the whole; `None` where the loss knows no such.
///
/// Half an image more of every class, so that a class without images is improbable and not impossible (Krichevsky and
/// Trofimov 1981). A loss that adds the prior to the logits itself is given what remains of it.
fn prior_outputs(bench: &Bench, loss: &Loss) -> Option<Vec<f32>> {
    let single = |outputs: Vec<f64>| outputs.into_iter().map(|z| z as f32).collect();
    let images = bench.dataset.parts.train.len() as f64;
    let share = |count: &usize, of: f64| (*count as f64 + 0.5) / of;
    match bench.dataset.task() {
        Task::Classification => {
            let of = images + bench.counts.len() as f64 / 2.0;
            let shares: Vec<f64> = bench.counts.iter().map(|count| share(count, of)).collect();
            let outputs = loss.probability_map().outputs_saying(&shares)?;
            let left = 1.0 - loss.prior_shift().unwrap_or(0.0);
            Some(outputs.into_iter().map(|z| (left * z) as f32).collect())
        }
        Task::MultiLabel => {
            let shares: Vec<f64> = bench.counts.iter().map(|count| share(count, images + 1.0)).collect();
            loss.probability_map_for(TargetKind::MultiHot).outputs_saying(&shares).map(single)
        }
        Task::Regression => {
            bench.means.iter().map(|mean| loss.link().inverse(*mean)).collect::<Option<_>>().map(single)
        }
    }
}

/// How much is left to train.
fn frozen(network: &Network, settings: &Settings) -> Option<String> {
    let (moving, all) = (network.moving_count(), network.parameter_count());
    let layers = settings.freeze.join(", ");
    (moving < all).then(|| format!("{layers} frozen: {moving} of {all} parameters train"))
}
