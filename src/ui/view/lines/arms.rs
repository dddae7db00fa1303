//! An arm in few words.

use crate::data::Task;
use crate::lab::record::evaluation::Evaluation;
use crate::ui::model::ArmView;

/// The number that an arm is judged by on a task.
pub(super) fn headline_number(task: Task, evaluation: &Evaluation) -> Option<f64> {
    match task {
        Task::Classification => evaluation.report.balanced_accuracy,
        Task::MultiLabel => evaluation.labels().and_then(|labels| labels.map),
        Task::Regression => evaluation.values().and_then(|values| values.overall.rmse),
    }
}

/// What differs in an arm from the first one, field by field.
pub(in crate::ui) fn differs(arm: &ArmView, first: &ArmView) -> String {
    let settings = arm.history.settings().zip(first.history.settings());
    match settings.map(|(own, other)| own.differences(other)) {
        None => String::new(),
        Some(texts) if texts.is_empty() => "same as A".into(),
        Some(texts) => texts.join(" "),
    }
}
