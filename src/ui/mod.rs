//! Everything on the screen.

pub mod widgets;
