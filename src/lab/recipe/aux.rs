//! Losses on other parts of the model, and teachers, as text.

use super::{ArmId, SettingError};
use crate::base::spec::Spec;
use crate::loss::Loss;
use std::fmt;
use std::path::PathBuf;

/// A loss on a head of its own: `symptoms@dense1:sigmoid-bce,factor=0.5`.
#[derive(Clone, Debug, PartialEq)]
pub struct Aux {
    /// The targets: those of this name that the data have beside the main ones, `class` for the main ones once more,
    /// or `teacher` for the features of the teacher.
    pub targets: String,
    /// The hidden layer that the head takes.
    pub layer: String,
    /// What is minimised on it.
    pub loss: Loss,
    /// What multiplies the loss and its gradient, above 0.
    pub factor: f32,
}

/// Whose answers an arm learns from.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Teacher {
    /// Nobody's.
    #[default]
    None,
    /// Those of another arm's recipe, trained first.
    Arm(ArmId),
    /// Those of an arm of a stored run: `DIR`, or `DIR:B` for another arm than A.
    Run(PathBuf, ArmId),
}

/// Reads heads joined by `+`, or `none`.
pub(super) fn parse(text: &str) -> Result<Vec<Aux>, SettingError> {
    if text.trim() == "none" {
        return Ok(Vec::new());
    }
    let heads: Vec<Aux> = text.split('+').map(|head| Aux::parse(head.trim())).collect::<Result<_, _>>()?;
    let twice = |at: usize| heads[..at].iter().any(|head| head.name() == heads[at].name());
    match (0..heads.len()).find(|at| twice(*at)) {
        Some(at) => Err(wrong(&format!("'{}' stands there twice", heads[at].name()))),
        None => Ok(heads),
    }
}

/// What [`parse`] reads.
pub(super) fn written(heads: &[Aux]) -> String {
    let heads: Vec<String> = heads.iter().map(Aux::to_string).collect();
    if heads.is_empty() { "none".to_owned() } else { heads.join("+") }
}

fn wrong(found: &str) -> SettingError {
    let expected = "expected TARGETS@LAYER:LOSS,factor=0.5 (several joined by +) or none";
    SettingError::new("aux", format!("{expected}, found {found}"))
}

impl Aux {
    fn parse(text: &str) -> Result<Self, SettingError> {
        let parts = text.split_once('@').and_then(|(targets, rest)| Some((targets, rest.split_once(':')?)));
        let Some((targets, (layer, loss))) =
            parts.filter(|(targets, (layer, _))| [targets, layer].iter().all(|part| !part.trim().is_empty()))
        else {
            return Err(wrong(&format!("'{text}'")));
        };
        let problem =
            |error: crate::base::spec::SpecError| SettingError::new("aux", format!("{text}: {error}"));
        let mut spec = Spec::parse(&loss.replacen(',', ":", 1)).map_err(problem)?;
        let factor = spec.value("factor", 1.0).map_err(problem)?;
        spec.named.retain(|(key, _)| key != "factor");
        if !(factor > 0.0 && factor <= 1e6) {
            return Err(SettingError::new("aux", format!("{text}: factor must be above 0, found {factor}")));
        }
        let loss = Loss::parse(&spec).map_err(problem)?;
        Ok(Self { targets: targets.trim().to_owned(), layer: layer.trim().to_owned(), loss, factor })
    }

    /// What the head and its term are called.
    pub fn name(&self) -> String {
        format!("{}@{}", self.targets, self.layer)
    }
}

impl fmt::Display for Aux {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let loss = self.loss.to_string().replacen(':', ",", 1);
        write!(f, "{}:{loss},factor={}", self.name(), self.factor)
    }
}

impl Teacher {
    /// Reads `none`, an arm's letter, or the folder of a stored run with the letter of its arm behind a colon.
    pub(super) fn parse(text: &str) -> Self {
        let text = text.trim();
        if text == "none" {
            return Self::None;
        }
        if let Ok(arm) = ArmId::parse(text) {
            return Self::Arm(arm);
        }
        let with_arm = text.rsplit_once(':').and_then(|(path, arm)| Some((path, ArmId::parse(arm).ok()?)));
        let (path, arm) = with_arm.unwrap_or((text, ArmId::A));
        Self::Run(PathBuf::from(path), arm)
    }
}

impl fmt::Display for Teacher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Arm(arm) => write!(f, "{arm}"),
            Self::Run(path, arm) if *arm == ArmId::A => write!(f, "{}", path.display()),
            Self::Run(path, arm) => write!(f, "{}:{arm}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::recipe::Recipe;

    #[test]
    fn heads_are_read_and_written_back() {
        for text in [
            "none",
            "symptoms@dense1:sigmoid-bce,factor=0.5",
            "counts@conv2:huber,delta=0.3,factor=2+class@dense1:softmax-ce,factor=1",
        ] {
            assert_eq!(written(&parse(text).unwrap()), text);
        }
        let plain = parse("counts@dense1:mse").unwrap();
        assert_eq!((plain[0].factor, plain[0].name()), (1.0, "counts@dense1".to_owned()));
    }

    #[test]
    fn heads_that_cannot_be_are_refused_with_the_form() {
        let error = |text: &str| parse(text).unwrap_err().to_string();
        assert!(error("symptoms").contains("expected TARGETS@LAYER:LOSS,factor=0.5"));
        assert!(error("@dense1:mse").contains("found '@dense1:mse'"));
        assert!(error("a@b:mse,factor=0").contains("factor must be above 0, found 0"));
        assert!(error("a@b:brire").contains("did you mean 'brier'?"));
        assert!(error("a@b:brier+a@b:brier").contains("'a@b' stands there twice"));
    }

    #[test]
    fn a_teacher_is_an_arm_or_a_stored_run_and_no_circle() {
        for text in ["none", "B", "runs/wide", "runs/wide:C"] {
            assert_eq!(Teacher::parse(text).to_string(), text);
        }
        let error = |settings: &[&str]| {
            let mut recipe = Recipe::default();
            recipe.add_arm("B:lr=0.1").unwrap();
            settings.iter().for_each(|setting| recipe.set(setting).unwrap());
            recipe.check().unwrap_err().to_string()
        };
        assert_eq!(error(&["teacher=A"]), "teacher: an arm cannot teach itself");
        assert_eq!(error(&["teacher=C"]), "teacher: there is no arm C");
        assert!(error(&["teacher=B", "arm.B.teacher=A"]).contains("arm B has a teacher itself"));
    }
}
