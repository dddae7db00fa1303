//! The thread that writes frames, and the one-slot mailbox in front of it.
//!
//! `write(2)` on a stalled line blocks. It blocks this thread only; the user interface sees that the mailbox is not
//! idle and skips frames instead of queueing them.

use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Holds at most one frame for the writer thread.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    slot: Mutex<FrameSlot>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct FrameSlot {
    /// Bytes that nobody has begun to write; empty if there are none.
    frame: Vec<u8>,
    state: Writer,
    sent: Sent,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Writer {
    #[default]
    Waiting,
    Writing,
    /// The terminal refused a frame: it is gone.
    Broken,
    /// The program has left the terminal; nothing may be written any more.
    Closed,
}

/// What went to the terminal so far.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Frames handed to the writer; unchanged frames are not among them.
    pub frames: u64,
    /// Their bytes, with the marks of the synchronised update.
    pub bytes: u64,
}

impl Mailbox {
    /// A mailbox with a thread that writes what is posted to `out`, one `write_all` a frame, until it is closed.
    ///
    /// # Errors
    /// If the system refuses a thread.
    pub(super) fn spawn(out: impl Write + Send + 'static) -> io::Result<Arc<Self>> {
        let mailbox = Arc::new(Self::default());
        let at_work = Arc::clone(&mailbox);
        thread::Builder::new().name("terminal writer".into()).spawn(move || at_work.serve(out))?;
        Ok(mailbox)
    }

    /// Hands a frame over and leaves `frame` empty. If the last one was not even begun, this one follows it in the
    /// same write, so that none is lost.
    pub(super) fn post(&self, frame: &mut Vec<u8>) {
        let mut slot = self.lock();
        if !matches!(slot.state, Writer::Broken | Writer::Closed) {
            slot.sent.frames += 1;
            slot.sent.bytes += frame.len() as u64;
            if slot.frame.is_empty() {
                mem::swap(&mut slot.frame, frame);
            } else {
                slot.frame.extend_from_slice(frame);
            }
            self.changed.notify_all();
        }
        frame.clear();
    }

    /// Whether everything posted has been written.
    pub(super) fn is_idle(&self) -> bool {
        !self.lock().is_busy()
    }

    /// Whether a write has failed.
    pub(super) fn is_broken(&self) -> bool {
        self.lock().state == Writer::Broken
    }

    /// The totals so far.
    pub(super) fn sent(&self) -> Sent {
        self.lock().sent
    }

    /// Waits until everything is written, at most `patience`; says whether it is.
    pub(super) fn flush(&self, patience: Duration) -> bool {
        let waited = self.changed.wait_timeout_while(self.lock(), patience, |slot| slot.is_busy());
        !waited.unwrap_or_else(PoisonError::into_inner).0.is_busy()
    }

    /// Lets the thread end. A frame that it has not begun is dropped; later ones are ignored.
    pub(super) fn close(&self) {
        self.lock().state = Writer::Closed;
        self.changed.notify_all();
    }

    fn serve(&self, mut out: impl Write) {
        let mut frame = Vec::new();
        while self.next(&mut frame) {
            let result = out.write_all(&frame);
            frame.clear();
            self.finish(&result);
        }
    }

    /// Waits for a frame and swaps it into the empty `frame`: the buffers go round, none is allocated for a frame.
    fn next(&self, frame: &mut Vec<u8>) -> bool {
        let nothing_to_do = |slot: &mut FrameSlot| slot.state == Writer::Waiting && slot.frame.is_empty();
        let waited = self.changed.wait_while(self.lock(), nothing_to_do);
        let mut slot = waited.unwrap_or_else(PoisonError::into_inner);
        if slot.state != Writer::Waiting {
            return false;
        }
        mem::swap(&mut slot.frame, frame);
        slot.state = Writer::Writing;
        true
    }

    fn finish(&self, result: &io::Result<()>) {
        let mut slot = self.lock();
        if slot.state == Writer::Writing {
            slot.state = if result.is_ok() { Writer::Waiting } else { Writer::Broken };
        }
        self.changed.notify_all();
    }

    /// A poisoned lock is taken all the same: the panic hook comes through here.
    fn lock(&self) -> MutexGuard<'_, FrameSlot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FrameSlot {
    fn is_busy(&self) -> bool {
        match self.state {
            Writer::Waiting => !self.frame.is_empty(),
            Writer::Writing => true,
            Writer::Broken | Writer::Closed => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    /// A terminal that takes a write only when the test lets it.
    struct Gate {
        open: Receiver<bool>,
        written: Sender<Vec<u8>>,
    }

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if !self.open.recv().unwrap_or(true) {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            self.written.send(bytes.to_vec()).unwrap();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn gated() -> (Arc<Mailbox>, Sender<bool>, Receiver<Vec<u8>>) {
        let (opener, open) = bounded(0);
        let (written, seen) = unbounded();
        (Mailbox::spawn(Gate { open, written }).unwrap(), opener, seen)
    }

    #[test]
    fn a_frame_is_one_write_and_the_mailbox_is_busy_until_it_is_done() {
        let (mailbox, opener, seen) = gated();
        assert!(mailbox.is_idle());
        let mut frame = vec![b'x'; 100_000];
        mailbox.post(&mut frame);
        assert!(frame.is_empty());
        assert!(!mailbox.is_idle());
        assert!(!mailbox.flush(Duration::from_millis(1)), "the line is stalled");
        opener.send(true).unwrap();
        assert!(mailbox.flush(LONG));
        assert_eq!(seen.recv().unwrap().len(), 100_000);
        assert!(seen.is_empty());
        assert_eq!(mailbox.sent(), Sent { frames: 1, bytes: 100_000 });
    }

    #[test]
    fn a_frame_posted_too_early_is_not_lost() {
        let (mailbox, opener, seen) = gated();
        for text in ["one", "two", "three"] {
            mailbox.post(&mut text.as_bytes().to_vec());
        }
        drop(opener);
        assert!(mailbox.flush(LONG));
        assert_eq!(seen.try_iter().flatten().collect::<Vec<u8>>(), b"onetwothree");
    }

    #[test]
    fn a_failed_write_is_remembered_and_later_frames_are_ignored() {
        let (mailbox, opener, seen) = gated();
        mailbox.post(&mut b"one".to_vec());
        opener.send(false).unwrap();
        assert!(mailbox.flush(LONG));
        assert!(mailbox.is_broken());
        mailbox.post(&mut b"two".to_vec());
        assert!(mailbox.is_idle());
        assert_eq!(mailbox.sent().frames, 1);
        assert!(seen.is_empty());
    }

    #[test]
    fn nothing_is_written_after_closing() {
        let (mailbox, opener, seen) = gated();
        mailbox.close();
        mailbox.post(&mut b"late".to_vec());
        assert!(mailbox.is_idle());
        // The thread ends and drops the gate, which closes its channel without a frame.
        assert!(seen.recv().is_err());
        drop(opener);
    }
}
