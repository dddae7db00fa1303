//! Arms on threads of their own: one alone, several side by side, and what they leave behind.

pub mod laboratory;
pub mod replay;
pub mod summary;
pub mod worker;
