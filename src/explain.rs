//! A loss taken apart on paper-sized numbers: everything between the outputs and the gradient of one sample, in double
//! precision. Nothing here prints: `dl-lab explain` lays it out as tables, the screen over its panes.
//!
//! [`Question`] is what is asked, [`Explanation`] the answer: [`Readings`], which do not depend on the loss, and one
//! [`LossVerdict`] for each loss. [`example`] has well-known questions, [`case`] the batches that other programs ask about.

pub mod case;
pub mod example;
mod inverse;
mod question;
mod reading;
mod verdict;
mod words;

pub use question::{Goal, Question, unheeded};
pub use reading::{Readings, jacobian};
pub use verdict::{Information, LossVerdict};
pub use words::Words;

use crate::lab::SettingError;

/// One sample, explained.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What was asked.
    pub question: Question,
    /// What the outputs say, whatever the loss.
    pub readings: Readings,
    /// What each loss says, in the order of the question.
    pub verdicts: Vec<LossVerdict>,
}

impl Explanation {
    /// Answers a question.
    ///
    /// # Errors
    /// If outputs, target, weights or counts do not fit a loss or each other: names the loss or the field.
    pub fn of(question: Question) -> Result<Self, SettingError> {
        question.check()?;
        let verdicts = question.losses.iter().map(|loss| LossVerdict::of(loss, &question)).collect();
        Ok(Self { readings: Readings::of(&question.outputs), verdicts, question })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explain(words: &Words<'_>) -> Explanation {
        Explanation::of(words.read().unwrap()).unwrap()
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 5e-5, "{found} for {expected}");
    }

    #[test]
    fn the_numbers_of_a_softmax_and_of_its_cross_entropy_are_those_on_paper() {
        let words = Words {
            loss: Some("softmax-ce"),
            logits: Some("2,1,0.1,-1,0.5"),
            target: Some("2"),
            ..Words::default()
        };
        let found = explain(&words);
        let verdict = &found.verdicts[0];
        for (p, expected) in
            found.readings.softmax.iter().zip([0.558_545, 0.205_477, 0.083_541, 0.027_808, 0.124_628])
        {
            close(*p, expected);
        }
        close(verdict.value, 2.482_420);
        let information = verdict.information.as_ref().unwrap();
        close(information.surprisal.unwrap(), 2.482_420);
        close(information.forward, 2.482_420);
        assert_eq!((information.entropy_of_truth, information.backward), (0.0, None));
        for at in 0..5 {
            close(verdict.gradient[at], verdict.difference[at]);
            close(verdict.check[at], verdict.gradient[at]);
        }
        assert_eq!(found.readings.shares, None, "a logit is below 0");
    }

    #[test]
    fn what_overflows_in_single_precision_is_beside_what_does_not() {
        let words = Words {
            loss: Some("softmax-ce"),
            logits: Some("1000,999"),
            target: Some("0"),
            ..Words::default()
        };
        let found = explain(&words);
        assert!(found.readings.exp.iter().all(|exp| exp.is_infinite()));
        assert_eq!(found.readings.naive, [None, None]);
        close(found.readings.softmax[0], 0.731_059);
        close(found.verdicts[0].value, 0.313_262);
    }

    #[test]
    fn the_losses_stand_beside_each_other_and_weights_scale_value_and_gradient() {
        let words = Words {
            loss: Some("softmax-ce,brier,mae"),
            logits: Some("1,0"),
            target: Some("0"),
            weights: Some("3,1"),
            ..Words::default()
        };
        let found = explain(&words);
        assert_eq!(found.verdicts.len(), 3);
        for verdict in &found.verdicts {
            close(verdict.weighted, 3.0 * verdict.value);
            close(verdict.check[0], verdict.gradient[0]);
        }
        close(found.verdicts[0].gradient[0], 3.0 * found.verdicts[0].difference[0]);
    }

    #[test]
    fn what_a_loss_sees_is_what_its_gradient_is_the_difference_of() {
        for (loss, set) in
            [("logit-adjusted", "counts=90,10"), ("ldam:scale=1", "counts=90,10"), ("l1-normalised", "")]
        {
            let set: Vec<String> =
                [set].into_iter().filter(|set| !set.is_empty()).map(str::to_owned).collect();
            let words = Words {
                loss: Some(loss),
                logits: Some("1,0.5"),
                target: Some("0"),
                set: &set,
                ..Words::default()
            };
            let found = explain(&words);
            let verdict = &found.verdicts[0];
            close(verdict.seen.iter().sum(), 1.0);
            close(-verdict.seen[0].ln(), verdict.value);
        }
    }

    #[test]
    fn thresholds_are_read_as_answers_and_as_classes() {
        let words =
            Words { loss: Some("ordinal"), logits: Some("2,0,-1"), target: Some("1"), ..Words::default() };
        let found = explain(&words);
        let verdict = &found.verdicts[0];
        assert_eq!(verdict.wanted, [1.0, 0.0, 0.0]);
        close(verdict.classes.as_ref().unwrap().iter().sum(), 1.0);
        close(verdict.answers.as_ref().unwrap().iter().sum(), verdict.value);
    }

    #[test]
    fn a_teacher_is_compared_at_its_temperature() {
        let set = ["temperature=4".to_owned(), "alpha=1".to_owned()];
        let words = Words {
            loss: Some("distillation"),
            logits: Some("2,1,0.1,-1,0.5"),
            target: Some("1.5,2,3,-0.5,0"),
            set: &set,
            ..Words::default()
        };
        let found = explain(&words);
        let verdict = &found.verdicts[0];
        close(verdict.value, 0.891_835);
        close(verdict.information.as_ref().unwrap().forward * 16.0, verdict.value);
        close(verdict.gradient[2], 4.0 * verdict.difference[2]);
    }
}
