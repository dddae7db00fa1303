//! What the tests of the screen share: a small bench whose arms really trained, keys by their names, screens as text.

mod scene;

pub(super) use scene::{Scene, dataset};

use super::action::Action;
use super::app::App;
use super::effect::Effect;
use super::keymap;
use super::model::ArmView;
use super::theme::{Charset, ColorMode, Theme};
use super::view;
use super::widgets::testing::{flaw, lines};
use crate::lab::recipe::{ArmId, Edit};
use crate::lab::record::event::Changed;
use crate::lab::{Body, Command, Event};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The names of the embedded set.
pub(super) const GARMENTS: [&str; 10] =
    ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

/// The twin that the laboratory adds by itself.
pub(super) const TWIN: &str = "B:weights=balanced";

/// Every number of colours with both character sets.
pub(super) fn themes() -> impl Iterator<Item = Theme> {
    let modes = [ColorMode::TrueColor, ColorMode::Indexed256, ColorMode::Ansi16, ColorMode::Mono];
    modes.into_iter().flat_map(|mode| {
        [Charset::Unicode, Charset::Ascii].into_iter().map(move |charset| Theme::new(mode, charset))
    })
}

/// The cells of a screen of this size, drawn twice to see that drawing changes nothing, and every cell looked at.
pub(super) fn cells(app: &App, (width, height): (u16, u16)) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let draw = || {
        let mut buf = Buffer::empty(area);
        view::draw(app, area, &mut buf);
        buf
    };
    let buf = draw();
    assert_eq!(buf, draw(), "the same state and size give the same cells");
    for position in area.positions() {
        let next = buf.cell((position.x + 1, position.y)).filter(|_| position.x + 1 < width);
        if let Some(flaw) = flaw(&app.theme, &buf[position], next) {
            let look = (app.theme.mode(), app.theme.charset());
            panic!("{flaw}: {look:?} in {area} at {position}: {:?}\n{}", buf[position], text(&buf));
        }
    }
    buf
}

/// A screen as lines of text.
pub(super) fn screen(app: &App, size: (u16, u16)) -> Vec<String> {
    lines(&cells(app, size))
}

/// A screen as one text.
pub(super) fn text(buf: &Buffer) -> String {
    lines(buf).join("\n")
}

/// The event of a key by its name: `w`, `Enter`, `Ctrl-c`.
pub(super) fn key(name: &str) -> KeyEvent {
    let named = [
        ("Space", KeyCode::Char(' ')),
        ("Enter", KeyCode::Enter),
        ("Esc", KeyCode::Esc),
        ("Tab", KeyCode::Tab),
        ("Shift-Tab", KeyCode::BackTab),
        ("Up", KeyCode::Up),
        ("Down", KeyCode::Down),
        ("Left", KeyCode::Left),
        ("Right", KeyCode::Right),
        ("PgUp", KeyCode::PageUp),
        ("PgDn", KeyCode::PageDown),
        ("Home", KeyCode::Home),
        ("End", KeyCode::End),
        ("Backspace", KeyCode::Backspace),
    ];
    if let Some(letter) = name.strip_prefix("Ctrl-") {
        return KeyEvent::new(KeyCode::Char(letter.chars().next().unwrap()), KeyModifiers::CONTROL);
    }
    let code = named.iter().find(|(known, _)| *known == name).map(|(_, code)| *code);
    let typed = || {
        assert_eq!(name.chars().count(), 1, "no key is called {name}");
        KeyCode::Char(name.chars().next().unwrap())
    };
    KeyEvent::new(code.unwrap_or_else(typed), KeyModifiers::NONE)
}

/// Presses keys, separated by blanks; all their effects.
pub(super) fn press(app: &mut App, keys: &str) -> Vec<Effect> {
    keys.split(' ').flat_map(|name| app.on_key(&key(name))).collect()
}

/// Opens the command line, types a line into it and presses Enter.
pub(super) fn command(app: &mut App, line: &str) -> Vec<Effect> {
    app.update(&Action::Palette);
    let typed: Vec<Effect> = type_line(app, line);
    assert_eq!(typed, []);
    press(app, "Enter")
}

/// Types a text, a character a key.
pub(super) fn type_line(app: &mut App, line: &str) -> Vec<Effect> {
    line.chars().flat_map(|c| app.on_key(&KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))).collect()
}

/// Does the action of a row of the key table.
pub(super) fn act(app: &mut App, name: &str) -> Vec<Effect> {
    let row = keymap::find(name).unwrap_or_else(|| panic!("no action is called {name}"));
    app.update(&row.action)
}

/// Answers commands at once, as an arm between two batches does.
pub(super) fn handle(app: &mut App, effects: &[Effect]) {
    for effect in effects {
        match effect {
            Effect::Send(arm, Command::Change(edit)) => {
                if let Some(event) = changed(app, *arm, edit) {
                    app.apply(&event);
                }
            }
            Effect::SendAll(Command::Pause) => say_all(app, &Body::Paused),
            Effect::SendAll(Command::Resume) => say_all(app, &Body::Resumed),
            Effect::Drop(arm) => app.forget(*arm),
            _ => {}
        }
    }
}

fn say_all(app: &mut App, body: &Body) {
    let arms: Vec<(ArmId, u64)> = app.arms.iter().map(|arm| (arm.id, arm.history.step)).collect();
    for (arm, step) in arms {
        app.apply(&Event { arm, step, body: body.clone() });
    }
}

/// What an arm that has started says to a change.
fn changed(app: &App, arm: ArmId, edit: &Edit) -> Option<Event> {
    let history = &app.arms.iter().find(|view| view.id == arm)?.history;
    let started = history.started.as_ref()?;
    if let Edit::Undo(field) = edit {
        let view = app.arms.iter().find(|view| view.id == arm)?;
        let before = ArmView { asked: Vec::new(), ..view.clone() }.last_change()?.1;
        let changed = Changed {
            field: (*field).to_owned(),
            from: history.setting(field),
            to: before,
            class_weights: started.class_weights.clone(),
            total_steps: started.total_steps,
            restored: true,
        };
        return Some(Event { arm, step: history.step, body: Body::Changed(changed) });
    }
    let more = if let Edit::Extend(epochs) = edit { epochs * started.steps_per_epoch } else { 0 };
    let changed = Changed {
        field: edit.field().to_owned(),
        from: history.setting(edit.field()),
        to: edit.value(),
        class_weights: started.class_weights.clone(),
        total_steps: started.total_steps + more,
        restored: false,
    };
    Some(Event { arm, step: history.step, body: Body::Changed(changed) })
}
