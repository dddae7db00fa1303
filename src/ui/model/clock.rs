//! How long the run has been training, by the clock on the wall: the session says when it is, drawing only reads.

use std::time::{Duration, Instant};

/// A watch that runs while an arm trains.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunClock {
    elapsed: Duration,
    /// When it was looked at last, if it runs.
    seen: Option<Instant>,
}

impl RunClock {
    /// Takes note of the time; what passed since the last look counts if an arm was training then and is now.
    pub fn tick(&mut self, now: Instant, training: bool) {
        if let Some(seen) = self.seen.filter(|_| training) {
            self.elapsed += now.saturating_duration_since(seen);
        }
        self.seen = training.then_some(now);
    }

    /// How long arms have trained; `None` before a second has passed.
    pub fn elapsed(&self) -> Option<Duration> {
        Some(self.elapsed).filter(|elapsed| elapsed.as_secs() > 0)
    }

    /// How long the rest of a run takes, of which this share, above 0, is done.
    pub fn left(&self, done: f64) -> Option<Duration> {
        let elapsed = self.elapsed()?.as_secs_f64();
        Duration::try_from_secs_f64(elapsed * (1.0 - done).max(0.0) / done).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_while_something_trains_and_stands_in_pauses() {
        let (start, mut clock) = (Instant::now(), RunClock::default());
        for (second, training) in [(0, true), (4, true), (5, false), (60, false), (61, true), (62, true)] {
            clock.tick(start + Duration::from_secs(second), training);
        }
        assert_eq!(clock.elapsed(), Some(Duration::from_secs(5)));
        assert_eq!(clock.left(0.25), Some(Duration::from_secs(15)));
        assert_eq!((clock.left(0.0), RunClock::default().left(0.5)), (None, None));
    }
}
