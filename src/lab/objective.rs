//! What an arm minimises: a loss with its class weights and its reduction, applied to the logits of a shard.

use super::bench::Bench;
use super::recipe::{Edit, SettingError, Settings};
use crate::loss::catalogue::{self, Head, TargetKind};
use crate::loss::{Context, Loss, ProbabilityMap, Reduction, Target, Weights};
use crate::nn::network::Rows;

/// A loss ready for a bench's classes.
#[derive(Clone, Debug)]
pub struct Objective {
    loss: Loss,
    reduction: Reduction,
    /// `[K]`; `None` where all are 1.
    class_weights: Option<Vec<f32>>,
    /// `ln pi_k` of the thinned training part, `[K]`.
    log_prior: Vec<f32>,
    /// Empty where the loss has no margins.
    margins: Vec<f32>,
}

/// What one shard leaves behind.
#[derive(Clone, Debug, Default)]
pub struct ShardSums {
    /// Sum of the weighted losses over the divisor.
    pub objective: f64,
    /// Sum of the plain losses.
    pub plain: Option<f64>,
    /// Sum of |dL/dlogits| over the samples of each class, `[K]`.
    pub gradient: Vec<f64>,
}

/// The two numbers of a set of pictures: comparable across arms, and as minimised.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Losses {
    /// Mean -ln p of the truth, unweighted, in nats; `None` where the loss declares no probabilities.
    pub plain: Option<f64>,
    /// The objective's own value; `None` where it is not finite.
    pub objective: Option<f64>,
}

impl Objective {
    /// The objective of an arm on a bench.
    ///
    /// # Errors
    /// If the class weights do not fit the classes.
    pub fn new(settings: &Settings, bench: &Bench) -> Result<Self, SettingError> {
        let weights = weights_for(&settings.weights, bench)?;
        check_loss(&settings.loss, bench)?;
        let log_prior = bench.prior().iter().map(|pi| (pi + 1e-12).ln() as f32).collect();
        Ok(Self {
            loss: settings.loss.clone(),
            reduction: settings.reduction,
            class_weights: (!settings.weights.is_none()).then_some(weights),
            log_prior,
            margins: settings.loss.margins(&bench.counts),
        })
    }

    /// Whether a change fits the classes of a bench.
    ///
    /// # Errors
    /// Names the field and what does not fit.
    pub fn accepts(edit: &Edit, bench: &Bench) -> Result<(), SettingError> {
        match edit {
            Edit::Loss(loss) => check_loss(loss, bench),
            Edit::Weights(weights) => weights_for(weights, bench).map(drop),
            Edit::Reduction(_) | Edit::Sampler(_) | Edit::Rate(_) | Edit::Extend(_) => Ok(()),
        }
    }

    /// The class weights, all 1 where there are none, `[K]`.
    pub fn class_weights(&self) -> Vec<f32> {
        self.class_weights.clone().unwrap_or_else(|| vec![1.0; self.log_prior.len()])
    }

    /// How logits become probabilities.
    pub fn probability_map(&self) -> ProbabilityMap {
        self.loss.probability_map()
    }

    /// What the sum over these labels is divided by: their number, or the sum of their weights.
    pub fn divisor(&self, labels: impl Iterator<Item = u16>) -> f32 {
        match (self.reduction, &self.class_weights) {
            (Reduction::Torch, Some(weights)) => labels.map(|label| weights[usize::from(label)]).sum(),
            _ => labels.count() as f32,
        }
    }

    /// Value and gradient of a shard's rows; `labels` are those of its rows.
    pub fn shard(
        &self,
        rows: &mut Rows<'_>,
        labels: impl Iterator<Item = u16>,
        divisor: f32,
        sums: &mut ShardSums,
    ) {
        let k = self.log_prior.len();
        let context = self.context();
        let map = self.probability_map();
        let scale = if divisor > 0.0 { divisor.recip() } else { 0.0 };
        *sums = ShardSums { objective: 0.0, plain: None, gradient: std::mem::take(&mut sums.gradient) };
        sums.gradient.clear();
        sums.gradient.resize(k, 0.0);
        let Rows { logits, delta, .. } = rows;
        for ((logits, delta), label) in logits.chunks_exact(k).zip(delta.chunks_exact_mut(k)).zip(labels) {
            let label = usize::from(label);
            let value = self.loss.row(logits, Target::Label(label), &context, delta);
            let pull: f32 = delta
                .iter_mut()
                .map(|d| {
                    *d *= scale;
                    d.abs()
                })
                .sum();
            sums.gradient[label] += f64::from(pull);
            sums.objective += f64::from(value.weighted * scale);
            let plain = if self.loss.is_plain() {
                Some(value.value)
            } else {
                map.log_probability(logits, label).map(|l| -l)
            };
            sums.plain = plain.map(|plain| sums.plain.unwrap_or(0.0) + f64::from(plain));
        }
    }

    /// Both losses of logits `[N, K]`, row by row; undefined without rows.
    pub fn losses(&self, logits: &[f32], labels: &[u16]) -> Losses {
        if labels.is_empty() {
            return Losses { plain: None, objective: None };
        }
        let divisor = self.divisor(labels.iter().copied());
        let mut delta = vec![0.0; logits.len()];
        let mut sums = ShardSums::default();
        self.shard(
            &mut Rows { first: 0, logits, delta: &mut delta },
            labels.iter().copied(),
            divisor,
            &mut sums,
        );
        let finite = |x: f64| Some(x).filter(|x| x.is_finite());
        let plain = sums.plain.map(|sum| sum / labels.len() as f64);
        Losses { plain: plain.and_then(finite), objective: finite(sums.objective) }
    }

