//! The table of losses: what the command line, the palette, the help and `list` know about them.

mod dispatch;
mod entry;
mod formula;
pub mod rows;

pub(super) use entry::Arguments;
pub use entry::{Family, Head, LossEntry, Parameter, Questions, TargetKind, ValueMeasure};
use formula::Formula;
pub use rows::ALL;

/// The row with this name or alias.
pub fn find(name: &str) -> Option<&'static LossEntry> {
    ALL.into_iter().find(|entry| entry.name == name || entry.aliases.contains(&name))
}

/// The loss to begin with where the targets are such.
pub fn default_for(kind: TargetKind) -> &'static LossEntry {
    match kind {
        TargetKind::Label | TargetKind::Distribution => rows::SoftmaxCe::ENTRY,
        TargetKind::MultiHot => rows::SigmoidBce::ENTRY,
        TargetKind::Values => rows::Mse::ENTRY,
        TargetKind::Teacher => rows::Distillation::ENTRY,
    }
}

/// The losses that take such targets, in the order of [`ALL`].
pub fn fitting(kind: TargetKind) -> impl Iterator<Item = &'static LossEntry> {
    ALL.into_iter().filter(move |entry| entry.takes(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_row_says_what_it_is() {
        let mut names: Vec<&str> =
            ALL.iter().flat_map(|entry| entry.aliases.iter().chain([&entry.name])).copied().collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for entry in ALL {
            let Questions { produces, compared_with, how } = entry.questions;
            assert!([produces, compared_with, how, entry.formula].iter().all(|text| !text.is_empty()));
            assert!([produces, compared_with, how].iter().all(|text| !text.ends_with('.')), "{}", entry.name);
            assert!(entry.summary.ends_with('.') && entry.advice.ends_with('.'), "{}", entry.name);
            assert!(!entry.targets.is_empty(), "{}", entry.name);
            for parameter in entry.parameters {
                let inside = parameter.default.is_none_or(|value| parameter.check("", value).is_ok());
                assert!(inside, "{}: {}", entry.name, parameter.name);
            }
        }
    }

    #[test]
    fn a_row_says_what_the_value_is_at_the_defaults() {
        for entry in ALL {
            let loss: crate::loss::Loss = entry.name.parse().unwrap();
            assert_eq!(loss.measure(), entry.measure, "{loss}");
        }
    }

    #[test]
    fn an_alias_finds_its_loss() {
        assert_eq!(find("balanced-softmax").unwrap().name, "logit-adjusted");
        assert!(find("balanced").is_none());
    }

    #[test]
    fn the_targets_decide_the_loss_to_begin_with() {
        for kind in TargetKind::ALL {
            assert!(default_for(kind).takes(kind), "{}", kind.name());
            assert_eq!(fitting(kind).next().unwrap().name, default_for(kind).name);
        }
        assert!(fitting(TargetKind::Values).all(|entry| !entry.takes(TargetKind::Label)));
        assert!(fitting(TargetKind::MultiHot).map(|entry| entry.name).eq([
            "sigmoid-bce",
            "sigmoid-focal",
            "asl"
        ]));
    }

    #[test]
    fn a_head_says_how_many_outputs_there_are() {
        let heads = [Head::Plain, Head::Cosines, Head::Thresholds, Head::Logit, Head::Number];
        assert_eq!(heads.map(|head| head.outputs(5)), [5, 5, 4, 1, 1]);
    }
}
