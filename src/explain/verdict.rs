//! What one loss says about a sample.

use super::{Goal, Question};
use crate::loss::catalogue::Family;
use crate::loss::stable::{log_softmax, softmax_in_place, softplus};
use crate::loss::{Link, Loss, ProbabilityMap, prior};
use crate::metrics::information;

/// The step of the finite differences.
const STEP: f64 = 1e-4;

/// One loss on one sample; lists are `[outputs]`.
#[derive(Clone, Debug, PartialEq)]
pub struct LossVerdict {
    /// The loss.
    pub loss: Loss,
    /// What it compares: probabilities, scores or predicted numbers, as it sees them. Those of logit adjustment are of the
    /// moved logits, those of distillation at its temperature.
    pub seen: Vec<f64>,
    /// What it compares them with.
    pub wanted: Vec<f64>,
    /// Seen less wanted.
    pub difference: Vec<f64>,
    /// What every answer costs in nats, `-ln` of the probability of the right one: for one yes or no per output.
    pub answers: Option<Vec<f64>>,
    /// The probabilities of the classes `[K]`, where the outputs are thresholds between them or one logit.
    pub classes: Option<Vec<f64>>,
    /// The loss before class weights.
    pub value: f64,
    /// After them.
    pub weighted: f64,
    /// `d weighted / d output`.
    pub gradient: Vec<f64>,
    /// The same from differences of the value.
    pub check: Vec<f64>,
    /// Where both sides are distributions over the classes.
    pub information: Option<Information>,
}

/// Two distributions compared, in nats: the truth, and what the model says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Information {
    /// `-ln p` of the true class; `None` where the truth is no single class.
    pub surprisal: Option<f64>,
    /// `-sum q ln q` of the truth.
    pub entropy_of_truth: f64,
    /// `-sum p ln p` of the model.
    pub entropy_of_model: f64,
    /// `KL(truth || model)`.
    pub forward: f64,
    /// `KL(model || truth)`; `None` where it is infinite: the model allows what the truth excludes.
    pub backward: Option<f64>,
}

impl LossVerdict {
    pub(super) fn of(loss: &Loss, question: &Question) -> Self {
        let outputs = &question.outputs;
        let goal = question.goal_of(loss);
        let mut gradient = vec![0.0; outputs.len()];
        let row = question.ask(loss, outputs, &mut gradient);
        let seen = seen(loss, question, &goal);
        let wanted = wanted(loss, outputs.len(), &goal);
        let map = loss.probability_map();
        Self {
            difference: seen.iter().zip(&wanted).map(|(seen, wanted)| seen - wanted).collect(),
            answers: answers(loss.family(), outputs, &wanted),
            classes: (map == ProbabilityMap::Cumulative).then(|| probabilities(map, outputs)),
            value: row.value,
            weighted: row.weighted,
            check: (0..outputs.len()).map(|at| derivative(loss, question, at)).collect(),
            information: information(loss, outputs, &goal),
            loss: loss.clone(),
            seen,
            wanted,
            gradient,
        }
    }
}

/// The gradient along one output from central differences of two steps, whose errors cancel to fourth order.
fn derivative(loss: &Loss, question: &Question, at: usize) -> f64 {
    let mut scratch = vec![0.0; question.outputs.len()];
    let mut moved = |step: f64| {
        let mut outputs = question.outputs.clone();
        outputs[at] += step;
        question.ask(loss, &outputs, &mut scratch).weighted
    };
    let mut central = |step: f64| (moved(step) - moved(-step)) / (2.0 * step);
    (4.0 * central(STEP) - central(2.0 * STEP)) / 3.0
}

fn probabilities(map: ProbabilityMap, outputs: &[f64]) -> Vec<f64> {
    let mut p = vec![0.0; map.classes(outputs.len())];
    if map.probabilities(outputs, &mut p) { p } else { outputs.to_vec() }
}

fn softened(logits: &[f64], temperature: f64) -> Vec<f64> {
    let mut p: Vec<f64> = logits.iter().map(|z| z / temperature).collect();
    softmax_in_place(&mut p);
    p
}

