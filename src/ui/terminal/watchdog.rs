//! Notices that the terminal is gone.
//!
//! SIGHUP alone is not enough: if the session leader ignores it, no one else gets it. And crossterm's input loop never
//! returns on a dead terminal; it reads again and again at the full speed of a core. So the descriptors are watched,
//! and a dead one is replaced: standard input by a pipe that nobody writes, where the loop sleeps; standard output and
//! error by `/dev/null`, where a stray message does no harm.

use std::fs::OpenOptions;
use std::io::{self, PipeReader, PipeWriter};
use std::thread;
use std::time::Duration;

use crossbeam_channel::Sender;
use rustix::event::PollFlags;
use rustix::stdio::{dup2_stderr, dup2_stdin, dup2_stdout, stderr, stdin, stdout};

use super::signals::Signal;
use super::tty;

/// The system reports most hang-ups at once; this bounds those for which it wakes nobody.
const PERIOD: Duration = Duration::from_millis(500);

/// Starts the watching thread. It sends [`Signal::Hangup`] once and ends with the process.
///
/// # Errors
/// If the system refuses the thread or a pipe.
pub(super) fn spawn(sender: Sender<Signal>) -> io::Result<()> {
    let silence = io::pipe()?;
    thread::Builder::new().name("terminal watchdog".into()).spawn(move || {
        while !is_gone(PERIOD) {}
        let _quiet_already = park(&silence);
        let _over_already = sender.send(Signal::Hangup);
        keep_open(silence);
    })?;
    Ok(())
}

/// Watches standard input for `patience`, then looks at standard output. An error of `poll` itself is no evidence.
fn is_gone(patience: Duration) -> bool {
    let dead = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    let looks_dead = |seen: io::Result<PollFlags>| seen.is_ok_and(|flags| flags.intersects(dead));
    looks_dead(tty::poll_one(stdin(), PollFlags::empty(), Some(patience)))
        || looks_dead(tty::poll_one(stdout(), PollFlags::empty(), Some(Duration::ZERO)))
}

fn park((silence, _): &(PipeReader, PipeWriter)) -> io::Result<()> {
    let nowhere = OpenOptions::new().write(true).open("/dev/null")?;
    dup2_stdin(silence)?;
    dup2_stdout(&nowhere)?;
    // Standard error may be a file that is still of use.
    if tty::poll_one(stderr(), PollFlags::empty(), Some(Duration::ZERO))?
        .intersects(PollFlags::HUP | PollFlags::ERR)
    {
        dup2_stderr(&nowhere)?;
    }
    Ok(())
}

/// A closed write end would wake the readers with an end of file.
fn keep_open(pipe: (PipeReader, PipeWriter)) {
    Box::leak(Box::new(pipe));
}
