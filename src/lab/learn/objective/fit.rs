//! Whether losses fit the targets they are to be compared with.

use super::source::TargetSource;
use crate::base::spec::suggest;
use crate::data::{DataTargets, Extra, Sampler, Task};
use crate::lab::bench::Bench;
use crate::lab::learn::teacher_outputs::TeacherOutputs;
use crate::lab::recipe::{Aux, Edit, SettingError, Settings, Teacher};
use crate::loss::catalogue::{self, LossEntry, TargetKind};
use crate::loss::{Loss, Weights};
use std::sync::Arc;

/// What the targets of a bench are to a loss.
pub(super) fn kind(targets: &DataTargets) -> TargetKind {
    match targets {
        DataTargets::Labels => TargetKind::Label,
        DataTargets::Soft(_) => TargetKind::Distribution,
        DataTargets::MultiHot(_) => TargetKind::MultiHot,
        DataTargets::Values(_) => TargetKind::Values,
    }
}

/// The loss that the targets of a bench call for.
pub fn default_loss(bench: &Bench) -> Loss {
    at_defaults(catalogue::default_for(kind(&bench.dataset.targets)))
}

fn at_defaults(entry: &LossEntry) -> Loss {
    entry.name.parse().unwrap_or_else(|error| unreachable!("every loss can be at its defaults: {error}"))
}

/// The loss of an arm, if it fits the targets and their number.
pub(super) fn main_loss(settings: &Settings, bench: &Bench) -> Result<Loss, SettingError> {
    fitting_loss(settings.loss.as_ref(), bench)
}

/// A loss, or the one that the targets call for, made for their number.
///
/// # Errors
/// If it does not fit the targets or their number.
pub fn fitting_loss(loss: Option<&Loss>, bench: &Bench) -> Result<Loss, SettingError> {
    let loss = loss.cloned().unwrap_or_else(|| default_loss(bench));
    let loss = loss.for_classes(bench.dataset.classes());
    check(&loss, bench.dataset.classes()).map_err(|problem| SettingError::new("loss", problem))?;
    if takes(loss.entry(), bench) { Ok(loss) } else { Err(SettingError::new("loss", misfit(&loss, bench))) }
}

/// Whether a loss can be trained on the targets of a bench: as they are, as the classes that distributions stand for,
/// or as classes that a teacher speaks of.
fn takes(entry: &LossEntry, bench: &Bench) -> bool {
    let kinds: &[TargetKind] = match bench.dataset.targets {
        DataTargets::Labels | DataTargets::Soft(_) => {
            &[TargetKind::Label, TargetKind::Distribution, TargetKind::Teacher]
        }
        DataTargets::MultiHot(_) => &[TargetKind::MultiHot],
        DataTargets::Values(_) => &[TargetKind::Values],
    };
    kinds.iter().any(|kind| entry.takes(*kind))
}

fn misfit(loss: &Loss, bench: &Bench) -> String {
    let task = bench.dataset.task();
    let fitting: Vec<&str> =
        catalogue::ALL.iter().filter(|entry| takes(entry, bench)).map(|entry| entry.name).collect();
    format!(
        "{} does not fit the targets of {} ({}); those that do: {}",
        loss.name(),
        bench.dataset.name,
        task.name(),
        fitting.join(", ")
    )
}

/// What a change of a running arm takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// It acts on the next batch.
    Live,
    /// The network must end in another way: the arms begin again.
    Restart,
}

/// What a change takes of an arm that trains with these settings.
///
/// # Errors
/// Names the field and what does not fit the data.
pub fn effort(edit: &Edit, bench: &Bench, now: &Settings) -> Result<Effort, SettingError> {
    match edit {
        Edit::Loss(loss) => {
            let wrong = |problem: String| SettingError::new("loss", problem);
            check(loss, bench.dataset.classes()).map_err(wrong)?;
            if !takes(loss.entry(), bench) {
                return Err(wrong(misfit(loss, bench)));
            }
            if loss.takes(TargetKind::Teacher) && now.teacher == Teacher::None {
                return Err(wrong(without_teacher(loss)));
            }
            // Outputs that were numbers are no logarithms of numbers, and the other way round.
            let alike = now
                .loss
                .as_ref()
                .is_some_and(|now| now.entry().head == loss.entry().head && now.link() == loss.link());
            Ok(if alike { Effort::Live } else { Effort::Restart })
        }
        Edit::Weights(weights) => class_weights(weights, bench).map(|_| Effort::Live),
        Edit::Sampler(sampler) => sampler_fits(sampler, bench).map(|()| Effort::Live),
        Edit::Reduction(_) | Edit::Rate(_) | Edit::Extend(_) | Edit::Undo(_) => Ok(Effort::Live),
    }
}

/// The losses that a running arm can go on with, in the order of the catalogue.
pub fn live_losses(bench: &Bench, now: &Settings) -> Vec<&'static str> {
    let live = |entry: &&&LossEntry| effort(&Edit::Loss(at_defaults(entry)), bench, now) == Ok(Effort::Live);
    catalogue::ALL.iter().filter(live).map(|entry| entry.name).collect()
}

