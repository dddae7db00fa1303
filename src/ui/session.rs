//! The loop that joins the laboratory, the state and the terminal.

mod effects;
mod messages;
mod notice;
mod opening;

use super::app::App;
use super::effect::Effect;
use super::leaving;
use super::model::RunSource;
use super::terminal::{self, Cause, Events, LinkSpeed, MouseReports, Outcome, Screen, Signal, TerminalInput};
use super::theme::StyleRole;
use super::view;
use crate::cli::{self, LabArgs};
use crate::console::Failure;
use crate::lab::drive::laboratory::{Laboratory, RunOptions};
use crate::lab::drive::worker::{self, Message};
use crate::lab::recipe::{ArmId, Recipe};
use crate::lab::record::{sheets::Look, store};
use crossbeam_channel::{Receiver, Sender, at, bounded, never, select};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use opening::{store_of, theme};
use ratatui::layout::Rect;
use std::path::PathBuf;
use std::time::Instant;

/// Epochs where neither a flag nor a recipe file says.
const EPOCHS: u64 = 30;
/// Messages under way between arms and screen.
const MESSAGES: usize = 256;

/// Opens the laboratory on the terminal, and says on the main screen what came of it.
///
/// # Errors
/// For input that cannot be used, where there is no terminal, and when a signal ends it.
pub fn open(arguments: &LabArgs) -> Result<(), Failure> {
    let replay = arguments.recipe.stored_run();
    let recipe = match &replay {
        Some(path) => store::open(path)?.recipe,
        None => arguments.recipe.recipe(EPOCHS)?,
    };
    let pace = cli::pace(&arguments.pace)?;
    recipe.check()?;
    let lookup: terminal::Lookup<'_> = &terminal::process_variable;
    if !terminal::is_interactive(lookup) {
        return Err(Failure::Input(
            "this is no terminal; without a screen use: dl-lab run [DATA] [--json]".into(),
        ));
    }
    let pool = arguments.recipe.pool()?;
    let (to, inbox) = bounded(MESSAGES);
    let source = replay.clone().map_or(RunSource::Live, RunSource::Replay);
    let mut app = App::new(theme(arguments, lookup), source, recipe.clone());
    app.at_least = pace;
    let link = arguments.link.map(LinkSpeed::from);
    let mouse = if arguments.no_mouse { MouseReports::Off } else { MouseReports::Buttons };
    let (screen, events) = Screen::enter(LinkSpeed::detect(link, lookup), mouse, Instant::now())?;
    let lab = if replay.is_some() {
        worker::load(0, recipe.check()?, pool, to.clone());
        None
    } else {
        let paused = arguments.paused || recipe.waits();
        let conduct = RunOptions { paused, pace, store: Some(store_of(arguments)) };
        Some(Laboratory::open(recipe, conduct, pool, to.clone())?)
    };
    let mut session = Session {
        app,
        lab,
        screen,
        events,
        inbox,
        _to: to,
        focused: true,
        area: Rect::ZERO,
        looking: None,
        notice: None,
    };
    let end = session.run();
    session.leave(end)
}

/// Why the loop ended.
enum End {
    /// The user left.
    Left,
    /// A signal, with its exit status.
    Signal(u8),
    /// The data cannot be used.
    Failed(Failure),
}

struct Session {
    app: App,
    /// `None` for a stored run.
    lab: Option<Laboratory>,
    screen: Screen,
    events: Events,
    inbox: Receiver<Message>,
    /// Keeps the inbox open where nothing trains.
    _to: Sender<Message>,
    /// Whether the terminal's window has the focus.
    focused: bool,
    /// The size of the screen as it was last drawn.
    area: Rect,
    /// Which arm was told to show what of its inside.
    looking: Option<(ArmId, Look)>,
    /// The notice that stays a few seconds, by its number, and when it goes.
    notice: Option<(u64, Instant)>,
}

