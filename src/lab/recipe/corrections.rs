//! Remedies for imbalance that do the same thing twice.

use super::Settings;
use crate::loss::Loss;

/// What of loss, class weights and sampler corrects the imbalance: each as it is set, and the action that changes it.
fn all(settings: &Settings) -> Vec<(String, &'static str)> {
    let Settings { loss, weights, sampler, .. } = settings;
    let adjusts = loss.as_ref().and_then(Loss::prior_shift).is_some_and(|tau| tau > 0.0);
    let all = [
        (adjusts, format!("loss {}", settings.text("loss")), "loss"),
        (!weights.is_none(), format!("weights {weights}"), "weights"),
        (sampler.is_rebalancing(), format!("sampler {sampler}"), "sampler"),
    ];
    all.into_iter().filter(|(corrects, ..)| *corrects).map(|(_, name, action)| (name, action)).collect()
}

/// Whether anything of the settings corrects the imbalance.
pub(in crate::lab) fn any(settings: &Settings) -> bool {
    !all(settings).is_empty()
}

/// What of the settings follows from the class counts, as it is set: weights, unless somebody gave them, else a sampler.
pub(in crate::lab) fn by_counts(settings: &Settings) -> Option<String> {
    let follows =
        |action: &str| action == "sampler" || (action == "weights" && !settings.weights.is_manual());
    all(settings).into_iter().find(|(_, action)| follows(action)).map(|(name, _)| name)
}

/// What to say where more than one of loss, class weights and sampler corrects the imbalance, and the action that answers
/// it. Their factors multiply.
pub(in crate::lab) fn double(settings: &Settings) -> Option<(String, &'static str)> {
    let found = all(settings);
    let (_, action) = found.last().filter(|_| found.len() > 1)?;
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    let times = if names.len() == 2 { "twice" } else { "three times" };
    Some((
        format!("{} correct the same imbalance {times}: their factors multiply", names.join(" and ")),
        action,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::recipe::Recipe;

    #[test]
    fn two_of_three_are_one_too_many() {
        let correction = |loss: &str, weights: &str, sampler: &str| {
            let mut recipe = Recipe::default();
            for (field, value) in [("loss", loss), ("weights", weights), ("sampler", sampler)] {
                recipe.set(&format!("{field}={value}")).unwrap();
            }
            double(&recipe.check().unwrap().arms[0].settings)
        };
        assert_eq!(correction("softmax-ce", "balanced", "uniform"), None);
        assert_eq!(correction("logit-adjusted:tau=0", "balanced", "uniform"), None);
        assert_eq!(correction("softmax-ce", "balanced", "without:Coat"), None);
        let (text, action) = correction("softmax-ce", "balanced", "class-balanced").unwrap();
        assert!(
            text.starts_with("weights balanced and sampler class-balanced correct the same imbalance twice")
        );
        assert_eq!(action, "sampler");
        assert_eq!(correction("logit-adjusted:tau=1", "balanced", "uniform").unwrap().1, "weights");
        assert!(
            correction("logit-adjusted:tau=1", "balanced", "oversample").unwrap().0.contains("three times")
        );
    }
}
