//! Questions as they are written on the command line.

use super::{Goal, Question, inverse};
use crate::base::spec::{Spec, SpecError, suggest};
use crate::lab::SettingError;
use crate::loss::{Loss, ProbabilityMap, TargetKind, catalogue};

/// The words of a question; `None` where they are not given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words<'a> {
    /// One loss or several, separated by commas.
    pub loss: Option<&'a str>,
    /// Logits, scores or predictions.
    pub logits: Option<&'a str>,
    /// Probabilities in their place.
    pub probabilities: Option<&'a str>,
    /// A label, or one number per output.
    pub target: Option<&'a str>,
    /// Class weights.
    pub weights: Option<&'a str>,
    /// Parameters as `key=value`.
    pub set: &'a [String],
}

impl Words<'_> {
    /// The question that they ask.
    ///
    /// # Errors
    /// Names the word that is missing, unknown or no number.
    pub fn read(&self) -> Result<Question, SettingError> {
        let target = self.target.ok_or_else(|| {
            SettingError::new(
                "--target",
                "expected a label such as 2, or a row such as 0.1,0.2,0.7, found nothing",
            )
        })?;
        let mut settings = LossSettings::read(self.set)?;
        let losses = match self.loss {
            Some(text) => losses(text, &mut settings)?,
            None => vec![fitting(target, &mut settings)?],
        };
        settings.all_used()?;
        Ok(Question {
            outputs: self.outputs(&losses)?,
            goal: goal(target, &losses, settings.label)?,
            class_weights: self.weights.map(|text| numbers("--weights", text)).transpose()?,
            counts: settings.counts,
            names: Vec::new(),
            losses,
        })
    }

    fn outputs(&self, losses: &[Loss]) -> Result<Vec<f64>, SettingError> {
        match (self.logits, self.probabilities) {
            (Some(text), None) => numbers("--logits", text),
            (None, Some(text)) => {
                let error = |problem: String| SettingError::new("--probabilities", problem);
                let map = |loss: &Loss| match loss.probability_map() {
                    // What its sigmoids say, each for itself.
                    ProbabilityMap::NormalisedSigmoid => ProbabilityMap::Independent,
                    map => map,
                };
                let maps: Vec<ProbabilityMap> = losses.iter().map(map).collect();
                if let Some(other) = (1..maps.len()).find(|at| maps[*at] != maps[0]) {
                    let names = [&losses[0], &losses[other]].map(Loss::name).join(" and ");
                    return Err(error(format!(
                        "{names} read outputs differently; give --logits, or one of them"
                    )));
                }
                inverse::outputs(maps[0], &numbers("--probabilities", text)?).map_err(error)
            }
            _ => {
                let problem = "expected numbers such as 2,1,0.1, or --probabilities in their place";
                Err(SettingError::new("--logits", problem))
            }
        }
    }
}

/// `--set` by key, and which have found a loss that has such a parameter.
struct LossSettings {
    parameters: Vec<(String, Vec<String>, Used)>,
    counts: Vec<usize>,
    label: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Used {
    Yes,
    No,
}

impl LossSettings {
    fn read(set: &[String]) -> Result<Self, SettingError> {
        let mut settings = Self { parameters: Vec::new(), counts: Vec::new(), label: None };
        for text in set {
            let Some((key, value)) = text.split_once('=').map(|(key, value)| (key.trim(), value.trim()))
            else {
                let problem = format!("expected key=value such as gamma=2, found '{text}'");
                return Err(SettingError::new("--set", problem));
            };
            match key {
                "counts" => settings.counts = whole("--set counts", value)?,
                "label" | "labels" => settings.label = whole("--set label", value)?.first().copied(),
                _ => {
                    let values = value.split(',').map(|word| word.trim().to_owned()).collect();
                    settings.parameters.push((key.to_owned(), values, Used::No));
                }
            }
        }
        Ok(settings)
    }

    /// A loss with what was set for it.
    fn apply(&mut self, mut spec: Spec) -> Result<Loss, SettingError> {
        if let Some(entry) = catalogue::find(&spec.name) {
            for (key, values, used) in &mut self.parameters {
                if entry.parameters.iter().any(|parameter| parameter.name == key) {
                    spec.named.push((key.clone(), values.clone()));
                    *used = Used::Yes;
                }
            }
        }
        Loss::parse(&spec).map_err(|error| SettingError::new("loss", error.to_string()))
    }

    fn all_used(&self) -> Result<(), SettingError> {
        let Some((key, ..)) = self.parameters.iter().find(|(_, _, used)| *used == Used::No) else {
            return Ok(());
        };
        let parameters = catalogue::ALL.iter().flat_map(|entry| entry.parameters);
        let known: Vec<&str> = parameters.map(|p| p.name).chain(["counts", "label"]).collect();
        let near = if known.contains(&key.as_str()) { String::new() } else { suggest(key, &known) };
        Err(SettingError::new("--set", format!("none of the losses has a parameter '{key}'{near}")))
    }
}

/// Losses separated by commas; a part without a name of its own belongs to the parameters before it.
fn losses(text: &str, settings: &mut LossSettings) -> Result<Vec<Loss>, SettingError> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(',').map(str::trim) {
        let name = part.split(':').next().unwrap_or_default();
        let begins = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains('=');
        match parts.last_mut().filter(|_| !begins) {
            Some(loss) => loss.extend([",", part]),
            None => parts.push(part.to_owned()),
        }
    }
    let error = |error: SpecError| SettingError::new("loss", error.to_string());
    parts.iter().map(|part| settings.apply(Spec::parse(part).map_err(error)?)).collect()
}

