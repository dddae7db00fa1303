//! The verdict where numbers are predicted.

use super::{EvaluatedArm, Judgement, News, percent};
use crate::lab::record::evaluation::Evaluation;
use crate::metrics::regression::Errors;

/// Errors closer than this share of each other are alike.
const ALIKE: f64 = 0.01;

pub(super) fn verdict(first: &EvaluatedArm<'_>, others: &[EvaluatedArm<'_>]) -> Judgement {
    let Some((rmse, baseline)) = errors(first.evaluation) else {
        return Judgement {
            news: News::Pending,
            text: format!("{} has no error that could be stated.", first.id),
        };
    };
    let arms = others.iter().filter_map(|arm| Some((arm, errors(arm.evaluation)?.0)));
    let best = arms.min_by(|a, b| a.1.total_cmp(&b.1));
    let beaten = rmse < baseline || best.is_some_and(|(_, other)| other < baseline);
    let news = if rmse < baseline {
        News::Good
    } else if beaten {
        News::Mixed
    } else {
        News::Bad
    };
    let lead = if rmse < baseline {
        format!("{}'s error is {} of", first.id, percent(rmse / baseline))
    } else {
        format!("{} is no better than", first.id)
    };
    let lead =
        format!("{lead} always predicting the mean (RMSE {} against {}).", figure(rmse), figure(baseline));
    let other = best.map_or_else(String::new, |(arm, other)| match other / rmse - 1.0 {
        change if change.abs() < ALIKE => format!(" {} is within 1 % of it.", arm.named(first)),
        change if change < 0.0 => format!(" {} is better: {}.", arm.named(first), figure(other)),
        _ if others.len() == 1 => format!(" {} is worse: {}.", arm.named(first), figure(other)),
        _ => " The other arms are worse.".to_owned(),
    });
    Judgement { news, text: format!("{lead}{other}") }
}

/// The root mean squared error, and that of always predicting the mean.
fn errors(evaluation: &Evaluation) -> Option<(f64, f64)> {
    let Errors { rmse, baseline_rmse, .. } = evaluation.values()?.overall;
    rmse.zip(baseline_rmse)
}

/// A number of any size in three digits.
fn figure(value: f64) -> String {
    match value.abs() {
        size if !(0.001..100_000.0).contains(&size) => format!("{value:.2e}"),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}
