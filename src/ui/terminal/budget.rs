//! A byte budget for the line.

use std::time::{Duration, Instant};

/// A token bucket counted in bytes. It never reads a clock: the caller passes the time.
///
/// Spending may overdraw it, because a frame that answers a key is always sent; frames that can wait then wait
/// until the debt is paid.
#[derive(Debug, Clone)]
pub(super) struct TokenBucket {
    bytes_per_second: f64,
    burst: f64,
    balance: f64,
    counted_until: Instant,
}

impl TokenBucket {
    /// A full bucket that refills at `bytes_per_second` (positive) up to `burst` bytes.
    pub(super) fn new(bytes_per_second: u32, burst: u32, now: Instant) -> Self {
        let burst = f64::from(burst);
        Self { bytes_per_second: f64::from(bytes_per_second), burst, balance: burst, counted_until: now }
    }

    /// Takes `bytes` out, even if that leaves a debt.
    pub(super) fn spend(&mut self, bytes: usize, now: Instant) {
        self.balance = self.balance_at(now) - bytes as f64;
        self.counted_until = self.counted_until.max(now);
    }

    /// The moment, not before `now`, at which the bucket is out of debt.
    pub(super) fn ready_at(&self, now: Instant) -> Instant {
        let debt = (-self.balance_at(now)).max(0.0);
        now + Duration::from_secs_f64(debt / self.bytes_per_second)
    }

    fn balance_at(&self, now: Instant) -> f64 {
        let elapsed = now.saturating_duration_since(self.counted_until).as_secs_f64();
        (self.balance + elapsed * self.bytes_per_second).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_burst_is_free_and_a_debt_is_waited_for() {
        let start = Instant::now();
        let mut bucket = TokenBucket::new(1000, 4000, start);
        bucket.spend(4000, start);
        assert_eq!(bucket.ready_at(start), start, "an empty bucket is not in debt");
        bucket.spend(2500, start);
        assert_eq!(bucket.ready_at(start), start + Duration::from_millis(2500));
        assert_eq!(bucket.ready_at(start + SECOND), start + Duration::from_millis(2500));
        assert_eq!(bucket.ready_at(start + 3 * SECOND), start + 3 * SECOND);
    }

    #[test]
    fn it_never_saves_more_than_the_burst() {
        let start = Instant::now();
        let mut bucket = TokenBucket::new(1000, 4000, start);
        let later = start + 3600 * SECOND;
        bucket.spend(5000, later);
        assert_eq!(bucket.ready_at(later), later + SECOND);
    }

    #[test]
    fn the_long_run_average_is_the_rate() {
        let start = Instant::now();
        let mut bucket = TokenBucket::new(8192, 65536, start);
        let (mut now, mut sent) = (start, 0_u32);
        while now < start + 60 * SECOND {
            bucket.spend(2000, now);
            sent += 2000;
            now = bucket.ready_at(now + Duration::from_millis(100));
        }
        let allowed = 65536 + 60 * 8192;
        assert!((allowed - 4000..=allowed + 4000).contains(&sent), "{sent} of {allowed}");
    }
}
