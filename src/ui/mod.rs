//! Everything on the screen.

pub mod action;
pub mod keymap;
pub mod terminal;
pub mod theme;
pub mod widgets;

use crate::cli::LabArgs;
use crate::commands::Failure;

/// Opens the laboratory on the terminal.
///
/// # Errors
/// For input that cannot be used, or where there is no terminal.
pub fn open(_: &LabArgs) -> Result<(), Failure> {
    Err(Failure::Input("the screen is not built yet: use dl-lab run".into()))
}
