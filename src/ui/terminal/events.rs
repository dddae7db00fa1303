//! The threads that listen, and the two channels they report on.

use std::io;

use crossbeam_channel::{Receiver, bounded, unbounded};

use super::input::TerminalInput;
use super::link::LinkSpeed;
use super::reading;
use super::signals::{self, Signal};
use super::watchdog;

/// Keys typed ahead while the loop is busy; beyond that the terminal itself holds them back.
const TYPED_AHEAD: usize = 256;

/// What the threads around the screen report. Wait on both with `crossbeam_channel::select!`.
///
/// The threads end with the process: one that is inside a read cannot be called back.
#[derive(Debug)]
pub struct Events {
    /// Keys, pastes, changes of focus. Ends when the terminal cannot be read any more, which is a hang-up too.
    pub inputs: Receiver<TerminalInput>,
    /// Signals, among them changes of size, and the hang-up the watchdog saw.
    pub signals: Receiver<Signal>,
}

impl Events {
    /// Starts the threads. The first is the one for signals, because from then on none is lost.
    ///
    /// # Errors
    /// If the system refuses a thread, a pipe or a handler.
    pub(super) fn start(link: LinkSpeed) -> io::Result<Self> {
        let (input_sender, inputs) = bounded(TYPED_AHEAD);
        let (signal_sender, signals) = unbounded();
        signals::spawn(signal_sender.clone())?;
        watchdog::spawn(signal_sender.clone())?;
        reading::spawn(input_sender, signal_sender, link.escape_hold())?;
        Ok(Self { inputs, signals })
    }
}
