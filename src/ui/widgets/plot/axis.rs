//! Axes: from values to positions, and ticks at round numbers.

use super::round::{SLACK, below, label, step};

/// Values beyond this count as infinite, so that the difference of two never overflows.
const LIMIT: f64 = 1e300;

/// How values are spread over an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scale {
    /// Evenly.
    Linear,
    /// By their logarithm.
    Log,
}

impl Scale {
    /// Whether a value has a place on the axis.
    pub(super) fn holds(self, value: f64) -> bool {
        value.abs() <= LIMIT && (self == Self::Linear || value >= 1.0 / LIMIT)
    }

    /// The place of a value on the axis, in its own unit. Minus infinity where a logarithm does not exist.
    fn place(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log if value > 0.0 => value.log10(),
            Self::Log => f64::NEG_INFINITY,
        }
    }
}

/// A labelled place on an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    /// 0 at the lower end, 1 at the upper one.
    pub(super) position: f64,
    pub(super) label: String,
}

/// An axis from `lo` to `hi`, in the unit of its scale.
pub(super) struct PlotAxis {
    scale: Scale,
    lo: f64,
    hi: f64,
    /// The ticks that lie on the axis, ascending.
    pub(super) ticks: Vec<Tick>,
}

impl PlotAxis {
    /// A linear axis from the first to the last value of `data`, or over valid `bounds`; `0..=1` without either.
    pub(super) fn exact(bounds: Option<[f64; 2]>, data: Option<[f64; 2]>, ticks: u16) -> Self {
        let scale = Scale::Linear;
        let [lo, hi] = valid(bounds, scale).or(data).map_or([0.0, 1.0], |[lo, hi]| {
            // A single point stands at the left, where its curve will start.
            if hi - lo > SLACK * lo.abs().max(hi.abs()) { [lo, hi] } else { [lo, lo + lo.abs().max(1.0)] }
        });
        Self { scale, lo, hi, ticks: Vec::new() }.with_linear_ticks(step(hi - lo, ticks))
    }

    /// An axis over valid `bounds`, or else over `data` rounded outward to round numbers, so that it rarely moves.
    pub(super) fn outward(
        scale: Scale,
        bounds: Option<[f64; 2]>,
        data: impl FnOnce() -> Option<[f64; 2]>,
        ticks: u16,
    ) -> Self {
        let fixed = valid(bounds, scale);
        let range = fixed.or_else(data).unwrap_or(if scale == Scale::Log { [0.1, 1.0] } else { [0.0, 1.0] });
        let [lo, hi] = widen(range.map(|value| scale.place(value)), scale);
        let axis = |lo, hi| Self { scale, lo, hi, ticks: Vec::new() };
        match scale {
            Scale::Linear => {
                let step = step(hi - lo, ticks);
                let round = |value: f64, toward: fn(f64) -> f64| toward(value / step) * step;
                let outward = axis(round(lo + SLACK * step, f64::floor), round(hi - SLACK * step, f64::ceil));
                if fixed.is_some() { axis(lo, hi) } else { outward }.with_linear_ticks(step)
            }
            Scale::Log if fixed.is_some() => axis(lo, hi).with_log_ticks(ticks),
            Scale::Log => axis(below(lo), -below(-hi)).with_log_ticks(ticks),
        }
    }

    /// 0 at the lower end, 1 at the upper one, beyond them outside. Rounding does not push an end outside.
    pub(super) fn position(&self, value: f64) -> f64 {
        let position = (self.scale.place(value) - self.lo) / (self.hi - self.lo);
        let inside = position.clamp(0.0, 1.0);
        if (position - inside).abs() < SLACK { inside } else { position }
    }

    /// The scale of the axis.
    pub(super) fn scale(&self) -> Scale {
        self.scale
    }

    /// The value in its middle.
    pub(super) fn middle(&self) -> f64 {
        let middle = f64::midpoint(self.lo, self.hi);
        if self.scale == Scale::Log { 10_f64.powf(middle) } else { middle }
    }

    fn with_linear_ticks(mut self, step: f64) -> Self {
        let first = (self.lo / step - SLACK).ceil();
        let count = ((self.hi / step + SLACK).floor() - first).clamp(-1.0, 100.0) as i32;
        self.ticks = (0..=count)
            .map(|i| {
                let value = (first + f64::from(i)) * step;
                Tick { position: self.position(value), label: label(value, step) }
            })
            .collect();
        self
    }

