//! Captions with evidence: what the numbers of an arm say, and the action that answers it.

mod caption;

pub use caption::{Caption, Topic, Weight};

use crate::lab::bench::nearly_balanced;
use crate::lab::recipe::corrections;
use crate::lab::record::evaluation::TaskReport;
use crate::lab::record::event::{Body, Ended, Event};
use crate::lab::record::history::{History, Measure, Source, Status};
use crate::loss::Loss;
use crate::metrics::{Binary, information};

/// Evaluations over which a trend is judged.
const TREND: usize = 5;

/// What happens with an event: said once, when it happens.
pub fn happenings(history: &History, event: &Event) -> Vec<Caption> {
    match &event.body {
        Body::Started(begun) => {
            let note = |text: &String| Caption::new(Topic::Start, Weight::Note, text, None);
            std::iter::once(started(history)).chain(begun.notes.iter().map(note)).collect()
        }
        Body::Changed(changed) => {
            let text = format!("{}: {} \u{2192} {}", changed.field, changed.from, changed.to);
            vec![Caption::new(Topic::Change, Weight::Note, text, Some("undo"))]
        }
        Body::Rested => vec![rested(history)],
        Body::Ended(ended) => end(ended).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What is true of an arm now, the weightiest first: said until it is true no more.
pub fn standing(history: &History) -> Vec<Caption> {
    if let Status::Ended(ended) = &history.status {
        return end(ended).into_iter().collect();
    }
    let of_classes: &[AdviceRule] = &[majority, silent, surer, balanced];
    let of_all: &[AdviceRule] = &[too_fast, no_floor, overfitting, double_correction, weighted];
    let of_classes = if has_classes(history) { of_classes } else { &[] };
    let mut captions: Vec<Caption> =
        of_all.iter().chain(of_classes).filter_map(|rule| rule(history)).collect();
    captions.sort_by_key(|caption| std::cmp::Reverse(caption.weight));
    captions
}

/// What may be true of an arm.
type AdviceRule = fn(&History) -> Option<Caption>;

/// Whether every image is known to have one class: not before the first evaluation.
fn has_classes(history: &History) -> bool {
    history.latest.as_ref().is_some_and(|latest| matches!(latest.by_task, TaskReport::Classification))
}

fn started(history: &History) -> Caption {
    let names = ["model", "loss", "weights", "sampler"].map(|field| history.setting(field));
    let text = format!("starts: {}, {}, weights {}, sampler {}", names[0], names[1], names[2], names[3]);
    Caption::new(Topic::Start, Weight::Note, text, None)
}

fn rested(history: &History) -> Caption {
    let number = |value: Option<f64>| match value {
        None => "-".to_owned(),
        Some(value) if value.abs() >= 1e5 => format!("{value:.1e}"),
        Some(value) => format!("{value:.3}"),
    };
    let latest = history.latest.as_deref();
    let (name, value) = match latest.map(|latest| &latest.by_task) {
        Some(TaskReport::MultiLabel(labels)) => ("mean average precision", labels.map),
        Some(TaskReport::Regression(values)) => ("root mean squared error", values.overall.rmse),
        Some(TaskReport::Classification) | None => {
            ("balanced accuracy", latest.and_then(|latest| latest.report.balanced_accuracy))
        }
    };
    let text = format!("{} steps done: {name} {}", history.step, number(value));
    Caption::new(Topic::Rest, Weight::Note, text, Some("continue"))
}

fn end(ended: &Ended) -> Option<Caption> {
    match ended {
        Ended::Completed | Ended::Stopped => None,
        Ended::Diverged { what, layer } => {
            let text =
                format!("diverged: {what} is not finite, first seen in {layer}; a lower rate may hold");
            Some(Caption::new(Topic::End, Weight::Alarm, text, Some("slower rate")))
        }
        Ended::Failed { message } => {
            Some(Caption::new(Topic::End, Weight::Alarm, format!("failed: {message}"), Some("restart")))
        }
    }
}

/// The validation loss is more than twice what needs no image to reach: the entropy of the classes or of each label, the
/// error of always saying the training mean. And the training loss has climbed: a loss that is high because of weights, of
/// another objective or of a bad start is no sign of large steps.
fn too_fast(history: &History) -> Option<Caption> {
    let latest = history.latest.as_ref()?;
    let (measure, name, trivial) = match &latest.by_task {
        TaskReport::MultiLabel(labels) => {
            let shares = labels.counts.iter().map(Binary::prevalence).collect::<Option<Vec<f64>>>()?;
            let entropy: f64 = shares.iter().map(|p| information::entropy(&[*p, 1.0 - p])).sum();
            (Measure::Unweighted, "the entropy of the labels' shares", entropy / shares.len().max(1) as f64)
        }
        TaskReport::Regression(values) => {
            (Measure::RootMeanSquare, "the error of the training mean", values.overall.baseline_rmse?)
        }
        TaskReport::Classification => {
            let counts: Vec<usize> = latest.report.support.iter().map(|count| *count as usize).collect();
            (
                Measure::Unweighted,
                "the baseline of the class frequencies,",
                information::prior_entropy(&counts)?,
            )
        }
    };
    let tail = history.curve(measure, Source::Validation)?.tail(2);
    let last = *tail.last()?;
    let far = tail.len() == 2 && tail.iter().all(|loss| *loss > 2.0 * trivial);
    (far && climbs(history)).then(|| {
        let what = if latest.values().is_some() { "the root mean squared error" } else { "the loss" };
        let last = if last < 1e5 { format!("{last:.2}") } else { format!("{last:.1e}") };
        let text = format!("{what} {last} is far above {name} {trivial:.2}: learning rate too high");
        Caption::new(Topic::TooFast, Weight::Alarm, text, Some("slower rate"))
    })
}

/// Whether the objective of the training set is twice as far up as it has been.
fn climbs(history: &History) -> bool {
    let curve = history.curve(Measure::Objective, Source::Train);
    let ends = curve.and_then(|curve| Some((curve.min()?, curve.last()?)));
    ends.is_some_and(|(least, last)| last - least > least.abs())
}

/// The key that answers a neglected class, where nothing corrects the imbalance yet.
fn weights_key(history: &History) -> Option<&'static str> {
    let corrected = history.settings().is_some_and(corrections::any);
    (!corrected).then_some("weights")
}

/// Accuracy under the training prior is within a point of always predicting the majority class, an epoch or more after the
/// start: before that nothing is learned.
fn majority(history: &History) -> Option<Caption> {
    let counts = &history.started.as_ref()?.class_counts;
    // Among classes of one size no weight helps.
    if nearly_balanced(counts) || history.epochs() < 1.0 {
        return None;
    }
    let report = &history.latest.as_ref()?.report;
    let (accuracy, baseline) = (report.prior_accuracy?, report.prior_majority_baseline?);
    let lost = report.recall.iter().flatten().filter(|recall| **recall < 0.01).count();
    let most = (0..counts.len()).max_by_key(|class| counts[*class])?;
    let near = (accuracy - baseline).abs() < 0.01 && lost > 0;
    near.then(|| {
        let text = format!(
            "accuracy {accuracy:.3} is about that of always predicting {{{most}}}, {baseline:.3}; {} never found",
            if lost == 1 { "1 class is".to_owned() } else { format!("{lost} classes are") }
        );
        Caption::new(Topic::Majority, Weight::Alarm, text, weights_key(history))
    })
}

/// The rarest class that was never predicted in the last evaluations, and who owns the gradient.
fn silent(history: &History) -> Option<Caption> {
    let counts = &history.started.as_ref()?.class_counts;
    let most = *counts.iter().max()?;
    // Among classes of one size it is not the imbalance that silences one.
    let is_rare = |class: &usize| 2 * counts[*class] < most;
    let quiet = |class: &usize| is_rare(class) && history.silent.get(*class).is_some_and(|n| *n >= 2);
    let class = (0..counts.len()).filter(quiet).min_by_key(|class| counts[*class])?;
    let evaluations = history.silent[class];
    let share = &history.latest.as_ref()?.gradient_share;
    let owner =
        (0..share.len()).max_by(|a, b| share[*a].unwrap_or(0.0).total_cmp(&share[*b].unwrap_or(0.0)))?;
    let owned = share[owner]
        .map_or(String::new(), |share| format!("; {:.0} % of the gradient is {{{owner}}}", 100.0 * share));
    let text = format!("{{{class}}} is never predicted: recall 0 for {evaluations} evaluations{owned}");
    Some(Caption::new(Topic::Silent(class), Weight::Alarm, text, weights_key(history)))
}

/// From this balanced accuracy on nothing is left to become more accurate.
const PERFECT: f64 = 0.995;

/// The images that it takes to see whether balanced accuracy moved by [`STILL`].
const MEASURABLE: u64 = 250;
/// Balanced accuracy that moves by less stays where it is.
const STILL: f64 = 0.004;

/// Loss falls, accuracy does not move: more confident, not more accurate.
fn surer(history: &History) -> Option<Caption> {
    let images: u64 = history.latest.as_ref()?.report.support.iter().sum();
    if images < MEASURABLE {
        return None;
    }
    let loss = history.curve(Measure::Unweighted, Source::Validation)?.tail(TREND);
    let right = history.curve(Measure::BalancedAccuracy, Source::Validation)?.tail(TREND);
    let ([first, .., last], [from, .., to]) = (loss.as_slice(), right.as_slice()) else { return None };
    let spread = right.iter().fold(0.0_f64, |spread, value| spread.max((value - from).abs()));
    (loss.len() == TREND && *last < 0.93 * first && spread < STILL && *to < PERFECT).then(|| {
        let text = format!("more confident, not more accurate: the loss fell from {first:.3} to {last:.3}, balanced accuracy stays at {to:.3}");
        Caption::new(Topic::Surer, Weight::Advice, text, Some("loss"))
    })
}

/// The validation loss is above its minimum and rising while the training loss falls.
fn overfitting(history: &History) -> Option<Caption> {
    let validation = history.curve(Measure::Unweighted, Source::Validation)?;
    let (tail, train) =
        (validation.tail(TREND), history.curve(Measure::Unweighted, Source::Train)?.tail(TREND));
    let rising = tail.len() == TREND && tail.windows(2).all(|pair| pair[1] > pair[0]);
    let falling = train.len() == TREND && train[TREND - 1] < train[0];
    let (least, now) = (validation.min()?, *tail.last()?);
    (rising && falling && now > 1.02 * least).then(|| {
        let text = format!("over-fitting began: the validation loss rose from {least:.3} to {now:.3} while the training loss falls");
        Caption::new(Topic::Overfitting, Weight::Advice, text, Some("model"))
    })
}

/// A loss that can fall for ever, and has begun to: the sum of what is predicted minus what is true.
fn no_floor(history: &History) -> Option<Caption> {
    let objective = history.curve(Measure::Objective, Source::Validation)?.tail(1);
    let value = *objective.last()?;
    (matches!(history.loss(), Some(Loss::SignedDifference(_))) && value < 0.0).then(|| {
        let value = if value > -1e5 { format!("{value:.3}") } else { format!("{value:.1e}") };
        let text = format!(
            "the objective {value} is below 0: signed-difference has no floor, predicting less always pays"
        );
        Caption::new(Topic::NoFloor, Weight::Alarm, text, Some("loss"))
    })
}

/// Class weights that waited for a part of the run to pass: how it begins says until when.
fn weighted(history: &History) -> Option<Caption> {
    let weights = &history.settings()?.weights;
    let after = weights.after();
    let begin = after * history.total_epochs();
    (after > 0.0 && history.epochs() >= begin).then(|| {
        let text = format!("weights {weights} act since epoch {begin:.1}; they were 1 before");
        Caption::new(Topic::Weighted, Weight::Note, text, None)
    })
}

fn double_correction(history: &History) -> Option<Caption> {
    corrections::double(history.settings()?)
        .map(|(text, action)| Caption::new(Topic::DoubleCorrection, Weight::Advice, text, Some(action)))
}

/// Weights or a sampler that follow from the class counts, where those are about the same.
fn balanced(history: &History) -> Option<Caption> {
    let counts = &history.started.as_ref()?.class_counts;
    let (least, most) = (counts.iter().min()?, counts.iter().max()?);
    let what = corrections::by_counts(history.settings()?)?;
    nearly_balanced(counts).then(|| {
        let text =
            format!("the classes are balanced ({least} to {most} images): {what} changes next to nothing");
        Caption::new(Topic::Balanced, Weight::Advice, text, Some("imbalance"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Dataset;
    use crate::lab::analysis::journal::Journal;
    use crate::lab::fixtures::{Recorder, arm_on, bench_of, recipe, several, trainer_with, valued};
    use crate::lab::recipe::ArmId;

    /// The journal of a whole run.
    fn journal(settings: &[&str], script: &[(u64, &str, &str)]) -> Vec<Caption> {
        let recorder = Recorder::record(&mut trainer_with(settings), script);
        let (_, journal) = Journal::told(&recorder.events);
        journal.entries.into_iter().map(|entry| entry.caption).collect()
    }

    fn about(captions: &[Caption], topic: Topic) -> Vec<&Caption> {
        captions.iter().filter(|caption| caption.topic == topic).collect()
    }

    #[test]
    fn a_class_that_is_never_found_is_said_with_its_evidence_and_its_answer() {
        let captions = journal(&["imbalance=counts:40,1,1", "epochs=10"], &[]);
        let majority = about(&captions, Topic::Majority);
        assert_eq!(majority.len(), 1, "{captions:?}");
        assert_eq!(majority[0].answer, Some("weights"));
        assert!(majority[0].text.contains("always predicting {0}, 0.952"), "{}", majority[0].text);
        let silent: Vec<_> = captions.iter().filter(|c| matches!(c.topic, Topic::Silent(_))).collect();
        assert!(silent[0].text.contains("% of the gradient"), "{}", silent[0].text);
        let names = ["low", "mid", "high"].map(str::to_owned);
        assert!(!silent[0].named(&names).contains('{'), "{}", silent[0].named(&names));
    }

    #[test]
    fn what_is_said_now_is_true_now() {
        let settings = ["imbalance=counts:40,4,4", "epochs=40", "lr=0.01"];
        let mut history = History::default();
        let recorder = Recorder::record(&mut trainer_with(&settings), &[]);
        let mut seen = 0;
        for event in &recorder.events {
            history.apply(event);
            let silent =
                |class: usize| history.latest.as_ref().is_some_and(|e| e.confusion.column_sum(class) == 0);
            for caption in &standing(&history) {
                if let Topic::Silent(class) = caption.topic {
                    assert!(silent(class), "step {}: {}", event.step, caption.text);
                    seen += 1;
                }
            }
        }
        assert!(seen > 0, "no class was ever silent");
    }

    #[test]
    fn balanced_classes_are_never_told_to_take_weights() {
        let captions = journal(&["imbalance=counts:8,8,8", "lr=0.000001"], &[]);
        assert!(captions.iter().all(|caption| caption.answer != Some("weights")), "{captions:?}");
    }

    #[test]
    fn steps_that_are_too_large_are_said_with_the_key_that_halves_them() {
        let captions = journal(&["imbalance=counts:8,8,8", "lr=30", "schedule=constant", "epochs=10"], &[]);
        assert_eq!(about(&captions, Topic::TooFast)[0].answer, Some("slower rate"), "{captions:?}");
    }

    #[test]
    fn a_loss_that_is_high_from_the_start_is_no_sign_of_large_steps() {
        let start = ["imbalance=counts:8,8,8", "init=bias:30,0,0", "lr=0.0001", "epochs=6"];
        let captions = journal(&start, &[]);
        assert!(about(&captions, Topic::TooFast).is_empty(), "{captions:?}");
    }

    #[test]
    fn a_run_that_learns_gets_no_alarm() {
        let captions = journal(&["epochs=20", "weights=balanced"], &[]);
        assert!(captions.iter().all(|caption| caption.weight != Weight::Alarm), "{captions:?}");
        let topics: Vec<Topic> = captions.iter().map(|caption| caption.topic).collect();
        assert_eq!((topics[0], topics.contains(&Topic::Rest)), (Topic::Start, true));
    }

    #[test]
    fn two_corrections_of_one_imbalance_raise_a_caution_at_the_start_and_on_the_way() {
        let both = ["weights=balanced", "sampler=class-balanced"];
        assert_eq!(about(&journal(&both, &[]), Topic::DoubleCorrection).len(), 1);
        let later = journal(&both[..1], &[(7, "sampler", "sqrt")]);
        assert_eq!(about(&later, Topic::DoubleCorrection).len(), 1);
        assert!(about(&journal(&both[1..], &[]), Topic::DoubleCorrection).is_empty());
    }

    #[test]
    fn weights_that_do_nothing_are_said_with_the_key_that_thins_the_classes() {
        let said = |settings: &[&str]| {
            let captions = journal(settings, &[]);
            let found = about(&captions, Topic::Balanced);
            found
                .first()
                .map(|caption| (caption.text.contains(&settings[1].replace('=', " ")), caption.answer))
        };
        let (level, thin) = ("imbalance=counts:8,8,8", "imbalance=counts:8,8,2");
        for setting in ["weights=balanced", "sampler=class-balanced"] {
            assert_eq!(said(&[level, setting]), Some((true, Some("imbalance"))), "{setting}");
            assert_eq!(said(&[thin, setting]), None, "{setting}");
        }
        assert_eq!(said(&[level, "weights=none"]), None, "nobody asked for weights");
        assert_eq!(said(&[level, "weights=manual:1,1,9"]), None, "these do change something");
    }

    #[test]
    fn a_neglected_class_asks_for_weights_only_where_nothing_corrects_it() {
        let answer = |setting: &str| {
            let captions = journal(&["imbalance=counts:40,1,1", "epochs=10", setting], &[]);
            about(&captions, Topic::Majority).first().map(|caption| caption.answer)
        };
        assert_eq!(answer("weights=none"), Some(Some("weights")));
        assert_eq!(answer("weights=manual:1,1.1,1.1"), Some(None), "it has weights");
    }

    #[test]
    fn a_divergence_is_an_alarm_and_every_change_a_note() {
        let lost = journal(&["lr=1000000", "loss=mse-logits", "epochs=50"], &[]);
        let last = lost.last().unwrap();
        assert_eq!((last.topic, last.weight), (Topic::End, Weight::Alarm));
        assert!(last.text.contains("diverged: the objective at step"), "{}", last.text);
        let changed = journal(&[], &[(3, "lr", "0.1"), (4, "lr", "0.05")]);
        let texts: Vec<&str> = about(&changed, Topic::Change).iter().map(|c| c.text.as_str()).collect();
        assert_eq!(texts, ["lr: 0.05 \u{2192} 0.1", "lr: 0.1 \u{2192} 0.05"]);
    }

    /// The journal of a run on other data.
    fn journal_on(set: Dataset, settings: &[&str]) -> Vec<Caption> {
        let recipe = recipe(settings);
        let mut trainer = arm_on(&bench_of(set, &recipe), &recipe, ArmId::A);
        let recorder = Recorder::record(&mut trainer, &[]);
        let (_, journal) = Journal::told(&recorder.events);
        journal.entries.into_iter().map(|entry| entry.caption).collect()
    }

    #[test]
    fn a_loss_without_a_floor_is_said_when_the_objective_falls_below_zero() {
        let captions = journal_on(valued(), &["loss=signed-difference", "epochs=6"]);
        let found = about(&captions, Topic::NoFloor);
        assert_eq!((found[0].answer, found[0].weight), (Some("loss"), Weight::Alarm), "{captions:?}");
        assert!(found[0].text.contains("has no floor"), "{}", found[0].text);
        assert!(about(&journal_on(valued(), &["epochs=6"]), Topic::NoFloor).is_empty());
    }

    #[test]
    fn steps_that_are_too_large_for_numbers_or_labels_are_said_too() {
        for (set, words) in
            [(valued(), "root mean squared error"), (several(), "entropy of the labels' shares")]
        {
            let journal =
                |lr: &str| journal_on(set.clone(), &[&format!("lr={lr}"), "schedule=constant", "epochs=6"]);
            let captions: Vec<Caption> =
                ["0.03", "0.1", "0.3", "3", "30"].into_iter().flat_map(journal).collect();
            let found = about(&captions, Topic::TooFast);
            assert!(found.iter().any(|caption| caption.text.contains(words)), "{captions:?}");
            assert!(found.iter().all(|caption| caption.answer == Some("slower rate")));
        }
    }

    #[test]
    fn nothing_is_said_of_classes_where_there_are_none() {
        for set in [several(), valued()] {
            let captions = journal_on(set, &["epochs=8", "lr=0.001"]);
            let of_classes = [Topic::Majority, Topic::Balanced, Topic::Surer];
            assert!(captions.iter().all(|caption| !of_classes.contains(&caption.topic)), "{captions:?}");
            let rest = about(&captions, Topic::Rest)[0];
            assert!(!rest.text.contains("accuracy") && !rest.text.ends_with('-'), "{}", rest.text);
        }
    }

    #[test]
    fn class_weights_that_waited_are_said_to_act() {
        let captions = journal(&["weights=balanced:after=0.5", "epochs=4"], &[]);
        let found = about(&captions, Topic::Weighted);
        assert!(found.len() == 1 && found[0].text.contains("act since epoch 2.0"), "{captions:?}");
        assert!(about(&journal(&["weights=balanced"], &[]), Topic::Weighted).is_empty());
    }

    #[test]
    fn over_fitting_is_said_when_the_two_losses_part() {
        let settings = ["epochs=60", "model=mlp:64", "lr=0.1", "imbalance=counts:8,8,8", "schedule=constant"];
        let captions = journal(&settings, &[]);
        let found = about(&captions, Topic::Overfitting);
        assert_eq!(found.len(), 1, "{captions:?}");
        assert!(found[0].text.contains("validation loss rose from"));
    }
}
