//! Keys that act on panes.

use crate::lab::recipe::ArmId;
use crate::lab::recipe::{PANES, PaneId};
use crate::lab::record::predictions::Predictions;
use crate::ui::action::Pick;
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::model::RunSource;
use crate::ui::testing::{GARMENTS, Scene, cells, handle, press, screen, text};
use crate::ui::widgets::testing::default_theme;
use std::sync::Arc;

const SIZE: (u16, u16) = (160, 48);

fn rested() -> App {
    Scene::garments().rested(default_theme())
}

/// A column of a screen's tile: the lines from a title on, from the title's corner.
fn tile(app: &App, title: &str) -> String {
    let screen = screen(app, SIZE);
    let at = |line: &String| line.find(title).map(|byte| line[..byte].chars().count());
    let (row, left) = screen.iter().enumerate().find_map(|(row, line)| Some((row, at(line)?))).expect(title);
    let lines = screen[row..].iter().take(23);
    lines.map(|line| line.chars().skip(left.saturating_sub(2)).take(80).collect::<String>() + "\n").collect()
}

#[test]
fn digits_and_tab_reach_every_pane() {
    let mut app = rested();
    for pane in PANES {
        press(&mut app, &pane.digit().unwrap().to_string());
        assert_eq!(app.focus, pane);
        assert!(screen(&app, SIZE).join("\n").contains(&format!(
            "{} {}",
            pane.digit().unwrap(),
            app.panes.get(pane, app.task()).title()
        )));
    }
    let mut seen = vec![app.focus];
    for _ in 1..PANES.len() {
        press(&mut app, "Tab");
        seen.push(app.focus);
    }
    assert!(PANES.iter().all(|pane| seen.contains(pane)), "{seen:?}");
    let last = app.focus;
    press(&mut app, "Tab Shift-Tab");
    assert_eq!(app.focus, last);
}

#[test]
fn zoom_gives_the_focused_pane_everything_and_takes_it_back() {
    let mut app = rested();
    let before = cells(&app, SIZE);
    press(&mut app, "3 z");
    let zoomed = screen(&app, SIZE).join("\n");
    assert!(zoomed.contains("┌▸3 Confusion") && !zoomed.contains("┌ 4 Imbalance"));
    assert!(zoomed.contains("4 Imbalance 5 Images"), "the others are tabs");
    press(&mut app, "Esc 1");
    assert_eq!(cells(&app, SIZE), before);
}

#[test]
fn an_audience_reads_the_recall_at_stake_in_large_digits() {
    let mut app = rested();
    let before = cells(&app, SIZE);
    press(&mut app, "P");
    let shown = screen(&app, (100, 30));
    assert!(
        shown[1].contains("A  softmax-ce, weights none") && shown[1].contains("weights=balanced"),
        "{}",
        shown[1]
    );
    assert!(shown[2].contains("recall of 'Ankle boot'"), "{}", shown[2]);
    let all = shown.join("\n");
    assert!(all.contains("┌▸1 Curves") && all.contains("┌ 2 Prediction") && !all.contains("3 Confusion"));
    press(&mut app, "3");
    assert!(screen(&app, (100, 30)).join("\n").contains("┌▸3 Confusion"), "any pane can be presented");
    press(&mut app, "1 P");
    assert_eq!(cells(&app, SIZE), before);
}

#[test]
fn a_key_that_does_nothing_here_says_so() {
    let mut app = rested();
    let said = |app: &App| app.notice.as_ref().map_or("", |notice| notice.text.as_str()).to_owned();
    press(&mut app, "1 T");
    assert_eq!(said(&app), "this key acts in Prediction (2); :temperature does it from anywhere");
    press(&mut app, "Q");
    assert_eq!(said(&app), "'Q' is not a key here: ? shows all keys, : takes names");
    press(&mut app, "2 T");
    assert_eq!(said(&app), "");
}

/// The images that an arm's predictions put into a cell.
fn in_cell(app: &App, predictions: &Predictions, (truth, predicted): (usize, usize)) -> Vec<u32> {
    let all = predictions.indices.iter().zip(&predictions.predicted);
    let there =
        all.filter(|(index, class)| app.truth(**index) == Some(truth) && usize::from(**class) == predicted);
    there.map(|(index, _)| *index).collect()
}

