//! All metrics, by what they look at.

mod belief;
mod classes;
mod course;
mod inside;
mod labels;
mod numbers;
mod outside;
mod scores;
mod whole;

use super::metric::MetricRow;

/// All metrics.
pub const METRICS: &[MetricRow] = &[
    whole::LOSS,
    whole::TRAIN_LOSS,
    whole::OBJECTIVE,
    whole::ACCURACY,
    whole::PRIOR_ACCURACY,
    whole::BASELINE,
    whole::BALANCED,
    whole::MACRO_F1,
    whole::KAPPA,
    classes::RECALL,
    classes::PRECISION,
    classes::SAYS,
    classes::SHARE,
    classes::RAISED_RECALL,
    classes::RAISED_BALANCE,
    scores::AUROC,
    scores::AVERAGE_PRECISION,
    scores::SEPARATION,
    scores::MIDDLE_ODDS,
    scores::MEAN_PROBABILITY,
    scores::RECALL_AT,
    scores::ALARMS_AT,
    scores::BEYOND_RECALL,
    scores::BEYOND_ALARMS,
    belief::ECE,
    belief::TEMPERATURE,
    belief::COOLED_ECE,
    belief::CORRECTED_ECE,
    belief::CORRECTED_LOSS,
    belief::OVERCONFIDENCE,
    belief::ENTROPY,
    belief::TARGET_ENTROPY,
    belief::KL,
    belief::BYTES,
    labels::HAMMING,
    labels::SUBSET,
    labels::LABEL_F1,
    labels::NONE,
    numbers::MEAN_ERROR,
    numbers::ROOT_SQUARE,
    numbers::ROOT_LOG,
    numbers::BIAS,
    numbers::R2,
    outside::SURENESS,
    outside::OUTSIDE_NONE,
    outside::OUTSIDE_AUROC,
    outside::SEVERAL,
    course::STEPS_TO,
    course::SECONDS_TO,
    course::NOISE,
    course::SPIKE,
    course::LOWEST,
    course::DIVERGED,
    inside::PARAMETER,
    inside::BOUNDARY,
    inside::TERM_SHARE,
    inside::LAYER_SHARE,
];

#[cfg(test)]
mod tests {
    use super::METRICS;

    #[test]
    fn every_metric_has_a_name_of_its_own_and_a_sentence() {
        let mut names: Vec<&str> = METRICS.iter().map(|row| row.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), METRICS.len());
        assert!(METRICS.iter().all(|row| row.summary.ends_with('.')));
    }
}
