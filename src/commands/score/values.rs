//! The report on predicted numbers.

use super::reasons;
use crate::console::table::aligned;
use crate::metrics::regression::{Errors, QUANTILES};
use crate::score::{ValueInput, ValueScore};

pub(super) fn report(input: &ValueInput, score: &ValueScore) -> Vec<String> {
    let (rows, outputs) = input.targets.dim();
    let plural = if outputs == 1 { "" } else { "s" };
    let mut lines = vec![format!("{rows} rows, {outputs} number{plural} each"), String::new()];
    let titles = ["output", "MAE", "of the mean", "RMSE", "of the mean", "R2", "RMSLE", "bias"];
    let mut cells = vec![titles.map(str::to_owned).to_vec()];
    cells.extend(score.outputs.iter().enumerate().map(|(at, errors)| row(at.to_string(), errors)));
    if outputs > 1 {
        cells.push(row("mean".into(), &overall(score)));
    }
    lines.extend(aligned(&cells, 1));
    lines.push(
        "of the mean: if the mean of these targets were always answered; bias: prediction minus target"
            .into(),
    );
    lines.extend(reasons(&score.undefined));
    lines.push(String::new());
    lines.push("quantiles of prediction minus target".into());
    let titles =
        ["output".to_owned()].into_iter().chain(QUANTILES.map(|share| format!("{:.0} %", share * 100.0)));
    let mut cells = vec![titles.collect::<Vec<_>>()];
    cells.extend(score.residual_quantiles.iter().enumerate().map(|(at, quantiles)| {
        let quantiles = quantiles.map_or([None; 5], |quantiles| quantiles.map(Some));
        [at.to_string()].into_iter().chain(quantiles.map(short)).collect()
    }));
    lines.extend(aligned(&cells, 1));
    lines
}

fn overall(score: &ValueScore) -> Errors {
    Errors {
        mae: score.mae,
        rmse: score.rmse,
        r2: score.r2,
        rmsle: score.rmsle,
        bias: score.bias,
        baseline_mae: score.baseline_mae,
        baseline_rmse: score.baseline_rmse,
    }
}

fn row(name: String, errors: &Errors) -> Vec<String> {
    let numbers = [
        errors.mae,
        errors.baseline_mae,
        errors.rmse,
        errors.baseline_rmse,
        errors.r2,
        errors.rmsle,
        errors.bias,
    ];
    [name].into_iter().chain(numbers.map(short)).collect()
}

/// Four digits behind the point, or a power of ten where these would say nothing.
fn short(value: Option<f64>) -> String {
    match value {
        None => "-".to_owned(),
        Some(x) if x != 0.0 && !(1e-3..1e6).contains(&x.abs()) => format!("{x:.3e}"),
        Some(x) => format!("{x:.4}"),
    }
}
