//! Whether a loss fits the classes, and a sample the loss.

use super::catalogue::Head;
use super::{Loss, Target, TargetKind};
use crate::base::spec::SpecError;

/// How far the sum of a distribution may be from 1.
const ROUNDING: f64 = 1e-3;

impl Loss {
    /// Whether a network for this loss may have this many outputs.
    ///
    /// # Errors
    /// If there is none, or more than one where there is one logit for two classes.
    pub fn check_outputs(&self, outputs: usize) -> Result<(), SpecError> {
        match (outputs, self.entry().head) {
            (0, _) => self.refuse("at least one output", "none"),
            (2.., Head::Number) => self.refuse("one output, the number of the class", outputs),
            (2.., Head::Logit) => self.refuse("one logit", outputs),
            _ => Ok(()),
        }
    }

    /// Whether [`Loss::row`] can be asked about this sample: as many outputs and targets as there should be, a target of a
    /// kind that it takes, and numbers for which it is defined.
    ///
    /// # Errors
    /// Names the loss, what it expects and what was found.
    pub fn check_sample(&self, outputs: &[f64], target: Target<'_, f64>) -> Result<(), SpecError> {
        self.check_outputs(outputs.len())?;
        self.check_predictions(outputs)?;
        match target {
            Target::Label(label) => self.check_label(outputs.len(), label),
            Target::Row(row) => self.check_row(outputs.len(), row),
            Target::Teacher { label, teacher } => {
                self.check_taught(outputs.len(), teacher)?;
                label.map_or(Ok(()), |label| self.in_range(label, outputs.len()))
            }
        }
    }

    fn check_label(&self, outputs: usize, label: usize) -> Result<(), SpecError> {
        if !self.takes(TargetKind::Label) {
            return self.refuse(self.entry().wants(), "a label");
        }
        self.in_range(label, self.probability_map().classes(outputs))
    }

    fn in_range(&self, label: usize, classes: usize) -> Result<(), SpecError> {
        if label < classes {
            return Ok(());
        }
        self.refuse(&format!("a label from 0 to {}", classes - 1), label)
    }

    fn check_row(&self, outputs: usize, row: &[f64]) -> Result<(), SpecError> {
        let [shares, hots, values] =
            [TargetKind::Distribution, TargetKind::MultiHot, TargetKind::Values].map(|kind| self.takes(kind));
        if !(shares || hots || values) {
            return self.refuse(self.entry().wants(), "a row of numbers");
        }
        if row.len() != outputs {
            return self.refuse(&format!("{outputs} targets, one per output"), row.len());
        }
        let sum: f64 = row.iter().sum();
        if shares && (row.iter().any(|share| *share < 0.0) || (sum - 1.0).abs() > ROUNDING) {
            return self
                .refuse("shares of at least 0 that sum to 1", format!("{row:?}, which sums to {sum}"));
        }
        let outside = |fits: fn(&f64) -> bool| row.iter().find(|target| !fits(target));
        if let Some(wrong) = outside(|target| (0.0..=1.0).contains(target)).filter(|_| hots) {
            return self.refuse("targets from 0 (no) to 1 (yes)", wrong);
        }
        self.check_targets(row)
    }

    fn check_taught(&self, outputs: usize, teacher: &[f64]) -> Result<(), SpecError> {
        if !self.takes(TargetKind::Teacher) {
            return self.refuse(self.entry().wants(), "a teacher's logits");
        }
        if teacher.len() == outputs {
            return Ok(());
        }
        self.refuse(&format!("{outputs} logits of the teacher, one per output"), teacher.len())
    }

