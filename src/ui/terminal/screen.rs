//! The screen as the user interface's loop sees it.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use ratatui::layout::{Position, Rect, Size};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use super::backend::QuietBackend;
use super::events::Events;
use super::guard::{Guard, MouseReports};
use super::link::{Cause, LinkSpeed};
use super::pace::Pace;
use super::panic::{self, Crash, Crashes};
use super::sink::{self, SinkHandle};
use super::writer::{Mailbox, Sent};
use super::{job, tty};

/// How long the last frame may take on the way out.
const PATIENCE: Duration = Duration::from_millis(200);

/// Terminals refuse longer clipboard texts.
const MAX_COPIED: usize = 64 * 1024;

/// What came of [`Screen::draw`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The frame is on its way, or nothing had changed.
    Drawn,
    /// Not due yet, or the line is still busy with the last frame: call again at [`Screen::due`].
    Waiting,
    /// The terminal is gone: treat it as [`Signal::Hangup`](super::Signal::Hangup).
    Gone,
}

/// The terminal in full-screen mode. Belongs to one thread; dropping it restores the terminal.
pub struct Screen {
    terminal: Terminal<QuietBackend>,
    sink: SinkHandle,
    guard: Arc<Guard>,
    pace: Pace,
    crashes: Crashes,
}

impl Screen {
    /// Takes the terminal over: modes, panic hook, writer, signals, watchdog, input. The calling thread counts as
    /// the user interface's. Asks for the first frame. To be called once in a process.
    ///
    /// # Errors
    /// If the standard streams are no terminal, or the system refuses a thread. The terminal is restored then.
    pub fn enter(link: LinkSpeed, mouse: MouseReports, now: Instant) -> io::Result<(Self, Events)> {
        // With NO_COLOR set, crossterm would replace each colour by a reset of all attributes, and a reversed
        // selection would vanish. The theme decides about colours, not the library.
        crossterm::style::force_color_output(true);
        let mailbox = Mailbox::spawn(tty::Stdout)?;
        let (frames, sink) = sink::pair(Arc::clone(&mailbox));
        let options = TerminalOptions { viewport: Viewport::Fullscreen };
        let terminal = Terminal::with_options(QuietBackend::new(frames), options)?;
        let guard = Arc::new(Guard::enter(mouse)?);
        let crashes = panic::install(restorer(&mailbox, &guard));
        let mut screen = Self { terminal, sink, guard, pace: Pace::new(link, now), crashes };
        let events = Events::start(link)?;
        screen.want(Cause::Input, now);
        Ok((screen, events))
    }

    /// Asks for a frame; [`due`](Self::due) tells when to draw it.
    pub fn want(&mut self, cause: Cause, now: Instant) {
        self.pace.want(cause, now);
    }

    /// When to call [`draw`](Self::draw); `None` if no frame was asked for, or the terminal is lent to the shell.
    pub fn due(&self) -> Option<Instant> {
        self.pace.due().filter(|_| self.guard.is_entered())
    }

    /// Draws if a frame is due at `now` and the line has taken the last one. `render` sees the current size.
    pub fn draw(&mut self, now: Instant, render: impl FnOnce(&mut Frame)) -> Outcome {
        if self.sink.mailbox().is_broken() {
            return Outcome::Gone;
        }
        if self.due().is_none_or(|due| due > now) {
            return Outcome::Waiting;
        }
        if !self.sink.mailbox().is_idle() {
            self.pace.defer(now);
            return Outcome::Waiting;
        }
        if self.terminal.draw(render).is_err() {
            return Outcome::Gone;
        }
        let bytes = self.sink.commit();
        self.pace.drawn(bytes, now);
        Outcome::Drawn
    }

    /// The terminal's size in cells, at least 1x1; `None` if the terminal is gone.
    pub fn size(&self) -> Option<Size> {
        tty::size().ok()
    }

    /// Forgets what is on the screen: the next frame clears it and sends every cell.
    pub fn force_repaint(&mut self, now: Instant) {
        self.sink.discard();
        if let Some(size) = self.size() {
            self.terminal.backend_mut().forget_cursor();
            // Not `Terminal::clear`, which asks the terminal where its cursor is. The sink takes every byte.
            let _cannot_fail = self.terminal.resize(Rect::from((Position::ORIGIN, size)));
        }
        self.want(Cause::Resize, now);
    }

    /// Asks the terminal to put a text into the clipboard (OSC 52). There is no acknowledgement, and many terminals
    /// do not listen: keep the text elsewhere too. More than 64 KiB is not sent.
    pub fn copy(&mut self, text: &str, now: Instant) {
        if text.len() <= MAX_COPIED {
            let encoded = base64::engine::general_purpose::STANDARD.encode(text);
            self.sink.add(format!("\x1b]52;c;{encoded}\x07").as_bytes());
            self.want(Cause::Input, now);
        }
    }

    /// Gives the terminal back to the shell and stops the job; [`Signal::Continue`](super::Signal::Continue) then asks for
    /// [`resume`](Self::resume). Does nothing if no shell could continue the job.
    pub fn suspend(&mut self, now: Instant) {
        if !job::can_stop() {
            return;
        }
        self.sink.mailbox().flush(PATIENCE);
        self.guard.leave();
        if !job::stop() {
            self.resume(now);
        }
    }

    /// Enters the modes again and repaints, whoever used the terminal meanwhile. In the background (`bg`) the
    /// terminal is left alone until the next [`Signal::Continue`](super::Signal::Continue).
    pub fn resume(&mut self, now: Instant) {
        if !job::is_foreground() {
            self.guard.abandon();
        } else if self.guard.reenter().is_ok() {
            self.force_repaint(now);
        }
    }

    /// Sends the last frame, restores the terminal and the standard panic hook. A second call does nothing.
    pub fn leave(&mut self) {
        if self.guard.is_entered() {
            self.sink.mailbox().flush(PATIENCE);
        }
        self.sink.mailbox().close();
        self.guard.leave();
        panic::uninstall();
    }

    /// The first panic of another thread since the last call.
    pub fn take_crash(&self) -> Option<Crash> {
        self.crashes.take()
    }

    /// Frames and bytes sent so far.
    pub fn sent(&self) -> Sent {
        self.sink.mailbox().sent()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
    }
}

/// What the panic hook does: the writer stops, then the modes go, so that no frame follows them.
fn restorer(mailbox: &Arc<Mailbox>, guard: &Arc<Guard>) -> impl Fn() + Send + Sync + 'static {
    let (mailbox, guard) = (Arc::clone(mailbox), Arc::clone(guard));
    move || {
        mailbox.flush(PATIENCE);
        mailbox.close();
        guard.leave();
    }
}
