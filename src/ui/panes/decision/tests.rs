//! What the pane says of arms that really trained.

use crate::lab::fixtures::{COUNTS, dataset, several, valued};
use crate::ui::app::App;
use crate::ui::model::Threshold;
use crate::ui::testing::{GARMENTS, Scene, cells, press, screen, themes};
use crate::ui::widgets::testing::default_theme;

const SIZES: [(u16, u16); 6] = [(160, 48), (120, 30), (100, 30), (80, 24), (60, 16), (20, 6)];

fn text(app: &App) -> String {
    screen(app, (160, 48)).join("\n")
}

/// The words of the pane alone, whatever line they stand on.
fn words(app: &mut App) -> String {
    press(app, "z");
    let words = screen(app, (90, 50)).join(" ").replace('│', " ");
    press(app, "z");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn two() -> App {
    let mut app = Scene::of(&["healthy", "infected"], &["B:weights=manual:1,20"]).rested(default_theme());
    press(&mut app, "6");
    app
}

#[test]
fn two_classes_begin_with_the_rarer_one_against_the_rest_and_where_each_arm_stands() {
    let app = two();
    assert!(text(&app).contains("ROC of infected against the rest"), "{}", text(&app));
    for arm in &app.arms {
        let (found, _) = arm.decision().unwrap().roc().unwrap();
        let confusion = &arm.history.latest.as_ref().unwrap().confusion;
        assert_eq!(found.decided.true_positives, confusion.count(1, 1));
        let called = found.decided.true_positives + found.decided.false_positives;
        let row = screen(&app, (200, 60))
            .into_iter()
            .find(|line| line.contains(&format!("{} ", arm.id)) && line.contains(&format!(" {called} ")));
        assert!(row.is_some(), "{called} called by {}: {}", arm.id, text(&app));
    }
}

/// Two arms on images that say they were drawn from scores of known separation.
fn screened() -> App {
    let mut scene = Scene::of(&["healthy", "infected"], &["B:weights=manual:1,20"]);
    scene.recipe.data = "screening:separation=2".into();
    let mut app = scene.rested(default_theme());
    press(&mut app, "6");
    app
}

#[test]
fn below_each_arm_stands_the_ideal_model_of_its_separation_and_weight() {
    let mut app = screened();
    press(&mut app, "z");
    let lines = screen(&app, (180, 50));
    for (arm, weight) in app.arms.iter().zip(["1", "20"]) {
        let view = arm.decision().unwrap();
        let (found, _) = view.roc().unwrap();
        let ideal = view.ideal().unwrap();
        let at = lines.iter().position(|line| line.contains(&format!("{} w={weight} ", arm.id)));
        let row = &lines[at.unwrap_or_else(|| panic!("{}", lines.join("\n"))) + 1];
        let operation = ideal.called_from(0.5);
        let expected = found.decided.support() as f64 * operation.recall
            + (found.decided.total() - found.decided.support()) as f64 * operation.alarms;
        let separation = format!("ideal d={:.2}", found.separation.unwrap());
        for words in [separation, format!(" {expected:.0} ")] {
            assert!(row.contains(&words), "{words} in {row}");
        }
    }
    press(&mut app, "j");
    assert!(screen(&app, (180, 50)).join("\n").contains("ideal d="), "the rows stay where they are");
    press(&mut app, "Up");
    assert!(!screen(&app, (180, 50)).join("\n").contains("ideal d="), "only of the rare class");
    assert!(!text(&two()).contains("ideal"), "only of a set whose scores are known to be normal");
}

#[test]
fn a_threshold_moves_every_arm_along_its_curve_and_says_which_weight_it_stands_for() {
    let mut app = two();
    let called = |app: &App| {
        let (found, _) = app.arms[0].decision().unwrap().roc().unwrap();
        let Threshold::At(p) = app.panes.decision.threshold else { return found.decided };
        found.from_probability(p)
    };
    let before = called(&app);
    for _ in 0..12 {
        press(&mut app, "Left");
    }
    let after = called(&app);
    assert!(after.true_positives >= before.true_positives && after.false_positives > before.false_positives);
    assert!(words(&mut app).contains("1000 times the weight"), "{}", text(&app));
    press(&mut app, "j");
    assert_eq!(app.panes.decision.threshold, Threshold::Half);
    press(&mut app, "j");
    assert!(words(&mut app).contains("best F1 on these"), "{}", text(&app));
    press(&mut app, "j");
    assert!(words(&mut app).contains("the least cost's"), "{}", text(&app));
    press(&mut app, "$");
    assert!(words(&mut app).contains("a miss costs 1 alarms"), "{}", text(&app));
    press(&mut app, "Up");
    assert!(text(&app).contains("ROC of healthy"), "{}", text(&app));
    press(&mut app, "Home");
    assert!(text(&app).contains("ROC of infected") && app.panes.decision.threshold == Threshold::Half);
}

#[test]
fn the_axis_of_false_alarms_may_be_logarithmic_and_that_of_curves_stays() {
    let mut app = two();
    press(&mut app, "g");
    assert!(text(&app).contains("the rest, log axis"), "{}", text(&app));
    assert!(!text(&app).contains("dots train log"), "pane 1 keeps its axis");
    press(&mut app, "g");
    assert!(!text(&app).contains("the rest, log axis"));
}

#[test]
fn the_views_of_many_classes_come_by_turns_and_are_named() {
    let mut app = Scene::garments().rested(default_theme());
    press(&mut app, "6");
    assert!(text(&app).contains("the three most confused"));
    press(&mut app, "t");
    assert!(text(&app).contains("ROC of Ankle boot"), "the rarest: {}", text(&app));
    press(&mut app, "t");
    assert!(text(&app).contains("reliability as declared"), "{}", text(&app));
    press(&mut app, "t");
    assert!(text(&app).contains("the three most confused"));
}

#[test]
fn what_is_measured_is_that_of_the_latest_evaluation_and_only_while_it_is_seen() {
    let scene = Scene::of(&["healthy", "infected"], &[]);
    let mut app = scene.after(default_theme(), 1);
    assert!(app.arms[0].decision().is_none(), "nobody looks");
    press(&mut app, "6");
    let area = |app: &App| app.arms[0].decision().map(|view| view.roc().unwrap().0.roc.area());
    assert!(area(&app).is_some());
    for event in &scene.events {
        app.apply(event);
        assert!(area(&app).is_some());
    }
    let mut late = scene.rested(default_theme());
    press(&mut late, "6");
    assert_eq!(area(&app), area(&late));
}

#[test]
fn reliability_has_the_bars_of_the_focused_arm_and_the_numbers_of_all() {
    let mut app = Scene::of(&GARMENTS, &["B:weights=balanced", "C:loss=hinge"]).rested(default_theme());
    press(&mut app, "6 t t");
    let ece = |app: &App, arm: usize| {
        let found = app.arms[arm].decision().unwrap().calibration().unwrap();
        let ece = found.declared.ece().unwrap();
        (format!("{ece:.3}").trim_start_matches('0').to_owned(), found.clone())
    };
    let (own, found) = ece(&app, 0);
    let samples = found.declared.reliability.samples();
    assert!(text(&app).contains(&format!("A ECE {own} in 15 bins of {samples} images")), "{}", text(&app));
    assert!(text(&app).contains(&ece(&app, 1).0), "B's too");
    press(&mut app, "Right");
    assert!(text(&app).contains("reliability at the temperature"));
    let half = found.tempered.unwrap().1.reliability.samples();
    assert!(half < samples && text(&app).contains(&format!("bins of {half} images")), "{}", text(&app));
    press(&mut app, "Right");
    assert!(text(&app).contains("reliability prior taken back") && text(&app).contains("A ECE"));
    press(&mut app, "a a");
    assert!(text(&app).contains("C: its loss declares no probabilities"), "{}", text(&app));
}

#[test]
fn labels_have_a_curve_with_the_thresholds_of_pane_three_and_numbers_have_none() {
    let mut app = Scene::on(several(), &[]).rested(default_theme());
    press(&mut app, "6");
    assert!(text(&app).contains("ROC of low"), "{}", text(&app));
    press(&mut app, "Down Left");
    assert!(text(&app).contains("ROC of mid") && app.arms[0].threshold(1) < 0.5);
    press(&mut app, "t");
    assert!(text(&app).contains("ROC of mid"), "the only view");
    let mut app = Scene::on(valued(), &[]).rested(default_theme());
    press(&mut app, "6 Down Right t");
    assert!(text(&app).contains("numbers have no classes: nothing is decided"), "{}", text(&app));
}

#[test]
fn before_the_first_evaluation_there_is_nothing_and_a_loss_without_probabilities_has_a_curve() {
    let mut app = Scene::of(&["a", "b"], &[]).silent(default_theme());
    press(&mut app, "6");
    assert!(text(&app).contains("no evaluation yet"), "{}", text(&app));
    let mut app = Scene::of(&["a", "b"], &["B:loss=hinge"]).rested(default_theme());
    press(&mut app, "6 Left Left");
    assert_eq!(app.arms.iter().filter(|arm| arm.decision().unwrap().roc().is_some()).count(), 2);
}

#[test]
fn every_view_at_every_size_in_every_look() {
    for scene in [Scene::of(&["healthy", "infected"], &["B:loss=hinge"]), Scene::on(dataset(COUNTS), &[])] {
        for theme in themes() {
            let mut app = scene.rested(theme);
            press(&mut app, "6");
            for key in ["t", "t", "g", "t", "t"] {
                press(&mut app, key);
                for zoom in ["z", "z"] {
                    press(&mut app, zoom);
                    SIZES.iter().for_each(|size| drop(cells(&app, *size)));
                }
            }
        }
    }
}
