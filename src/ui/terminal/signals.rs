//! Signals as messages. No handler of ours does anything but pass them on.

use std::{io, thread};

use crossbeam_channel::Sender;
use signal_hook::consts::signal::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGUSR1, SIGWINCH};
use signal_hook::iterator::Signals;

/// What the system wants of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The terminal is gone (SIGHUP, or the watchdog saw it): save and leave.
    Hangup,
    /// SIGTERM: save and leave.
    Terminate,
    /// SIGINT from outside; `Ctrl-C` arrives as a key.
    Interrupt,
    /// SIGTSTP from outside; `Ctrl-Z` arrives as a key. Answer with [`Screen::suspend`](super::Screen::suspend).
    Stop,
    /// SIGCONT. Answer with [`Screen::resume`](super::Screen::resume).
    Continue,
    /// SIGUSR1: write a checkpoint now.
    Checkpoint,
    /// SIGWINCH: the window changed its size. Several changes may be reported as one; ask
    /// [`Screen::size`](super::Screen::size) for the last.
    Resize,
}

const TABLE: [(i32, Signal); 7] = [
    (SIGHUP, Signal::Hangup),
    (SIGTERM, Signal::Terminate),
    (SIGINT, Signal::Interrupt),
    (SIGTSTP, Signal::Stop),
    (SIGCONT, Signal::Continue),
    (SIGUSR1, Signal::Checkpoint),
    (SIGWINCH, Signal::Resize),
];

impl Signal {
    /// The exit status a shell would report for a program that the signal ended; `None` if it does not end one.
    pub fn exit_code(self) -> Option<u8> {
        let ends = matches!(self, Signal::Hangup | Signal::Terminate | Signal::Interrupt);
        let row = TABLE.iter().find(|(_, signal)| *signal == self && ends);
        row.and_then(|(number, _)| u8::try_from(128 + number).ok())
    }
}

/// Starts the thread that waits for signals and sends them on; it ends with the process or with the receiver.
///
/// # Errors
/// If the system refuses the handlers or the thread.
pub(super) fn spawn(sender: Sender<Signal>) -> io::Result<()> {
    let mut signals = Signals::new(TABLE.map(|(number, _)| number))?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for number in signals.forever() {
            let known = TABLE.iter().find(|(known, _)| *known == number);
            if known.is_some_and(|(_, signal)| sender.send(*signal).is_err()) {
                return;
            }
        }
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_of_a_shell() {
        assert_eq!(Signal::Hangup.exit_code(), Some(129));
        assert_eq!(Signal::Interrupt.exit_code(), Some(130));
        assert_eq!(Signal::Terminate.exit_code(), Some(143));
        assert_eq!(Signal::Continue.exit_code(), None);
    }
}
