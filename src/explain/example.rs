//! Well-known worked numbers: each is a question as it would be asked on the command line, and what to see in the answer.

use super::{Question, Words};
use crate::base::spec::suggest;
use crate::lab::SettingError;

/// One worked example.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What `--example` takes.
    pub name: &'static str,
    /// What it shows, in one sentence.
    pub summary: &'static str,
    /// The question.
    pub words: Words<'static>,
    /// The names of the classes; empty where they have none.
    pub classes: &'static [&'static str],
    /// What to see in the answer.
    pub remarks: &'static [&'static str],
}

const NOTHING: Words<'static> =
    Words { loss: None, logits: None, probabilities: None, target: None, weights: None, set: &[] };

/// All of them, in the order in which to read them.
pub const ALL: [Example; 6] = [
    Example {
        name: "two-classes",
        summary: "Probabilities 0.6 and 0.4 where the truth is 1 and 0: squares and surprise.",
        words: Words {
            loss: Some("softmax-ce,brier"),
            probabilities: Some("0.6,0.4"),
            target: Some("1,0"),
            ..NOTHING
        },
        classes: &[],
        remarks: &[
            "brier: (0.6 - 1)^2 + (0.4 - 0)^2 = 0.16 + 0.16 = 0.32.",
            "softmax-ce: -ln 0.6 = 0.5108 nats, the same as 0.7370 bits. A text that prints 0.2218 has taken the logarithm to base 10, which losses do not use.",
            "p - y is the gradient of softmax-ce only; brier has another one from the same p - y.",
        ],
    },
    Example {
        name: "softmax-or-shares",
        summary: "Two roads from 1, 2, 4, 1 to numbers that sum to 1: softmax, and division by the sum.",
        words: Words { loss: Some("softmax-ce"), logits: Some("1,2,4,1"), target: Some("2"), ..NOTHING },
        classes: &[],
        remarks: &[
            "z / sum z = 1/8, 2/8, 4/8, 1/8; the softmax gives 0.0403, 0.1096, 0.8098, 0.0403: exponentials favour the largest.",
            "A constant added to every logit leaves the softmax as it is and changes z / sum z; a factor does the opposite.",
            "z / sum z needs values that are not negative; l1-normalised makes them so with a softplus first.",
        ],
    },
    Example {
        name: "surprise",
        summary: "A model that says dog with 72 % and is right: what that costs.",
        words: Words {
            loss: Some("softmax-ce"),
            probabilities: Some("0.72,0.28"),
            target: Some("0"),
            ..NOTHING
        },
        classes: &["dog", "other"],
        remarks: &[
            "-ln 0.72 = 0.3285 nats: certainty would cost 0, a fair coin 0.6931.",
            "Only the probability of the true class enters the value; the gradient moves every class.",
        ],
    },
    Example {
        name: "several-labels",
        summary: "98 % dog, 2 % cat, 96 % fish on an image of a dog and a fish: one yes or no for each.",
        words: Words {
            loss: Some("sigmoid-bce"),
            probabilities: Some("0.98,0.02,0.96"),
            target: Some("1,0,1"),
            ..NOTHING
        },
        classes: &["dog", "cat", "fish"],
        remarks: &[
            "Every label is a question of its own: -ln 0.98, -ln(1 - 0.02) and -ln 0.96. Their sum is 0.0812, their mean 0.0271.",
            "On rows of labels this loss is the mean; a text that sums has a gradient three times as large here.",
            "The probabilities sum to 1.96: they need not sum to 1, for labels need not exclude each other.",
        ],
    },
    Example {
        name: "soft-label",
        summary: "A target of 0.1, 0.2 and 0.7: a loss that cannot reach 0, and one that can.",
        words: Words {
            loss: Some("softmax-ce,kl"),
            probabilities: Some("0.2,0.2,0.6"),
            target: Some("0.1,0.2,0.7"),
            ..NOTHING
        },
        classes: &[],
        remarks: &[
            "The target's own entropy is 0.8018 nats, 1.1568 bits: softmax-ce cannot fall below it.",
            "KL(truth || model) is softmax-ce less that entropy: another value, the same gradient. It is not KL(model || truth).",
        ],
    },
    Example {
        name: "competition",
        summary: "Outputs 1, 1, 1: why the outputs of a softmax must compete.",
        words: Words {
            loss: Some("softmax-ce,sigmoid-bce"),
            logits: Some("1,1,1"),
            target: Some("0"),
            ..NOTHING
        },
        classes: &[],
        remarks: &[
            "Taken as probabilities, 1, 1, 1 would cost -ln 1 = 0 whatever the truth: -ln p_y looks at one class, and saying yes to everything would be perfect.",
            "The softmax makes outputs share: 1/3 each, and -ln(1/3) = 1.0986. One class can rise only if others fall.",
            "Sigmoids do not share: each is 0.7311. There the terms -ln(1 - p) of the other classes make yes to everything expensive.",
        ],
    },
];

/// The example of this name.
///
/// # Errors
/// Names the nearest ones.
pub fn find(name: &str) -> Result<&'static Example, SettingError> {
    let names = ALL.each_ref().map(|example| example.name);
    let found = ALL.iter().find(|example| example.name == name);
    found.ok_or_else(|| {
        SettingError::new("--example", format!("unknown example '{name}'{}", suggest(name, &names)))
    })
}

impl Example {
    /// Its question.
    ///
    /// # Errors
    /// Never for the ones in [`ALL`]; a test holds it.
    pub fn question(&self) -> Result<Question, SettingError> {
        let names = self.classes.iter().map(|name| (*name).to_owned()).collect();
        Ok(Question { names, ..self.words.read()? })
    }

    /// What to type for the same numbers, to go on from there.
    pub fn command(&self) -> String {
        let Words { loss, logits, probabilities, target, .. } = self.words;
        let flags = [("--logits", logits), ("--probabilities", probabilities), ("--target", target)];
        let given = flags.into_iter().filter_map(|(flag, value)| Some(format!(" {flag} {}", value?)));
        format!("dl-lab explain {}{}", loss.unwrap_or_default(), given.collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::Explanation;

    #[test]
    fn every_example_is_a_question_with_an_answer() {
        for example in &ALL {
            let explanation = Explanation::of(example.question().unwrap()).unwrap();
            assert!(explanation.verdicts.iter().all(|verdict| verdict.value.is_finite()), "{}", example.name);
            assert!(
                example.summary.ends_with('.') && example.remarks.iter().all(|remark| remark.ends_with('.'))
            );
            assert_eq!(find(example.name).unwrap().name, example.name);
        }
        assert!(find("competitio").unwrap_err().problem.ends_with("did you mean 'competition'?"));
    }
}
