//! What the mouse points at.

use crate::lab::recipe::PaneId;
use crate::ui::action::Choice;
use crate::ui::app::App;
use crate::ui::overlay::Overlay;
use crate::ui::terminal::MouseInput;
use crate::ui::testing::{Scene, handle, press, screen};
use crate::ui::view::target;
use crate::ui::widgets::testing::default_theme;
use ratatui::layout::{Position, Rect};

const SIZE: (u16, u16) = (160, 48);

fn rested() -> App {
    Scene::garments().rested(default_theme())
}

/// Points at the first cell of a text on the screen, some cells further right.
fn click(app: &mut App, size: (u16, u16), text: &str, right: u16) {
    let lines = screen(app, size);
    let y = lines.iter().position(|line| line.contains(text)).unwrap_or_else(|| panic!("no {text}"));
    let x = lines[y].split(text).next().unwrap().chars().count() as u16 + right;
    let target = target(app, Rect::new(0, 0, size.0, size.1), Position::new(x, y as u16));
    let effects = app.on_mouse(MouseInput::Click, target);
    handle(app, &effects);
}

/// Clicks on the first cell of a row of the matrix.
fn click_row(app: &mut App, name: &str) {
    let lines = screen(app, SIZE);
    let begins = |line: &String| line.chars().take(14).collect::<String>().contains(name);
    let y = lines.iter().position(begins).unwrap() as u16;
    let effects =
        app.on_mouse(MouseInput::Click, target(app, Rect::new(0, 0, SIZE.0, SIZE.1), Position::new(16, y)));
    handle(app, &effects);
}

#[test]
fn a_click_chooses_a_pane_a_tab_an_arm_a_row_or_a_cell_and_a_second_one_opens() {
    let mut app = rested();
    click(&mut app, SIZE, "6 Decision", 2);
    assert_eq!(app.focus, PaneId::Decision);
    click(&mut app, SIZE, " B   ", 1);
    assert_eq!(app.arm.to_string(), "B");
    click(&mut app, SIZE, "3 Confusion", 0);
    assert_eq!((app.focus, app.panes.confusion.cursor()), (PaneId::Confusion, (0, 0)));
    click_row(&mut app, "Sandal");
    let (truth, predicted) = app.panes.confusion.cursor();
    assert_eq!((app.class_name(truth), predicted), ("Sandal", 0));
    assert_eq!(app.focus, PaneId::Confusion);
    click_row(&mut app, "Sandal");
    assert_eq!(app.focus, PaneId::Images, "the second click opens the cell");
    click(&mut app, SIZE, "4 Imbalance", 0);
    click(&mut app, SIZE, "│  Coat ", 4);
    let chosen = app.panes.imbalance.selected(&app.model).unwrap();
    assert_eq!(app.class_name(chosen), "Coat");
    click(&mut app, SIZE, "▸ Coat ", 3);
    assert_eq!(app.focus, PaneId::Curves, "the second click shows its recall");
    click(&mut app, SIZE, "balanced  uniform", 2);
    assert!(matches!(&app.overlay, Some(Overlay::Menu(menu)) if menu.choice == Choice::Weights));
}

#[test]
fn the_wheel_moves_what_it_points_at_or_what_lies_over_everything() {
    let mut app = rested();
    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    let (pane, place) = app.layout(area).tiles[3];
    let target = target(&app, area, Position::new(place.x + 4, place.y + 4));
    app.on_mouse(MouseInput::WheelDown, target);
    assert_eq!(
        (app.focus, app.panes.imbalance.selected(&app.model)),
        (pane, app.panes.imbalance.selected(&app.model))
    );
    let second = app.panes.imbalance.selected(&app.model);
    app.on_mouse(MouseInput::WheelUp, target);
    assert_ne!(app.panes.imbalance.selected(&app.model), second);
    press(&mut app, "?");
    app.on_mouse(MouseInput::WheelDown, target);
    assert!(matches!(&app.overlay, Some(Overlay::Help(page)) if page.offset == 1));
    app.on_mouse(MouseInput::Click, target);
    assert!(app.overlay.is_some(), "what is below is covered");
}

#[test]
fn a_click_chooses_from_a_list_and_a_second_one_takes_it() {
    let mut app = rested();
    press(&mut app, "w");
    click(&mut app, SIZE, "sqrt-inverse ", 3);
    let chosen = |app: &App| match &app.overlay {
        Some(Overlay::Menu(menu)) => menu.chosen().map(|entry| entry.value.clone()),
        _ => None,
    };
    assert_eq!(chosen(&app).as_deref(), Some("sqrt-inverse"));
    click(&mut app, SIZE, "sqrt-inverse ", 3);
    assert!(app.overlay.is_none(), "the second click applies it");
    for key in [":", "l", "o"] {
        press(&mut app, key);
    }
    click(&mut app, SIZE, "loss focal ", 3);
    let suggested = match &app.overlay {
        Some(Overlay::Palette(line)) => line.suggestions()[line.selected].text.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(suggested.trim(), "loss focal");
    press(&mut app, "Esc");
    press(&mut app, "H");
    click(&mut app, SIZE, "one-neuron", 3);
    let named = |app: &App| match &app.overlay {
        Some(Overlay::Home(home)) => home.chosen().map(|outline| outline.experiment.name.clone()),
        _ => None,
    };
    assert_eq!(named(&app).as_deref(), Some("one-neuron"));
    click(&mut app, SIZE, "28 experiments", 0);
    assert_eq!(named(&app).as_deref(), Some("one-neuron"), "the frame is no recipe");
}

#[test]
fn labels_are_chosen_by_a_click_on_their_row_or_their_cell() {
    let mut app = Scene::labels().rested(default_theme());
    press(&mut app, "3");
    let names = app.class_names().to_vec();
    let at = names.len() - 1;
    click_row_of(&mut app, &names[at]);
    assert_eq!(app.label(), at);
    press(&mut app, "n");
    click_row_of(&mut app, &names[0]);
    assert_eq!(app.label(), 0);
}

/// Clicks a little right of the first place of a name in pane 3, which stands below on the left.
fn click_row_of(app: &mut App, name: &str) {
    let lines = screen(app, SIZE);
    let top = lines.iter().position(|line| line.contains("3 Labels")).unwrap();
    // Headings stand above the rows, words on the chosen pair below them.
    let begins =
        |line: &&String| line.chars().skip(1).take(12).collect::<String>().trim_start().starts_with(name);
    let y = top + lines[top..].iter().rposition(|line| begins(&line)).unwrap();
    let x = lines[y].split(name).next().unwrap().chars().count() + name.chars().count() + 2;
    let at = Position::new(x as u16, y as u16);
    let effects = app.on_mouse(MouseInput::Click, target(app, Rect::new(0, 0, SIZE.0, SIZE.1), at));
    handle(app, &effects);
}