    fn refuse<T>(&self, expected: &str, found: impl std::fmt::Display) -> Result<T, SpecError> {
        self.entry().refuse(expected, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::spec::Spec;

    fn loss(text: &str) -> Loss {
        Loss::parse(&Spec::parse(text).unwrap()).unwrap()
    }

    #[test]
    fn lists_must_fit_the_classes() {
        for (text, classes, problem) in [
            ("sigmoid-bce:pos_weight=1,2", 3, "takes one value or 3 (one per class), found 2"),
            ("logistic", 3, "expected two classes, which one logit tells apart, found 3; softmax-ce"),
            ("expected-cost:costs=0,1,1", 2, "takes 4 values (2 rows of 2), found 3"),
            ("expected-cost:costs=0,1,2,3,0,4", 3, "takes 9 values (3 rows of 3), found 6"),
            ("expected-cost:costs=0,1,2,3,0,4,5,6,7", 3, "row 2 of costs must have 0 in place 2, found 7"),
            ("expected-cost:costs=0,1,1,3", 2, "row 1 of costs must have 0 in place 1, found 3"),
        ] {
            let error = loss(text).check(classes).unwrap_err().0;
            assert!(error.contains(problem), "{error}");
        }
        for (text, classes) in [
            ("sigmoid-bce:pos_weight=1,2", 2),
            ("sigmoid-bce:pos_weight=4", 3),
            ("expected-cost", 9),
            ("expected-cost:costs=0,1,10,0", 2),
            ("expected-cost:costs=0,1,2,3,0,4,5,6,0", 3),
        ] {
            assert!(loss(text).check(classes).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_sample_that_a_loss_is_not_defined_for_is_refused_with_what_it_takes() {
        let row = Target::Row;
        let teacher = Target::Teacher { label: None, teacher: &[1.0] };
        for (text, outputs, target, problem) in [
            ("softmax-ce", &[0.0, 1.0][..], Target::Label(2), "a label from 0 to 1, found 2"),
            ("softmax-ce", &[0.0, 1.0], row(&[1.0, 1.0]), "sum to 1, found [1.0, 1.0], which sums to 2"),
            ("softmax-ce", &[0.0, 1.0], row(&[1.0]), "2 targets, one per output, found 1"),
            ("softmax-ce", &[], Target::Label(0), "at least one output, found none"),
            ("logistic", &[0.0, 1.0], Target::Label(0), "expected one logit, found 2"),
            ("softmax-ce", &[0.0], teacher, "expected a label or a distribution, found a teacher's logits"),
            ("sigmoid-bce", &[0.0], teacher, "expected a label or a multi-hot row, found a teacher's logits"),
            ("focal", &[0.0, 1.0], row(&[0.5, 0.5]), "expected a label, found a row of numbers"),
            ("sigmoid-bce", &[0.0, 1.0], row(&[1.0, 2.0]), "targets from 0 (no) to 1 (yes), found 2"),
            ("mse", &[0.0], Target::Label(0), "expected numbers, found a label"),
            (
                "msle",
                &[3.0, -1.0],
                row(&[1.0, 1.0]),
                "predictions above -1, for it takes ln(1 + prediction), found -1",
            ),
            ("msle", &[3.0], row(&[-1.0]), "targets above -1"),
            ("poisson", &[3.0], row(&[-1.0]), "counts of at least 0"),
            ("distillation", &[3.0], row(&[-1.0]), "expected a teacher's logits, found a row of numbers"),
            ("mse", &[3.0], teacher, "found a teacher's logits"),
        ] {
            let error = loss(text).check_sample(outputs, target).unwrap_err().0;
            assert!(
                error.starts_with(text) && error.ends_with(problem) || error.contains(problem),
                "{error}"
            );
        }
        assert!(loss("ordinal").check_sample(&[0.0, 1.0], Target::Label(2)).is_ok());
        assert!(loss("msle").check_sample(&[-0.5, 0.5], row(&[-0.5, 0.5])).is_ok());
        assert!(loss("poisson").check_sample(&[-3.0], row(&[0.0])).is_ok());
        assert!(loss("kl").check_sample(&[0.0, 1.0], Target::Row(&[0.25, 0.75])).is_ok());
        let taught = Target::Teacher { label: Some(1), teacher: &[1.0, 0.0] };
        assert!(loss("distillation").check_sample(&[0.0, 1.0], taught).is_ok());
    }
}
