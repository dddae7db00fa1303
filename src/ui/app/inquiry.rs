//! What the recipe asks, what it expects, and what was found so far.

use super::App;
use crate::lab::analysis::finding::Answer;
use crate::lab::recipe::{ArmId, Expectation, Recipe};
use crate::lab::record::event::{Body, Event};
use crate::lab::record::history::History;
use crate::ui::overlay::Overlay;

/// What a recipe with a question expects and has found: kept, as drawing must not measure.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// What was found when it was last looked at; empty before the data are there.
    pub answer: Answer,
    expectations: Vec<Expectation>,
}

impl Inquiry {
    /// That of a recipe, if it asks something; one that cannot train never comes here.
    pub(super) fn of(recipe: &Recipe) -> Option<Self> {
        let answer = Answer::to(recipe)?;
        Some(Self { answer, expectations: recipe.check().ok()?.expectations })
    }
}

impl App {
    /// Takes what the recipe has become.
    pub fn follow_recipe(&mut self, recipe: &Recipe) {
        if self.recipe != *recipe {
            self.recipe.clone_from(recipe);
            self.inquiry = Inquiry::of(recipe);
            self.judge();
        }
    }

    /// Everything begins anew with another recipe, in the pane that it opens with; only what belongs to the person stays.
    pub fn begin(&mut self, recipe: Recipe) {
        let fresh = Self::new(self.theme, self.source.clone(), recipe);
        *self = Self { unit: self.unit, at_least: self.at_least, ..fresh };
    }

    /// Whether the recipe asks something and nobody has changed it.
    pub fn is_as_written(&self) -> bool {
        self.inquiry.as_ref().is_some_and(|inquiry| inquiry.answer.as_written)
    }

    /// Measures what is expected.
    pub fn judge(&mut self) {
        let (Some(bench), Some(mut inquiry)) = (self.bench.clone(), self.inquiry.take()) else { return };
        let arms: Vec<(ArmId, &History)> = self.shown().iter().map(|arm| (arm.id, &arm.history)).collect();
        inquiry.answer.measure(&inquiry.expectations, &arms, &bench);
        self.inquiry = Some(inquiry);
    }

    /// Measures anew where an event may have changed what is seen of it: in the open overlay, or once all arms rest.
    pub(super) fn judge_after(&mut self, event: &Event) {
        let seen = matches!(self.overlay, Some(Overlay::Findings { .. })) || self.is_over();
        if seen && matches!(event.body, Body::Evaluated(_) | Body::Rested | Body::Ended(_)) {
            self.judge();
        }
    }
}
