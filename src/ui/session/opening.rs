//! What flags and the environment decide before the screen opens.

use crate::cli::{Colors, LabArgs};
use crate::lab::drive::laboratory::Store;
use crate::ui::terminal;
use crate::ui::theme::{Charset, ColorMode, Theme};

/// Where runs are stored: `--out`, or a new folder below the state folder of the user.
pub(super) fn store_of(arguments: &LabArgs) -> Store {
    use etcetera::BaseStrategy;
    let state =
        etcetera::choose_base_strategy().ok().map(|dirs| dirs.state_dir().unwrap_or_else(|| dirs.data_dir()));
    match &arguments.recipe.out {
        Some(path) => Store::At(path.clone()),
        None => Store::Below(state.unwrap_or_else(std::env::temp_dir).join("dl-lab").join("runs")),
    }
}

pub(super) fn theme(arguments: &LabArgs, lookup: terminal::Lookup<'_>) -> Theme {
    let color = match arguments.color {
        None | Some(Colors::Auto) => None,
        Some(Colors::Truecolor) => Some(ColorMode::TrueColor),
        Some(Colors::Indexed) => Some(ColorMode::Indexed256),
        Some(Colors::Ansi) => Some(ColorMode::Ansi16),
        Some(Colors::Mono) => Some(ColorMode::Mono),
    };
    let charset = match (arguments.ascii, arguments.unicode) {
        (true, _) => Some(Charset::Ascii),
        (_, true) => Some(Charset::Unicode),
        _ => None,
    };
    Theme::new(terminal::color_mode(color, lookup), terminal::charset(charset, lookup))
}
