//! The verdict on the arms, and the class that it is about: derived when something arrives, not while drawing.

use super::ScreenModel;
use crate::lab::analysis::verdict::{JudgedArm, Judgement, News, Spotlight, verdict};
use crate::lab::record::evaluation::Evaluation;
use crate::metrics::interval::wilson;
use crate::metrics::{Interval, LabelReport};
use crate::ui::model::ArmView;

/// The verdict of the screen.
#[derive(Clone, Debug)]
pub struct VerdictView {
    /// The sentence.
    pub judgement: Judgement,
    /// The class that it is about; `None` where numbers are predicted, and before the data are there.
    pub spotlight: Option<Spotlight>,
}

impl Default for VerdictView {
    fn default() -> Self {
        Self { judgement: Judgement { news: News::Pending, text: String::new() }, spotlight: None }
    }
}

/// The class at stake under one arm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtStake {
    /// Its number.
    pub class: usize,
    /// How much of it the arm finds; `None` without images.
    pub recall: Option<f64>,
    /// The 95 % interval of that.
    pub interval: Option<Interval>,
}

impl ScreenModel {
    /// Knows what is at stake in other data, and nothing of their arms.
    pub(in crate::ui) fn begin_verdict(&mut self) {
        let spotlight = self.bench.as_deref().and_then(Spotlight::of);
        self.verdict = VerdictView { spotlight, ..VerdictView::default() };
        self.judge_arms();
    }

    /// Judges the arms as they are shown.
    pub(in crate::ui) fn judge_arms(&mut self) {
        let Some(bench) = self.bench.as_deref() else { return };
        let arms: Vec<JudgedArm<'_>> = self.shown().iter().map(|arm| self.judged(arm)).collect();
        let Judgement { news, text } = verdict(bench, self.verdict.spotlight, &arms);
        let part = if self.is_tested() { "test" } else { "validation" };
        let text = if self.is_over() && self.is_kept() { format!("Done, {part} set: {text}") } else { text };
        self.verdict.judgement = Judgement { news, text };
    }

    fn judged<'a>(&self, arm: &'a ArmView) -> JudgedArm<'a> {
        let (evaluation, labels) = (self.judged_by(arm), self.labels_judged_by(arm));
        JudgedArm { id: arm.id, history: &arm.history, evaluation, labels }
    }

    /// Whether all arms have done their last step and are measured on the test set.
    pub fn is_tested(&self) -> bool {
        let tested = |arm: &ArmView| arm.history.tested.is_some();
        !self.shown().is_empty() && self.is_over() && self.shown().iter().all(tested)
    }

    /// Whether everything that the arms leave behind is written.
    pub fn is_kept(&self) -> bool {
        !self.shown().is_empty() && self.shown().iter().all(|arm| arm.history.is_kept)
    }

    /// The evaluation that the scoreboard and the verdict are about: of the test set when all is done, else the latest on the
    /// validation set.
    pub fn judged_by<'a>(&self, arm: &'a ArmView) -> Option<&'a Evaluation> {
        if self.is_tested() { arm.history.tested.as_deref() } else { arm.history.latest.as_deref() }
    }

    /// The labels of the same, of the validation set under the thresholds of the screen.
    pub fn labels_judged_by<'a>(&self, arm: &'a ArmView) -> Option<&'a LabelReport> {
        if self.is_tested() { arm.history.tested.as_deref()?.labels() } else { arm.label_report() }
    }

    /// The class at stake under an arm, as far as it was evaluated.
    pub fn at_stake(&self, arm: &ArmView) -> Option<AtStake> {
        let evaluation = self.judged_by(arm)?;
        let spotlight = self.verdict.spotlight?;
        if let Some(labels) = self.labels_judged_by(arm) {
            let class = spotlight.class(&labels.recall)?;
            let counts = labels.counts.get(class)?;
            let interval = wilson(counts.true_positives, counts.support());
            return Some(AtStake { class, recall: labels.recall[class], interval });
        }
        let class = spotlight.class(&evaluation.report.recall)?;
        let confusion = &evaluation.confusion;
        let interval = wilson(confusion.count(class, class), confusion.row_sum(class));
        Some(AtStake { class, recall: evaluation.report.recall.get(class).copied().flatten(), interval })
    }
}
