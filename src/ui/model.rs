//! What panes see: the bench, its arms, what is focused, what all panes share. Touches no channel, so tests drive it.

mod arm;
mod clock;
mod decision;
mod images;
mod inquiry;
mod labels;
mod looking;
mod settings;
mod verdict;

use crate::ui::layout::Arrangement;
pub use arm::{ArmView, AskedChange};
pub use clock::RunClock;
pub use decision::{DecisionView, Wanted};
pub(in crate::ui) use images::first_image;
pub use images::hardest;
pub use inquiry::Inquiry;
pub use labels::{LabelThresholds, LabelView, Threshold};
pub use settings::CurrentValue;
pub use verdict::{AtStake, VerdictView};

use super::layout::Slots;
use super::theme::{StyleRole, Theme};
use crate::data::generate;
use crate::lab::Bench;
use crate::lab::recipe::PaneId;
use crate::lab::recipe::{ArmId, Recipe};
use crate::lab::record::evaluation::Evaluation;
use crate::lab::record::history::Status;
use crate::metrics::Unit;
use ratatui::layout::Rect;
use std::path::PathBuf;
use std::sync::Arc;

/// How far the loading is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loading {
    /// What is being done.
    pub what: String,
    /// Units done.
    pub done: usize,
    /// Units in all; 0 where that is not known.
    pub total: usize,
}

/// Where the events come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunSource {
    /// Arms in training.
    Live,
    /// A stored run, read only.
    Replay(PathBuf),
}

/// A line in the strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// How it looks.
    pub role: StyleRole,
    /// How long it stays.
    pub until: NoticeEnd,
    /// Notices so far: each is another one.
    pub number: u64,
}

/// How long a notice stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeEnd {
    /// Until the next key.
    Key,
    /// A few seconds, whatever keys are pressed: it confirms what was done.
    Seconds,
}

/// Everything that panes see beside their own part.
pub struct ScreenModel {
    /// Colours and symbols.
    pub theme: Theme,
    /// Live or stored.
    pub source: RunSource,
    /// How far the loading is, until the data are there.
    pub loading: Loading,
    /// The data, once they are there.
    pub bench: Option<Arc<Bench>>,
    /// What would make this run again.
    pub recipe: Recipe,
    /// What the recipe expects and has found, where it asks something.
    pub inquiry: Option<Inquiry>,
    /// In the order of their letters.
    pub arms: Vec<ArmView>,
    /// What is shown instead of the arms while the view is frozen.
    pub frozen: Option<Vec<ArmView>>,
    /// The focused arm.
    pub arm: ArmId,
    /// The focused pane.
    pub focus: PaneId,
    /// Which panes stand where.
    pub slots: Slots,
    /// The size of the screen as it was last drawn.
    pub area: Rect,
    /// The folder of the run as a person writes it, if it is stored.
    pub folder: Option<String>,
    /// How long it has trained.
    pub clock: RunClock,
    /// Whether somebody has changed something in this run.
    pub touched: bool,
    /// What stands below the scoreboard.
    pub arrangement: Arrangement,
    /// Rows of Imbalance, Images and Journal must hold this text.
    pub filter: String,
    /// The watched image, an index into the data set.
    pub watched: Option<u32>,
    /// Whether it stays whatever else is opened.
    pub pinned: bool,
    /// Nats or bits.
    pub unit: Unit,
    /// The shortest time of a step in seconds; 0 is full speed.
    pub pace: f64,
    /// Seconds that a whole run is given at least; `None`: full speed.
    pub at_least: Option<f64>,
    /// A line in the strip.
    pub notice: Option<Notice>,
    /// Random picks so far, so that each is another.
    picks: u64,
    /// Notices so far.
    notices: u64,
    /// The label that is chosen, and from which probability on each is said to be on.
    pub thresholds: LabelThresholds,
    /// Which of the numbers is shown.
    output: usize,
    /// What the arms do to the class at stake.
    pub verdict: VerdictView,
}

