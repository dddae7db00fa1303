//! Everything on the screen.

pub mod terminal;
pub mod widgets;
