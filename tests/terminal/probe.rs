//! The smallest user interface that uses everything the terminal layer offers.

use std::time::Instant;

use crossbeam_channel::{at, never, select};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use dl_lab::ui::terminal::{Cause, Events, LinkSpeed, MouseReports, Outcome, Screen, Signal, TerminalInput};
use ratatui::Frame;
use ratatui::text::Text;

/// Runs the program to its end and returns the exit code.
pub(crate) fn run() -> u8 {
    let (screen, events) = Screen::enter(LinkSpeed::Local, MouseReports::Buttons, Instant::now()).unwrap();
    let mut probe = Probe { screen, events, last: "nothing".into() };
    loop {
        if let Some(code) = probe.turn() {
            probe.screen.leave();
            return code;
        }
    }
}

struct Probe {
    screen: Screen,
    events: Events,
    last: String,
}

impl Probe {
    /// One turn of the loop: draw if due, then wait for the next thing. Returns the exit code at the end.
    fn turn(&mut self) -> Option<u8> {
        let text = self.text();
        let outcome = self.screen.draw(Instant::now(), |frame| show(frame, &text));
        if outcome == Outcome::Gone {
            return Signal::Hangup.exit_code();
        }
        let timer = self.screen.due().map_or_else(never, at);
        let lost = Signal::Hangup.exit_code();
        select! {
            recv(self.events.inputs) -> input => input.map_or(lost, |input| self.on_input(&input)),
            recv(self.events.signals) -> signal => signal.map_or(lost, |signal| self.on_signal(signal)),
            recv(timer) -> _ => None,
        }
    }

    fn on_input(&mut self, input: &TerminalInput) -> Option<u8> {
        let now = Instant::now();
        self.last = format!("{input:?}");
        match input {
            TerminalInput::Key(key) => {
                self.last = describe(key);
                match key.code {
                    KeyCode::Char('q') => return Some(0),
                    KeyCode::Char('z') if key.modifiers == KeyModifiers::CONTROL => self.screen.suspend(now),
                    KeyCode::Char('p') => panic!("the probe panics"),
                    KeyCode::Char('t') => {
                        let thread = std::thread::Builder::new().name("trainer".into());
                        assert!(thread.spawn(|| panic!("the trainer panics")).unwrap().join().is_err());
                        self.last = self.screen.take_crash().unwrap().to_string();
                    }
                    KeyCode::Char('i') => self.last = self.draw_often(),
                    _ => {}
                }
            }
            TerminalInput::Mouse(what, at) => self.last = format!("{what:?} at {},{}", at.x, at.y),
            TerminalInput::Paste(_) | TerminalInput::FocusGained | TerminalInput::FocusLost => {}
        }
        self.ask(Cause::Input, now)
    }

    fn ask(&mut self, cause: Cause, now: Instant) -> Option<u8> {
        self.screen.want(cause, now);
        None
    }

    fn on_signal(&mut self, signal: Signal) -> Option<u8> {
        let now = Instant::now();
        match signal {
            Signal::Stop => self.screen.suspend(now),
            Signal::Continue => self.screen.resume(now),
            Signal::Resize => return self.ask(Cause::Resize, now),
            Signal::Checkpoint => self.last = "checkpoint".into(),
            Signal::Hangup | Signal::Terminate | Signal::Interrupt => return signal.exit_code(),
        }
        self.ask(Cause::Input, now)
    }

    /// Draws the same image 20 times and reports what that cost.
    fn draw_often(&mut self) -> String {
        let (text, before) = (self.text(), self.screen.sent());
        let mut draws = 0;
        while draws < 20 {
            self.screen.want(Cause::Input, Instant::now());
            let now = at(self.screen.due().unwrap()).recv().unwrap();
            draws += u32::from(self.screen.draw(now, |frame| show(frame, &text)) == Outcome::Drawn);
        }
        let after = self.screen.sent();
        format!("{draws} draws, {} frame", after.frames - before.frames)
    }

    fn text(&self) -> String {
        let size = self.screen.size().unwrap_or_default();
        format!("probe ready\nsize {}x{}\nlast {}\nend", size.width, size.height, self.last)
    }
}

fn show(frame: &mut Frame, text: &str) {
    frame.render_widget(Text::raw(text), frame.area());
}

/// `Up`, `CONTROL+z`: keys as the tests below expect them on the screen.
fn describe(key: &KeyEvent) -> String {
    let code = match key.code {
        KeyCode::Char(c) => c.to_string(),
        code => format!("{code:?}"),
    };
    if key.modifiers.is_empty() { code } else { format!("{:?}+{code}", key.modifiers) }
}
