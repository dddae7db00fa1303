//! The objective of a network of two numbers, one weight and one bias, over both: what its descent walks on.
//!
//! The only input is x and the only output z = w x + b, so no network is needed: the objective is asked what every pair
//! costs on the training set.

use crate::lab::bench::Bench;
use crate::lab::learn::objective::Objective;

/// Images that a pair is tried on, at most.
const IMAGES: usize = 512;
/// Points of the map along the weight and along the bias.
const SIZE: [usize; 2] = [97, 65];
/// The least length of an axis.
const LEAST: f64 = 4.0;
/// The share of an axis that is left free beside what it holds.
const MARGIN: f64 = 0.15;

/// What a map covers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The least and the largest weight.
    pub weight: [f64; 2],
    /// The least and the largest bias.
    pub bias: [f64; 2],
}

impl Extent {
    /// Room for these pairs of weight and bias, in round steps, and for what `known` covers: a map that follows a descent
    /// grows now and then and never moves. `None` without a pair.
    pub fn around(pairs: impl Iterator<Item = [f64; 2]>, known: Option<Self>) -> Option<Self> {
        let finite = pairs.filter(|pair| pair.iter().all(|x| x.abs() < 1e9));
        let join = |[a, b]: [f64; 2], [c, d]: [f64; 2]| [a.min(c), b.max(d)];
        let both = finite.map(|[w, b]| [[w; 2], [b; 2]]);
        let [weight, bias] = both.reduce(|a, b| [join(a[0], b[0]), join(a[1], b[1])])?;
        let axis = |known: Option<[f64; 2]>, needed: [f64; 2]| match known {
            Some(known) if known[0] <= needed[0] && needed[1] <= known[1] => known,
            Some(known) => join(known, rounded(needed)),
            None => rounded(needed),
        };
        Some(Self {
            weight: axis(known.map(|known| known.weight), weight),
            bias: axis(known.map(|known| known.bias), bias),
        })
    }
}

impl Extent {
    /// Whether a pair lies within, or no farther beyond than it is long.
    pub fn is_near(&self, [weight, bias]: [f64; 2]) -> bool {
        let near = |[low, high]: [f64; 2], x: f64| (2.0 * low - high..=2.0 * high - low).contains(&x);
        near(self.weight, weight) && near(self.bias, bias)
    }
}

/// A range with a margin, its ends at multiples of a round step.
fn rounded([low, high]: [f64; 2]) -> [f64; 2] {
    let missing = (LEAST - (high - low)).max(0.0) / 2.0;
    let margin = (high - low) * MARGIN;
    let (low, high) = (low - missing.max(margin), high + missing.max(margin));
    let rough = (high - low) / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0].into_iter().map(|factor| factor * power).rfind(|step| *step <= rough);
    let step = step.unwrap_or(power);
    [(low / step).floor() * step, (high / step).ceil() * step]
}

/// The map.
#[derive(Clone, Debug, PartialEq)]
pub struct Landscape {
    /// What it covers.
    pub extent: Extent,
    /// Row by row, the least bias first; NaN where the objective is not finite.
    values: Vec<f64>,
    /// How many training images each pair was tried on: all, or of many an even choice.
    pub images: usize,
}

impl Landscape {
    /// Tries pairs of weight and bias all over the extent. `None` unless the images are one number each, and the
    /// objective has one output and no other head.
    pub fn new(objective: &Objective, bench: &Bench, extent: Extent) -> Option<Self> {
        let single = bench.dataset.shape() == [1, 1, 1] && objective.output().count == 1;
        if !single || objective.auxiliary().next().is_some() {
            return None;
        }
        let part = &bench.dataset.parts.train;
        let every = part.len().div_ceil(IMAGES).max(1);
        let images: Vec<u32> = part.iter().copied().step_by(every).collect();
        let mut inputs = vec![0.0; images.len()];
        bench.gather(images.iter().copied(), &mut inputs);
        let cost = |w: f64, b: f64| {
            let logits: Vec<f32> = inputs.iter().map(|x| (w * f64::from(*x) + b) as f32).collect();
            let lengths = [w.abs(), w * w / 2.0];
            objective.measure(bench, &[&logits], &images, lengths).losses().objective.unwrap_or(f64::NAN)
        };
        let place = |[low, high]: [f64; 2], at: usize, size: usize| {
            low + (high - low) * at as f64 / (size - 1) as f64
        };
        let values = (0..SIZE[0] * SIZE[1]).map(|at| {
            cost(place(extent.weight, at % SIZE[0], SIZE[0]), place(extent.bias, at / SIZE[0], SIZE[1]))
        });
        Some(Self { extent, values: values.collect(), images: images.len() })
    }

    /// The value at a pair, between the nearest four points; `None` outside and where one of them is not finite.
    pub fn at(&self, weight: f64, bias: f64) -> Option<f64> {
        let cell = |[low, high]: [f64; 2], value: f64, size: usize| {
            let place = (value - low) / (high - low) * (size - 1) as f64;
            let cell = (place.floor()).clamp(0.0, (size - 2) as f64);
            ((0.0..=(size - 1) as f64).contains(&place)).then_some((cell as usize, place - cell))
        };
        let (column, x) = cell(self.extent.weight, weight, SIZE[0])?;
        let (row, y) = cell(self.extent.bias, bias, SIZE[1])?;
        let corner = |down: usize, right: usize| self.values[(row + down) * SIZE[0] + column + right];
        let along = |down: usize| corner(down, 0) * (1.0 - x) + corner(down, 1) * x;
        Some(along(0) * (1.0 - y) + along(1) * y).filter(|value| value.is_finite())
    }