/// The loss to begin with for a target.
fn fitting(target: &str, settings: &mut LossSettings) -> Result<Loss, SettingError> {
    let kind = match target.contains(',') {
        false if target.trim().parse::<usize>().is_ok() => TargetKind::Label,
        false => TargetKind::Values,
        true => {
            let row = numbers("--target", target)?;
            let share = row.iter().all(|x| *x >= 0.0) && (row.iter().sum::<f64>() - 1.0).abs() < 1e-3;
            let hot = row.iter().all(|x| [0.0, 1.0].contains(x));
            match (share, hot) {
                (true, _) => TargetKind::Distribution,
                (false, true) => TargetKind::MultiHot,
                (false, false) => TargetKind::Values,
            }
        }
    };
    let name = catalogue::default_for(kind).name.to_owned();
    settings.apply(Spec { name, positional: Vec::new(), named: Vec::new() })
}

/// One number is a label for losses that take labels; otherwise it is a row of one.
fn goal(text: &str, losses: &[Loss], label: Option<usize>) -> Result<Goal, SettingError> {
    let row = numbers("--target", text)?;
    let taught = losses.iter().any(|loss| loss.takes(TargetKind::Teacher));
    let labels = losses.iter().any(|loss| loss.takes(TargetKind::Label));
    Ok(match row.as_slice() {
        [one] if labels && !taught => {
            let found = || format!("expected a label (a whole number from 0 on) or a row, found {one}");
            let label = Some(*one).filter(|one| *one >= 0.0 && one.fract() == 0.0 && *one < 1e9);
            Goal::Label(label.ok_or_else(|| SettingError::new("--target", found()))? as usize)
        }
        _ if taught => Goal::Teacher { label, teacher: row },
        _ => Goal::Row(row),
    })
}

fn numbers(field: &str, text: &str) -> Result<Vec<f64>, SettingError> {
    let number = |word: &str| word.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let read = |word: &str| {
        number(word).ok_or_else(|| {
            SettingError::new(field, format!("expected numbers separated by commas, found '{}'", word.trim()))
        })
    };
    text.split(',').map(read).collect()
}

fn whole(field: &str, text: &str) -> Result<Vec<usize>, SettingError> {
    let read = |word: &str| {
        let problem = || format!("expected whole numbers separated by commas, found '{}'", word.trim());
        word.trim().parse().map_err(|_| SettingError::new(field, problem()))
    };
    text.split(',').map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_losses_keeps_the_parameters_of_each() {
        let set = ["gamma=3".to_owned(), "counts=9,1".to_owned()];
        let loss = Some("asl:gamma_pos=0,clip=0.1,sigmoid-bce:pos_weight=1,2,focal");
        let words = Words { loss, logits: Some("1,2"), target: Some("1"), set: &set, ..Words::default() };
        let question = words.read().unwrap();
        let names: Vec<String> = question.losses.iter().map(ToString::to_string).collect();
        assert_eq!(
            names,
            ["asl:gamma_pos=0,gamma_neg=4,clip=0.1", "sigmoid-bce:pos_weight=1,2", "focal:gamma=3"]
        );
        assert_eq!((question.counts, question.goal), (vec![9, 1], Goal::Label(1)));
    }

    #[test]
    fn without_a_loss_the_target_decides() {
        for (target, name) in [
            ("1", "softmax-ce"),
            ("0.3,0.7", "softmax-ce"),
            ("1,1", "sigmoid-bce"),
            ("2.5,1", "mse"),
            ("2.5", "mse"),
        ] {
            let words = Words { logits: Some("1,2"), target: Some(target), ..Words::default() };
            assert_eq!(words.read().unwrap().losses[0].name(), name, "{target}");
        }
    }

    #[test]
    fn a_single_number_is_a_label_or_a_row_of_one_as_the_loss_takes_it() {
        let goal = |loss, target| {
            Words { loss: Some(loss), logits: Some("1"), target: Some(target), ..Words::default() }
                .read()
                .map(|q| q.goal)
        };
        assert_eq!(goal("softmax-ce", "0"), Ok(Goal::Label(0)));
        assert_eq!(goal("mse", "0"), Ok(Goal::Row(vec![0.0])));
        assert_eq!(goal("distillation", "1"), Ok(Goal::Teacher { label: None, teacher: vec![1.0] }));
        assert!(goal("softmax-ce", "0.5").unwrap_err().problem.contains("found 0.5"));
    }
}
