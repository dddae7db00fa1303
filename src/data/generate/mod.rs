//! The embedded sets, drawn from a seed: one file a set.
