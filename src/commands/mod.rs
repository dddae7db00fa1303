//! What runs without a screen and prints: one file a subcommand.

pub mod completions;
pub mod explain;
mod export;
mod findings;
pub mod list;
mod progress;
pub mod run;
pub mod score;
