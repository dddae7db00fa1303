//! The standard streams as bare descriptors: no buffering, no queries, no panic when the terminal is gone.

use std::io::{self, Write};
use std::time::Duration;

use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fd::BorrowedFd;
use rustix::io::Errno;
use rustix::stdio::stdout;

/// What is assumed of a terminal that does not know its size, as serial lines do not.
const UNKNOWN_SIZE: Size = Size { width: 80, height: 24 };

/// The terminal's size in cells, at least 1x1.
///
/// # Errors
/// If standard output is not a terminal, or no longer one.
pub(super) fn size() -> io::Result<Size> {
    let size = rustix::termios::tcgetwinsize(stdout())?;
    Ok(match (size.ws_col, size.ws_row) {
        (0, 0) => UNKNOWN_SIZE,
        (width, height) => Size { width: width.max(1), height: height.max(1) },
    })
}

/// Standard output without std's 1 KiB line buffer: one `write` is one system call.
pub(super) struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(stdout(), bytes) {
                // Another program may have made the shared terminal non-blocking.
                Err(Errno::AGAIN) => {
                    poll_one(stdout(), PollFlags::OUT, None)?;
                }
                result => return Ok(result?),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes `bytes` unless the terminal takes nothing for `patience`: a stalled line must not keep the program from
/// leaving. Failure is ignored, because it means that nobody is looking.
pub(super) fn write_if_writable(bytes: &[u8], patience: Duration) {
    if poll_one(stdout(), PollFlags::OUT, Some(patience)).is_ok_and(|seen| seen.contains(PollFlags::OUT)) {
        let _nobody_is_looking = Stdout.write_all(bytes);
    }
}

/// Waits until `descriptor` shows one of `wanted` or has an error; empty flags mean that the time ran out.
pub(super) fn poll_one(
    descriptor: BorrowedFd<'static>,
    wanted: PollFlags,
    patience: Option<Duration>,
) -> io::Result<PollFlags> {
    let patience = patience.and_then(|time| Timespec::try_from(time).ok());
    let mut watched = [PollFd::from_borrowed_fd(descriptor, wanted)];
    loop {
        match rustix::event::poll(&mut watched, patience.as_ref()) {
            Err(Errno::INTR) => {}
            result => return Ok(result.map(|_| watched[0].revents())?),
        }
    }
}
