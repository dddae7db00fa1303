//! Keys and the like, read on a thread of their own.
//!
//! Nothing else calls `crossterm::event`: its reads do not return on a dead terminal, whatever the time-out, so the
//! user interface must never be the one inside.

use std::time::{Duration, Instant};
use std::{io, thread};

use crossbeam_channel::Sender;
use crossterm::event::{self, Event, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

use super::escape::EscJoiner;
use super::input::{MouseInput, TerminalInput};
use super::signals::Signal;
use ratatui::layout::Position;

/// Starts the reading thread. A lone Escape is held back for `hold`. When the terminal cannot be read any more, the
/// thread sends [`Signal::Hangup`] and ends.
///
/// # Errors
/// If the system refuses the thread.
pub(super) fn spawn(
    inputs: Sender<TerminalInput>,
    signals: Sender<Signal>,
    hold: Duration,
) -> io::Result<()> {
    thread::Builder::new().name("terminal input".into()).spawn(move || {
        if read_all(&inputs, EscJoiner::new(hold)).is_err() {
            let _over_already = signals.send(Signal::Hangup);
        }
    })?;
    Ok(())
}

/// Reads until the receiver is gone (`Ok`) or the terminal is (`Err`).
fn read_all(inputs: &Sender<TerminalInput>, mut joiner: EscJoiner) -> io::Result<()> {
    loop {
        let certain = match joiner.deadline() {
            Some(deadline) if !event::poll(deadline.saturating_duration_since(Instant::now()))? => {
                joiner.expire()
            }
            _ => {
                translate(event::read()?).map(|input| joiner.push(input, Instant::now())).unwrap_or_default()
            }
        };
        for input in certain {
            if inputs.send(input).is_err() {
                return Ok(());
            }
        }
    }
}

fn translate(event: Event) -> Option<TerminalInput> {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Release => None,
        Event::Key(key) => Some(TerminalInput::Key(key)),
        Event::Paste(text) => Some(TerminalInput::Paste(text)),
        Event::FocusGained => Some(TerminalInput::FocusGained),
        Event::FocusLost => Some(TerminalInput::FocusLost),
        Event::Mouse(event) => mouse(event),
        // The signal thread reports sizes: it listens before the first frame, and is never inside a read.
        Event::Resize(..) => None,
    }
}

/// Other buttons, and buttons that go up, mean nothing here.
fn mouse(event: MouseEvent) -> Option<TerminalInput> {
    let what = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseInput::Click,
        MouseEventKind::ScrollUp => MouseInput::WheelUp,
        MouseEventKind::ScrollDown => MouseInput::WheelDown,
        _ => return None,
    };
    Some(TerminalInput::Mouse(what, Position::new(event.column, event.row)))
}
