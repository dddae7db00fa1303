//! The verdict on the arms, and the class that it is about: derived when something arrives, not while drawing.

use super::ScreenModel;
use crate::lab::analysis::verdict::{JudgedArm, Judgement, News, Spotlight, verdict};
use crate::lab::record::evaluation::Evaluation;
use crate::metrics::Interval;
use crate::metrics::interval::wilson;
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

fn judged(arm: &ArmView) -> JudgedArm<'_> {
    let labels = arm.labels.as_ref().map(|labels| &labels.report);
    JudgedArm { id: arm.id, history: &arm.history, labels }
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
        let arms: Vec<JudgedArm<'_>> = self.shown().iter().map(judged).collect();
        self.verdict.judgement = verdict(bench, self.verdict.spotlight, &arms);
    }

    /// The class at stake under an arm, as far as it was evaluated.
    pub fn at_stake(&self, arm: &ArmView) -> Option<AtStake> {
        let evaluation: &Evaluation = arm.history.latest.as_deref()?;
        let spotlight = self.verdict.spotlight?;
        if let Some(labels) = arm.label_report() {
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
