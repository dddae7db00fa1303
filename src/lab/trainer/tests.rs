//! Training on small drawn sets.
