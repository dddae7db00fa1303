use super::*;
use crate::lab::fixtures::{Recorder, arm_on, bench_of, dataset, recipe, several, valued};
use crate::lab::record::event::{Body, Event};
use crate::lab::record::predictions::Predictions;
use crate::loss::ProbabilityMap;
use crate::metrics::Report;
use ndarray::Array2;
use std::sync::Arc;

/// The bench of three classes with these training images each, and arm A on it after its first evaluation.
fn classes(counts: [usize; 3]) -> (Arc<Bench>, History) {
    let recipe = recipe(&["epochs=1"]);
    let bench = bench_of(dataset(counts), &recipe);
    let mut history = History::default();
    let mut trainer = arm_on(&bench, &recipe, ArmId::A);
    Recorder::record(&mut trainer, &[]).events.iter().for_each(|event| history.apply(event));
    (bench, history)
}

/// The same arm if of the ten validation images of each class these many were found; the others are taken for the next class.
fn finding(bench: &Bench, history: &History, found: [usize; 3]) -> History {
    let mut history = history.clone();
    let evaluation = history.latest.as_mut().unwrap();
    let indices = bench.dataset.parts.validation.clone();
    let mut seen = [0; 3];
    let logits = Array2::from_shape_fn((indices.len(), 3), |(row, class)| {
        let truth = usize::from(bench.dataset.labels[indices[row] as usize]);
        seen[truth] += usize::from(class == 0);
        let predicted = if seen[truth] <= found[truth] { truth } else { (truth + 1) % 3 };
        if class == predicted { 1.0_f32 } else { 0.0 }
    });
    let predictions = Predictions::from_logits(indices, logits, ProbabilityMap::Softmax);
    evaluation.confusion = predictions.confusion(bench);
    evaluation.report = Report::new(&evaluation.confusion, &bench.counts);
    evaluation.predictions = Some(Arc::new(predictions));
    history
}

fn judged(bench: &Bench, arms: &[&History]) -> Judgement {
    let arms = ArmId::all().zip(arms).map(|(id, history)| JudgedArm {
        id,
        history,
        evaluation: history.latest.as_deref(),
        labels: None,
    });
    verdict(bench, Spotlight::of(bench), &arms.collect::<Vec<_>>())
}

/// The verdict on arms that found these many of ten images of each class, with 80, 16 and 4 training images.
fn on_rare(arms: &[[usize; 3]]) -> (News, String) {
    let (bench, history) = classes([80, 16, 4]);
    let arms: Vec<History> = arms.iter().map(|found| finding(&bench, &history, *found)).collect();
    let found = judged(&bench, &arms.iter().collect::<Vec<_>>());
    (found.news, found.text)
}

#[test]
fn a_rare_class_that_is_ignored_is_said_with_who_finds_it_and_the_price() {
    let (news, text) = on_rare(&[[10, 9, 1], [3, 9, 9]]);
    let expected = "A is 95 % accurate and finds 10 % of 'high' (always 'low': 80 %). \
                    B finds 90 % and costs 'low' 70 points.";
    assert_eq!((news, text.as_str()), (News::Mixed, expected));
    let (_, text) = on_rare(&[[10, 9, 1], [10, 9, 9]]);
    assert!(text.ends_with(" B finds 90 % and costs none of the others more than noise."), "{text}");
    let (news, text) = on_rare(&[[10, 9, 9], [10, 9, 0]]);
    assert_eq!(news, News::Mixed);
    assert!(text.contains("and ignores no class (always"), "{text}");
    assert!(text.ends_with(" B finds none."), "{text}");
}

#[test]
fn of_many_arms_the_one_that_finds_most_is_named() {
    let (_, text) = on_rare(&[[10, 9, 0], [9, 9, 7], [8, 9, 9], [10, 9, 1]]);
    assert!(
        text.starts_with("A is 94 % accurate and finds no 'high' (always 'low': 80 %). C finds 90 %"),
        "{text}"
    );
}

#[test]
fn a_class_that_no_arm_finds_is_bad_news() {
    let (news, text) = on_rare(&[[10, 9, 0], [9, 9, 0]]);
    let expected = "No arm finds any 'high' (4 training images). A is 94 % accurate (always 'low': 80 %).";
    assert_eq!((news, text.as_str()), (News::Bad, expected));
    let (_, text) = on_rare(&[[10, 9, 0]]);
    assert!(text.starts_with("A finds no 'high' (4 training images). A is"), "{text}");
}

