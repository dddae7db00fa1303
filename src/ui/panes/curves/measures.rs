//! What is measured of each task, and what a trivial answer would reach.

use crate::data::Task;
use crate::lab::record::evaluation::TaskReport;
use crate::lab::record::history::Measure;
use crate::metrics::{Binary, LabelReport, Report, Unit, ValueReport, information};
use crate::ui::model::ScreenModel;

/// What is measured of every task.
const LOSSES: [Measure; 2] = [Measure::Unweighted, Measure::Objective];
/// What is measured of classes, in the order of the key.
const OF_CLASSES: [Measure; 4] =
    [Measure::Accuracy, Measure::PriorAccuracy, Measure::BalancedAccuracy, Measure::MacroF1];
/// What is measured of several labels.
const OF_LABELS: [Measure; 5] =
    [Measure::MeanPrecision, Measure::MacroF1, Measure::MicroF1, Measure::Hamming, Measure::SubsetAccuracy];
/// What is measured of numbers.
const OF_VALUES: [Measure; 3] = [Measure::RootMeanSquare, Measure::MeanError, Measure::R2];

/// The measures of the task, the terms of the objective behind its losses, at last each class's or label's recall.
pub(super) fn of(model: &ScreenModel) -> Vec<Measure> {
    let terms = model.evaluation().and_then(|evaluation| evaluation.terms.as_ref());
    let terms = terms.map_or(0, |terms| terms.terms.len());
    let (own, recalls): (&[Measure], usize) = match model.task() {
        Task::Classification => (&OF_CLASSES, model.class_names().len()),
        Task::MultiLabel => (&OF_LABELS, model.class_names().len()),
        Task::Regression => (&OF_VALUES, 0),
    };
    let losses = LOSSES.into_iter().chain((0..terms).map(Measure::Term));
    losses.chain(own.iter().copied()).chain((0..recalls).map(Measure::Recall)).collect()
}

/// Whether a task has a measure, whatever its data are.
pub(super) fn has(task: Task, measure: Measure) -> bool {
    let own: &[Measure] = match task {
        Task::Classification => &OF_CLASSES,
        Task::MultiLabel => &OF_LABELS,
        Task::Regression => &OF_VALUES,
    };
    LOSSES.contains(&measure) || own.contains(&measure)
}

/// Values to compare with: the one that needs no image, the best that a linear model of numbers can do, and the floor
/// of soft targets.
pub(super) fn baselines(measure: Measure, model: &ScreenModel) -> Vec<(f64, &'static str)> {
    trivial(measure, model).into_iter().chain(optimum(measure, model)).chain(floor(measure, model)).collect()
}

/// The entropy of soft targets, which no unweighted loss goes below.
fn floor(measure: Measure, model: &ScreenModel) -> Option<(f64, &'static str)> {
    let soft = model.bench.as_ref()?.soft.filter(|_| measure == Measure::Unweighted)?;
    Some((model.unit.of_nats(soft.floor), "entropy of targets"))
}

/// The exact optimum of the first arm that is bound for it, on the training set: no line of training comes below. Where
/// a model can fit every image exactly, its error elsewhere would only hide the curves.
fn optimum(measure: Measure, model: &ScreenModel) -> Option<(f64, &'static str)> {
    let mut started = model.arms.iter().filter_map(|arm| arm.history.started.as_ref());
    let optimum = started.find_map(|started| started.optimum).map(|optimum| optimum.train);
    optimum.filter(|_| measure == Measure::Unweighted).map(|square| (square, "exact least squares"))
}

/// The value that needs no image: always the majority class, each label's majority, the training mean.
fn trivial(measure: Measure, model: &ScreenModel) -> Option<(f64, &'static str)> {
    let evaluation = model.evaluation()?;
    if let Some(soft) = model.bench.as_ref()?.soft.filter(|_| measure == Measure::Unweighted) {
        return Some((model.unit.of_nats(soft.prior), "baseline: class frequencies"));
    }
    match &evaluation.by_task {
        TaskReport::MultiLabel(labels) => of_labels(measure, labels, model.unit),
        TaskReport::Regression(values) => of_values(measure, values),
        TaskReport::Classification => of_classes(measure, &evaluation.report, model.unit),
    }
}

fn of_classes(measure: Measure, report: &Report, unit: Unit) -> Option<(f64, &'static str)> {
    match measure {
        Measure::Unweighted => {
            let counts: Vec<usize> = report.support.iter().map(|count| *count as usize).collect();
            Some((unit.of_nats(information::prior_entropy(&counts)?), "baseline: class frequencies"))
        }
        Measure::Accuracy => Some((report.majority_baseline?, "majority class")),
        Measure::PriorAccuracy => Some((report.prior_majority_baseline?, "majority class")),
        Measure::BalancedAccuracy => {
            let present = report.support.iter().filter(|count| **count > 0).count();
            (present > 0).then(|| (1.0 / present as f64, "any one class"))
        }
        _ => None,
    }
}

