//! From which probability on a label is said to be on.

use crate::lab::SettingError;
use crate::metrics::Costs;
use crate::metrics::multilabel::HALF;
use crate::metrics::ranking::best_f1;
use ndarray::ArrayRef2;

/// What the command line says of thresholds and costs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThresholdChoice {
    /// One half where not given; for two classes, the larger probability.
    pub thresholds: Option<Thresholds>,
    /// What a miss and a false alarm cost.
    pub costs: Option<Costs>,
}

/// Values of `--thresholds`.
#[derive(Clone, Debug, PartialEq)]
pub enum Thresholds {
    /// One for all, or one for each.
    Fixed(Vec<f64>),
    /// Where F1 is largest on these rows.
    BestF1,
    /// Where the expected cost is least.
    Cost,
}

impl ThresholdChoice {
    /// Reads the two values of the command line.
    ///
    /// # Errors
    /// Names the flag, what it takes and what was found.
    pub fn parse(thresholds: Option<&str>, costs: Option<&str>) -> Result<Self, SettingError> {
        let choice = Self {
            thresholds: thresholds.map(parse_thresholds).transpose()?,
            costs: costs.map(parse_costs).transpose()?,
        };
        if choice.thresholds == Some(Thresholds::Cost) && choice.costs.is_none() {
            return Err(wrong("cost needs --costs MISS:ALARM"));
        }
        Ok(choice)
    }

    /// Refuses thresholds and costs where there is nothing to decide.
    ///
    /// # Errors
    /// If one of them is chosen; `found` says what there is.
    pub fn refuse(&self, found: &str) -> Result<(), SettingError> {
        let flag = match (&self.thresholds, self.costs) {
            (Some(_), _) => "--thresholds",
            (None, Some(_)) => "--costs",
            (None, None) => return Ok(()),
        };
        Err(SettingError::new(flag, format!("expected labels or two classes, found {found}")))
    }

    /// One threshold for each of K labels, from what is on and the probabilities, `[N, K]` each. One half where the best
    /// cannot be found because the label never is on.
    ///
    /// # Errors
    /// If the number of thresholds is neither 1 nor K.
    pub(super) fn of(
        &self,
        truth: &ArrayRef2<bool>,
        probabilities: &ArrayRef2<f64>,
    ) -> Result<Vec<f64>, SettingError> {
        let labels = truth.ncols();
        let same = |threshold: Option<f64>| vec![threshold.unwrap_or(HALF); labels];
        match &self.thresholds {
            None => Ok(same(None)),
            Some(Thresholds::Cost) => Ok(same(self.costs.and_then(Costs::threshold))),
            Some(Thresholds::BestF1) => {
                Ok(best(truth, probabilities).into_iter().map(|best| best.unwrap_or(HALF)).collect())
            }
            Some(Thresholds::Fixed(fixed)) => match fixed.len() {
                1 => Ok(same(fixed.first().copied())),
                given if given == labels => Ok(fixed.clone()),
                given => Err(wrong(format!("expected 1 or {labels}, found {given}"))),
            },
        }
    }
}

/// The threshold of each label at which F1 is largest on these rows, `[K]`; `None` for a label that never is on.
pub(super) fn best(truth: &ArrayRef2<bool>, probabilities: &ArrayRef2<f64>) -> Vec<Option<f64>> {
    let columns = truth.columns().into_iter().zip(probabilities.columns());
    columns.map(|(truth, p)| best_f1(&p.to_vec(), &truth.to_vec()).map(|(threshold, _)| threshold)).collect()
}

fn parse_thresholds(text: &str) -> Result<Thresholds, SettingError> {
    match text {
        "best-f1" => Ok(Thresholds::BestF1),
        "cost" => Ok(Thresholds::Cost),
        numbers => {
            let number = |word: &str| word.trim().parse().ok().filter(|x| (0.0..=1.0).contains(x));
            let numbers: Option<Vec<f64>> = numbers.split(',').map(number).collect();
            numbers.map(Thresholds::Fixed).ok_or_else(|| {
                wrong(format!(
                    "expected numbers of 0 to 1 such as 0.5 or 0.3,0.6, best-f1, or cost, found '{text}'"
                ))
            })
        }
    }
}

fn parse_costs(text: &str) -> Result<Costs, SettingError> {
    let costs = text.split_once(':').and_then(|(miss, alarm)| {
        Some(Costs { miss: miss.trim().parse().ok()?, alarm: alarm.trim().parse().ok()? })
    });
    costs.filter(|costs| costs.threshold().is_some()).ok_or_else(|| {
        let expected = "expected MISS:ALARM such as 1000:1, at least 0 and not both 0";
        SettingError::new("--costs", format!("{expected}, found '{text}'"))
    })
}

/// An error about `--thresholds`.
pub(super) fn wrong(problem: impl Into<String>) -> SettingError {
    SettingError::new("--thresholds", problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn thresholds_are_one_for_all_or_one_for_each() {
        let truth = array![[true, false], [false, true], [true, false]];
        let p = array![[0.9, 0.2], [0.3, 0.1], [0.4, 0.8]];
        let of = |thresholds, costs| {
            ThresholdChoice::parse(thresholds, costs).and_then(|choice| choice.of(&truth, &p))
        };
        assert_eq!(of(None, None).unwrap(), [0.5; 2]);
        assert_eq!(of(Some("0.25"), None).unwrap(), [0.25; 2]);
        assert_eq!(of(Some("0.3, 0.6"), None).unwrap(), [0.3, 0.6]);
        assert_eq!(of(Some("best-f1"), None).unwrap(), [0.4, 0.1]);
        assert_eq!(of(Some("cost"), Some("3:1")).unwrap(), [0.25; 2]);
        assert_eq!(best(&array![[false], [false]], &array![[0.1], [0.2]]), [None]);
    }

    #[test]
    fn what_cannot_be_a_threshold_or_a_cost_is_refused() {
        let of = |thresholds, costs| ThresholdChoice::parse(thresholds, costs).unwrap_err().to_string();
        assert!(of(Some("1.5"), None).contains("0 to 1") && of(Some("best"), None).contains("best-f1"));
        assert!(of(Some("nan"), None).contains("found 'nan'"));
        assert!(of(Some("cost"), None).contains("needs --costs"));
        for costs in ["1", "0:0", "-1:2", "inf:1", "a:b"] {
            assert!(of(None, Some(costs)).starts_with("--costs: expected MISS:ALARM"), "{costs}");
        }
        let choice = ThresholdChoice::parse(Some("0.1,0.2,0.3"), None).unwrap();
        let message = choice.of(&array![[true, false]], &array![[0.5, 0.5]]).unwrap_err().to_string();
        assert!(message.contains("expected 1 or 2, found 3"), "{message}");
    }
}
