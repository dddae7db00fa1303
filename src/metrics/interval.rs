//! How far a proportion, or the difference of two, may be trusted: 95 % score intervals, which keep within their range and
//! hold for the few samples of a rare class.

use super::confusion::ratio;

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Of fewer images than these no difference is called more than chance, whatever its test says.
pub const FEWEST: u64 = 10;

/// A 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a value is inside; for a difference, `contains(0.0)` says that it may be noise.
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// Wilson's score interval for `k` of `n`; `None` for `n` = 0.
///
/// # Panics
/// If `k` exceeds `n`.
pub fn wilson(k: u64, n: u64) -> Option<Interval> {
    assert!(k <= n, "{k} of {n}");
    let p = ratio(k, n)?;
    let n = n as f64;
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let end = |value: f64| (value / (1.0 + Z * Z / n)).clamp(0.0, 1.0);
    Some(Interval { low: end(middle - half), high: end(middle + half) })
}

/// The interval of the mean of independent estimates, each with its own: the distances to the ends of theirs add up as errors
/// do, so that it keeps within their range (Zou and Donner 2008, Statistics in Medicine 27, 1693-1702). `None` of nothing.
pub fn mean(estimates: &[(f64, Interval)]) -> Option<Interval> {
    let n = estimates.len() as f64;
    let middle = estimates.iter().map(|(value, _)| value).sum::<f64>() / n;
    let reach =
        |of: fn(&(f64, Interval)) -> f64| estimates.iter().map(of).map(|d| d * d).sum::<f64>().sqrt() / n;
    let low = reach(|(value, interval)| value - interval.low);
    let high = reach(|(value, interval)| interval.high - value);
    (!estimates.is_empty()).then_some(Interval { low: middle - low, high: middle + high })
}

/// Two answers to the same questions, such as two arms on the same images, counted by who was right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// Both were right.
    pub both: u64,
    /// Only the first was.
    pub first_only: u64,
    /// Only the second was.
    pub second_only: u64,
    /// Neither was.
    pub neither: u64,
}

impl Pairs {
    /// Counts one image.
    pub fn record(&mut self, first: bool, second: bool) {
        *match (first, second) {
            (true, true) => &mut self.both,
            (true, false) => &mut self.first_only,
            (false, true) => &mut self.second_only,
            (false, false) => &mut self.neither,
        } += 1;
    }

    /// How many images there are.
    pub fn total(&self) -> u64 {
        self.both + self.first_only + self.second_only + self.neither
    }

    /// Newcombe's interval for `p1 - p2` of paired proportions (method 10 of Newcombe 1998, Statistics in Medicine 17,
    /// 2635-2650): Wilson's intervals, combined with the correlation of the answers, which is corrected for continuity.
    /// `None` without images.
    pub fn difference(&self) -> Option<Interval> {
        let n = self.total();
        hybrid((self.both + self.first_only, n), (self.both + self.second_only, n), self.correlation())
    }

    /// The two-sided p-value of the exact `McNemar` test: how likely answers as uneven as these, or more so, are if whoever
    /// is right alone is so by the toss of a coin (`McNemar` 1947, with the binomial distribution in the place of its
    /// approximation). 1 where nobody is right alone.
    pub fn exact_p(&self) -> f64 {
        let (least, n) = (self.first_only.min(self.second_only), self.first_only + self.second_only);
        // ln of C(n, least) / 2^n; the smaller terms of the tail follow from it by their ratios.
        let choose: f64 = (0..least).map(|i| ((n - i) as f64 / (i + 1) as f64).ln()).sum();
        let (mut term, mut tail) = (1.0, 1.0);
        for k in (1..=least).rev() {
            term *= k as f64 / (n - k + 1) as f64;
            tail += term;
        }
        (2.0 * tail * (choose - n as f64 * std::f64::consts::LN_2).exp()).min(1.0)
    }

    /// Whether the answers differ by more than the choice of images does: the exact test gives less than 5 %, and there are
    /// images enough to say so.
    pub fn is_significant(&self) -> bool {
        self.total() >= FEWEST && self.exact_p() < 0.05
    }

