//! What the pane says of arms that really trained.

use crate::lab::fixtures::{COUNTS, dataset};
use crate::ui::app::App;
use crate::ui::testing::{Scene, cells, press, screen, themes};
use crate::ui::widgets::testing::default_theme;

const SIZES: [(u16, u16); 6] = [(160, 48), (120, 30), (100, 30), (80, 24), (60, 16), (20, 6)];

fn text(app: &App) -> String {
    screen(app, (160, 48)).join("\n")
}

fn three() -> App {
    let mut app = Scene::on(dataset(COUNTS), &["B:loss=sigmoid-bce"]).rested(default_theme());
    press(&mut app, "6");
    app
}

#[test]
fn each_arm_has_its_triangle_and_counts_what_it_gets_right() {
    let app = three();
    for arm in &app.arms {
        let latest = arm.history.latest.as_ref().unwrap();
        let right = latest.confusion.trace();
        let wanted = format!("{} {right} of {} right", arm.id, latest.confusion.total());
        assert!(text(&app).contains(&wanted), "{wanted}: {}", text(&app));
    }
    for corner in ["l low", "m mid", "h high"] {
        assert_eq!(text(&app).matches(corner).count(), 2, "one a triangle: {corner}");
    }
}

#[test]
fn of_more_classes_the_most_confused_stand_at_the_corners_until_others_are_chosen() {
    let mut app = Scene::garments().rested(default_theme());
    press(&mut app, "6");
    assert!(text(&app).contains("the three most confused, made to sum to 1"), "{}", text(&app));
    let first = text(&app);
    press(&mut app, "Down");
    assert!(text(&app).contains("three chosen classes"));
    assert_ne!(text(&app), first);
    let chosen = app.panes.decision.simplex.chosen.unwrap();
    press(&mut app, "Right Down");
    let changed = app.panes.decision.simplex.chosen.unwrap();
    assert!(chosen[0] == changed[0] && chosen[1] != changed[1], "{chosen:?} {changed:?}");
    for _ in 0..20 {
        press(&mut app, "Up");
        let [a, b, c] = app.panes.decision.simplex.chosen.unwrap();
        assert!(a != b && b != c && a != c, "corners differ");
    }
    press(&mut app, "Home");
    assert!(text(&app).contains("the three most confused"));
}

#[test]
fn losses_without_a_distribution_say_so() {
    let mut app = Scene::on(dataset(COUNTS), &["B:loss=hinge"]).rested(default_theme());
    press(&mut app, "6");
    assert!(text(&app).contains("B its loss declares no probabilities"), "{}", text(&app));
}

#[test]
fn where_there_is_no_room_beside_each_other_the_focused_arm_is_alone() {
    let mut app = three();
    let narrow = |app: &App| screen(app, (80, 24)).join("\n");
    assert!(narrow(&app).contains("A ") && !narrow(&app).contains("of 30 right  B"));
    let a = narrow(&app);
    press(&mut app, "a");
    assert_ne!(narrow(&app), a);
}

#[test]
fn every_look_and_size_is_drawn() {
    for scene in [Scene::on(dataset(COUNTS), &["B:loss=brier"]), Scene::garments()] {
        for theme in themes() {
            for evaluations in [0, 1] {
                let mut app = scene.after(theme, evaluations);
                press(&mut app, "6");
                for zoom in ["z", "z"] {
                    press(&mut app, zoom);
                    SIZES.iter().for_each(|size| drop(cells(&app, *size)));
                }
            }
        }
    }
}
