//! Helpers shared by the integration tests.
#![allow(dead_code, reason = "every test file uses its own part")]

pub(crate) mod pty;
