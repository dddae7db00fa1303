//! Shapes as signed distances.

/// A point: right, then down.
pub(in crate::data::generate) type P = (f32, f32);

/// A shape in the units of whatever it is part of.
#[derive(Clone, Debug)]
pub(in crate::data::generate) enum FigureShape {
    /// An ellipse with its radii and the cosine and sine of its turn.
    Oval { centre: P, radii: P, turn: P },
    /// A rounded line through points, each with its half width.
    Strand(Vec<(P, f32)>),
    /// A filled polygon, its corners rounded by so much.
    Polygon(Vec<P>, f32),
}

/// Straight pieces that a bend is drawn with.
const PIECES: usize = 6;

/// An ellipse, `turn` radians clockwise.
pub(in crate::data::generate) fn oval(centre: P, radii: P, turn: f32) -> FigureShape {
    FigureShape::Oval { centre, radii, turn: (turn.cos(), turn.sin()) }
}

/// A straight limb with its half widths at both ends.
pub(in crate::data::generate) fn limb(from: P, to: P, (first, last): P) -> FigureShape {
    FigureShape::Strand(vec![(from, first), (to, last)])
}

/// A limb bent towards its middle point: a quadratic curve.
pub(in crate::data::generate) fn bend([a, b, c]: [P; 3], (first, last): P) -> FigureShape {
    let at = |piece: usize| {
        let t = piece as f32 / PIECES as f32;
        let mix = |a: f32, b: f32, c: f32| (1.0 - t) * ((1.0 - t) * a + 2.0 * t * b) + t * t * c;
        ((mix(a.0, b.0, c.0), mix(a.1, b.1, c.1)), first + (last - first) * t)
    };
    FigureShape::Strand((0..=PIECES).map(at).collect())
}

/// A polygon whose corners are rounded by a radius that is added all around.
pub(in crate::data::generate) fn polygon(points: &[P], round: f32) -> FigureShape {
    FigureShape::Polygon(points.to_vec(), round)
}

impl FigureShape {
    /// How far a point is outside, negative inside. Of ovals to first order, which is exact at their edge.
    pub(in crate::data::generate) fn distance(&self, (x, y): P) -> f32 {
        match self {
            Self::Oval { centre, radii, turn } => {
                let (dx, dy) = (x - centre.0, y - centre.1);
                let (u, v) = (turn.0 * dx + turn.1 * dy, turn.0 * dy - turn.1 * dx);
                let reach = length((u / radii.0, v / radii.1));
                let slope = length((u / (radii.0 * radii.0), v / (radii.1 * radii.1)));
                if slope > 0.0 { reach * (reach - 1.0) / slope } else { -radii.0.min(radii.1) }
            }
            Self::Strand(points) => points.windows(2).fold(f32::INFINITY, |nearest, ends| {
                let ((a, first), (b, last)) = (ends[0], ends[1]);
                let (away, share) = to_line((x, y), a, b);
                nearest.min(length(away) - (first + (last - first) * share))
            }),
            Self::Polygon(points, round) => from_polygon((x, y), points) - round,
        }
    }

    /// A circle around all of it: its centre and radius.
    pub(in crate::data::generate) fn bounds(&self) -> (P, f32) {
        match self {
            Self::Oval { centre, radii, .. } => (*centre, radii.0.max(radii.1)),
            Self::Strand(points) => {
                let widest = points.iter().fold(0.0, |widest: f32, (_, width)| widest.max(*width));
                around(points.iter().map(|(point, _)| *point), widest)
            }
            Self::Polygon(points, round) => around(points.iter().copied(), *round),
        }
    }

    /// The same shape `size` times as large, its origin at `at`.
    #[must_use]
    pub(in crate::data::generate) fn placed(self, at: P, size: f32) -> Self {
        let place = |(x, y): P| (at.0 + size * x, at.1 + size * y);
        match self {
            Self::Oval { centre, radii, turn } => {
                Self::Oval { centre: place(centre), radii: (radii.0 * size, radii.1 * size), turn }
            }
            Self::Strand(points) => {
                Self::Strand(points.into_iter().map(|(point, width)| (place(point), width * size)).collect())
            }
            Self::Polygon(points, round) => {
                Self::Polygon(points.into_iter().map(place).collect(), round * size)
            }
        }
    }
}

