//! No key is a label without effect.

use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::keymap::KEYS;
use crate::ui::layout::Arrangement;
use crate::ui::testing::{Scene, act, cells, handle, press, screen};
use crate::ui::widgets::testing::default_theme;

/// What has to be done first, by the names of actions, for a row to have something to change.
fn before(row: &str) -> &'static [&'static str] {
    match row {
        "undo" => &["faster rate"],
        "drop arm" => &["next arm"],
        "curves" => &["journal"],
        "previous pane" => &["next pane", "next pane"],
        "up" | "first" => &["confusion", "down"],
        "left" => &["confusion", "right"],
        "down" | "right" | "last" | "open" | "threshold" => &["confusion"],
        "page up" => &["confusion", "page down"],
        "page down" => &["classes"],
        "back" => &["zoom"],
        _ => &[],
    }
}

/// Something a person can see, or something the laboratory hears.
fn leaves_a_trace(row: &str) -> bool {
    // Thresholds are for labels.
    let scene = if matches!(row, "threshold" | "costs") { Scene::labels() } else { Scene::garments() };
    // Continuing is for arms at rest, everything else for arms in training.
    let at_rest = row == "continue";
    let mut app = if at_rest { scene.rested(default_theme()) } else { scene.after(default_theme(), 3) };
    for name in before(row) {
        let effects = act(&mut app, name);
        handle(&mut app, &effects);
    }
    let before = cells(&app, (160, 48));
    let effects = act(&mut app, row);
    !effects.is_empty() || (app.notice.is_none() && cells(&app, (160, 48)) != before)
}

#[test]
fn every_row_of_the_key_table_changes_something() {
    let idle: Vec<&str> = KEYS.iter().map(|row| row.name).filter(|name| !leaves_a_trace(name)).collect();
    assert_eq!(idle, Vec::<&str>::new());
}

#[test]
fn the_help_lists_every_key_on_the_smallest_screen_that_has_room_for_it() {
    for size in [(160, 48), (80, 24), (60, 16)] {
        let mut app = Scene::garments().after(default_theme(), 1);
        app.area = ratatui::layout::Rect::new(0, 0, size.0, size.1);
        press(&mut app, "?");
        let mut seen = screen(&app, size).join("\n");
        for _ in 0..200 {
            press(&mut app, "Down");
            seen.push_str(&screen(&app, size).join("\n"));
        }
        press(&mut app, "End Up Up");
        let above = screen(&app, size);
        press(&mut app, "End");
        assert_ne!(screen(&app, size), above, "the end is no further than the last line");
        for row in KEYS {
            let sentence = row.summary.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
            assert!(seen.contains(&sentence), "{size:?}: {}", row.name);
        }
    }
}

#[test]
fn quitting_asks_while_something_trains_and_only_then() {
    let scene = Scene::garments();
    let mut app = scene.after(default_theme(), 2);
    assert_eq!(press(&mut app, "q"), [Effect::Quit], "nobody has touched the demonstration");
    press(&mut app, "+");
    assert_eq!(press(&mut app, "q"), []);
    assert_eq!(press(&mut app, "n"), [], "any other key stays");
    assert!(app.overlay.is_none());
    assert_eq!(press(&mut app, "q y"), [Effect::Quit]);
    let paused = press(&mut app, "Space");
    handle(&mut app, &paused);
    assert_eq!(press(&mut app, "q"), [], "arms that are paused are not done");
    assert_eq!(press(&mut app, "Esc"), []);
    assert_eq!(press(&mut app, "Ctrl-c"), [Effect::Quit]);
    assert_eq!(press(&mut app, "? Ctrl-c"), [Effect::Quit]);
    let mut rested = scene.rested(default_theme());
    assert_eq!(press(&mut rested, "q"), [Effect::Quit]);
}

#[test]
fn escape_closes_one_thing_at_a_time_and_never_quits() {
    let mut app = Scene::garments().after(default_theme(), 2);
    for opening in ["?", ":", "/", "m", "i", "q", "r", "z", "A"] {
        press(&mut app, opening);
        for _ in 0..3 {
            assert_eq!(press(&mut app, "Esc"), [], "{opening}");
        }
        assert!(app.overlay.is_none() && app.arrangement == Arrangement::Tiles, "{opening}");
    }
    press(&mut app, "4 z / t Enter");
    assert_eq!((app.filter.as_str(), app.arrangement), ("t", Arrangement::Zoomed));
    press(&mut app, "Esc");
    assert_eq!((app.filter.as_str(), app.arrangement), ("", Arrangement::Zoomed));
    press(&mut app, "Esc");
    assert_eq!(app.arrangement, Arrangement::Tiles);
}

#[test]
fn a_paste_outside_a_text_line_does_nothing() {
    let mut app = Scene::garments().after(default_theme(), 2);
    let before = cells(&app, (120, 40));
    app.on_paste("q\ny\u{3}wwl");
    assert_eq!(cells(&app, (120, 40)), before);
    for asking in ["q", "?", "m"] {
        press(&mut app, asking);
        app.on_paste("y\n");
        assert_eq!(press(&mut app, "Esc"), [], "{asking}");
    }
    press(&mut app, ":");
    app.on_paste("lr 0.1\nq");
    assert!(screen(&app, (120, 40)).join("\n").contains(":lr 0.1 q"), "one line, no Enter");
}

#[test]
fn nothing_waits_in_vain_while_the_data_are_loading() {
    let scene = Scene::garments();
    for row in KEYS {
        let mut app = App::new(default_theme(), crate::ui::model::RunSource::Live, scene.recipe.clone());
        let effects = act(&mut app, row.name);
        let harmless = |effect: &Effect| {
            matches!(effect, Effect::Quit | Effect::Copy | Effect::Redraw | Effect::Suspend)
        };
        assert!(effects.iter().all(harmless), "{}: {effects:?}", row.name);
        cells(&app, (80, 24));
    }
}
