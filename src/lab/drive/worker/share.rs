//! Which threads an arm works on: all of them while it is alone, else as many of its own as every other arm has.
//!
//! Arms that share a pool take parts of each other's batches from core to core, and pay for it with up to half as much
//! work again. The bits are the same in every pool.

use super::pool;
use rayon::ThreadPool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The threads that train, shared among the arms at work. Pools are made when they are first needed and kept; one in
/// which no arm works sleeps.
#[derive(Debug)]
pub struct Threads {
    all: Arc<ThreadPool>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Arms at work now.
    arms: usize,
    /// The pool of all threads, and smaller ones.
    pools: Vec<Shared>,
}

/// A pool and how many arms work in it.
#[derive(Debug)]
struct Shared {
    pool: Arc<ThreadPool>,
    arms: usize,
}

impl Threads {
    /// As many threads as this pool has; an arm alone works in the pool itself.
    pub fn new(all: Arc<ThreadPool>) -> Self {
        let pools = vec![Shared { pool: Arc::clone(&all), arms: 0 }];
        Self { all, state: Mutex::new(State { arms: 0, pools }) }
    }

    /// The pool of all threads.
    pub fn all(&self) -> Arc<ThreadPool> {
        Arc::clone(&self.all)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics between two numbers that belong together.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Where one of the arms at work goes: where it was last if nobody is there, else to another pool of its share of
    /// `most` threads. More arms than threads take turns: each goes to the least busy pool, and of equally busy ones
    /// not to where it was.
    fn choose(&mut self, most: usize, last: usize) -> usize {
        let size = (most / self.arms).max(1);
        let rank = |at: usize, arms: usize| (arms, (at == last) == (arms > 0));
        let fitting = self.pools.iter().enumerate().filter(|(_, it)| it.pool.current_num_threads() == size);
        let room = fitting.clone().count() < most / size;
        let best = fitting.min_by_key(|(at, it)| rank(*at, it.arms)).map(|(at, it)| (at, it.arms));
        match best {
            Some((at, arms)) if arms == 0 || !room => at,
            // Without threads for a pool of its own an arm works among the others.
            _ => self.add(size).or(best.map(|(at, _)| at)).unwrap_or(0),
        }
    }

    /// Makes a pool of this many threads, if the system gives them.
    fn add(&mut self, size: usize) -> Option<usize> {
        let pool = pool(Some(size)).ok()?;
        self.pools.push(Shared { pool, arms: 0 });
        Some(self.pools.len() - 1)
    }
}

/// One arm's share of the threads. Dropping it leaves them to the others.
#[derive(Debug)]
pub(super) struct Share {
    threads: Arc<Threads>,
    /// The pool it works in; `None` while it rests.
    at: Option<usize>,
    /// The pool it worked in last.
    last: usize,
}

impl Share {
    /// The share of an arm that does not work yet.
    pub(super) fn new(threads: &Arc<Threads>) -> Self {
        Self { threads: Arc::clone(threads), at: None, last: 0 }
    }

    /// The pool for what comes next, by how many arms are at work now; asked again before every slice of steps.
    pub(super) fn take(&mut self) -> Arc<ThreadPool> {
        let mut state = self.threads.state();
        match self.at {
            Some(at) => state.pools[at].arms -= 1,
            None => state.arms += 1,
        }
        let at = state.choose(self.threads.all.current_num_threads(), self.last);
        state.pools[at].arms += 1;
        (self.at, self.last) = (Some(at), at);
        Arc::clone(&state.pools[at].pool)
    }

    /// Leaves the threads to the others until the next [`Self::take`].
    pub(super) fn rest(&mut self) {
        if let Some(at) = self.at.take() {
            let mut state = self.threads.state();
            state.pools[at].arms -= 1;
            state.arms -= 1;
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.rest();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threads(most: usize) -> Arc<Threads> {
        Arc::new(Threads::new(pool(Some(most)).unwrap()))
    }

    /// The pools of all arms when each has asked once.
    fn taken(shares: &mut [Share]) -> Vec<Arc<ThreadPool>> {
        shares.iter_mut().for_each(|share| drop(share.take()));
        shares.iter_mut().map(Share::take).collect()
    }

    fn sizes(pools: &[Arc<ThreadPool>]) -> Vec<usize> {
        pools.iter().map(|pool| pool.current_num_threads()).collect()
    }

    fn distinct(pools: &[Arc<ThreadPool>]) -> Vec<&Arc<ThreadPool>> {
        let first = |(at, pool): &(usize, &Arc<ThreadPool>)| {
            !pools[..*at].iter().any(|other| Arc::ptr_eq(other, pool))
        };
        pools.iter().enumerate().filter(first).map(|(_, pool)| pool).collect()
    }

    #[test]
    fn arms_have_equally_many_threads_of_their_own_and_never_more_than_all_together() {
        for most in 1..=9 {
            for arms in 1..=4 {
                let threads = threads(most);
                let mut shares: Vec<Share> = (0..arms).map(|_| Share::new(&threads)).collect();
                let pools = taken(&mut shares);
                assert_eq!(sizes(&pools), vec![(most / arms).max(1); arms], "{arms} arms, {most} threads");
                let own = distinct(&pools);
                assert_eq!(own.len(), arms.min(most), "{arms} arms, {most} threads");
                assert!(own.iter().map(|pool| pool.current_num_threads()).sum::<usize>() <= most);
            }
        }
    }

    #[test]
    fn an_arm_that_rests_or_goes_leaves_its_threads_to_the_others() {
        let threads = threads(4);
        let mut shares: Vec<Share> = (0..2).map(|_| Share::new(&threads)).collect();
        assert_eq!(sizes(&taken(&mut shares)), [2, 2]);
        shares[1].rest();
        shares[1].rest();
        assert!(Arc::ptr_eq(&shares[0].take(), &threads.all()), "alone it has the pool of all");
        assert_eq!(sizes(&taken(&mut shares)), [2, 2]);
        drop(shares.pop());
        assert_eq!(sizes(&taken(&mut shares)), [4]);
    }

    #[test]
    fn an_arm_stays_in_its_pool_and_finds_it_again() {
        let threads = threads(2);
        let mut shares: Vec<Share> = (0..2).map(|_| Share::new(&threads)).collect();
        let first = taken(&mut shares);
        for _ in 0..10 {
            let again = taken(&mut shares);
            assert!(first.iter().zip(&again).all(|(one, other)| Arc::ptr_eq(one, other)));
            shares[1].rest();
            drop(shares[0].take());
        }
        assert_eq!(threads.state().pools.len(), 3, "that of all and one for each");
    }

    #[test]
    fn more_arms_than_threads_take_turns_on_all_of_them() {
        let threads = threads(2);
        let mut shares: Vec<Share> = (0..3).map(|_| Share::new(&threads)).collect();
        let slices: Vec<Vec<Arc<ThreadPool>>> =
            (0..6).map(|_| shares.iter_mut().map(Share::take).collect()).collect();
        for arm in 0..3 {
            let visited: Vec<Arc<ThreadPool>> =
                slices[1..].iter().map(|arms| Arc::clone(&arms[arm])).collect();
            assert_eq!(sizes(&visited), [1; 5]);
            assert_eq!(distinct(&visited).len(), 2, "arm {arm}");
        }
    }
}