/// A circle around points, and as much more.
fn around(points: impl Iterator<Item = P>, more: f32) -> (P, f32) {
    let (low, high) = points.fold(((f32::MAX, f32::MAX), (f32::MIN, f32::MIN)), |(low, high), (x, y)| {
        ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y)))
    });
    let half = ((high.0 - low.0) / 2.0, (high.1 - low.1) / 2.0);
    ((low.0 + half.0, low.1 + half.1), length(half) + more)
}

/// The length of a vector; `hypot` guards against overflow, which costs more than the rest of a distance.
#[allow(clippy::imprecise_flops, reason = "an image's lengths are far from overflow")]
fn length((x, y): P) -> f32 {
    (x * x + y * y).sqrt()
}

/// From the nearest point of a line to a point, and the share of the line at which that lies.
fn to_line(point: P, a: P, b: P) -> (P, f32) {
    let (along, away) = ((b.0 - a.0, b.1 - a.1), (point.0 - a.0, point.1 - a.1));
    let length = (along.0 * along.0 + along.1 * along.1).max(f32::MIN_POSITIVE);
    let share = ((away.0 * along.0 + away.1 * along.1) / length).clamp(0.0, 1.0);
    ((away.0 - share * along.0, away.1 - share * along.1), share)
}

/// The distance to the nearest side, negative where the sides go round the point.
fn from_polygon(point: P, points: &[P]) -> f32 {
    let (mut nearest, mut inside) = (f32::INFINITY, false);
    for (i, &a) in points.iter().enumerate() {
        let b = points[(i + 1) % points.len()];
        let (away, _) = to_line(point, a, b);
        nearest = nearest.min(away.0 * away.0 + away.1 * away.1);
        let crosses =
            (a.1 > point.1) != (b.1 > point.1) && point.0 < a.0 + (b.0 - a.0) * (point.1 - a.1) / (b.1 - a.1);
        inside ^= crosses;
    }
    if inside { -nearest.sqrt() } else { nearest.sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_exact_where_they_can_be_checked_by_hand() {
        let near = |shape: &FigureShape, point, expected: f32| {
            let found = shape.distance(point);
            assert!((found - expected).abs() < 1e-5, "{shape:?} at {point:?}: {found}, not {expected}");
        };
        near(&oval((1.0, 0.0), (2.0, 2.0), 0.3), (4.0, 4.0), 3.0);
        near(&oval((0.0, 0.0), (3.0, 1.0), 0.0), (3.0, 0.0), 0.0);
        near(&oval((0.0, 0.0), (3.0, 1.0), std::f32::consts::FRAC_PI_2), (0.0, 3.0), 0.0);
        near(&oval((0.0, 0.0), (3.0, 1.0), 0.0), (0.0, 0.0), -1.0);
        near(&limb((0.0, 0.0), (4.0, 0.0), (1.0, 1.0)), (2.0, 3.0), 2.0);
        near(&limb((0.0, 0.0), (4.0, 0.0), (1.0, 3.0)), (2.0, 0.0), -2.0);
        let square = polygon(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)], 0.0);
        near(&square, (1.0, 0.5), -0.5);
        near(&square, (5.0, 6.0), 5.0);
        near(&square.placed((1.0, 0.0), 2.0), (2.0, 2.0), -1.0);
    }

    #[test]
    fn bounds_hold_the_whole_shape() {
        for shape in [
            oval((0.2, 0.1), (0.5, 0.2), 0.7),
            bend([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)], (0.2, 0.1)),
            polygon(&[(0.0, 0.0), (1.0, 0.2), (0.3, 0.9)], 0.1),
        ] {
            let (centre, radius) = shape.bounds();
            for (i, j) in (-40..40).flat_map(|i| (-40..40).map(move |j| (i, j))) {
                let (x, y) = (i as f32 / 20.0, j as f32 / 20.0);
                let far = (x - centre.0).hypot(y - centre.1) > radius + 1e-4;
                assert!(!far || shape.distance((x, y)) > 0.0, "{shape:?} at {x} {y}");
            }
        }
    }
}
