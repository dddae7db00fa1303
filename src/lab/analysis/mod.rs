//! What the events of arms add up to: captions, findings, comparisons, and the shapes that losses draw.

pub mod advice;
pub mod calibrate;
pub mod compare;
pub mod comparison;
pub mod finding;
pub mod ideal;
pub mod journal;
pub mod landscape;
pub mod one_vs_rest;
pub mod shape;
pub mod verdict;
