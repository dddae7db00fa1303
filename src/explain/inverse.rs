//! From probabilities back to outputs that have them.

use crate::loss::ProbabilityMap;

/// How far a sum may be from 1.
const ROUNDING: f64 = 1e-3;

/// Outputs with these probabilities: of many, the ones without a constant to spare.
///
/// # Errors
/// Says what is wrong with the probabilities, or that there are none under this map.
pub(super) fn outputs(map: ProbabilityMap, p: &[f64]) -> Result<Vec<f64>, String> {
    if let Some(wrong) = p.iter().find(|p| !(0.0 < **p && **p < 1.0)) {
        return Err(format!(
            "expected numbers above 0 and below 1 (no finite logit gives 0 or 1), found {wrong}"
        ));
    }
    let sum: f64 = p.iter().sum();
    let free = matches!(map, ProbabilityMap::NormalisedSigmoid | ProbabilityMap::Independent);
    if !free && (sum - 1.0).abs() > ROUNDING {
        return Err(format!("expected probabilities that sum to 1, found a sum of {sum}"));
    }
    let logit = |p: f64| (p / (1.0 - p)).ln();
    Ok(match map {
        ProbabilityMap::Softmax => p.iter().map(|p| p.ln()).collect(),
        ProbabilityMap::ScaledSoftmax(scale) => p.iter().map(|p| p.ln() / scale).collect(),
        ProbabilityMap::NormalisedSigmoid | ProbabilityMap::Independent => {
            p.iter().copied().map(logit).collect()
        }
        // The outputs that are p already when they have been made positive.
        ProbabilityMap::Normalised(positive) => {
            let outputs: Option<Vec<f64>> = p.iter().map(|p| (positive.inverse)(*p)).collect();
            outputs.ok_or_else(|| format!("{} never has such values", positive.name))?
        }
        ProbabilityMap::Cumulative => (1..p.len()).map(|class| logit(p[class..].iter().sum())).collect(),
        ProbabilityMap::Numbered(_) | ProbabilityMap::None => {
            return Err("no probability belongs to the outputs of this loss".to_owned());
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::positive::SOFTPLUS;

    #[test]
    fn the_outputs_have_the_probabilities_that_were_asked_for() {
        let wanted = [0.2, 0.5, 0.3];
        for map in [
            ProbabilityMap::Softmax,
            ProbabilityMap::ScaledSoftmax(30.0),
            ProbabilityMap::Independent,
            ProbabilityMap::Normalised(&SOFTPLUS),
            ProbabilityMap::Cumulative,
        ] {
            let mut p = [0.0; 3];
            assert!(map.probabilities(&outputs(map, &wanted).unwrap(), &mut p));
            assert!(p.iter().zip(wanted).all(|(p, wanted)| (p - wanted).abs() < 1e-12), "{map:?}: {p:?}");
        }
        assert!(outputs(ProbabilityMap::Softmax, &[0.5, 0.6]).unwrap_err().contains("sum of 1.1"));
        assert!(outputs(ProbabilityMap::Softmax, &[0.0, 1.0]).unwrap_err().contains("found 0"));
        assert!(outputs(ProbabilityMap::None, &[0.5, 0.5]).is_err());
    }
}
