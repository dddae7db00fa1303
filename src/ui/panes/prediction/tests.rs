use crate::ui::app::App;
use crate::ui::layout::Arrangement;
use crate::ui::testing::{GARMENTS, Scene, press, screen};
use crate::ui::widgets::testing::default_theme;

const SIZE: (u16, u16) = (160, 48);

fn twins() -> App {
    let mut app = Scene::of(&GARMENTS, &["B:loss=sigmoid-bce"]).rested(default_theme());
    press(&mut app, "2");
    app
}

/// The line of the screen that holds a text.
fn line(app: &App, text: &str) -> String {
    let screen = screen(app, SIZE);
    screen
        .iter()
        .find(|line| line.contains(text))
        .unwrap_or_else(|| panic!("{text}:\n{}", screen.join("\n")))
        .clone()
}

/// The number behind a word.
fn after(line: &str, word: &str) -> f64 {
    let rest = line.split(word).nth(1).unwrap_or_else(|| panic!("{word}: {line}"));
    rest.trim_start().split([' ', ',']).next().unwrap().parse().unwrap()
}

#[test]
fn softmax_bars_sum_to_one_and_sigmoids_need_not() {
    let mut app = twins();
    let sums = line(&app, "bars sum to");
    assert!((after(&sums, "sum to A") - 1.0).abs() < 1e-6, "{sums}");
    let logits = app.watched_logits().remove(&app.arms[1].id).unwrap();
    let sigmoids: f64 = logits.iter().map(|z| 1.0 / (1.0 + (-f64::from(*z)).exp())).sum();
    assert!((after(&sums, "B sigmoids") - sigmoids).abs() < 0.006, "{sums}: {sigmoids}");
    let on = logits.iter().filter(|z| **z >= 0.0).count();
    assert!(sums.contains(&format!(", {on} on")), "{sums}");
    press(&mut app, "n");
    assert!((after(&line(&app, "bars sum to"), " B ") - 1.0).abs() < 1e-6, "made to sum to 1");
}

#[test]
fn marked_classes_make_an_event_with_a_probability_for_every_arm() {
    let mut app = twins();
    press(&mut app, "M Down Down M");
    let event = line(&app, "P(T-shirt or Pullover)");
    let logits = app.watched_logits();
    let [a, b] = [0, 1].map(|arm| logits[&app.arms[arm].id].clone());
    let all: f64 = a.iter().map(|z| f64::from(*z).exp()).sum();
    let sum = [0, 2].map(|class: usize| f64::from(a[class]).exp() / all).iter().sum::<f64>();
    let none: f64 = [0, 2].map(|class: usize| 1.0 / (1.0 + f64::from(b[class]).exp())).iter().product();
    assert!((after(&event, ") A") - sum).abs() < 0.006, "{event}: {sum}");
    assert!((after(&event, "sum B") - (1.0 - none)).abs() < 0.006, "{event}: {none}");
    assert!(event.contains("at least one, if independent"), "{event}");
    press(&mut app, "M");
    assert!(line(&app, "P(T-shirt)").contains("their sum"));
    press(&mut app, "z Esc");
    assert!(
        app.arrangement == Arrangement::Zoomed && !screen(&app, SIZE).join("").contains("P(T-shirt"),
        "Esc unmarks first"
    );
}

#[test]
fn left_and_right_choose_the_image_up_and_down_the_class() {
    let mut app = twins();
    let watched = app.watched;
    assert_eq!(press(&mut app, "Down"), []);
    assert_eq!(app.watched, watched);
    assert_ne!(press(&mut app, "Right"), []);
    assert_ne!(app.watched, watched);
}

#[test]
fn thresholds_that_contradict_each_other_draw_as_many_bars_as_there_are_classes() {
    let mut app = Scene::of(&["a", "b", "c"], &["B:loss=ordinal"]).rested(default_theme());
    press(&mut app, "2");
    assert!((after(&line(&app, "bars sum to"), " B ") - 1.0).abs() < 0.01);
}

#[test]
fn labels_are_on_from_their_threshold() {
    let mut app = Scene::labels().rested(default_theme());
    press(&mut app, "2");
    let on = |app: &App| {
        after(&line(app, "in truth; bars sum to").split(" B ").next().unwrap().replace(", ", " on:"), "on:")
    };
    press(&mut app, "3 Home");
    (0..60).for_each(|_| drop(press(&mut app, "Left")));
    press(&mut app, "Down");
    (0..60).for_each(|_| drop(press(&mut app, "Left")));
    press(&mut app, "Down");
    (0..60).for_each(|_| drop(press(&mut app, "Left")));
    assert_eq!(on(&app), 3.0, "every label is on from .001");
    assert!(line(&app, "missed false").contains("nats/label"));
}

#[test]
fn numbers_stand_on_one_axis_with_their_errors() {
    let mut app = Scene::numbers().rested(default_theme());
    press(&mut app, "2");
    let text = screen(&app, SIZE).join("\n");
    for word in ["truth", "level", "height", "absolute  squared error", "bars of level from 0 to 3"] {
        assert!(text.contains(word), "{word}:\n{text}");
    }
    press(&mut app, "Down");
    assert!(screen(&app, SIZE).join("\n").contains("bars of height from 0 to 300"));
}
