//! Notices that stay a few seconds: only the loop has a clock.

use super::Session;
use crate::ui::model::NoticeEnd;
use crate::ui::terminal::Cause;
use std::time::{Duration, Instant};

/// How long a line stays that says what was done.
const NOTICE: Duration = Duration::from_secs(6);
impl Session {
    /// When the notice that stays a few seconds goes, if there is one.
    pub(super) fn notice_due(&mut self) -> Option<Instant> {
        let shown = self.app.notice.as_ref().filter(|notice| notice.until == NoticeEnd::Seconds);
        let number = shown.map(|notice| notice.number);
        if number != self.notice.map(|(number, _)| number) {
            self.notice = number.map(|number| (number, Instant::now() + NOTICE));
        }
        self.notice.map(|(_, end)| end)
    }

    /// Takes the notice away if its time is over.
    pub(super) fn end_notice(&mut self) {
        let now = Instant::now();
        if self.notice.take_if(|(_, end)| *end <= now).is_some() {
            self.app.notice = None;
            self.screen.want(Cause::Data, now);
        }
    }
}