    fn context(&self) -> Context<'_, f32> {
        Context {
            class_weights: self.class_weights.as_deref(),
            log_prior: &self.log_prior,
            margins: &self.margins,
        }
    }
}

fn weights_for(weights: &Weights, bench: &Bench) -> Result<Vec<f32>, SettingError> {
    weights.for_counts(&bench.counts).map_err(|error| SettingError::new("weights", error.to_string()))
}

fn check_loss(loss: &Loss, bench: &Bench) -> Result<(), SettingError> {
    if !loss.takes(TargetKind::Label) || loss.entry().head != Head::Plain {
        let fitting = catalogue::fitting(TargetKind::Label).filter(|entry| entry.head == Head::Plain);
        let names: Vec<&str> = fitting.map(|entry| entry.name).collect();
        let problem =
            format!("{} does not fit classes and a plain head; take {}", loss.name(), names.join(", "));
        return Err(SettingError::new("loss", problem));
    }
    loss.check(bench.dataset.classes()).map_err(|error| SettingError::new("loss", error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::{COUNTS, bench_of, dataset, recipe};

    /// Three samples with a logit of 2 for their own class, one of each class.
    const LOGITS: [f32; 9] = [2.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 2.0];

    fn objective(settings: &[&str]) -> Objective {
        let recipe = recipe(settings);
        let bench = bench_of(dataset(COUNTS), &recipe);
        Objective::new(&recipe.check().unwrap().arms[0].settings, &bench).unwrap()
    }

    fn sums(objective: &Objective, delta: &mut [f32; 9]) -> ShardSums {
        let mut sums = ShardSums::default();
        let labels = [0, 1, 2];
        let divisor = objective.divisor(labels.into_iter());
        objective.shard(
            &mut Rows { first: 0, logits: &LOGITS, delta },
            labels.into_iter(),
            divisor,
            &mut sums,
        );
        sums
    }

    #[test]
    fn a_weight_acts_on_the_objective_and_on_the_gradient_of_its_class_but_not_on_the_plain_loss() {
        let (mut plain, mut weighted) = ([0.0; 9], [0.0; 9]);
        let none = sums(&objective(&[]), &mut plain);
        let three = sums(&objective(&["weights=manual:1,1,3"]), &mut weighted);
        let loss = (1.0 + 2.0 * (-2.0_f64).exp()).ln();
        assert!((none.objective - loss).abs() < 1e-6 && (three.objective - loss * 5.0 / 3.0).abs() < 1e-6);
        assert_eq!(none.plain, three.plain);
        assert!((none.plain.unwrap() - 3.0 * loss).abs() < 1e-6);
        assert_eq!((&none.gradient[..2], plain[..6].len()), (&three.gradient[..2], 6));
        assert!((three.gradient[2] - 3.0 * none.gradient[2]).abs() < 1e-6);
        assert_eq!(plain[..6], weighted[..6]);
    }

    #[test]
    fn what_the_sum_is_divided_by_is_the_number_or_the_weights() {
        let labels = || [0, 2, 2].into_iter();
        assert_eq!(objective(&["weights=manual:1,1,3"]).divisor(labels()).to_bits(), 3.0_f32.to_bits());
        assert_eq!(
            objective(&["weights=manual:1,1,3", "reduction=torch"]).divisor(labels()).to_bits(),
            7.0_f32.to_bits()
        );
        assert_eq!(objective(&["reduction=torch"]).divisor(labels()).to_bits(), 3.0_f32.to_bits());
    }

    #[test]
    fn a_batch_without_weight_pulls_nowhere() {
        let mut delta = [1.0; 9];
        let sums = sums(&objective(&["weights=manual:0,0,1", "reduction=torch"]), &mut delta);
        assert_eq!((delta[..6].to_vec(), &sums.gradient[..2]), (vec![0.0; 6], &[0.0, 0.0][..]));
        let alone = objective(&["weights=manual:0,0,1", "reduction=torch"]).losses(&LOGITS[..3], &[0]);
        assert_eq!(alone.objective, Some(0.0));
    }

    #[test]
    fn losses_of_nothing_and_losses_without_probabilities_are_undefined() {
        assert_eq!(objective(&[]).losses(&[], &[]), Losses { plain: None, objective: None });
        let scores = objective(&["loss=mse-logits"]).losses(&LOGITS, &[0, 1, 2]);
        assert!(scores.objective.is_some());
        assert_eq!(
            scores.plain.is_some(),
            objective(&["loss=mse-logits"]).probability_map() != ProbabilityMap::None
        );
        assert_eq!(objective(&[]).losses(&[f32::NAN; 3], &[0]), Losses { plain: None, objective: None });
    }

    #[test]
    fn the_plain_loss_of_a_label_model_is_that_of_its_normalised_probabilities() {
        let label = objective(&["loss=sigmoid-bce"]).losses(&LOGITS, &[0, 1, 2]);
        let p = |z: f64| 1.0 / (1.0 + (-z).exp());
        let expected = -(p(2.0) / (p(2.0) + 2.0 * p(0.0))).ln();
        assert!((label.plain.unwrap() - expected).abs() < 1e-6, "{label:?}");
        assert!(label.objective.unwrap() > label.plain.unwrap());
    }
}
