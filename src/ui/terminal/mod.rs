//! The terminal as a full-screen device that may be slow, stalled, or gone at any moment.
//!
//! ```text
//!                      frame                one write(2) a frame
//! user interface  ───────────▶  mailbox  ───────────▶  writer thread  ──▶  terminal
//!       ▲   ▲                                                                 │
//!       │   └──── inputs ◀──── input thread (crossterm::event) ◀──────────────┤
//!       └──────── signals ◀─── signal thread, watchdog (poll) ◀───────────────┘
//! ```
//!
//! The rules, each kept by one file:
//! - modes are entered and left in one place, from every exit (`guard`, `panic`, `job`);
//! - a frame is one synchronised update and one write; an unchanged frame is no byte (`sink`, `backend`);
//! - a stalled line skips frames, it never blocks the loop (`writer`, `pace`, `budget`);
//! - the terminal is never asked anything, because late answers arrive as keystrokes (`environment`, `backend`);
//! - a terminal that is gone is noticed, reported as [`Signal::Hangup`], and never a panic (`watchdog`, `tty`).
//!
//! [`Screen`] puts them together; a loop around it asks for frames ([`Screen::want`]), waits for [`Events`] or for
//! [`Screen::due`], and draws ([`Screen::draw`]).
//!
//! Knows ratatui and, of dl-lab, only the names of the theme's colour modes and character sets.

mod backend;
mod budget;
mod environment;
mod escape;
mod events;
mod guard;
mod input;
mod job;
mod link;
mod pace;
mod panic;
mod reading;
mod screen;
mod signals;
mod sink;
mod tty;
mod watchdog;
mod writer;

pub use environment::{Lookup, charset, color_mode, is_interactive, over_ssh, process_variable};
pub use events::Events;
pub use guard::MouseReports;
pub use input::{MouseInput, TerminalInput};
pub use link::{Cause, LinkSpeed};
pub use panic::Crash;
pub use screen::{Outcome, Screen};
pub use signals::Signal;
pub use writer::Sent;
