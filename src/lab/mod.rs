//! An experiment without a screen: recipes, benches, training, events, what they add up to, run folders.

pub mod advice;
pub mod bench;
pub mod calibrate;
pub mod compare;
mod corrections;
pub mod curve;
pub mod evaluate;
pub mod event;
pub mod explain;
pub mod finding;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod history;
pub mod ideal;
pub mod insight;
pub mod laboratory;
pub mod landscape;
pub mod league;
pub mod log;
pub mod objective;
pub mod one_vs_rest;
pub mod optimum;
pub mod outside;
pub mod recipe;
pub mod score;
pub mod shape;
pub mod store;
pub mod summary;
pub mod teacher;
pub mod terms;
pub mod trainer;
pub mod weights_file;
pub mod worker;

pub use bench::Bench;
pub use event::{Body, Command, Event};
pub use history::History;
pub use laboratory::Laboratory;
pub use recipe::{ArmId, CheckedRecipe, Edit, Recipe, SettingError};
pub use trainer::Trainer;