#[test]
fn enter_on_a_cell_lists_exactly_its_images_of_the_arm_it_belongs_to() {
    for (matrix, arm) in [("", "A"), ("d", "B"), ("d d", "B")] {
        let mut app = rested();
        press(&mut app, "3");
        if !matrix.is_empty() {
            press(&mut app, matrix);
        }
        let arm = app.arms.iter().find(|view| view.id.to_string() == arm).unwrap().clone();
        let predictions = arm.history.latest.as_ref().unwrap().predictions.clone().unwrap();
        let mut listed = 0;
        for truth in 0..GARMENTS.len() {
            for predicted in 0..GARMENTS.len() {
                press(&mut app, "3 Home");
                (0..truth).for_each(|_| drop(press(&mut app, "Down")));
                (0..predicted).for_each(|_| drop(press(&mut app, "Right")));
                assert_eq!(app.panes.confusion.cursor(), (truth, predicted));
                press(&mut app, "Enter");
                assert_eq!((app.focus, app.arm), (PaneId::Images, arm.id));
                let mut expected = in_cell(&app, &predictions, (truth, predicted));
                let mut shown = images(&mut app);
                expected.sort_unstable();
                shown.sort_unstable();
                assert_eq!(shown, expected, "true {truth}, said {predicted}");
                listed += shown.len();
            }
        }
        assert_eq!(listed, predictions.indices.len(), "every image is in one cell");
    }
}

/// All images of the Images pane, by walking through it.
fn images(app: &mut App) -> Vec<u32> {
    let mut all = Vec::new();
    press(app, "Home");
    while let Some(index) = app.panes.images.selected(app).filter(|index| !all.contains(index)) {
        all.push(index);
        press(app, "Right");
    }
    all
}

#[test]
fn leaving_a_cell_shows_all_images_again_the_hardest_first() {
    let mut app = rested();
    press(&mut app, "3 Enter Esc");
    let all = images(&mut app);
    let predictions = app.predictions().unwrap();
    assert_eq!(all.len(), predictions.indices.len());
    let surprisal = |index: u32| {
        let at = predictions.position(index).unwrap();
        predictions.surprisal(at, app.truth(index).unwrap()).unwrap()
    };
    assert!(all.windows(2).all(|pair| surprisal(pair[0]) >= surprisal(pair[1])));
}

#[test]
fn another_arm_lists_its_own_images() {
    let mut app = rested();
    press(&mut app, "5");
    press(&mut app, "a");
    let by_b = images(&mut app);
    assert_eq!(
        by_b[0],
        crate::ui::model::hardest(app.bench.as_ref().unwrap(), app.predictions().unwrap())[0]
    );
}

#[test]
fn images_come_by_themselves_where_the_pane_was_opened_early() {
    let scene = Scene::garments();
    let mut app = scene.silent(default_theme());
    press(&mut app, "5");
    assert!(tile(&app, "5 Images").contains("no image to show"));
    scene.events.iter().for_each(|event| app.apply(event));
    assert!(!tile(&app, "5 Images").contains("no image to show"), "{}", tile(&app, "5 Images"));
}

#[test]
fn other_data_leave_no_image_and_no_class_of_the_old_ones_behind() {
    let mut app = rested();
    press(&mut app, "4 End Enter 3 End 5 End");
    let other = Scene::of(&["this", "that"], &[]);
    app.forget_bench();
    cells(&app, SIZE);
    app.set_bench(Arc::clone(&other.bench));
    for pane in PANES {
        app.focus_pane(pane);
        cells(&app, SIZE);
    }
    other.events.iter().for_each(|event| app.apply(event));
    for pane in PANES {
        app.focus_pane(pane);
        cells(&app, SIZE);
        press(&mut app, "Down Right Enter");
        cells(&app, SIZE);
    }
}

#[test]
fn enter_on_an_image_watches_it_unless_another_is_pinned() {
    let mut app = rested();
    press(&mut app, "5 Home Right");
    let index = app.panes.images.selected(&app).unwrap();
    assert_eq!(press(&mut app, "Enter"), [Effect::Watch(index)]);
    assert_eq!((app.watched, app.focus), (Some(index), PaneId::Prediction));
    assert!(tile(&app, "2 Prediction").contains(&format!("#{index}")));
    press(&mut app, "p");
    for key in ["]", "[", "x", "h", "Left", "Right"] {
        assert_eq!(press(&mut app, key), [], "{key}");
    }
    assert_eq!(press(&mut app, "5 End Enter"), []);
    assert_eq!(app.watched, Some(index), "the pin holds");
    assert!(app.notice.as_ref().unwrap().text.contains("p lets it go"));
    press(&mut app, "2 p");
    assert_ne!(press(&mut app, "]"), []);
}

