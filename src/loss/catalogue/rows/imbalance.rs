//! Losses that know more of the classes than their names: how common they are, what mistakes cost, their order.

use super::super::entry::{Arguments, Family, Head, LossEntry, Parameter, Questions, ValueMeasure};
use super::super::formula::{Formula, each};
use super::{LABEL, SOFTMAX, TRUTH};
use crate::base::spec::SpecError;
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{ProbabilityMap, Real, ordinal, prior, softmax};

/// Softmax cross-entropy on logits that the training prior has moved.
#[derive(Clone, Debug, PartialEq)]
pub struct LogitAdjusted {
    /// How far; 1 is the balanced softmax.
    pub tau: f64,
}

impl Formula for LogitAdjusted {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "logit-adjusted",
        aliases: &["balanced-softmax"],
        targets: LABEL,
        parameters: &[Parameter::number(
            "tau",
            1.0,
            [0.0, 10.0],
            "how much of the training prior the loss supplies itself; 0 is softmax-ce",
        )],
        summary: "Cross-entropy that adds the training prior to the logits, so that the network need not learn it.",
        formula: "-ln softmax(z + tau ln pi)_y",
        questions: Questions {
            produces: "K logits, to which the training prior is added before the softmax",
            compared_with: TRUTH,
            how: "surprise: minus the logarithm of the truth's probability",
        },
        advice: "Add tau ln pi here or subtract it after training, never both; nor on top of weights or balanced sampling.",
        measure: ValueMeasure::Surprisal,
        moved: Some("p-y has the p of logits moved by the prior"),
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { tau: arguments.number("tau")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.tau])
    }

    fn needs_counts(&self) -> bool {
        true
    }

    fn prior_shift(&self) -> Option<f64> {
        Some(self.tau)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        prior::adjust(grad, F::of(self.tau), sample.context.log_prior);
        softmax::of_truth(sample, grad, softmax::plain)
    }
}

/// Softmax cross-entropy of cosines, the true one lowered by a margin.
#[derive(Clone, Debug, PartialEq)]
pub struct Ldam {
    /// The margin of the rarest class.
    pub max_margin: f64,
    /// What the cosines are multiplied by.
    pub scale: f64,
}

impl Formula for Ldam {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "ldam",
        head: Head::Cosines,
        targets: LABEL,
        parameters: &[
            Parameter::number(
                "max_margin",
                0.5,
                [0.0, 2.0],
                "margin of the rarest class; each is proportional to n_k^(-1/4)",
            ),
            Parameter::number("scale", 30.0, [0.01, 1000.0], "what the cosines are multiplied by"),
        ],
        summary: "Cross-entropy on cosines, in which a rare class must lead by a larger margin.",
        formula: "-ln softmax(scale (z - margin_y e_y))_y",
        questions: Questions {
            produces: "K cosines of the features with each class's weights",
            compared_with: "the true class, whose cosine first gives up a margin that is larger for rare classes",
            how: "surprise: minus the logarithm of the truth's probability",
        },
        advice: "Published with weights that begin late: effective:beta=0.9999,after=0.8; it needs a head of cosines.",
        measure: ValueMeasure::Surprisal,
        moved: Some("p-y has the p behind the margin of the truth"),
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { max_margin: arguments.number("max_margin")?, scale: arguments.number("scale")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.max_margin, &self.scale])
    }

    fn probability_map(&self) -> ProbabilityMap {
        ProbabilityMap::ScaledSoftmax(self.scale)
    }

    fn needs_counts(&self) -> bool {
        true
    }

    fn margins<F: Real>(&self, counts: &[usize]) -> Vec<F> {
        prior::margins(counts, self.max_margin)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        prior::with_margin(sample, F::of(self.scale), sample.context.margins, grad)
    }
}

/// What a guess drawn from the softmax probabilities costs on average.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpectedCost {
    /// `C[truth][class]`, K x K row by row, 0 on the diagonal; empty where every mistake costs 1.
    pub costs: Vec<f64>,
}

impl Formula for ExpectedCost {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "expected-cost",
        targets: LABEL,
        parameters: &[Parameter::list(
            "costs",
            [0.0, 1e9],
            "K x K numbers row by row, rows are truth, 0 on the diagonal; without them every mistake costs 1",
        )],
        summary: "What a guess drawn from the probabilities costs on average, given what each mistake costs.",
        formula: "sum_k C[y][k] p_k",
        questions: Questions {
            produces: SOFTMAX,
            compared_with: "the true class's row of the table of costs",
            how: "the mean of the costs under the probabilities",
        },
        advice: "Without gradient where the model is confidently wrong: train with softmax-ce first, then change over.",
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { costs: arguments.list("costs")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        vec![&self.costs]
    }

    fn for_one(&self, class: Option<usize>) -> Self {
        if self.costs.is_empty() {
            return self.clone();
        }
        let classes = self.costs.len().isqrt();
        let row = class.and_then(|class| self.costs.chunks_exact(classes).nth(class));
        let mean = row.map(|row| row.iter().sum::<f64>() / (classes - 1).max(1) as f64);
        Self { costs: mean.map_or_else(Vec::new, |cost| vec![0.0, cost, cost, 0.0]) }
    }

    fn check(&self, classes: usize) -> Result<(), SpecError> {
        let costs = &self.costs;
        let error = |problem: String| Err(SpecError(format!("expected-cost: {problem}")));
        if costs.is_empty() {
            return Ok(());
        }
        if costs.len() != classes * classes {
            let (square, found) = (classes * classes, costs.len());
            return error(format!(
                "costs takes {square} values ({classes} rows of {classes}), found {found}"
            ));
        }
        match (0..classes).find(|class| costs[class * classes + class] != 0.0) {
            Some(class) => error(format!(
                "being right costs nothing: row {class} of costs must have 0 in place {class}, found {}",
                costs[class * classes + class]
            )),
            None => Ok(()),
        }
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        softmax::expected_cost(sample, &self.costs, grad)
    }
}

/// Binary cross-entropy of the thresholds between ordered classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Ordinal;

impl Formula for Ordinal {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "ordinal",
        family: Family::Cumulative,
        head: Head::Thresholds,
        targets: LABEL,
        summary: "For ordered classes: a yes or no for every threshold, so that near misses cost less than far ones.",
        formula: "sum_{k < y} softplus(-z_k) + sum_{k >= y} softplus(z_k)",
        questions: Questions {
            produces: "K - 1 logits: is the class above 0, above 1, and so on",
            compared_with: "whether the true class lies above each threshold",
            how: "binary cross-entropy of every threshold, summed",
        },
        advice: "For grades and ages; the outputs are free to contradict each other, so look whether they stay in order.",
        measure: ValueMeasure::Surprisal,
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        ordinal::thresholds(sample, grad)
    }
}
