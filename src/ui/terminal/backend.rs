//! ratatui's backend without its questions and without its constant trailer.

use std::io;

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::sink::FrameSink;
use super::tty;

/// Wraps [`CrosstermBackend`] and differs from it in three ways: an unchanged frame produces no byte, the cursor is
/// tracked instead of asked for, and the size comes from standard output alone (crossterm opens `/dev/tty`, and
/// starts `tput` twice a frame when that fails).
pub(super) struct QuietBackend {
    inner: CrosstermBackend<FrameSink>,
    cursor: Cursor,
}

/// What is known of the terminal's cursor; `None` is unknown.
#[derive(Debug, Default)]
struct Cursor {
    visible: Option<bool>,
    position: Option<Position>,
}

impl QuietBackend {
    /// A backend that knows nothing of the cursor yet.
    pub(super) fn new(sink: FrameSink) -> Self {
        Self { inner: CrosstermBackend::new(sink), cursor: Cursor::default() }
    }

    /// Forgets what was known of the cursor, because someone else used the terminal.
    pub(super) fn forget_cursor(&mut self) {
        self.cursor = Cursor::default();
    }
}

impl Backend for QuietBackend {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.cursor.position = None;
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor.visible.replace(false) == Some(false) { Ok(()) } else { self.inner.hide_cursor() }
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor.visible.replace(true) == Some(true) { Ok(()) } else { self.inner.show_cursor() }
    }

    /// Where the cursor was last put; the terminal is not asked, because the input thread would eat its answer.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.position.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor.position.replace(position) == Some(position) {
            return Ok(());
        }
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        tty::size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: tty::size()?, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ratatui::layout::Rect;
    use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

    use super::*;
    use crate::ui::terminal::sink::{SinkHandle, pair};
    use crate::ui::terminal::writer::Mailbox;

    /// A fixed viewport, because a test's output is no terminal with a size.
    fn terminal() -> (Terminal<QuietBackend>, SinkHandle) {
        let (sink, handle) = pair(Mailbox::spawn(io::sink()).unwrap());
        let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, 20, 3)) };
        (Terminal::with_options(QuietBackend::new(sink), options).unwrap(), handle)
    }

    fn say(frame: &mut Frame, text: &str, cursor: Option<(u16, u16)>) {
        frame.render_widget(text, frame.area());
        if let Some(position) = cursor {
            frame.set_cursor_position(position);
        }
    }

    #[test]
    fn an_unchanged_frame_has_no_bytes() {
        let (mut terminal, mut handle) = terminal();
        for cursor in [None, Some((2, 1))] {
            terminal.draw(|frame| say(frame, "hello", cursor)).unwrap();
            assert!(handle.commit() > 0);
            terminal.draw(|frame| say(frame, "hello", cursor)).unwrap();
            assert_eq!(handle.commit(), 0, "cursor {cursor:?}");
        }
        assert!(handle.mailbox().flush(Duration::from_secs(20)));
        assert_eq!(handle.mailbox().sent().frames, 2);
    }

    #[test]
    fn a_visible_cursor_is_put_back_after_drawing_elsewhere() {
        let (mut terminal, mut handle) = terminal();
        terminal.draw(|frame| say(frame, "hello", Some((2, 1)))).unwrap();
        let first = handle.commit();
        terminal.draw(|frame| say(frame, "jello", Some((2, 1)))).unwrap();
        let moved = b"\x1b[2;3H".len();
        assert!((moved..first).contains(&handle.commit()));
        assert_eq!(terminal.get_cursor_position().unwrap(), Position::new(2, 1));
    }
}