#[test]
fn images_are_walked_through_around_the_end() {
    let mut app = rested();
    let first = app.watched;
    let count = app.bench.as_ref().unwrap().dataset.parts.validation.len();
    for _ in 0..count {
        press(&mut app, "]");
    }
    assert_eq!(app.watched, first);
    press(&mut app, "] [");
    assert_eq!(app.watched, first);
    press(&mut app, "h");
    let hardest = app.pick(Pick::Hardest);
    assert_eq!(app.watched, hardest);
    let picked: Vec<Option<u32>> = (0..5).map(|_| (press(&mut app, "x"), app.watched).1).collect();
    assert!(picked.windows(2).any(|pair| pair[0] != pair[1]), "{picked:?}");
}

/// What stands for an arm in the Prediction pane: its answer, then surprisal and entropy.
fn facts(app: &App) -> Vec<(String, f64, f64)> {
    let tile = tile(app, "2 Prediction");
    let facts = |line: &str| {
        let line = line.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.iter().position(|word| *word == "✓" || *word == "✗")?;
        let numbers: Vec<f64> = words.iter().skip(at).filter_map(|word| word.parse().ok()).collect();
        Some((words.get(at + 1)?.to_string(), *numbers.first()?, *numbers.get(1)?))
    };
    tile.lines().filter_map(facts).collect()
}

#[test]
fn temperature_moves_the_entropy_of_the_bars_and_not_the_winner() {
    let mut app = rested();
    press(&mut app, "2");
    let cold = facts(&app);
    assert_eq!(cold.len(), 2, "{}", tile(&app, "2 Prediction"));
    press(&mut app, "T T");
    let warm = facts(&app);
    for ((winner, _, entropy), (still, _, more)) in cold.iter().zip(&warm) {
        assert_eq!(winner, still);
        assert!(more > entropy, "{entropy} -> {more}");
        assert!(*more <= (GARMENTS.len() as f64).ln() + 0.005);
    }
    press(&mut app, "T T");
    let sharp = facts(&app);
    assert!(sharp[0].2 < cold[0].2);
    press(&mut app, "T b");
    let bits = facts(&app);
    assert!((bits[0].2 - cold[0].2 / std::f64::consts::LN_2).abs() < 0.02, "{bits:?} {cold:?}");
}

#[test]
fn a_frozen_view_does_not_move_while_events_come_and_catches_up() {
    let scene = Scene::garments();
    let mut app = scene.after(default_theme(), 2);
    press(&mut app, "f");
    let frozen = cells(&app, SIZE);
    let later: Vec<_> = scene.events.iter().filter(|event| event.step > 0).cloned().collect();
    for event in later {
        app.apply(&event);
    }
    assert_eq!(text(&cells(&app, SIZE)), text(&frozen));
    press(&mut app, "f");
    assert!(screen(&app, SIZE)[0].contains("done"));
}

#[test]
fn a_filter_leaves_what_passes_and_its_rows_can_be_chosen() {
    let mut app = rested();
    press(&mut app, "4 End / s h i Enter");
    let tile = tile(&app, "4 Imbalance");
    assert!(tile.contains("T-shirt") && tile.contains("Shirt") && !tile.contains("Trouser"), "{tile}");
    press(&mut app, "Enter");
    assert_eq!(app.focus, PaneId::Curves);
    assert!(screen(&app, SIZE).join("\n").to_lowercase().contains("recall of"));
    press(&mut app, "5 End / z z z Enter Enter");
    assert_eq!(app.focus, PaneId::Images, "no image, nothing to watch");
}

#[test]
fn freezing_focusing_and_dropping_do_not_trip_over_each_other() {
    let mut app = Scene::garments().after(default_theme(), 2);
    press(&mut app, "a f");
    handle(&mut app, &[Effect::Drop(ArmId::parse("B").unwrap())]);
    cells(&app, SIZE);
    press(&mut app, "f");
    cells(&app, SIZE);
    app.source = RunSource::Replay("run".into());
    cells(&app, SIZE);
}

#[test]
fn every_pane_is_reached_from_the_list_of_all_of_them() {
    for (at, pane) in PANES.into_iter().enumerate() {
        let mut app = rested();
        let keys = format!("G{} Enter", " Down".repeat(at));
        assert_eq!(press(&mut app, &keys), [], "{}", pane.name());
        assert_eq!((app.focus, app.overlay.is_none()), (pane, true));
    }
}