    /// The least and the largest finite value.
    pub fn range(&self) -> Option<[f64; 2]> {
        let finite = self.values.iter().copied().filter(|value| value.is_finite());
        finite.map(|value| [value; 2]).reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])])
    }

    /// The pair with the least value, the first of equals; `None` where that lies on the edge: it falls on beyond.
    pub fn lowest(&self) -> Option<[f64; 2]> {
        let finite = self.values.iter().enumerate().filter(|(_, value)| value.is_finite());
        let (at, _) = finite.reduce(|best, other| if other.1 < best.1 { other } else { best })?;
        let edge = |at: usize, size: usize| at == 0 || at + 1 == size;
        if edge(at % SIZE[0], SIZE[0]) || edge(at / SIZE[0], SIZE[1]) {
            return None;
        }
        let place = |[low, high]: [f64; 2], at: usize, size: usize| {
            low + (high - low) * at as f64 / (size - 1) as f64
        };
        Some([
            place(self.extent.weight, at % SIZE[0], SIZE[0]),
            place(self.extent.bias, at / SIZE[0], SIZE[1]),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Dataset, Part, Parts};
    use crate::lab::fixtures::{bench_of, recipe};
    use ndarray::Array4;
    use std::sync::Arc;

    /// x = -1 is of class 0, x = 1 of class 1.
    fn points() -> Dataset {
        let images = Array4::from_shape_vec((4, 1, 1, 1), vec![0, 255, 0, 255]).unwrap();
        let parts = Parts::of([Part::Train, Part::Train, Part::Validation, Part::Validation]);
        let names = ["negative", "positive"].map(str::to_owned).to_vec();
        Dataset::new("points", images, vec![0, 1, 0, 1], names, parts).unwrap()
    }

    fn surveyed(settings: &[&str], extent: Extent) -> Landscape {
        let settings = [&["loss=ordinal", "pixels=-1..1", "batch=2"], settings].concat();
        let recipe = recipe(&settings);
        let bench = bench_of(points(), &recipe);
        let arm = &recipe.check().unwrap().arms[0];
        Landscape::new(&Objective::new(&arm.settings, &bench, None).unwrap(), &Arc::clone(&bench), extent)
            .unwrap()
    }

    const EXTENT: Extent = Extent { weight: [-4.0, 8.0], bias: [-4.0, 4.0] };

    #[test]
    fn the_height_is_the_objective_of_one_logit_on_the_training_part() {
        let map = surveyed(&[], EXTENT);
        assert_eq!(map.images, 2);
        let softplus = |x: f64| x.exp().ln_1p();
        for [w, b] in [[-4.0, -4.0], [2.0, 0.5], [8.0, 4.0], [0.0, 0.0]] {
            let expected = 0.5 * (softplus(-(w + b)) + softplus(b - w));
            let found = map.at(w, b).unwrap();
            assert!((found - expected).abs() < 1e-4, "{w} {b}: {found} {expected}");
        }
        assert_eq!((map.at(8.1, 0.0), map.at(0.0, -4.1)), (None, None));
        let [least, most] = map.range().unwrap();
        assert!(map.lowest().is_none() && map.at(8.0, 0.0) == Some(least) && most > 3.0, "it falls on");
    }

    #[test]
    fn weights_and_penalties_shape_it() {
        let weighted = surveyed(&["weights=manual:1,9"], EXTENT);
        assert!(weighted.at(0.0, 2.0) < weighted.at(0.0, -2.0), "the positive class weighs more");
        let penalised = surveyed(&["l2=0.5"], EXTENT);
        let [w, _] = penalised.lowest().unwrap();
        assert!((0.2..2.0).contains(&w), "{w}");
        let plain = surveyed(&[], EXTENT);
        let cost = penalised.at(2.0, 0.5).unwrap() - plain.at(2.0, 0.5).unwrap();
        assert!((cost - 0.5 * 2.0).abs() < 1e-3, "l2 / 2 w^2: {cost}");
    }

    #[test]
    fn other_images_and_other_heads_have_no_map() {
        let recipe = recipe(&[]);
        let bench = bench_of(points(), &recipe);
        let softmax = Objective::new(&recipe.check().unwrap().arms[0].settings, &bench, None).unwrap();
        assert_eq!(Landscape::new(&softmax, &bench, EXTENT), None, "two outputs");
    }

    #[test]
    fn an_extent_grows_in_round_steps_and_never_moves_for_what_it_holds() {
        let first = Extent::around([[0.0, 0.0]].into_iter(), None).unwrap();
        assert_eq!(first, Extent { weight: [-2.0, 2.0], bias: [-2.0, 2.0] });
        assert_eq!(Extent::around([[1.5, -1.0]].into_iter(), Some(first)), Some(first));
        let grown = Extent::around([[0.0, 0.0], [3.0, 0.0]].into_iter(), Some(first)).unwrap();
        assert!(grown.weight[0] <= -2.0 && grown.weight[1] >= 3.0, "{grown:?}");
        assert!(grown.weight.iter().all(|end| end.fract() == 0.0), "{grown:?}");
        assert_eq!(grown.bias, first.bias, "it had room");
        assert!(first.is_near([5.9, 0.0]) && !first.is_near([0.0, -6.1]));
        assert_eq!(Extent::around(std::iter::empty(), None), None);
        assert!(Extent::around([[f64::NAN, 0.0], [1.0, 1.0]].into_iter(), None).is_some());
    }
}
