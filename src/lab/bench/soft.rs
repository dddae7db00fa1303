//! Targets that are shares of the classes: what a model that knows nothing pays for them, and what the best one pays.

use crate::data::{DataTargets, Dataset};
use crate::metrics::information::entropy;
use ndarray::Axis;

/// Two entropies of soft targets in nats, between which a useful model's unweighted loss lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Soft {
    /// The mean entropy of the targets, H(q): no model comes below it.
    pub floor: f64,
    /// The entropy of their mean: what always answering that costs.
    pub prior: f64,
}

impl Soft {
    /// Those of the validation set; `None` where targets are no shares, and without images.
    pub(super) fn of(dataset: &Dataset) -> Option<Self> {
        let DataTargets::Soft(rows) = &dataset.targets else { return None };
        let part: Vec<usize> = dataset.parts.validation.iter().map(|index| *index as usize).collect();
        let rows = rows.select(Axis(0), &part).mapv(f64::from);
        let floor = rows.map_axis(Axis(1), |row| entropy(&row.to_vec())).mean()?;
        Some(Self { floor, prior: entropy(&rows.mean_axis(Axis(0))?.to_vec()) })
    }
}
