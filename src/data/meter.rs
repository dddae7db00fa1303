//! Counts what several threads have done and reports it.

use super::{OnProgress, Progress};
use std::sync::atomic::{AtomicUsize, Ordering};

/// One piece of work of a known length, shared by the threads that do it.
pub(crate) struct Meter<'a> {
    what: String,
    done: AtomicUsize,
    total: usize,
    report: OnProgress<'a>,
}

impl<'a> Meter<'a> {
    /// Starts the work and reports that nothing is done yet.
    pub(crate) fn new(what: impl Into<String>, total: usize, report: OnProgress<'a>) -> Self {
        let meter = Self { what: what.into(), done: AtomicUsize::new(0), total, report };
        meter.add(0);
        meter
    }

    /// Counts `units` more and reports. Reports of different threads may arrive out of order.
    pub(crate) fn add(&self, units: usize) {
        let done = self.done.fetch_add(units, Ordering::Relaxed) + units;
        (self.report)(Progress { what: &self.what, done, total: self.total });
    }

    /// Takes how much of one piece of work is done so far and counts what has come since.
    pub(crate) fn counting(&self) -> impl FnMut(usize) {
        let mut before = 0;
        move |done| {
            self.add(done.saturating_sub(before));
            before = done;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn every_unit_is_counted_once_whatever_thread_did_it() {
        let seen = Mutex::new(Vec::new());
        let report = |progress: Progress<'_>| seen.lock().unwrap().push((progress.done, progress.total));
        let meter = Meter::new("work", 40, &report);
        rayon::join(|| (0..10).for_each(|_| meter.add(1)), || (0..10).for_each(|_| meter.add(3)));
        let mut seen = seen.into_inner().unwrap();
        seen.sort_unstable();
        assert_eq!((seen.len(), seen[0], seen[20]), (21, (0, 40), (40, 40)));
    }
}
