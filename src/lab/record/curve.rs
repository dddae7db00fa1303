//! A bounded curve: long runs are folded into buckets that keep their minimum and maximum, so that no spike is lost, and
//! the moments of their values, so that their spread is that of the values and not of the extremes.

mod moments;

pub use moments::Moments;

/// Buckets are folded in pairs beyond this number.
const MOST: usize = 2048;

/// Values between two steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// The step of the first value.
    pub x: f64,
    /// The smallest finite value; NaN where there was none: a gap.
    pub lo: f64,
    /// The largest finite value; NaN where there was none.
    pub hi: f64,
    /// What the finite values add up to.
    pub moments: Moments,
}

/// Values by step, in the order of their steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    buckets: Vec<Bucket>,
    /// Values of a full bucket.
    width: usize,
    /// Values of the last bucket.
    filled: usize,
    last: Option<f64>,
}

impl Default for Curve {
    fn default() -> Self {
        Self { buckets: Vec::new(), width: 1, filled: 1, last: None }
    }
}

impl Curve {
    /// Adds the value at a step; `None` or a value that is not finite leaves a gap.
    pub fn push(&mut self, x: f64, value: Option<f64>) {
        let value = value.filter(|value| value.is_finite());
        self.last = value;
        let moments = value.map_or_else(Moments::default, Moments::of);
        let value = value.unwrap_or(f64::NAN);
        let new = Bucket { x, lo: value, hi: value, moments };
        match self.buckets.last_mut() {
            Some(last) if self.filled < self.width => {
                *last = join(*last, new);
                self.filled += 1;
            }
            _ => {
                self.buckets.push(new);
                self.filled = 1;
            }
        }
        if self.buckets.len() > MOST {
            self.fold();
        }
    }

    fn fold(&mut self) {
        let odd = self.buckets.len() % 2 == 1;
        self.buckets =
            self.buckets.chunks(2).map(|pair| pair.iter().copied().reduce(join).unwrap_or(pair[0])).collect();
        self.filled += if odd { 0 } else { self.width };
        self.width *= 2;
    }

    /// The buckets, in the order of their steps.
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// The last value, if it was finite.
    pub fn last(&self) -> Option<f64> {
        self.last
    }

    /// The last `n` finite values at the resolution of the buckets, oldest first.
    pub fn tail(&self, n: usize) -> Vec<f64> {
        let finite: Vec<f64> =
            self.buckets.iter().rev().filter(|b| b.hi.is_finite()).take(n).map(|b| b.hi).collect();
        finite.into_iter().rev().collect()
    }

    /// The smallest finite value.
    pub fn min(&self) -> Option<f64> {
        self.buckets.iter().map(|bucket| bucket.lo).filter(|lo| lo.is_finite()).reduce(f64::min)
    }
}

/// `f64::min` and `f64::max` pass over NaN, so a gap joins to the other's values.
fn join(a: Bucket, b: Bucket) -> Bucket {
    Bucket { x: a.x, lo: a.lo.min(b.lo), hi: a.hi.max(b.hi), moments: a.moments.join(b.moments) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_curve_stays_bounded_and_keeps_its_spike() {
        let mut curve = Curve::default();
        for step in 0..1_000_000 {
            curve.push(f64::from(step), Some(if step == 777_777 { 50.0 } else { 1.0 }));
        }
        assert!(curve.buckets().len() <= MOST && curve.buckets().len() > MOST / 4);
        let spike = curve.buckets().iter().find(|bucket| bucket.hi > 49.0).unwrap();
        assert!(spike.lo < 1.5 && (spike.x - 777_777.0).abs() < 2_000.0);
        assert!(curve.buckets().windows(2).all(|pair| pair[0].x < pair[1].x));
    }

    #[test]
    fn what_is_not_finite_is_a_gap_and_does_not_poison_its_bucket() {
        let mut curve = Curve::default();
        curve.push(1.0, Some(2.0));
        curve.push(2.0, Some(f64::INFINITY));
        curve.push(3.0, None);
        assert_eq!((curve.last(), curve.min()), (None, Some(2.0)));
        assert!(curve.buckets()[1].hi.is_nan());
        let joined = join(curve.buckets()[0], curve.buckets()[1]);
        assert_eq!((joined.lo, joined.hi, joined.moments), (2.0, 2.0, Moments::of(2.0)));
    }
}
