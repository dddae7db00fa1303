//! Remedies for imbalance that do the same thing twice.

use crate::data::Sampler;
use crate::loss::Loss;

/// What to say where more than one of loss, class weights and sampler (as in a recipe) corrects the imbalance, and the
/// action that answers it. Their factors multiply.
pub(in crate::lab) fn double([loss, weights, sampler]: [&str; 3]) -> Option<(String, &'static str)> {
    let adjusts = loss.parse().is_ok_and(|loss| matches!(loss, Loss::LogitAdjusted { tau } if tau > 0.0));
    let rebalances = sampler.parse().is_ok_and(|sampler: Sampler| sampler.is_rebalancing());
    let all = [
        (adjusts, format!("loss {loss}"), "loss"),
        (weights != "none", format!("weights {weights}"), "weights"),
        (rebalances, format!("sampler {sampler}"), "sampler"),
    ];
    let found: Vec<&(bool, String, &'static str)> = all.iter().filter(|(corrects, ..)| *corrects).collect();
    let (_, _, action) = found.last().filter(|_| found.len() > 1)?;
    let names: Vec<&str> = found.iter().map(|(_, name, _)| name.as_str()).collect();
    let times = if names.len() == 2 { "twice" } else { "three times" };
    Some((
        format!("{} correct the same imbalance {times}: their factors multiply", names.join(" and ")),
        action,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_three_are_one_too_many() {
        let said = |loss, weights, sampler| double([loss, weights, sampler]);
        assert_eq!(said("softmax-ce", "balanced", "uniform"), None);
        assert_eq!(said("logit-adjusted:tau=0", "balanced", "uniform"), None);
        assert_eq!(said("softmax-ce", "balanced", "without:Coat"), None);
        let (text, action) = said("softmax-ce", "balanced", "class-balanced").unwrap();
        assert!(
            text.starts_with("weights balanced and sampler class-balanced correct the same imbalance twice")
        );
        assert_eq!(action, "sampler");
        assert_eq!(said("logit-adjusted:tau=1", "balanced", "uniform").unwrap().1, "weights");
        assert!(said("logit-adjusted:tau=1", "balanced", "oversample").unwrap().0.contains("three times"));
    }
}
