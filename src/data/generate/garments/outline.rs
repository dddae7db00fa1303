//! Outlines from points. The unit square of a picture is `-1..1` in both directions, y downwards.

use tiny_skia::{Path, PathBuilder};

/// A point in units of half a picture, the centre at (0, 0), y downwards.
pub(super) type P = (f32, f32);

/// The point a share `t` of the way from `a` to `b`.
pub(super) fn between(a: P, b: P, t: f32) -> P {
    (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
}

/// The points of the right half, from top to bottom, followed by their mirror images from bottom to top.
pub(super) fn mirrored(right: &[P]) -> Vec<P> {
    right.iter().copied().chain(right.iter().rev().map(|&(x, y)| (-x, y))).collect()
}

/// A closed outline through the sides of a polygon whose corners are cut by curves.
///
/// `round` is the share of a side that belongs to the curve at each of its ends: 0 gives the polygon itself, 0.5 a
/// smooth curve that touches the middle of every side. `None` where the points have no area.
pub(super) fn rounded(points: &[P], round: f32) -> Option<Path> {
    let n = points.len();
    // A move, and for each corner a curve and a line.
    let mut path = PathBuilder::with_capacity(2 * n + 2, 3 * n + 1);
    for (i, &corner) in points.iter().enumerate() {
        let (before, after) = (points[(i + n - 1) % n], points[(i + 1) % n]);
        let (from, to) = (between(corner, before, round), between(corner, after, round));
        if i == 0 {
            path.move_to(from.0, from.1);
        } else {
            path.line_to(from.0, from.1);
        }
        path.quad_to(corner.0, corner.1, to.0, to.1);
    }
    path.close();
    path.finish()
}

/// An open line through the points. `None` where they coincide.
pub(super) fn polyline(points: &[P]) -> Option<Path> {
    let mut path = PathBuilder::with_capacity(points.len(), points.len());
    for (i, &(x, y)) in points.iter().enumerate() {
        if i == 0 {
            path.move_to(x, y);
        } else {
            path.line_to(x, y);
        }
    }
    path.finish()
}

/// An open curve from `from` to `to`, drawn towards `control`.
pub(super) fn curve(from: P, control: P, to: P) -> Option<Path> {
    let mut path = PathBuilder::with_capacity(2, 3);
    path.move_to(from.0, from.1);
    path.quad_to(control.0, control.1, to.0, to.1);
    path.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirrored_outline_is_symmetric_and_rounding_keeps_within_the_corners() {
        let points = mirrored(&[(0.2, -0.5), (0.6, 0.5)]);
        assert_eq!(points, [(0.2, -0.5), (0.6, 0.5), (-0.6, 0.5), (-0.2, -0.5)]);
        let bounds = |round| rounded(&points, round).unwrap().compute_tight_bounds().unwrap();
        assert!((bounds(0.0).right() - 0.6).abs() < 1e-6);
        assert!(bounds(0.5).right() < 0.55 && (bounds(0.5).left() + bounds(0.5).right()).abs() < 1e-6);
    }
}