    /// Ticks at powers of ten; at 1, 2 and 5 times them where the axis holds less than two.
    fn with_log_ticks(mut self, most: u16) -> Self {
        let first = (self.lo - SLACK).ceil() as i32;
        let last = (self.hi + SLACK).floor() as i32;
        let powers = (last - first + 1).max(0);
        let most = i32::from(most.max(1));
        let every = ((powers + most - 2) / most).max(1);
        let factors: &[f64] = if powers > 2 { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let exponents = (first - 1..=last).filter(|e| powers <= 2 || e.rem_euclid(every) == 0);
        let values = exponents.flat_map(|e| factors.iter().map(move |factor| (factor, 10_f64.powi(e))));
        let ticks = values.map(|(factor, power)| Tick {
            position: self.position(factor * power),
            label: label(factor * power, power),
        });
        self.ticks = ticks.filter(|tick| (0.0..=1.0).contains(&tick.position)).collect();
        self
    }
}

/// Bounds that an axis can have.
fn valid(bounds: Option<[f64; 2]>, scale: Scale) -> Option<[f64; 2]> {
    bounds.filter(|&[lo, hi]| {
        scale.holds(lo)
            && scale.holds(hi)
            && scale.place(hi) - scale.place(lo) > SLACK * lo.abs().max(hi.abs())
    })
}

/// A range that has a length, around the given one.
fn widen([lo, hi]: [f64; 2], scale: Scale) -> [f64; 2] {
    let size = lo.abs().max(hi.abs());
    if hi - lo > SLACK * size && hi - lo > 1.0 / LIMIT {
        [lo, hi]
    } else if scale == Scale::Log {
        [lo - 0.1, hi + 0.1]
    } else if size > 1.0 / LIMIT {
        [lo - 0.1 * size, hi + 0.1 * size]
    } else {
        [0.0, 1.0]
    }
}

#[cfg(test)]
mod tests {
    use super::super::round::GUTTER;
    use super::*;

    fn labels(axis: &PlotAxis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    fn linear(lo: f64, hi: f64, ticks: u16) -> PlotAxis {
        PlotAxis::outward(Scale::Linear, None, || Some([lo, hi]), ticks)
    }

    fn log(lo: f64, hi: f64, ticks: u16) -> PlotAxis {
        PlotAxis::outward(Scale::Log, None, || Some([lo, hi]), ticks)
    }

    #[test]
    fn linear_ticks_are_round_and_enclose_the_data() {
        assert_eq!(labels(&linear(0.13, 2.31, 5)), ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"]);
        assert_eq!(labels(&linear(-3.0, 7.0, 3)), ["-5", "0", "5", "10"]);
        assert_eq!(labels(&linear(0.0, 1.0, 2)), ["0.0", "0.5", "1.0"]);
        assert_eq!(labels(&linear(0.0, 3e6, 3)), ["0", "1e6", "2e6", "3e6"]);
        assert_eq!(labels(&linear(0.0, 3.2e-5, 2)), ["0", "2e-5", "4e-5"]);
    }

    #[test]
    fn logarithmic_ticks_are_powers_or_one_two_five() {
        assert_eq!(labels(&log(0.002, 3.0, 9)), ["0.01", "0.1", "1"]);
        assert_eq!(labels(&log(0.3, 0.8, 9)), ["0.2", "0.5", "1"]);
        assert_eq!(labels(&log(1e-8, 1.0, 4)), ["1e-8", "1e-6", "0.0001", "0.01", "1"]);
    }

    #[test]
    fn degenerate_ranges_have_a_length_and_few_ticks() {
        let huge = f64::MAX.min(LIMIT);
        for (lo, hi) in
            [(0.0, 0.0), (5.0, 5.0), (5e-324, 5e-324), (-huge, huge), (1.0, 1.0 + 1e-15), (-1e30, 5e-324)]
        {
            for ticks in [1, 2, 9] {
                for axis in [linear(lo, hi, ticks), PlotAxis::exact(None, Some([lo, hi]), ticks)] {
                    assert!(axis.hi - axis.lo > 0.0 && (axis.hi - axis.lo).is_finite(), "{lo} {hi}");
                    assert!(axis.ticks.len() <= usize::from(ticks) + 3, "{lo} {hi}: {:?}", axis.ticks);
                    assert!(
                        axis.ticks
                            .iter()
                            .all(|t| t.label.len() <= usize::from(GUTTER) && t.position.is_finite())
                    );
                    assert!((0.0..=1.0).contains(&axis.position(lo)), "{lo} {hi}");
                }
            }
        }
        for (lo, hi) in [(1e-300, 1e300), (0.5, 0.5), (1.0, 1.0)] {
            let axis = log(lo, hi, 4);
            assert!(!axis.ticks.is_empty() && axis.ticks.len() <= 7, "{:?}", axis.ticks);
        }
    }

    #[test]
    fn bounds_are_kept_when_they_make_sense() {
        let axis = PlotAxis::outward(Scale::Linear, Some([0.0, 0.93]), || None, 2);
        assert!((axis.position(0.93) - 1.0).abs() < SLACK);
        for bounds in [[1.0, 0.0], [f64::NAN, 1.0], [0.0, f64::INFINITY], [2.0, 2.0]] {
            assert_eq!(
                labels(&PlotAxis::outward(Scale::Linear, Some(bounds), || None, 2)),
                ["0.0", "0.5", "1.0"]
            );
        }
        assert_eq!(
            labels(&PlotAxis::outward(Scale::Log, Some([0.0, 1.0]), || None, 2)),
            ["0.1", "0.2", "0.5", "1"]
        );
    }
}