fn of_labels(measure: Measure, report: &LabelReport, unit: Unit) -> Option<(f64, &'static str)> {
    let shares = || report.counts.iter().map(Binary::prevalence).collect::<Option<Vec<f64>>>();
    match measure {
        Measure::Unweighted => {
            let shares = shares()?;
            let entropy: f64 = shares.iter().map(|p| information::entropy(&[*p, 1.0 - p])).sum();
            Some((unit.of_nats(entropy / shares.len().max(1) as f64), "label shares"))
        }
        Measure::Hamming => {
            let wrong = shares()?.into_iter().map(|p| p.min(1.0 - p)).sum::<f64>();
            Some((wrong / report.counts.len().max(1) as f64, "label majority"))
        }
        Measure::MeanPrecision => Some((report.density()?, "random order")),
        _ => None,
    }
}

fn of_values(measure: Measure, report: &ValueReport) -> Option<(f64, &'static str)> {
    let squares = || report.outputs.iter().map(|errors| errors.baseline_rmse.map(|rmse| rmse * rmse));
    let (value, outputs) = match measure {
        Measure::Unweighted => (squares().sum::<Option<f64>>(), report.outputs.len() as f64),
        Measure::RootMeanSquare => (report.overall.baseline_rmse, 1.0),
        Measure::MeanError => (report.overall.baseline_mae, 1.0),
        Measure::R2 => return Some((0.0, "validation mean")),
        _ => return None,
    };
    Some((value? / outputs, "training mean"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::{Scene, press, screen};
    use crate::ui::widgets::testing::default_theme;

    #[test]
    fn the_exact_optimum_stands_below_the_mean_where_a_linear_model_learns_numbers() {
        let app = Scene::numbers().rested(default_theme());
        let names = |measure| baselines(measure, &app).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        assert_eq!(names(Measure::Unweighted), ["training mean", "exact least squares"]);
        assert_eq!(names(Measure::MeanError), ["training mean"]);
        let classes = Scene::garments().rested(default_theme());
        assert_eq!(baselines(Measure::Unweighted, &classes).len(), 1);
    }

    #[test]
    fn a_label_that_is_mostly_on_is_wrong_where_it_is_off() {
        let counts = |on, off| Binary { true_positives: on, false_positives: off, ..Binary::default() };
        let app = Scene::labels().rested(default_theme());
        let mut report = app.evaluation().unwrap().labels().unwrap().clone();
        report.counts = vec![counts(9, 1), counts(2, 8)];
        let (wrong, name) = of_labels(Measure::Hamming, &report, Unit::Nats).unwrap();
        assert!((wrong - 0.15).abs() < 1e-12 && name == "label majority", "{wrong}");
    }

    #[test]
    fn soft_targets_have_a_floor_and_the_line_below_the_curves_says_how_far_above_it_each_arm_is() {
        let mut app = Scene::soft().rested(default_theme());
        press(&mut app, "1 Down");
        let soft = app.bench.as_ref().unwrap().soft.unwrap();
        assert!(soft.floor < soft.prior, "{soft:?}");
        let lines: Vec<f64> =
            baselines(Measure::Unweighted, &app).into_iter().map(|(value, _)| value).collect();
        assert_eq!(lines, [soft.prior, soft.floor]);
        for key in ["b", "b"] {
            let shown = screen(&app, (160, 48)).join("\n");
            assert!(shown.contains("entropy of targets"), "{shown}");
            let plain = app.evaluation().unwrap().validation.unweighted.unwrap();
            assert!(plain > soft.floor);
            let text = |nats: f64| format!("{:.3}", app.unit.of_nats(nats));
            let [floor, above] = [soft.floor, plain - soft.floor].map(text);
            let line = format!("loss - {floor} entropy of targets = KL  A {above}");
            assert!(shown.contains(&line), "{line}: {shown}");
            press(&mut app, key);
        }
        let hard = Scene::garments().rested(default_theme());
        assert!(hard.bench.as_ref().unwrap().soft.is_none());
        assert!(!screen(&hard, (160, 48)).join("\n").contains(" KL"));
    }

    #[test]
    fn losses_without_probabilities_say_where_their_curve_is() {
        let mut app = Scene::of(&["a", "b"], &["B:loss=hinge"]).rested(default_theme());
        let shown = |app: &crate::ui::app::App| screen(app, (120, 30)).join("\n");
        press(&mut app, "1 Down");
        app.arms.retain(|arm| arm.history.setting("loss").starts_with("hinge"));
        assert!(shown(&app).contains("declares no probabilities: v shows"), "{}", shown(&app));
        press(&mut app, "Down");
        assert!(!shown(&app).contains("declares no probabilities"));
    }
}
