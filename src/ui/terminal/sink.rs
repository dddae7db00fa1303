//! Where ratatui's bytes are collected until they are a whole frame.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;

use super::writer::Mailbox;

/// Opens a synchronised update: a terminal that knows it shows nothing until the end mark. Others ignore it.
const BEGIN: &[u8] = b"\x1b[?2026h";
/// Closes a synchronised update.
pub(super) const END: &[u8] = b"\x1b[?2026l";

/// The sink a backend writes into, and the handle that sends what it collected.
pub(super) fn pair(mailbox: Arc<Mailbox>) -> (FrameSink, SinkHandle) {
    let pending = Rc::default();
    (FrameSink { pending: Rc::clone(&pending) }, SinkHandle { pending, mailbox, framed: Vec::new() })
}

/// A writer that only collects. It cannot fail, so ratatui never sees an error and never prints one.
#[derive(Debug)]
pub(super) struct FrameSink {
    pending: Rc<RefCell<Vec<u8>>>,
}

impl Write for FrameSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Does nothing: ratatui flushes several times a frame, the terminal wants it whole.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The user interface's end of the sink.
#[derive(Debug)]
pub(super) struct SinkHandle {
    pending: Rc<RefCell<Vec<u8>>>,
    mailbox: Arc<Mailbox>,
    framed: Vec<u8>,
}

impl SinkHandle {
    /// Sends the collected bytes as one synchronised update and says how many bytes that is. Nothing collected is
    /// nothing sent.
    pub(super) fn commit(&mut self) -> usize {
        let mut pending = self.pending.borrow_mut();
        if pending.is_empty() {
            return 0;
        }
        self.framed.clear();
        self.framed.extend_from_slice(BEGIN);
        self.framed.append(&mut pending);
        self.framed.extend_from_slice(END);
        let bytes = self.framed.len();
        self.mailbox.post(&mut self.framed);
        bytes
    }

    /// Adds bytes that are not part of the image to the next frame.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.pending.borrow_mut().extend_from_slice(bytes);
    }

    /// Forgets what was collected since the last commit.
    pub(super) fn discard(&mut self) {
        self.pending.borrow_mut().clear();
    }

    /// The mailbox behind the handle.
    pub(super) fn mailbox(&self) -> &Arc<Mailbox> {
        &self.mailbox
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_frame_is_wrapped_once_however_often_it_is_flushed() {
        let (reader, writer) = io::pipe().unwrap();
        let (mut sink, mut handle) = pair(Mailbox::spawn(writer).unwrap());
        assert_eq!(handle.commit(), 0, "an empty frame is not sent");
        sink.write_all(b"one").unwrap();
        sink.flush().unwrap();
        sink.write_all(b"two").unwrap();
        sink.flush().unwrap();
        let bytes = handle.commit();
        assert_eq!(handle.commit(), 0);
        sink.write_all(b"gone").unwrap();
        handle.discard();
        assert_eq!(handle.commit(), 0);
        assert!(handle.mailbox().flush(Duration::from_secs(20)));
        handle.mailbox().close();
        let text = io::read_to_string(reader).unwrap();
        assert_eq!(text, "\x1b[?2026honetwo\x1b[?2026l");
        assert_eq!(bytes, text.len());
    }
}
