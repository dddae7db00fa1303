//! What an arm at rest has left behind.

use super::{History, Status};
use crate::lab::record::event::Kept;

impl History {
    /// What was measured of an arm at rest is true until it goes on.
    pub(super) fn keep(&mut self, kept: &Result<Kept, String>) {
        if let (Ok(Kept::All(tested)), Status::Rested) = (kept, &self.status) {
            (self.tested, self.is_kept) = (tested.clone(), true);
        }
    }

    /// It is not any more where it was at rest.
    pub(super) fn go_on(&mut self) {
        (self.tested, self.is_kept) = (None, false);
    }
}
