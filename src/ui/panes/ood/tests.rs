//! What the pane says of arms that really trained.

use crate::data::Origin;
use crate::lab::fixtures::valued;
use crate::ui::app::App;
use crate::ui::testing::{GARMENTS, Scene, cells, dataset, press, screen, themes};
use crate::ui::widgets::testing::default_theme;

const SIZES: [(u16, u16); 6] = [(160, 48), (120, 30), (100, 30), (80, 24), (60, 16), (20, 6)];

fn text(app: &App) -> String {
    screen(app, (160, 48)).join("\n")
}

/// Garments with the last twelve images taken out of the domain.
fn scene(arms: &[&str]) -> Scene {
    let mut set = dataset(&GARMENTS);
    let first = set.parts.train.len() - 12;
    set.parts.ood = set.parts.train.split_off(first);
    set.origins = (0..12).map(|at| if at < 6 { Origin::Noise } else { Origin::Blank }).collect();
    Scene::on(set, arms)
}

#[test]
fn an_empty_tray_says_how_it_is_filled() {
    let mut app = Scene::garments().rested(default_theme());
    press(&mut app, "0");
    assert!(text(&app).contains("--ood noise") && text(&app).contains("--hold-out"), "{}", text(&app));
}

#[test]
fn both_sets_and_every_score_stand_with_their_numbers() {
    let mut app = scene(&["B:loss=sigmoid-bce"]).rested(default_theme());
    press(&mut app, "0");
    let shown = text(&app);
    let outside = app.evaluation().unwrap().ood.as_ref().unwrap();
    assert!(shown.contains("OOD 12 images"));
    let mean = format!("{:.2}", outside.outside.sureness.as_ref().unwrap().mean);
    let line = shown.lines().find(|line| line.contains("A OOD")).unwrap();
    assert!(line.contains(mean.trim_start_matches('0')), "{mean}: {line}");
    let auroc = format!("{:.2}", outside.separations[0].unwrap().auroc);
    let line = shown.lines().find(|line| line.contains("max prob.")).unwrap();
    assert!(line.contains(auroc.trim_start_matches('0')), "{auroc}: {line}");
    for score in ["max logit", "energy", "max sigmoid", "A AUROC", "B AUROC", "FPR95", "none"] {
        assert!(shown.contains(score), "{score}: {shown}");
    }
}

#[test]
fn images_are_walked_through_and_say_where_they_are_from() {
    let mut app = scene(&[]).rested(default_theme());
    press(&mut app, "0 z");
    assert!(text(&app).contains("1 of 12: noise"), "{}", text(&app));
    press(&mut app, "End");
    assert!(text(&app).contains("12 of 12: blank") && !text(&app).contains("1 of 12: noise"));
    assert!(text(&app).contains("top probability"), "{}", text(&app));
    press(&mut app, "b");
    assert!(text(&app).contains("entropy bits"));
}

#[test]
fn numbers_are_not_told_apart_by_probabilities_that_they_do_not_have() {
    let mut set = valued();
    set.parts.ood = vec![set.parts.test.pop().unwrap()];
    let mut app = Scene::on(set, &[]).rested(default_theme());
    press(&mut app, "0");
    assert!(text(&app).contains("numbers have no top probability"), "{}", text(&app));
}

#[test]
fn a_small_terminal_keeps_the_numbers_and_when_zoomed_the_histogram() {
    let mut app = scene(&["B:loss=sigmoid-bce"]).rested(default_theme());
    let small = |app: &App| screen(app, (80, 30)).join("\n");
    press(&mut app, "0");
    for word in ["H nats", "A AUC", "B AUC"] {
        assert!(small(&app).contains(word), "{word}: {}", small(&app));
    }
    assert_eq!(small(&app).matches("FPR95").count(), 2, "{}", small(&app));
    press(&mut app, "z");
    assert!(
        small(&app).contains("top probability") && small(&app).contains("entropy nats"),
        "{}",
        small(&app)
    );
}

#[test]
fn every_look_and_size_is_drawn() {
    let scene = scene(&["B:loss=hinge", "C:loss=sigmoid-bce", "D:loss=brier"]);
    for theme in themes() {
        for evaluations in [0, 1] {
            let mut app = scene.after(theme, evaluations);
            press(&mut app, "0");
            for zoom in ["z", "z"] {
                press(&mut app, zoom);
                SIZES.iter().for_each(|size| drop(cells(&app, *size)));
            }
        }
    }
}