fn without_teacher(loss: &Loss) -> String {
    format!("{} learns from a teacher; name one with --teacher", loss.name())
}

fn check(loss: &Loss, outputs: usize) -> Result<(), String> {
    loss.for_classes(outputs).check(outputs).map_err(|error| error.to_string())
}

/// What the main loss is compared with.
pub(super) fn main_source(
    loss: &Loss,
    bench: &Bench,
    teacher_outputs: Option<&Arc<TeacherOutputs>>,
) -> Result<TargetSource, SettingError> {
    if loss.takes(TargetKind::Teacher) {
        let missing = || SettingError::new("loss", without_teacher(loss));
        return teacher_outputs
            .map(|teacher_outputs| TargetSource::Logits(Arc::clone(teacher_outputs)))
            .ok_or_else(missing);
    }
    let soft = matches!(bench.dataset.targets, DataTargets::Soft(_));
    Ok(if soft && !loss.takes(TargetKind::Distribution) { TargetSource::Classes } else { TargetSource::Main })
}

/// What an auxiliary loss is compared with, and how many columns that has.
pub(super) fn auxiliary_source(
    aux: &Aux,
    bench: &Bench,
    teacher_outputs: Option<&Arc<TeacherOutputs>>,
) -> Result<(TargetSource, usize), SettingError> {
    let wrong = |problem: String| SettingError::new("aux", problem);
    let set = &bench.dataset;
    let (source, kind, width) = match (aux.targets.as_str(), teacher_outputs) {
        ("class", _) => (TargetSource::Main, kind(&set.targets), set.classes()),
        ("teacher", Some(teacher_outputs)) => {
            (TargetSource::Features(Arc::clone(teacher_outputs)), TargetKind::Values, teacher_outputs.width())
        }
        ("teacher", None) => return Err(wrong("there is no teacher; name one with --teacher".to_owned())),
        (name, _) => {
            let found = set.extras.iter().position(|extra| extra.name == name);
            let extra = found.ok_or_else(|| wrong(unknown(name, bench)))?;
            let Extra { targets, names, .. } = &set.extras[extra];
            (TargetSource::Extra(extra), self::kind(targets), names.len())
        }
    };
    check(&aux.loss, width).map_err(wrong)?;
    if !aux.loss.takes(kind) || aux.loss.needs_counts() {
        let unweighted = |entry: &&LossEntry| !at_defaults(entry).needs_counts();
        let fitting: Vec<&str> =
            catalogue::fitting(kind).filter(unweighted).map(|entry| entry.name).collect();
        let (loss, name) = (aux.loss.name(), &aux.targets);
        let why = if aux.loss.needs_counts() {
            " beside another loss, as it needs the training counts"
        } else {
            ""
        };
        return Err(wrong(format!(
            "{loss} does not fit '{name}'{why}; those that do: {}",
            fitting.join(", ")
        )));
    }
    Ok((source, width))
}

fn unknown(name: &str, bench: &Bench) -> String {
    let mut known: Vec<&str> = bench.dataset.extras.iter().map(|extra| extra.name.as_str()).collect();
    known.extend(["class", "teacher"]);
    format!("the data have no targets '{name}'{}", suggest(name, &known))
}

/// The weights of a scheme for the classes or labels of a bench.
pub(super) fn class_weights(weights: &Weights, bench: &Bench) -> Result<Vec<f32>, SettingError> {
    if bench.dataset.task() == Task::Regression && !weights.is_none() {
        return Err(SettingError::new(
            "weights",
            format!("expected none, as numbers have no classes, found {weights}"),
        ));
    }
    weights.for_counts(&bench.counts).map_err(|error| SettingError::new("weights", error.to_string()))
}

/// Samplers that go by the class need images with one class each, and one class at least to draw.
///
/// # Errors
/// Names the sampler and those that fit, a class that there is not, or that none would be left.
pub fn sampler_fits(sampler: &Sampler, bench: &Bench) -> Result<(), SettingError> {
    let task = bench.dataset.task();
    if task == Task::Classification || !sampler.goes_by_class() {
        let out = sampler.left_out(&bench.dataset.class_names);
        let out = out.map_err(|error| SettingError::new("sampler", error.0))?;
        let left = (0..bench.counts.len()).any(|class| bench.counts[class] > 0 && !out.contains(&class));
        if out.is_empty() || left {
            return Ok(());
        }
        let problem = format!("expected a class to be left that has images to learn from, found {sampler}");
        return Err(SettingError::new("sampler", problem));
    }
    let of = task.name();
    let problem =
        format!("expected uniform or in-order, as images of a {of} set have no one class, found {sampler}");
    Err(SettingError::new("sampler", problem))
}

/// A row of targets.
pub(super) fn contiguous(row: Option<&[f32]>) -> &[f32] {
    row.unwrap_or_else(|| unreachable!("targets lie row by row"))
}
