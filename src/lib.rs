//! dl-lab: a laboratory in the terminal for losses and class imbalance.

pub mod base;
pub mod cli;
pub mod commands;
pub mod data;
pub mod lab;
pub mod loss;
pub mod metrics;
pub mod nn;
pub mod ui;