#[test]
fn arms_that_differ_by_noise_are_called_alike() {
    let (news, text) = on_rare(&[[10, 9, 8], [9, 9, 9]]);
    assert_eq!(news, News::Good);
    assert!(text.ends_with(" B differs from it by no more than noise in every class."), "{text}");
    let (_, text) = on_rare(&[[10, 9, 8], [1, 9, 9], [1, 9, 8]]);
    assert!(text.ends_with(" The other arms differ from it by no more than noise there."), "{text}");
}

#[test]
fn where_classes_are_equally_frequent_the_lowest_recall_is_at_stake() {
    let (bench, history) = classes([20, 20, 20]);
    let [a, b] = [[9, 6, 8], [9, 6, 9]].map(|found| finding(&bench, &history, found));
    let found = judged(&bench, &[&a, &b]);
    let expected = "A is 77 % accurate (always 'low': 33 %); its lowest recall is 60 % ('mid'). \
                    B differs in balanced accuracy by no more than noise.";
    assert_eq!((found.news, found.text.as_str()), (News::Good, expected));
    let worse = finding(&bench, &history, [0, 6, 8]);
    let found = judged(&bench, &[&a, &worse]);
    assert!(found.text.ends_with(" B is 30 points worse in balanced accuracy."), "{}", found.text);
}

#[test]
fn arms_that_diverged_are_named_and_nothing_else_is_said_of_them() {
    let (bench, history) = classes([80, 16, 4]);
    let mut lost = history.clone();
    let ended = Ended::Diverged { what: "the loss".into(), layer: "output".into() };
    lost.apply(&Event { arm: ArmId::A, step: 13, body: Body::Ended(ended) });
    let found = judged(&bench, &[&lost]);
    assert_eq!(
        (found.news, found.text.as_str()),
        (News::Bad, "A diverged at step 13: nothing of it can be measured.")
    );
    let both = judged(&bench, &[&lost, &lost]);
    assert!(both.text.starts_with("Every arm diverged, A at step 13"), "{}", both.text);
    let other = finding(&bench, &history, [10, 9, 1]);
    let found = judged(&bench, &[&lost, &other]);
    assert!(
        found.text.starts_with("B is 95 % accurate") && found.text.ends_with(" A diverged at step 13."),
        "{}",
        found.text
    );
    assert_eq!(judged(&bench, &[&History::default()]).news, News::Pending);
}

/// Arm A on other data after some epochs.
fn trained(set: crate::data::Dataset, settings: &[&str]) -> (Arc<Bench>, History) {
    let recipe = recipe(settings);
    let bench = bench_of(set, &recipe);
    let mut history = History::default();
    let mut trainer = arm_on(&bench, &recipe, ArmId::A);
    Recorder::record(&mut trainer, &[]).events.iter().for_each(|event| history.apply(event));
    (bench, history)
}

#[test]
fn labels_are_judged_by_the_rarest_and_its_false_alarms() {
    let (bench, history) = trained(several(), &["epochs=30", "lr=0.5"]);
    let found = judged(&bench, &[&history, &history]);
    assert!(found.text.starts_with("A finds ") && found.text.contains("of 'high'"), "{}", found.text);
    assert!(found.text.contains("(the rarest label, on 33 % of all images)."), "{}", found.text);
    assert!(found.text.ends_with(" B differs there by no more than noise."), "{}", found.text);
    let report = history.latest.as_ref().unwrap().labels().unwrap();
    let recall = percent(report.recall[2].unwrap());
    assert!(found.text.contains(&recall), "{recall}: {}", found.text);
}

#[test]
fn numbers_are_judged_against_the_mean() {
    let (bench, history) = trained(valued(), &["epochs=40", "lr=0.01"]);
    let errors = history.latest.as_ref().unwrap().values().unwrap().overall;
    let ratio = percent(errors.rmse.unwrap() / errors.baseline_rmse.unwrap());
    let found = judged(&bench, &[&history]);
    let expected = format!("A's error is {ratio} of always predicting the mean (RMSE ");
    assert!(found.news == News::Good && found.text.starts_with(&expected), "{}", found.text);
    let (_, untrained) = trained(valued(), &["epochs=1", "lr=0.000001"]);
    let found = judged(&bench, &[&untrained, &history]);
    assert!(found.news == News::Mixed && found.text.starts_with("A is no better than"), "{}", found.text);
    assert!(found.text.contains(" is better: "), "{}", found.text);
}

#[test]
fn shares_are_exact_at_their_ends_only() {
    let texts = [0.0, 0.0001, 0.004, 0.06, 0.666, 0.9987, 0.99999, 1.0].map(percent);
    assert_eq!(texts, ["0 %", "under 0.1 %", "0.4 %", "6 %", "67 %", "99.9 %", "over 99.9 %", "100 %"]);
    assert_eq!([0.004, 0.012, -0.08].map(points), ["under 1 point", "1 point", "8 points"]);
}
