//! Everything on the screen.

pub mod terminal;
pub mod theme;
pub mod widgets;
