//! What a person does at a terminal.

use crossterm::event::KeyEvent;
use ratatui::layout::Position;

/// What the person at the terminal did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TerminalInput {
    /// A key went down or repeated.
    Key(KeyEvent),
    /// The mouse did something at this cell, counted from 0.
    Mouse(MouseInput, Position),
    /// Text was pasted.
    Paste(String),
    /// The window came to the front.
    FocusGained,
    /// The window went to the back.
    FocusLost,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseInput {
    /// The left button went down.
    Click,
    /// The wheel turned away from the person.
    WheelUp,
    /// The wheel turned towards the person.
    WheelDown,
}
