//! What the table of classes is derived from.

use crate::lab::analysis::compare::{self, RecallDifference};
use crate::metrics::Binary;
use crate::ui::model::{ArmView, ScreenModel};

/// The yes and no of one class or label: of a class its row and column of the matrix.
pub(super) fn found(arm: &ArmView, class: usize) -> Option<Binary> {
    let evaluation = arm.history.latest.as_ref()?;
    if evaluation.labels().is_some() {
        return arm.label_report()?.counts.get(class).copied();
    }
    let matrix = &evaluation.confusion;
    let (right, all) = (matrix.count(class, class), matrix.row_sum(class));
    Some(Binary {
        true_positives: right,
        false_negatives: all - right,
        false_positives: matrix.column_sum(class) - right,
        true_negatives: 0,
    })
}

/// The recalls' differences from A of the arm at this position.
pub(super) fn differences(model: &ScreenModel, at: usize) -> Vec<RecallDifference> {
    let (Some(bench), Some(first), Some(second)) =
        (&model.bench, model.shown().first(), model.shown().get(at))
    else {
        return Vec::new();
    };
    let latest = [first, second].map(|arm| arm.history.latest.as_deref());
    match (latest, first.label_report(), second.label_report()) {
        _ if at == 0 => Vec::new(),
        ([Some(a), Some(b)], Some(first), Some(second)) => {
            compare::label_differences(bench, (a, first), (b, second))
        }
        ([Some(first), Some(second)], ..) => compare::recall_differences(bench, first, second),
        _ => Vec::new(),
    }
}
