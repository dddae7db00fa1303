//! What the recipe asks, what it expects, and what was found so far.

use super::ScreenModel;
use crate::lab::analysis::finding::RecipeAnswer;
use crate::lab::recipe::fields::{self, Scope};
use crate::lab::recipe::{ArmId, Expectation, Recipe};
use crate::lab::record::history::History;

/// What a recipe with a question expects and has found: kept, as drawing must not measure.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// What was found when it was last looked at; empty before the data are there.
    pub answer: RecipeAnswer,
    expectations: Vec<Expectation>,
}

impl Inquiry {
    /// That of a recipe, if it asks something; one that cannot train never comes here.
    pub(super) fn of(recipe: &Recipe) -> Option<Self> {
        let answer = RecipeAnswer::to(recipe)?;
        Some(Self { answer, expectations: recipe.check().ok()?.expectations })
    }
}

impl ScreenModel {
    /// Takes what the recipe has become.
    pub fn follow_recipe(&mut self, recipe: &Recipe) {
        if self.recipe != *recipe {
            self.recipe.clone_from(recipe);
            self.inquiry = Inquiry::of(recipe);
            self.judge();
        }
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

    /// The recipe with every arm as it is set now, and no changes: what a restart begins with.
    pub fn current_recipe(&self) -> Recipe {
        let mut recipe = Recipe { change: Vec::new(), ..self.recipe.clone() };
        for arm in &self.arms {
            for field in fields::FIELDS.iter().filter(|field| field.scope == Scope::Live) {
                let value = arm.setting(field.name);
                let path = arm.id.path(field.name);
                if !value.is_empty() {
                    // The value came from an arm in training, so it can be.
                    drop(recipe.set(&format!("{path}={value}")));
                }
            }
        }
        recipe
    }
}