impl ScreenModel {
    /// Before anything is loaded.
    pub fn new(theme: Theme, source: RunSource, recipe: Recipe) -> Self {
        Self {
            theme,
            source,
            loading: Loading { what: "starting".into(), ..Loading::default() },
            bench: None,
            inquiry: Inquiry::of(&recipe),
            recipe,
            arms: Vec::new(),
            frozen: None,
            arm: ArmId::A,
            focus: PaneId::Curves,
            slots: Slots::default(),
            area: Rect::new(0, 0, 80, 24),
            folder: None,
            clock: RunClock::default(),
            touched: false,
            arrangement: Arrangement::Tiles,
            filter: String::new(),
            watched: None,
            pinned: false,
            unit: Unit::Nats,
            pace: 0.0,
            at_least: None,
            notice: None,
            picks: 0,
            notices: 0,
            thresholds: LabelThresholds::default(),
            output: 0,
            verdict: VerdictView::default(),
        }
    }

    /// Goes back to loading: other images are on their way.
    pub fn forget_bench(&mut self) {
        self.bench = None;
        self.arms.clear();
        self.verdict = VerdictView::default();
        (self.frozen, self.watched, self.pinned) = (None, None, false);
        self.loading = Loading { what: "starting".into(), ..Loading::default() };
    }

    /// Forgets an arm.
    pub fn forget(&mut self, id: ArmId) {
        self.arms.retain(|arm| arm.id != id);
        if self.arm == id {
            self.arm = ArmId::A;
        }
        self.judge_arms();
    }

    /// The arms as they are shown: frozen or live.
    pub fn shown(&self) -> &[ArmView] {
        self.frozen.as_deref().unwrap_or(&self.arms)
    }

    /// The focused arm, as it is shown.
    pub fn focused(&self) -> Option<&ArmView> {
        self.shown().iter().find(|arm| arm.id == self.arm)
    }

    /// The latest evaluation of the focused arm.
    pub fn evaluation(&self) -> Option<&Evaluation> {
        self.focused().and_then(|arm| arm.history.latest.as_deref())
    }

    /// The names of the classes; none before the data are there.
    pub fn class_names(&self) -> &[String] {
        self.bench.as_ref().map_or(&[], |bench| &bench.dataset.class_names)
    }

    /// A class's name.
    pub fn class_name(&self, class: usize) -> &str {
        self.class_names().get(class).map_or("?", String::as_str)
    }

    /// Whether a text passes the filter.
    pub fn passes(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.filter.to_lowercase())
    }

    /// Whether any arm still trains or waits to.
    pub fn is_training(&self) -> bool {
        let open =
            |arm: &ArmView| matches!(arm.history.status, Status::Waiting | Status::Training | Status::Paused);
        self.source == RunSource::Live && (self.bench.is_none() || self.arms.iter().any(open))
    }

    /// Whether leaving ends something that somebody has worked on: not a demonstration that nobody touched, and not a set
    /// that is still being loaded.
    pub fn asks_before_leaving(&self) -> bool {
        let demonstration = generate::named(&self.recipe.data).is_some() && !self.touched;
        self.is_training() && !demonstration && self.bench.is_some()
    }

    /// Whether no arm has a step left to do.
    pub fn is_over(&self) -> bool {
        let over = |arm: &ArmView| matches!(arm.history.status, Status::Rested | Status::Ended(_));
        self.arms.iter().all(over)
    }

    /// Whether the arms that could train are paused.
    pub fn is_paused(&self) -> bool {
        self.arms.iter().any(|arm| arm.history.status == Status::Paused)
    }

    /// Says something in the strip, until the next key.
    pub fn say(&mut self, text: impl Into<String>, role: StyleRole) {
        self.put_notice(text.into(), role, NoticeEnd::Key);
    }

    /// Says for a few seconds what was done.
    pub fn confirm(&mut self, text: impl Into<String>) {
        self.put_notice(text.into(), StyleRole::Good, NoticeEnd::Seconds);
    }

    fn put_notice(&mut self, text: String, role: StyleRole, until: NoticeEnd) {
        self.notices += 1;
        self.notice = Some(Notice { text, role, until, number: self.notices });
    }

    /// Takes a notice away that was said until the next key.
    pub fn on_next_key(&mut self) {
        self.notice.take_if(|notice| notice.until == NoticeEnd::Key);
    }
}
