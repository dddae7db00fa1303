//! What the pane says of arms that really trained.

use crate::lab::analysis::shape::BINS;
use crate::lab::fixtures::{several, valued};
use crate::ui::app::App;
use crate::ui::testing::{GARMENTS, Scene, TWIN, cells, press, screen, themes};
use crate::ui::widgets::testing::default_theme;

const SIZES: [(u16, u16); 6] = [(160, 48), (120, 30), (100, 30), (80, 24), (60, 16), (20, 6)];

fn text(app: &App) -> String {
    screen(app, (160, 48)).join("\n")
}

/// The words of the first line that begins with this, behind what stands to its left.
fn words(app: &App, start: &str) -> Vec<String> {
    let text = text(app);
    let line = text.lines().filter_map(|line| line.find(start).map(|at| &line[at..])).next_back();
    line.unwrap_or_else(|| panic!("{start}: {text}")).split_whitespace().map(str::to_owned).collect()
}

fn opened() -> App {
    let mut app = Scene::garments().rested(default_theme());
    press(&mut app, "9");
    app
}

#[test]
fn the_cursor_reads_off_cross_entropy_and_its_gradient() {
    let mut app = opened();
    press(&mut app, "Home");
    // -ln .025 = 3.689; .025 - 1.
    assert_eq!(words(&app, "at p(truth)")[2], ".025");
    assert_eq!(words(&app, "A softmax-ce")[2..4], ["3.689", "−.975"], "{}", text(&app));
    press(&mut app, "End");
    assert_eq!(words(&app, "at p(truth)")[2], ".975");
    assert_eq!(words(&app, "A softmax-ce")[2..4], [".025", "−.025"]);
    press(&mut app, "Left");
    assert_eq!(words(&app, "at p(truth)")[2], ".925");
}

#[test]
fn every_validation_image_is_counted_once_along_the_axis() {
    let mut app = opened();
    press(&mut app, "Home");
    let mut counted = 0;
    for _ in 0..BINS {
        counted += words(&app, "A softmax-ce")[4].parse::<usize>().unwrap();
        press(&mut app, "Right");
    }
    assert_eq!(counted, app.evaluation().unwrap().predictions.as_ref().unwrap().indices.len());
}

#[test]
fn a_class_brings_its_weight_and_another_loss_its_own_curve() {
    let mut app = opened();
    assert!(text(&app).contains("any class"));
    press(&mut app, "Up");
    assert!(text(&app).contains("class Ankle boot weight A 1.00 B "), "{}", text(&app));
    let (plain, weighted) = (words(&app, "A softmax-ce"), words(&app, "B softmax-ce"));
    assert_ne!(plain[2], weighted[2], "the twin weighs its classes");
    press(&mut app, "Down");
    assert_eq!(words(&app, "A softmax-ce")[2], words(&app, "B softmax-ce")[2]);
    let focal = Scene::of(&GARMENTS, &["B:loss=focal:gamma=2"]).rested(default_theme());
    let mut focal = focal;
    press(&mut focal, "9");
    let ratio = |words: &[String]| words[2].parse::<f64>().unwrap();
    let (ce, focal) = (ratio(&words(&focal, "A softmax-ce")), ratio(&words(&focal, "B focal")));
    assert!((focal / ce - 0.725_f64.powi(2)).abs() < 0.01, "{focal} {ce}");
}

#[test]
fn zoomed_the_table_names_the_other_losses() {
    let mut app = opened();
    assert!(!text(&app).contains("symmetric-ce"));
    press(&mut app, "z");
    for name in ["brier", "hinge", "l1-normalised", "symmetric-ce", "dashes: 0-1"] {
        assert!(text(&app).contains(name), "{name}: {}", text(&app));
    }
}

#[test]
fn labels_and_numbers_have_their_own_axes() {
    let mut labels = Scene::on(several(), &["B:loss=asl"]).rested(default_theme());
    press(&mut labels, "9");
    assert!(text(&labels).contains("any label where on") && text(&labels).contains("at p(label)"));
    press(&mut labels, "Down");
    assert!(text(&labels).contains("any label where off"), "{}", text(&labels));
    // -ln(1 - .275)
    assert_eq!(words(&labels, "A sigmoid-bce")[2..4], [".322", ".275"]);
    let mut numbers = Scene::on(valued(), &["B:loss=huber"]).rested(default_theme());
    press(&mut numbers, "9");
    assert!(text(&numbers).contains("error −") && text(&numbers).contains("any number"));
    assert!(text(&numbers).contains("at a target of 1.529, the training mean"), "{}", text(&numbers));
    assert!(!text(&numbers).contains("0-1"));
}

#[test]
fn every_look_and_size_is_drawn() {
    let scenes =
        [Scene::of(&GARMENTS, &[TWIN, "C:loss=hinge", "D:loss=logit-adjusted"]), Scene::on(valued(), &[])];
    for scene in &scenes {
        for theme in themes() {
            for evaluations in [0, 1] {
                let mut app = scene.after(theme, evaluations);
                press(&mut app, "9");
                for zoom in ["z", "z"] {
                    press(&mut app, zoom);
                    SIZES.iter().for_each(|size| drop(cells(&app, *size)));
                }
            }
        }
    }
}
