//! A program under a pseudo-terminal, with a model of its screen.
//!
//! Nothing here sleeps: every wait is for output or for the end of the program, with a deadline.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, TryRecvError, bounded, unbounded};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{Action, Termios, tcflow, tcgetattr};

/// How long any single thing may take; far more than it needs on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program and the terminal it runs in.
pub(crate) struct Pty {
    screen: vt100::Parser,
    raw: Vec<u8>,
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    output: Receiver<Vec<u8>>,
    hung_up: Arc<AtomicBool>,
    exit: Receiver<ExitStatus>,
    process: Pid,
    device: PathBuf,
    before: LineModes,
}

/// How a program ended and in what state it left the terminal.
#[derive(Debug)]
pub(crate) struct Exit {
    /// The exit status, as a shell would say it.
    pub(crate) code: u32,
    /// The name of the signal that ended it, if one did.
    pub(crate) signal: Option<String>,
    /// Modes that are still on, by name; empty after a clean exit.
    pub(crate) leftovers: Vec<&'static str>,
}

/// The flags of the line discipline: input, output, control and local modes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LineModes([u32; 4]);

impl Pty {
    /// Starts `program` in a terminal of `size` (columns, rows) with exactly the variables in `environment`.
    pub(crate) fn spawn(
        program: &str,
        arguments: &[&str],
        size: (u16, u16),
        environment: &[(&str, &str)],
    ) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        let device = pair.master.tty_name().unwrap();
        let before = LineModes::of(&device);
        let child = pair.slave.spawn_command(command(program, arguments, environment)).unwrap();
        let process = Pid::from_raw(i32::try_from(child.process_id().unwrap()).unwrap()).unwrap();
        let hung_up = Arc::new(AtomicBool::new(false));
        Self {
            screen: vt100::Parser::new(size.1, size.0, 0),
            raw: Vec::new(),
            output: read_on_thread(pair.master.try_clone_reader().unwrap(), Arc::clone(&hung_up)),
            keys: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            hung_up,
            exit: wait_on_thread(child),
            process,
            device,
            before,
        }
    }

    /// Waits until the screen shows `text`.
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the screen shows `text` no more.
    pub(crate) fn wait_until_gone(&mut self, text: &str) {
        self.wait_until(text, |screen| !screen.contents().contains(text));
    }

    /// Waits until `condition` holds for the screen between two frames; `what` names it in the failure.
    pub(crate) fn wait_until(&mut self, what: &str, condition: impl Fn(&vt100::Screen) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while is_left_on(&self.raw, b"\x1b[?2026") || !condition(self.screen.screen()) {
            let Ok(bytes) = self.output.recv_deadline(deadline) else {
                panic!("waited in vain for {what:?}; the screen shows:\n{}", self.screen_text());
            };
            self.take(&bytes);
        }
    }

    /// Types `keys`, bytes as a terminal sends them: `"\r"` is Enter, `"\x1b[A"` the up arrow.
    pub(crate) fn type_keys(&mut self, keys: &str) {
        let writer = self.keys.as_mut().expect("the terminal is still there");
        writer.write_all(keys.as_bytes()).and_then(|()| writer.flush()).unwrap();
    }

    /// Changes the window's size to (columns, rows), which sends the program SIGWINCH.
    pub(crate) fn resize(&mut self, size: (u16, u16)) {
        self.screen.screen_mut().set_size(size.1.max(1), size.0.max(1));
        self.master.as_ref().expect("the terminal is still there").resize(pty_size(size)).unwrap();
    }

    /// The text on the screen, a line a row.
    pub(crate) fn screen_text(&self) -> String {
        self.screen.screen().contents()
    }

    /// The model of the screen, for modes, styles and the cursor.
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// Every byte the program has written so far, as far as a wait has read it.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Sends the program a signal.
    pub(crate) fn kill(&self, signal: Signal) {
        kill_process(self.process, signal).unwrap();
    }

    /// Whether the line discipline is as it was before the program started.
    pub(crate) fn is_cooked(&self) -> bool {
        LineModes::of(&self.device) == self.before
    }

    /// Stops the line, as a connection does that takes no more bytes, or lets it go on.
    pub(crate) fn stall(&self, stalled: bool) {
        let action = if stalled { Action::OOff } else { Action::OOn };
        tcflow(File::open(&self.device).unwrap(), action).unwrap();
    }

    /// Closes the terminal under the program, as a lost connection does. The program must write something for `keys`,
    /// because that is what wakes the reader.
    pub(crate) fn hang_up(&mut self, keys: &str) {
        self.hung_up.store(true, Ordering::SeqCst);
        self.type_keys(keys);
        while let Ok(bytes) = self.output.recv_timeout(PATIENCE) {
            self.take(&bytes);
        }
        self.keys = None;
        self.master = None;
    }

    /// Waits for the program's end and inspects what it left behind. Line modes of a terminal that was hung up are
    /// not looked at.
    pub(crate) fn wait_exit(&mut self) -> Exit {
        let deadline = Instant::now() + PATIENCE;
        let Ok(status) = self.exit.recv_deadline(deadline) else {
            panic!("the program does not end; the screen shows:\n{}", self.screen_text());
        };
        while let Ok(bytes) = self.output.recv_deadline(deadline) {
            self.take(&bytes);
        }
        let signal = status.signal().map(str::to_owned);
        Exit { code: status.exit_code(), signal, leftovers: self.leftovers() }
    }

    fn leftovers(&self) -> Vec<&'static str> {
        let screen = self.screen.screen();
        let modes = [
            ("alternate screen", screen.alternate_screen()),
            ("hidden cursor", screen.hide_cursor()),
            ("bracketed paste", screen.bracketed_paste()),
            ("mouse", screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None),
            ("focus reports", is_left_on(&self.raw, b"\x1b[?1004")),
            ("synchronised update", is_left_on(&self.raw, b"\x1b[?2026")),
            ("line modes", self.master.is_some() && !self.is_cooked()),
        ];
        modes.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect()
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.raw.extend_from_slice(bytes);
    }
}

