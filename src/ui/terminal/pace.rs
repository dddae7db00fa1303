//! When the next frame may be drawn.

use std::time::Instant;

use super::budget::TokenBucket;
use super::link::{Cause, LinkSpeed};

/// What a gallery page may cost at once, bytes.
const BURST: u32 = 64 * 1024;

/// Collects wishes to draw and answers when the next frame is due. It never reads a clock.
///
/// The first wish after a pause is due at once; further ones are spaced by [`LinkSpeed::interval`]. Frames for new data
/// also wait until the byte budget is out of debt; frames for a key or a resize do not.
#[derive(Debug)]
pub(super) struct Pace {
    link: LinkSpeed,
    bucket: TokenBucket,
    last: Option<Instant>,
    due: Option<Instant>,
}

impl Pace {
    /// Nothing is due yet.
    pub(super) fn new(link: LinkSpeed, now: Instant) -> Self {
        Self { link, bucket: TokenBucket::new(link.bytes_per_second(), BURST, now), last: None, due: None }
    }

    /// Asks for a frame because of `cause`. The earliest of all wishes counts.
    pub(super) fn want(&mut self, cause: Cause, now: Instant) {
        let spaced = self.last.map_or(now, |last| now.max(last + self.link.interval(cause)));
        let earliest = match cause {
            Cause::Input | Cause::Resize => spaced,
            Cause::Data | Cause::UnseenData => spaced.max(self.bucket.ready_at(now)),
        };
        self.due = Some(self.due.map_or(earliest, |due| due.min(earliest)));
    }

    /// When the next frame is due; `None` if nobody asked for one.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Puts a due frame off because the line has not taken the last one yet.
    pub(super) fn defer(&mut self, now: Instant) {
        self.due = Some(now + self.link.interval(Cause::Input));
    }

    /// Records that a frame of `bytes` was sent.
    pub(super) fn drawn(&mut self, bytes: usize, now: Instant) {
        self.bucket.spend(bytes, now);
        self.last = Some(now);
        self.due = None;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn keys_are_answered_at_once_then_coalesced() {
        let start = Instant::now();
        let mut pace = Pace::new(LinkSpeed::Local, start);
        assert_eq!(pace.due(), None);
        pace.want(Cause::Input, start);
        assert_eq!(pace.due(), Some(start));
        pace.drawn(100, start);
        assert_eq!(pace.due(), None);
        let soon = start + Duration::from_millis(1);
        pace.want(Cause::UnseenData, soon);
        assert_eq!(pace.due(), Some(start + Duration::from_secs(1)));
        pace.want(Cause::Data, soon);
        assert_eq!(pace.due(), Some(start + Duration::from_millis(100)));
        pace.want(Cause::Input, soon);
        assert_eq!(pace.due(), Some(start + Duration::from_millis(16)), "the more urgent wish counts");
    }

    #[test]
    fn only_data_waits_for_the_byte_budget() {
        let start = Instant::now();
        let mut pace = Pace::new(LinkSpeed::Ssh, start);
        pace.drawn(BURST as usize + 8 * 1024, start);
        pace.want(Cause::Data, start);
        assert_eq!(pace.due(), Some(start + Duration::from_secs(1)));
        pace.want(Cause::Resize, start);
        assert_eq!(pace.due(), Some(start + Duration::from_millis(50)));
    }

    #[test]
    fn a_stalled_line_is_tried_again_later() {
        let start = Instant::now();
        let mut pace = Pace::new(LinkSpeed::Ssh, start);
        pace.want(Cause::Input, start);
        pace.defer(start);
        assert_eq!(pace.due(), Some(start + Duration::from_millis(33)));
    }
}
