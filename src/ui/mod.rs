//! Everything on the screen. The loop: take messages, keys and signals, update the state, draw if something changed.

pub mod action;
pub mod app;
mod choices;
pub mod effect;
#[cfg(test)]
mod golden;
pub mod keymap;
pub mod layout;
mod leaving;
pub mod model;
mod numbers;
pub mod overlay;
pub mod panes;
mod session;
pub mod terminal;
#[cfg(test)]
mod testing;
pub mod theme;
pub mod update;
pub mod view;
pub mod widgets;

pub use session::open;