impl Drop for Pty {
    /// A failed test must leave no process behind. One that has ended already is not signalled: its number may be
    /// another's.
    fn drop(&mut self) {
        if matches!(self.exit.try_recv(), Err(TryRecvError::Empty)) {
            let _ended_meanwhile = kill_process(self.process, Signal::KILL);
        }
    }
}

impl LineModes {
    fn of(device: &PathBuf) -> Self {
        let modes: Termios = tcgetattr(File::open(device).unwrap()).unwrap();
        Self([
            modes.input_modes.bits(),
            modes.output_modes.bits(),
            modes.control_modes.bits(),
            modes.local_modes.bits(),
        ])
    }
}

/// Whether the last switch of a private mode turned it on.
fn is_left_on(raw: &[u8], prefix: &[u8]) -> bool {
    let last = raw.windows(prefix.len() + 1).rfind(|window| window.starts_with(prefix));
    last.is_some_and(|window| window.ends_with(b"h"))
}

fn command(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.env_clear();
    for (name, value) in environment.iter().copied().collect::<BTreeMap<_, _>>() {
        command.env(name, value);
    }
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    command
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// The channel ends when the program has closed the terminal, or after the hang-up.
fn read_on_thread(mut reader: Box<dyn Read + Send>, hung_up: Arc<AtomicBool>) -> Receiver<Vec<u8>> {
    let (sender, output) = unbounded();
    thread::spawn(move || {
        let mut chunk = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = reader.read(&mut chunk) {
            if sender.send(chunk[..count].to_vec()).is_err() || hung_up.load(Ordering::SeqCst) {
                return;
            }
        }
    });
    output
}

fn wait_on_thread(mut child: Box<dyn Child + Send + Sync>) -> Receiver<ExitStatus> {
    let (sender, exit) = bounded(1);
    thread::spawn(move || {
        if let Ok(status) = child.wait() {
            let _nobody_waits = sender.send(status);
        }
    });
    exit
}
