//! Reads the command line and dispatches.

fn main() {}
