//! An experiment without a screen, in six rooms; each knows only those below it.
//!
//! ```text
//! drive      threads: arms that train side by side, and what they leave behind
//! analysis   what the events of arms add up to: captions, findings, comparisons
//! learn      training and measuring
//! record     what is known of a run: events, evaluations, the log and its folder, histories
//! bench      the data of a run, loaded, split and scaled
//! recipe     what a run is asked to be
//! ```

pub mod analysis;
pub mod bench;
pub mod drive;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod learn;
pub mod recipe;
pub mod record;

pub use bench::Bench;
pub use drive::laboratory::Laboratory;
pub use learn::teacher::arm_of;
pub use learn::trainer::Trainer;
pub use recipe::{ArmId, CheckedRecipe, Edit, Recipe, SettingError};
pub use record::event::{Body, Command, Event};
pub use record::history::History;
