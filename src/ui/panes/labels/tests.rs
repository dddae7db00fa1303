use crate::lab::recipe::PaneId;
use crate::ui::app::App;
use crate::ui::numbers::threshold;
use crate::ui::testing::{Scene, press, screen};
use crate::ui::widgets::testing::default_theme;

const SIZE: (u16, u16) = (160, 48);

fn rested() -> App {
    let mut app = Scene::labels().rested(default_theme());
    press(&mut app, "3");
    app
}

fn shown(app: &App) -> String {
    screen(app, SIZE).join("\n")
}

#[test]
fn thresholds_have_three_digits() {
    assert_eq!([0.5, 0.001, 1.0].map(threshold), [".500", ".001", "1.00"]);
}

#[test]
fn labels_stand_where_classes_have_their_matrix() {
    let app = rested();
    let screen = shown(&app);
    assert!(screen.contains("3 Labels") && !screen.contains("Confusion"), "{screen}");
    for title in
        ["label", "train", "TP", "FP", "FN", "TN", "prec", "rec", "F1", "AP", "on at", "F at", "$ at"]
    {
        assert!(screen.contains(title), "{title}:\n{screen}");
    }
}

#[test]
fn a_threshold_moves_the_counts_of_its_label_alone() {
    let mut app = rested();
    let before = app.focused().unwrap().label_report().unwrap().clone();
    press(&mut app, "Down");
    for _ in 0..60 {
        press(&mut app, "Right");
    }
    let after = app.focused().unwrap().label_report().unwrap().clone();
    assert_eq!(after.thresholds[1], 0.999);
    let predicted = after.counts[1].true_positives + after.counts[1].false_positives;
    assert_eq!(predicted, 0, "nothing is as sure as that");
    assert_eq!((after.counts[0], after.counts[2]), (before.counts[0], before.counts[2]));
    assert_eq!(after.average_precision, before.average_precision, "whatever the threshold");
    assert!(shown(&app).contains(".999"), "{}", shown(&app));
    press(&mut app, "4");
    assert_eq!(app.arms[0].threshold(1), 0.999, "every pane has the same");
}

#[test]
fn one_key_jumps_between_the_marked_thresholds_and_another_moves_the_least_cost() {
    let mut app = rested();
    let at = |app: &App| app.focused().unwrap().threshold(0);
    let (best, f1) = app.focused().unwrap().labels.as_ref().unwrap().best[0].unwrap();
    press(&mut app, "j");
    assert_eq!(at(&app), best);
    assert_eq!(app.focused().unwrap().label_report().unwrap().f1[0], Some(f1), "the best there is");
    press(&mut app, "j");
    assert!((at(&app) - 1.0 / 6.0).abs() < 1e-12, "a miss costs five alarms");
    press(&mut app, "$");
    assert!((at(&app) - 1.0 / 11.0).abs() < 1e-12);
    assert!(shown(&app).contains("costs 10 alarms"), "{}", shown(&app));
    press(&mut app, "j");
    assert_eq!(at(&app), 0.5);
}

#[test]
fn what_comes_together_stands_beside_what_is_said_together() {
    let mut app = rested();
    press(&mut app, "n");
    assert!(shown(&app).contains("P(row and column)"));
    assert!(shown(&app).contains("A predicts, at its thresholds"));
    press(&mut app, "n Down");
    // An image of this set with the second label has the first one too.
    assert!(shown(&app).contains("P(low | mid): data 1.0"), "{}", shown(&app));
    press(&mut app, "Right");
    assert!(shown(&app).contains("P(mid | mid): data 1.0"), "{}", shown(&app));
    press(&mut app, "d");
    assert!(!shown(&app).contains("A predicts, at its thresholds"));
    press(&mut app, "d n");
    assert!(shown(&app).contains("each with its threshold"));
}

#[test]
fn enter_shows_how_the_recall_of_the_label_went() {
    let mut app = rested();
    press(&mut app, "Down Enter");
    assert_eq!(app.focus, PaneId::Curves);
    assert!(shown(&app).contains("1 Curves recall of 'mid'"));
}

#[test]
fn thresholds_of_other_tasks_are_refused_in_one_line() {
    for scene in [Scene::garments(), Scene::numbers()] {
        let mut app = scene.rested(default_theme());
        assert_eq!(press(&mut app, "j"), []);
        assert!(app.notice.as_ref().unwrap().text.starts_with("thresholds are for"));
    }
}
