//! The terminal's modes, entered and left in one place.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange};
use crossterm::queue;
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen};
use rustix::stdio::stdin;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

use super::{sink, tty};

/// How long a stalled line may delay leaving.
const PATIENCE: Duration = Duration::from_millis(200);

/// Which reports of the mouse are asked for. Never those of every motion, which would be sent over a slow line all the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseReports {
    /// None: the mouse stays with the terminal, whose selection people use.
    Off,
    /// Buttons and the wheel; with Shift the mouse stays with the terminal.
    Buttons,
}

/// Buttons and the wheel, in numbers that have no end (SGR).
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// Holds the terminal in the program's modes: raw input, alternate screen, hidden cursor, bracketed paste, focus
/// reports, and reports of the mouse if they are asked for. Dropping it leaves.
#[derive(Debug)]
pub(super) struct Guard {
    /// The line discipline as the program found it: what every exit restores.
    before: Termios,
    mouse: MouseReports,
    entered: AtomicBool,
}

impl Guard {
    /// Remembers the terminal's state and enters the modes.
    ///
    /// # Errors
    /// If standard input is not a terminal.
    pub(super) fn enter(mouse: MouseReports) -> io::Result<Self> {
        let guard = Self { before: tcgetattr(stdin())?, mouse, entered: AtomicBool::new(false) };
        guard.reenter()?;
        Ok(guard)
    }

    /// Enters the modes again, whatever the terminal was left in.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub(super) fn reenter(&self) -> io::Result<()> {
        let mut raw = self.before.clone();
        raw.make_raw();
        self.entered.store(true, Ordering::SeqCst);
        tcsetattr(stdin(), OptionalActions::Now, &raw)?;
        let mut bytes = Vec::new();
        queue!(bytes, EnterAlternateScreen, Hide, EnableBracketedPaste, EnableFocusChange)?;
        if self.mouse == MouseReports::Buttons {
            bytes.extend_from_slice(MOUSE_ON);
        }
        tty::write_if_writable(&bytes, PATIENCE);
        Ok(())
    }

    /// Leaves the modes. A second call does nothing; a terminal that is gone is not an error. May be called from
    /// any thread, and from a panic hook.
    pub(super) fn leave(&self) {
        if !self.entered.swap(false, Ordering::SeqCst) {
            return;
        }
        tty::write_if_writable(&leaving(), PATIENCE);
        let _gone = tcsetattr(stdin(), OptionalActions::Now, &self.before);
    }

    /// Counts as left without touching the terminal, which belongs to another job now.
    pub(super) fn abandon(&self) {
        self.entered.store(false, Ordering::SeqCst);
    }

    /// Whether the modes are on.
    pub(super) fn is_entered(&self) -> bool {
        self.entered.load(Ordering::SeqCst)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Closes an update that may be open first, so that what follows is seen; the alternate screen goes last.
fn leaving() -> Vec<u8> {
    let mut bytes = sink::END.to_vec();
    bytes.extend_from_slice(MOUSE_OFF);
    let commands = queue!(
        bytes,
        DisableFocusChange,
        DisableBracketedPaste,
        SetAttribute(Attribute::Reset),
        Show,
        LeaveAlternateScreen
    );
    debug_assert!(commands.is_ok(), "a vector takes every byte");
    bytes
}