    fn correlation(&self) -> f64 {
        let [both, first, second, neither] =
            [self.both, self.first_only, self.second_only, self.neither].map(|count| count as f64);
        let margins = (both + first) * (second + neither) * (both + second) * (first + neither);
        let excess = both * neither - first * second;
        // A positive excess shrinks, to 0 at most; a negative one stays.
        let corrected = (excess - self.total() as f64 / 2.0).max(excess.min(0.0));
        if margins > 0.0 { corrected / margins.sqrt() } else { 0.0 }
    }
}

fn hybrid(first: (u64, u64), second: (u64, u64), correlation: f64) -> Option<Interval> {
    let (p1, p2) = (ratio(first.0, first.1)?, ratio(second.0, second.1)?);
    let (one, two) = (wilson(first.0, first.1)?, wilson(second.0, second.1)?);
    // The square of a difference of correlated errors; rounding may take it just below 0.
    let reach = |a: f64, b: f64| (a * a - 2.0 * correlation * a * b + b * b).max(0.0).sqrt();
    let difference = p1 - p2;
    Some(Interval {
        low: difference - reach(p1 - one.low, two.high - p2),
        high: difference + reach(one.high - p1, p2 - two.low),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<Interval>, low: f64, high: f64, tolerance: f64) {
        let near = found.is_some_and(|found| {
            (found.low - low).abs() < tolerance && (found.high - high).abs() < tolerance
        });
        assert!(near, "{found:?} for {low} to {high}");
    }

    /// The examples of Newcombe 1998, Statistics in Medicine 17, 857-872.
    #[test]
    fn wilson_gives_the_published_intervals() {
        close(wilson(81, 263), 0.2553, 0.3662, 5e-5);
        close(wilson(15, 148), 0.0624, 0.1605, 5e-5);
        close(wilson(0, 20), 0.0, 0.1611, 5e-5);
        close(wilson(1, 29), 0.0061, 0.1718, 5e-5);
        close(wilson(20, 20), 1.0 - 0.1611, 1.0, 5e-5);
        assert_eq!(wilson(0, 0), None);
    }

    /// Method 10 of Newcombe 1998, Statistics in Medicine 17, 873-890.
    #[test]
    fn without_correlation_the_hybrid_interval_is_the_published_one_of_independent_samples() {
        close(hybrid((56, 70), (48, 80), 0.0), 0.0524, 0.3339, 5e-5);
        close(hybrid((9, 10), (3, 10), 0.0), 0.1705, 0.8090, 5e-5);
        close(hybrid((10, 10), (0, 10), 0.0), 0.6075, 1.0, 5e-5);
        assert_eq!(hybrid((0, 0), (1, 2), 0.0), None);
    }

    /// The airway study of Bentur et al. 2009, as worked by Fagerland, Lydersen and Laake 2014.
    #[test]
    fn the_paired_difference_is_the_published_one() {
        let pairs = Pairs { both: 1, first_only: 1, second_only: 7, neither: 12 };
        close(pairs.difference(), -0.507, -0.026, 5e-4);
    }

    #[test]
    fn exchanging_the_arms_turns_the_difference_around() {
        let pairs = Pairs { both: 30, first_only: 12, second_only: 5, neither: 8 };
        let turned = Pairs { first_only: 5, second_only: 12, ..pairs };
        let found = turned.difference().unwrap();
        close(pairs.difference(), -found.high, -found.low, 1e-12);
    }

    #[test]
    fn answers_that_agree_give_a_narrower_interval_than_independent_ones() {
        let pairs = Pairs { both: 60, first_only: 10, second_only: 2, neither: 28 };
        let (paired, independent) = (pairs.difference().unwrap(), hybrid((70, 100), (62, 100), 0.0).unwrap());
        assert!(paired.low > independent.low && paired.high < independent.high, "{paired:?} {independent:?}");
        assert!(!paired.contains(0.0) && independent.contains(0.0), "{paired:?} {independent:?}");
    }

    #[test]
    fn a_mean_of_equal_estimates_is_as_much_narrower_as_their_number_s_root_is_larger() {
        let one = wilson(30, 50).unwrap();
        close(mean(&[(0.6, one); 4]), 0.6 - (0.6 - one.low) / 2.0, 0.6 + (one.high - 0.6) / 2.0, 1e-12);
        close(mean(&[(0.6, one)]), one.low, one.high, 1e-12);
        let sure = wilson(10, 10).unwrap();
        close(mean(&[(1.0, sure), (1.0, sure)]), 1.0 - (1.0 - sure.low) / 2.0_f64.sqrt(), 1.0, 1e-12);
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn one_sided_and_empty_tables_stay_defined() {
        let mut pairs = Pairs::default();
        assert_eq!(pairs.difference(), None);
        for _ in 0..5 {
            pairs.record(true, true);
        }
        let found = pairs.difference().unwrap();
        assert!(found.contains(0.0) && found.low >= -1.0 && found.high <= 1.0, "{found:?}");
        pairs.record(true, false);
        pairs.record(false, true);
        pairs.record(false, false);
        assert_eq!(pairs, Pairs { both: 5, first_only: 1, second_only: 1, neither: 1 });
    }

    #[test]
    fn the_correlation_is_that_of_the_margins_corrected_only_where_it_is_positive() {
        let of = |[both, first_only, second_only, neither]: [u64; 4]| {
            Pairs { both, first_only, second_only, neither }.correlation()
        };
        // (60 * 28 - 10 * 2 - 50) / sqrt(70 * 30 * 62 * 38), and (1 * 2 - 5 * 7) / sqrt(6 * 9 * 8 * 7).
        assert!((of([60, 10, 2, 28]) - 1610.0 / 4_947_600_f64.sqrt()).abs() < 1e-15);
        assert!((of([1, 5, 7, 2]) + 33.0 / 3024_f64.sqrt()).abs() < 1e-15);
        assert_eq!(of([1, 1, 7, 12]), 0.0, "less than the correction");
        assert_eq!([of([5, 0, 0, 0]), of([0, 3, 0, 2])], [0.0; 2], "a margin of 0 has no correlation");
    }

    #[test]
    fn the_interval_of_a_paired_difference_is_that_of_its_formula() {
        // Method 10 of Newcombe 1998, computed apart from this code.
        let pairs = Pairs { both: 60, first_only: 10, second_only: 2, neither: 28 };
        let found = pairs.difference().unwrap();
        assert!(
            (found.low - 0.011_008_548_174_2).abs() < 1e-9 && (found.high - 0.148_315_839_921).abs() < 1e-9,
            "{found:?}"
        );
    }

    /// Two-sided binomial tests; R's `binom.test(2, 2)` gives 0.5, `binom.test(1, 10)` 0.02148, `binom.test(30, 100)` 7.85e-5.
    #[test]
    fn the_exact_test_is_that_of_tossed_coins() {
        let p = |first_only, second_only| Pairs { first_only, second_only, both: 5, neither: 5 }.exact_p();
        for (found, expected) in
            [(p(0, 2), 0.5), (p(1, 9), 0.021_484_375), (p(30, 70), 7.85e-5), (p(0, 5), 0.0625)]
        {
            assert!((found - expected).abs() < 1e-3 * expected, "{found} for {expected}");
        }
        assert_eq!((p(0, 0), p(7, 7), p(3, 9)), (1.0, 1.0, p(9, 3)));
        assert!(p(20_000, 21_000) < 1e-5 && p(20_000, 21_000) > 1e-8, "no overflow of many");
    }

    #[test]
    fn few_images_are_never_significant() {
        let lost = |first_only| Pairs { first_only, ..Pairs::default() }.is_significant();
        assert!(!lost(9) && lost(10), "all of nine are no evidence here, all of ten are");
        assert!(!Pairs { first_only: 2, neither: 40, ..Pairs::default() }.is_significant());
    }
}
