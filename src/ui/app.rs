//! The state of the screen: what panes see, the panes themselves, and what lies over them.
//!
//! A pane looks at the [`ScreenModel`] while it changes its own part, so the two stand side by side. An `App` can be read like its
//! model, because most of what keys do is done to that.

mod events;

use super::model::{RunClock, RunSource, ScreenModel, first_image};
use super::overlay::Overlay;
use super::panes::{Images, Panes};
use super::theme::Theme;
use crate::lab::Bench;
use crate::lab::recipe::{ArmId, PaneId, Recipe};
use crate::lab::record::sheets::Look;
use ratatui::layout::Rect;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// Everything the screen shows.
pub struct App {
    /// What panes see.
    pub model: ScreenModel,
    /// Each with its cursor, order and choice.
    pub panes: Panes,
    /// What lies over them.
    pub overlay: Option<Overlay>,
}

impl Deref for App {
    type Target = ScreenModel;

    fn deref(&self) -> &ScreenModel {
        &self.model
    }
}

impl DerefMut for App {
    fn deref_mut(&mut self) -> &mut ScreenModel {
        &mut self.model
    }
}

impl App {
    /// The screen before anything is loaded, in the pane that the recipe opens with.
    pub fn new(theme: Theme, source: RunSource, recipe: Recipe) -> Self {
        let opens = recipe.experiment.as_ref().and_then(|experiment| experiment.pane);
        let model = ScreenModel::new(theme, source, recipe);
        let mut app = Self { model, panes: Panes::default(), overlay: None };
        if let Some(pane) = opens {
            app.focus_pane(pane);
        }
        app
    }

    /// Takes the data: new ones, or the same thinned in another way. Arms begin anew.
    pub fn set_bench(&mut self, bench: Arc<Bench>) {
        let known = self.watched.filter(|index| bench.dataset.parts.validation.binary_search(index).is_ok());
        self.watched = known.or_else(|| first_image(&bench));
        self.panes.decision.fit(&bench);
        self.bench = Some(bench);
        self.clock = RunClock::default();
        self.arms.clear();
        self.frozen = None;
        self.panes.images = Images::default();
        self.thresholds.forget();
        self.panes.labels.forget();
        self.panes.weights.forget();
        self.panes.curves.fit(self.model.task());
        self.judge();
        self.begin_verdict();
    }

    /// Everything begins anew with another recipe, in the pane that it opens with; only what belongs to the person stays.
    pub fn begin(&mut self, recipe: Recipe) {
        let (unit, at_least) = (self.unit, self.at_least);
        *self = Self::new(self.theme, self.source.clone(), recipe);
        (self.unit, self.at_least) = (unit, at_least);
    }

    /// Lists the images of the Images pane anew.
    pub(super) fn refresh_images(&mut self) {
        self.panes.images.refresh(&self.model);
    }

    /// Makes the map of the landscape that pane 7 shows, if it has a place on the screen.
    pub(super) fn survey(&mut self) {
        if self.slots.bottom == PaneId::Weights && self.bench.is_some() {
            self.panes.weights.survey(&self.model);
        }
    }

    /// Derives what panes on the screen show from the predictions.
    pub(super) fn measure_panes(&mut self) {
        self.measure_decision();
        self.panes.measure(&self.model);
    }

    /// Measures what pane 6 shows of every arm, if it has a place on the screen.
    fn measure_decision(&mut self) {
        if self.slots.top == PaneId::Decision
            && let Some(wanted) = self.panes.decision.wanted(&self.model)
        {
            self.model.measure_decision(wanted);
        }
    }

    /// Which arm has to show what of its inside on a screen of this size: nothing where pane 7 is not seen to change.
    pub fn look(&self, area: Rect) -> Option<(ArmId, Look)> {
        let tiles = self.layout(area).tiles;
        let seen = tiles.iter().any(|(pane, _)| *pane == PaneId::Weights) && self.frozen.is_none();
        self.panes.weights.look(self).filter(|_| seen && self.bench.is_some()).map(|look| (self.arm, look))
    }
}
