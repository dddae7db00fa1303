//! What a person does at a terminal.

use crossterm::event::KeyEvent;

/// What the person at the terminal did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TerminalInput {
    /// A key went down or repeated.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The window came to the front.
    FocusGained,
    /// The window went to the back.
    FocusLost,
}
