//! What is known of runs: events, evaluations, the log and the folder that keeps it, what the events of an arm add up to.

pub mod consistency;
pub mod curve;
pub mod evaluation;
pub mod event;
pub mod history;
pub mod log;
pub mod ood;
pub mod predictions;
pub mod sheets;
pub mod store;
