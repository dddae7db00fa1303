//! The same runs at other sizes, for an audience, and in other colours and characters.

use super::{CLASSES, LABELS, NUMBERS, SIX, SMALL, WIDE, golden};
use crate::lab::fixtures::texts_in;
use crate::ui::app::App;
use crate::ui::testing::{cells, press};
use crate::ui::theme::{Charset, ColorMode, Theme};
use crate::ui::widgets::testing::default_theme;
use ratatui::style::{Color, Modifier, Style};

/// The size of a lecture hall's projector.
const HALL: (u16, u16) = (100, 30);

#[test]
fn every_shape_of_a_terminal() {
    for size in [HALL, (80, 50), (200, 24), (60, 20), (120, 40)] {
        golden("shape", &CLASSES.rested(default_theme()), size);
    }
    golden("shape-six", &SIX.rested(default_theme()), HALL);
    golden("shape-labels", &LABELS.rested(default_theme()), (80, 50));
    golden("shape-numbers", &NUMBERS.rested(default_theme()), (200, 24));
}

#[test]
fn for_an_audience() {
    for (name, run) in [("classes", &CLASSES), ("labels", &LABELS), ("numbers", &NUMBERS), ("six", &SIX)] {
        let mut app = run.rested(default_theme());
        press(&mut app, "P");
        for size in [WIDE, HALL, SMALL] {
            golden(&format!("presented-{name}"), &app, size);
        }
    }
}

#[test]
fn bars_and_matrices_alone() {
    for (name, keys) in
        [("confusion", "3 z"), ("imbalance", "4 z"), ("numbers", "4 t z"), ("loss", "9 z"), ("roc", "6 t z")]
    {
        let mut app = CLASSES.rested(default_theme());
        press(&mut app, keys);
        golden(&format!("zoomed-{name}"), &app, HALL);
    }
}

#[test]
fn in_ascii() {
    let ascii = Theme::new(ColorMode::Mono, Charset::Ascii);
    golden("ascii", &CLASSES.rested(ascii), HALL);
    let mut app = CLASSES.rested(ascii);
    press(&mut app, "P");
    golden("ascii-presented", &app, HALL);
}

#[test]
fn in_fewer_colours_and_in_none() {
    for (name, mode) in [("256", ColorMode::Indexed256), ("16", ColorMode::Ansi16), ("mono", ColorMode::Mono)]
    {
        let app = CLASSES.rested(Theme::new(mode, Charset::Unicode));
        let text = styles(&app, HALL);
        texts_in("screens").bind(|| insta::assert_snapshot!(format!("styles-{name}"), text));
    }
}

/// How the cells of each line look: from which column on, what.
fn styles(app: &App, size: (u16, u16)) -> String {
    let cells = cells(app, size);
    let line = |y: u16| {
        let (mut last, mut text) = (String::new(), String::new());
        for x in 0..size.0 {
            let now = look(cells[(x, y)].style());
            if now != last {
                text.extend([" ", &x.to_string(), &now]);
                last = now;
            }
        }
        text
    };
    (0..size.1).map(|y| format!("{y:2}{}", line(y))).collect::<Vec<_>>().join("\n")
}

/// `f32b0B`: colours of text and background, then bold, dim, underlined, reversed.
fn look(style: Style) -> String {
    let color = |color: Option<Color>| match color {
        None | Some(Color::Reset) => "-".to_owned(),
        Some(Color::Indexed(index)) => index.to_string(),
        Some(named) => format!("{named:?}"),
    };
    let letters =
        [(Modifier::BOLD, 'B'), (Modifier::DIM, 'D'), (Modifier::UNDERLINED, 'U'), (Modifier::REVERSED, 'R')];
    let on = |(modifier, letter): (Modifier, char)| style.add_modifier.contains(modifier).then_some(letter);
    let modifiers: String = letters.into_iter().filter_map(on).collect();
    format!("f{}b{}{modifiers}", color(style.fg), color(style.bg))
}
