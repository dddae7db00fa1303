//! From which probability on labels are said to be on, what comes of it, and which label or number is chosen.

use super::ScreenModel;
use crate::lab::Bench;
use crate::lab::record::predictions::Predictions;
use crate::metrics::multilabel::{HALF, decide};
use crate::metrics::ranking::best_f1;
use crate::metrics::{CoOccurrence, Costs, LabelReport};
use crate::ui::action::{Direction, moved};
use std::sync::Arc;

/// Where the threshold of a label stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Threshold {
    /// At one half.
    #[default]
    Half,
    /// Where F1 is largest on the evaluated images; it moves with them.
    BestF1,
    /// Where the expected cost is least, if the probabilities are what they say.
    LeastCost,
    /// Where a person put it.
    At(f64),
}

/// The labels of one arm under the thresholds of the screen.
#[derive(Clone, Debug)]
pub struct LabelView {
    predictions: Arc<Predictions>,
    /// For each label the threshold with the largest F1, and that F1; `None` where the label never is on, `[K]`.
    pub best: Vec<Option<(f64, f64)>>,
    /// What came of the thresholds.
    pub report: LabelReport,
    /// Which labels come together in the data.
    pub data: CoOccurrence,
    /// Which are said together.
    pub predicted: CoOccurrence,
}

/// What a miss costs where a false alarm costs 1, in the order of the key.
const MISSES: [f64; 5] = [5.0, 10.0, 100.0, 1.0, 2.0];
/// Thresholds that steps lead to below one tenth and, from 1 down, above nine; between them every hundredth.
const FINE: [f64; 4] = [0.001, 0.002, 0.005, 0.01];

/// The chosen label, and the thresholds of the screen: what panes 3 and 6 share.
#[derive(Clone, Debug, Default)]
pub struct LabelThresholds {
    /// The label that the cursor was last put on.
    label: usize,
    /// By label; the rest stand at one half.
    choices: Vec<Threshold>,
    /// The place among [`MISSES`].
    costs: usize,
}

impl LabelThresholds {
    /// The number of the label that the cursor was last put on.
    pub fn label(&self) -> usize {
        self.label
    }

    /// Where the thresholds stand.
    pub fn choices(&self) -> &[Threshold] {
        &self.choices
    }

    /// Where a label's threshold stands.
    pub fn choice(&self, label: usize) -> Threshold {
        self.choices.get(label).copied().unwrap_or_default()
    }

    /// What mistakes cost.
    pub fn costs(&self) -> Costs {
        Costs { miss: MISSES[self.costs], alarm: 1.0 }
    }

    /// Other costs.
    pub fn next_costs(&mut self) {
        self.costs = (self.costs + 1) % MISSES.len();
    }

    /// Other data: nothing is chosen of them yet.
    pub fn forget(&mut self) {
        (self.label, self.choices) = (0, Vec::new());
    }

    fn choose(&mut self, label: usize, choice: Threshold) {
        self.choices.resize(self.choices.len().max(label + 1), Threshold::Half);
        self.choices[label] = choice;
    }
}

/// All thresholds that steps lead to.
fn ladder() -> impl DoubleEndedIterator<Item = f64> + Clone {
    let middle = (2..=98_u8).map(|hundredth| f64::from(hundredth) / 100.0);
    FINE.into_iter().chain(middle).chain(FINE.into_iter().rev().map(|low| 1.0 - low))
}

/// The next threshold of the ladder to the left or right.
fn stepped(from: f64, direction: Direction) -> f64 {
    const SLACK: f64 = 1e-9;
    let next = match direction {
        Direction::Left => ladder().rev().find(|to| *to < from - SLACK),
        _ => ladder().find(|to| *to > from + SLACK),
    };
    next.unwrap_or(from)
}

