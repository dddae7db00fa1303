//! The loop that joins the laboratory, the state and the terminal.

mod effects;
mod notice;
mod opening;

use super::app::App;
use super::effect::Effect;
use super::leaving;
use super::model::{Loading, RunSource};
use super::terminal::{self, Cause, Events, LinkSpeed, Outcome, Screen, Signal, TerminalInput};
use super::theme::StyleRole;
use super::view;
use crate::cli::{self, LabArgs};
use crate::console::Failure;
use crate::lab::Bench;
use crate::lab::drive::laboratory::{Laboratory, RunOptions};
use crate::lab::drive::worker::{self, Message};
use crate::lab::recipe::{ArmId, Recipe};
use crate::lab::record::{sheets::Look, store};
use crossbeam_channel::{Receiver, Sender, at, bounded, never, select};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use opening::{store_of, theme};
use ratatui::layout::Rect;
use std::path::PathBuf;
use std::sync::Arc;
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
    let (screen, events) = Screen::enter(LinkSpeed::detect(link, lookup), Instant::now())?;
    let lab = if replay.is_some() {
        worker::load(recipe.check()?, pool, to.clone());
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

    fn take_messages(&mut self, first: Message) -> Option<End> {
        // As many as fit the channel: a flood cannot keep keys waiting.
        let waiting: Vec<Message> =
            std::iter::once(first).chain(self.inbox.try_iter().take(MESSAGES)).collect();
        for message in waiting {
            if let Some(end) = self.take_message(message) {
                return Some(end);
            }
        }
        if self.app.frozen.is_none() {
            let cause = if self.focused { Cause::Data } else { Cause::UnseenData };
            self.screen.want(cause, Instant::now());
        }
        if let Some(crash) = self.screen.take_crash() {
            self.app.say(format!("a thread broke down: {crash}"), StyleRole::Bad);
        }
        None
    }

    fn take_message(&mut self, message: Message) -> Option<End> {
        match message {
            Message::Loading { what, done, total } => {
                // Reports of several threads may overtake each other.
                let done = if what == self.app.loading.what { done.max(self.app.loading.done) } else { done };
                self.app.loading = Loading { what, done, total };
                None
            }
            Message::Loaded(loaded) => match *loaded {
                Ok(bench) => self.start(bench),
                Err(error) => Some(End::Failed(error.into())),
            },
            Message::Arm(number, event) => {
                let event = self.lab.as_mut().and_then(|lab| lab.hear(number, event));
                if let Some(event) = event {
                    self.app.apply(&event);
                    self.follow();
                }
                None
            }
        }
    }

    fn start(&mut self, bench: Arc<Bench>) -> Option<End> {
        self.app.set_bench(Arc::clone(&bench));
        match (&mut self.lab, &self.app.source) {
            (Some(lab), _) => {
                if let Err(error) = lab.start(bench) {
                    return Some(End::Failed(error.into()));
                }
            }
            (None, RunSource::Replay(path)) => match store::open(path) {
                Ok(stored) => stored.events.iter().for_each(|event| self.app.apply(event)),
                Err(error) => return Some(End::Failed(error.into())),
            },
            (None, RunSource::Live) => {}
        }
        self.follow();
        self.watch_again();
        None
    }

    /// Keeps what the laboratory knows better: recipe, pace, trouble with the run folder.
    fn follow(&mut self) {
        if let Some(lab) = &mut self.lab {
            self.app.follow_recipe(&lab.recipe);
            self.app.pace = lab.pace();
            if let Some(error) = lab.store_error.take() {
                self.app.say(format!("the run is not stored: {error}"), StyleRole::Bad);
            }
        }
    }

    fn take_input(&mut self, input: &TerminalInput) -> Option<End> {
        let effects = match input {
            TerminalInput::Key(key) => self.take_key(*key),
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