impl Session {
    fn run(&mut self) -> End {
        loop {
            let (app, area) = (&self.app, &mut self.area);
            let drawn = self.screen.draw(Instant::now(), |frame| {
                *area = frame.area();
                view::draw(app, frame.area(), frame.buffer_mut());
            });
            if drawn == Outcome::Gone {
                return End::Signal(Signal::Hangup.exit_code().unwrap_or(1));
            }
            self.look();
            if let Some(end) = self.turn() {
                return end;
            }
        }
    }

    /// Waits for the next thing and takes all that is there.
    fn turn(&mut self) -> Option<End> {
        let due = [self.screen.due(), self.notice_due()].into_iter().flatten().min();
        let timer = due.map_or_else(never, at);
        let lost = || Some(End::Signal(Signal::Hangup.exit_code().unwrap_or(1)));
        select! {
            recv(self.events.inputs) -> input => match input {
                Ok(input) => self.take_input(&input),
                Err(_) => lost(),
            },
            recv(self.events.signals) -> signal => match signal {
                Ok(signal) => self.take_signal(signal),
                Err(_) => lost(),
            },
            recv(self.inbox) -> message => match message {
                Ok(message) => self.take_messages(message),
                Err(_) => None,
            },
            recv(timer) -> _ => {
                self.end_notice();
                None
            }
        }
    }

    fn take_input(&mut self, input: &TerminalInput) -> Option<End> {
        self.app.area = self.area;
        let effects = match input {
            TerminalInput::Key(key) => self.take_key(*key),
            TerminalInput::Mouse(what, at) => {
                let target = view::target(&self.app, self.area, *at);
                self.app.on_mouse(*what, target)
            }
            TerminalInput::Paste(text) => {
                self.app.on_paste(text);
                Vec::new()
            }
            TerminalInput::FocusGained | TerminalInput::FocusLost => {
                self.focused = *input == TerminalInput::FocusGained;
                Vec::new()
            }
        };
        self.screen.want(Cause::Input, Instant::now());
        effects.into_iter().find_map(|effect| self.carry_out(effect))
    }

    /// Esc and a key typed fast arrive as one key with Alt, and Alt alone means nothing here.
    fn take_key(&mut self, mut key: KeyEvent) -> Vec<Effect> {
        let mut effects = Vec::new();
        if key.modifiers.contains(KeyModifiers::ALT) {
            key.modifiers.remove(KeyModifiers::ALT);
            effects = self.app.on_key(&KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
        }
        effects.extend(self.app.on_key(&key));
        effects
    }

    fn take_signal(&mut self, signal: Signal) -> Option<End> {
        let now = Instant::now();
        match signal {
            Signal::Stop => self.screen.suspend(now),
            Signal::Continue => self.screen.resume(now),
            Signal::Resize => {
                // Even at the same size: a window that shrank and grew again has lost what it showed.
                self.screen.force_repaint(now);
                return None;
            }
            // Every event that is not a step is on disk already.
            Signal::Checkpoint => {
                self.app.say("the run is stored up to the last evaluation", StyleRole::Good);
            }
            Signal::Hangup | Signal::Terminate | Signal::Interrupt => {
                return signal.exit_code().map(End::Signal);
            }
        }
        self.screen.want(Cause::Input, now);
        None
    }

    /// Restores the terminal, ends the arms, and says on the main screen what came of them.
    fn leave(mut self, end: End) -> Result<(), Failure> {
        self.screen.leave();
        let Self { app, lab, inbox, .. } = self;
        let recipe: Recipe = lab.as_ref().map_or_else(|| app.recipe.clone(), |lab| lab.recipe.clone());
        let finished = lab.map(|lab| lab.finish(&inbox));
        let path: Option<PathBuf> = finished.as_ref().and_then(|finished| finished.path.clone());
        match end {
            End::Failed(failure) => Err(failure),
            End::Signal(status) => Err(Failure::Quiet(status)),
            End::Left => {
                let summaries = finished.map(|finished| finished.summaries).unwrap_or_default();
                leaving::print(&app, &summaries, path.as_deref(), &recipe)
            }
        }
    }
}