impl Threshold {
    /// The next of the three marked ones.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Half => Self::BestF1,
            Self::BestF1 => Self::LeastCost,
            Self::LeastCost | Self::At(_) => Self::Half,
        }
    }

    /// As a probability; one half where the marked one does not exist.
    fn value(self, best: Option<(f64, f64)>, costs: Costs) -> f64 {
        let found = match self {
            Self::Half => None,
            Self::BestF1 => best.map(|(threshold, _)| threshold),
            Self::LeastCost => costs.threshold(),
            Self::At(value) => Some(value),
        };
        found.unwrap_or(HALF)
    }
}

impl LabelView {
    /// What `choices` leave of some predictions; `known` is what they left before, of these predictions or of others.
    pub(super) fn of(
        bench: &Bench,
        predictions: &Arc<Predictions>,
        (choices, costs): (&[Threshold], Costs),
        known: Option<&Self>,
    ) -> Option<Self> {
        let truth = predictions.truth(bench)?.mapv(|on| on > 0.0);
        let scores = predictions.probabilities()?.mapv(f64::from);
        let same = known.filter(|known| Arc::ptr_eq(&known.predictions, predictions));
        let best = same.map_or_else(
            || {
                let columns = scores.columns().into_iter().zip(truth.columns());
                columns.map(|(scores, truth)| best_f1(&scores.to_vec(), &truth.to_vec())).collect()
            },
            |known| known.best.clone(),
        );
        let choice = |label: usize| choices.get(label).copied().unwrap_or_default();
        let thresholds: Vec<f64> =
            best.iter().enumerate().map(|(label, best)| choice(label).value(*best, costs)).collect();
        Some(Self {
            predictions: Arc::clone(predictions),
            report: predictions.label_report(bench, &thresholds)?,
            data: same.map_or_else(|| CoOccurrence::of(&truth), |known| known.data.clone()),
            predicted: CoOccurrence::of(&decide(&scores, &thresholds)),
            best,
        })
    }
}

impl ScreenModel {
    /// The label that is chosen.
    pub fn label(&self) -> usize {
        self.thresholds.label.min(self.class_names().len().saturating_sub(1))
    }

    /// Chooses a label.
    pub fn choose_label(&mut self, label: usize) {
        self.thresholds.label = label;
    }

    /// Up and down choose a label, left and right move its threshold.
    pub fn move_threshold(&mut self, direction: Direction) {
        let label = self.label();
        match direction {
            Direction::Left | Direction::Right => {
                if let Some(at) = self.focused().map(|arm| arm.threshold(label)) {
                    self.thresholds.choose(label, Threshold::At(stepped(at, direction)));
                }
            }
            _ => self.thresholds.label = moved(label, self.class_names().len(), direction, 1),
        }
        self.measure_labels();
    }

    /// The chosen label's threshold to the next of the marked ones.
    pub fn jump_threshold(&mut self) {
        let label = self.label();
        self.thresholds.choose(label, self.thresholds.choice(label).next());
        self.measure_labels();
    }

    /// The number that is shown in Scatter and among the residuals.
    pub fn output(&self) -> usize {
        self.output.min(self.class_names().len().saturating_sub(1))
    }

    /// Shows another number.
    pub fn move_output(&mut self, direction: Direction) {
        self.output = moved(self.output(), self.class_names().len(), direction, 1);
    }

    /// Applies the thresholds of the screen to what every arm predicts.
    pub(in crate::ui) fn measure_labels(&mut self) {
        let Some(bench) = self.bench.clone() else { return };
        let choices = (self.thresholds.choices.as_slice(), self.thresholds.costs());
        let frozen = self.frozen.iter_mut().flatten();
        self.arms.iter_mut().chain(frozen).for_each(|arm| arm.measure_labels(&bench, choices));
        self.judge_arms();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_to_either_end_and_stop_there() {
        let all: Vec<f64> = ladder().collect();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]), "{all:?}");
        assert_eq!((all[0], stepped(FINE[0], Direction::Left)), (0.001, 0.001));
        assert_eq!((stepped(0.999, Direction::Right), stepped(0.5, Direction::Left)), (0.999, 0.49));
        assert_eq!(stepped(0.4237, Direction::Right), 0.43, "from between two steps");
    }
}