/// What a loss makes of the outputs before it compares them.
fn seen(loss: &Loss, question: &Question, goal: &Goal) -> Vec<f64> {
    let mut logits = question.outputs.clone();
    if let Some(tau) = loss.prior_shift() {
        let log_prior: Vec<f64> = prior::log_prior(&question.counts);
        logits.iter_mut().zip(log_prior).for_each(|(z, log_pi)| *z += tau * log_pi);
        return softened(&logits, 1.0);
    }
    if let Some(temperature) = loss.temperature() {
        return softened(&logits, temperature);
    }
    // The predictions of msle are given; those of a network would have gone through the link.
    if loss.link() == Link::Exp {
        return logits.into_iter().map(|z| Link::Exp.value(z)).collect();
    }
    let margins = loss.margins::<f64>(&question.counts);
    if let Some((label, margin)) = goal.label().and_then(|label| Some((label, margins.get(label)?))) {
        logits[label] -= margin;
    }
    match loss.probability_map() {
        ProbabilityMap::NormalisedSigmoid | ProbabilityMap::Cumulative => {
            probabilities(ProbabilityMap::Independent, &logits)
        }
        map => probabilities(map, &logits),
    }
}

/// What a loss compares that with.
fn wanted(loss: &Loss, outputs: usize, goal: &Goal) -> Vec<f64> {
    match (goal, loss.numbering()) {
        (Goal::Label(label), _) if matches!(loss.family(), Family::Cumulative | Family::Logit) => {
            (0..outputs).map(|threshold| f64::from(threshold < *label)).collect()
        }
        (Goal::Label(label), Some(numbering)) => vec![numbering.number_of(*label) as f64],
        (Goal::Label(label), None) => (0..outputs).map(|class| f64::from(class == *label)).collect(),
        (Goal::Row(row), _) => row.clone(),
        (Goal::Teacher { teacher, .. }, _) => softened(teacher, loss.temperature().unwrap_or(1.0)),
    }
}

/// `-ln` of the probability of the right answer, output by output.
fn answers(family: Family, outputs: &[f64], wanted: &[f64]) -> Option<Vec<f64>> {
    let one = |(z, yes): (&f64, &f64)| yes * softplus(-z) + (1.0 - yes) * softplus(*z);
    matches!(family, Family::Sigmoid | Family::Cumulative | Family::Logit)
        .then(|| outputs.iter().zip(wanted).map(one).collect())
}

fn information(loss: &Loss, outputs: &[f64], goal: &Goal) -> Option<Information> {
    let (truth, logs) = compared(loss, outputs, goal)?;
    // From logarithms: a probability that has become 0 has lost what its logarithm says.
    let possible = truth.iter().zip(&logs).filter(|(q, _)| **q > 0.0);
    let model: Vec<f64> = logs.iter().map(|log| log.exp()).collect();
    Some(Information {
        surprisal: goal.label().and_then(|label| loss.probability_map().plain_loss(outputs, label)),
        entropy_of_truth: information::entropy(&truth),
        entropy_of_model: information::entropy_of_logs(&logs),
        forward: possible.map(|(q, log)| q * (q.ln() - log)).sum::<f64>().max(0.0),
        backward: information::kl_divergence(&model, &truth),
    })
}

/// The truth and the logarithms of what the model says, `[K]` both; `None` where one of them is no distribution.
fn compared(loss: &Loss, outputs: &[f64], goal: &Goal) -> Option<(Vec<f64>, Vec<f64>)> {
    if let (Goal::Teacher { teacher, .. }, Some(temperature)) = (goal, loss.temperature()) {
        let warm: Vec<f64> = outputs.iter().map(|z| z / temperature).collect();
        let mut logs = warm.clone();
        log_softmax(&warm, &mut logs);
        return Some((softened(teacher, temperature), logs));
    }
    if loss.family() == Family::Sigmoid {
        return None;
    }
    let map = loss.probability_map();
    let classes = 0..map.classes(outputs.len());
    let logs: Option<Vec<f64>> = classes.clone().map(|class| map.log_probability(outputs, class)).collect();
    let truth = match goal {
        Goal::Label(label) => classes.map(|class| f64::from(class == *label)).collect(),
        Goal::Row(shares) => shares.clone(),
        Goal::Teacher { .. } => return None,
    };
    Some((truth, logs?))
}
