//! Which column is the model's answer under its loss, and which stands beside it for comparison.

use super::ExplainScene;
use crate::data::Task;
use crate::loss::catalogue::Family;
use crate::loss::{Loss, Positive, ProbabilityMap};
use crate::ui::numbers::{number, share};
use crate::ui::theme::StyleRole;
use ratatui::style::Style;

/// Classes between thresholds that are named at most.
const NAMED: usize = 10;

impl ExplainScene<'_> {
    /// The explained loss.
    pub(super) fn minimised(&self) -> &Loss {
        &self.explanation.verdicts[0].loss
    }

    /// How it makes probabilities of the outputs.
    pub(super) fn map(&self) -> ProbabilityMap {
        self.minimised().probability_map()
    }

    /// What an output is called: the class that it speaks for, or what lies above it.
    pub(super) fn name(&self, output: usize) -> String {
        match self.minimised().family() {
            Family::Cumulative => format!("above {}", self.model.class_name(output)),
            Family::Logit => self.model.class_name(1).to_owned(),
            Family::ClassNumber => "class number".to_owned(),
            _ => self.model.class_name(output).to_owned(),
        }
    }

    /// Whether an output is what the image is: a threshold or a number never is.
    pub(super) fn is_truth(&self, output: usize) -> bool {
        let numbers = matches!(self.map(), ProbabilityMap::Cumulative | ProbabilityMap::Numbered(_));
        self.wanted(output) > 0.0 && self.task != Task::Regression && !numbers
    }

    /// What makes an output positive before the division by the sum, as a title; thresholds are not divided.
    pub(super) fn positive(&self) -> Option<&'static str> {
        match self.map() {
            ProbabilityMap::Cumulative | ProbabilityMap::Numbered(_) => None,
            ProbabilityMap::Normalised(positive) => Some(positive.symbol),
            ProbabilityMap::Softmax
            | ProbabilityMap::ScaledSoftmax(_)
            | ProbabilityMap::NormalisedSigmoid
            | ProbabilityMap::Independent
            | ProbabilityMap::None => Some("exp z"),
        }
    }

    /// The column of shares that sum to 1: its title and its numbers, `[outputs]`. Thresholds have none.
    pub(super) fn joint(&self) -> Option<(&'static str, Vec<f64>)> {
        let outputs = &self.explanation.question.outputs;
        let own = |map: ProbabilityMap| {
            let mut p = vec![0.0; outputs.len()];
            map.probabilities(outputs, &mut p).then_some(p)
        };
        match self.map() {
            ProbabilityMap::Cumulative | ProbabilityMap::Numbered(_) => None,
            map @ ProbabilityMap::ScaledSoftmax(_) => Some(("softmax sz", own(map)?)),
            map @ ProbabilityMap::Normalised(positive) => Some((positive.shares, own(map)?)),
            ProbabilityMap::None => Some(("(softmax)", self.explanation.readings.softmax.clone())),
            _ => Some(("softmax", self.explanation.readings.softmax.clone())),
        }
    }

    /// The title of the sigmoids.
    pub(super) fn single(&self) -> &'static str {
        match self.map() {
            ProbabilityMap::Numbered(_) | ProbabilityMap::None => "(sigmoid)",
            _ => "sigmoid",
        }
    }

    /// How the bars of both columns look: in the arm's colour what answers under this loss, dim what does not.
    pub(super) fn bar_styles(&self) -> [Style; 2] {
        let answer = self.theme.series(self.arm.id.index()).style;
        let other = self.theme.style(StyleRole::Dim);
        match self.map() {
            ProbabilityMap::Numbered(_) | ProbabilityMap::None => [other, other],
            ProbabilityMap::NormalisedSigmoid | ProbabilityMap::Independent | ProbabilityMap::Cumulative => {
                [other, answer]
            }
            _ => [answer, other],
        }
    }

    /// What the two roads to probabilities sum to, which of them is the answer, and what a constant does.
    pub(super) fn sums(&self) -> Option<(String, StyleRole)> {
        if self.task == Task::Regression {
            return None;
        }
        let of = |value: f64| number(Some(value), self.theme);
        let sigmoids = &self.explanation.readings.sigmoid;
        let on = sigmoids.iter().filter(|p| **p >= 0.5).count();
        let sigmoids = format!("sigmoids {} ({on} on)", of(sigmoids.iter().sum()));
        let name = self.minimised().name();
        let text = match self.map() {
            ProbabilityMap::Cumulative => self.classes(),
            ProbabilityMap::Numbered(numbering) => {
                let nearest = numbering.nearest(self.explanation.question.outputs[0]);
                format!("{name} compares numbers: the nearest is that of {}", self.model.class_name(nearest))
            }
            ProbabilityMap::None => {
                format!("{name} compares scores: neither the softmax nor the {sigmoids} are its answer")
            }
            ProbabilityMap::ScaledSoftmax(scale) => {
                format!("sums: softmax of s z with s = {}, the answer, 1, {sigmoids}", of(scale))
            }
            ProbabilityMap::Normalised(positive) => {
                let Positive { name, shares, .. } = positive;
                format!("sums: {name} over its sum, {shares}, the answer, 1, {sigmoids}")
            }
            ProbabilityMap::Softmax => format!("sums: softmax, the answer, 1, {sigmoids}"),
            ProbabilityMap::NormalisedSigmoid | ProbabilityMap::Independent => {
                format!("sums: softmax 1, {sigmoids}, the answer")
            }
        };
        Some((format!("{text}; {}{}", self.constant(), self.moved()), StyleRole::Dim))
    }

    /// What a constant on every logit does, or has done.
    fn constant(&self) -> String {
        let stands = match self.map() {
            ProbabilityMap::Cumulative => "every class moves",
            ProbabilityMap::Numbered(_) => "another class may be nearest",
            ProbabilityMap::Normalised(_) => "shares and sigmoids move",
            ProbabilityMap::Softmax
            | ProbabilityMap::ScaledSoftmax(_)
            | ProbabilityMap::NormalisedSigmoid
            | ProbabilityMap::Independent
            | ProbabilityMap::None => "the softmax stands still, the sigmoids move",
        };
        match self.shift {
            0 => format!("+ adds a constant to all logits: {stands}"),
            shift => format!("{shift:+} on every logit: {stands}"),
        }
    }

    /// That p in the difference is not the p of the bars, where the loss moves or cools the logits first.
    fn moved(&self) -> String {
        self.minimised().entry().moved.map_or_else(String::new, |note| format!("; {note}"))
    }

    /// What the thresholds leave to the classes between them, the likeliest in their order.
    fn classes(&self) -> String {
        let p = self.explanation.verdicts[0].classes.as_deref().unwrap_or_default();
        let mut named: Vec<usize> = (0..p.len()).collect();
        named.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
        named.truncate(NAMED);
        named.sort_unstable();
        let truth = self.explanation.question.goal.label();
        let one = |class: &usize| {
            let truth = if truth == Some(*class) { " (truth)" } else { "" };
            format!("{}{truth} {}", self.model.class_name(*class), share(Some(p[*class]), self.theme))
        };
        let named: Vec<String> = named.iter().map(one).collect();
        let lead = if p.len() == 2 { "the logit leaves" } else { "between the thresholds:" };
        format!("{lead} {}", named.join(", "))
    }
}
