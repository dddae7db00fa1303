//! Outlines from points. The unit square of an image is `-1..1` in both directions, y downwards.

use tiny_skia::{Path, PathBuilder};

/// A point in units of half an image, the centre at (0, 0), y downwards.
pub(super) type OutlinePoint = (f32, f32);

/// The point a share `t` of the way from `a` to `b`.
pub(super) fn between(a: OutlinePoint, b: OutlinePoint, t: f32) -> OutlinePoint {
    (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
}

/// The same points on the other side of the middle line, in the opposite order: where two such shapes overlap, both
/// turn the same way and leave no hole.
pub(super) fn mirror_image(points: &[OutlinePoint]) -> impl Iterator<Item = OutlinePoint> {
    points.iter().rev().map(|&(x, y)| (-x, y))
}

/// The points of the right half, from top to bottom, followed by their mirror images from bottom to top.
pub(super) fn mirrored(right: &[OutlinePoint]) -> Vec<OutlinePoint> {
    right.iter().copied().chain(mirror_image(right)).collect()
}

/// Closed outlines through the sides of polygons whose corners are cut by curves.
///
/// `round` is the share of a side that belongs to the curve at each of its ends: 0 gives the polygon itself, 0.5 a
/// smooth curve that touches the middle of every side. `None` where the points have no area.
pub(super) fn rounded<S: AsRef<[OutlinePoint]>>(shapes: &[S], round: f32) -> Option<Path> {
    polygons(shapes, round, |path, corner, to| path.quad_to(corner.0, corner.1, to.0, to.1))
}

/// The same outlines as [`rounded`] draws, with their corners cut straight.
pub(super) fn bevelled<S: AsRef<[OutlinePoint]>>(shapes: &[S], round: f32) -> Option<Path> {
    polygons(shapes, round, |path, _, to| path.line_to(to.0, to.1))
}

fn polygons<S: AsRef<[OutlinePoint]>>(
    shapes: &[S],
    round: f32,
    turn: impl Fn(&mut PathBuilder, OutlinePoint, OutlinePoint),
) -> Option<Path> {
    let mut path = PathBuilder::new();
    for points in shapes.iter().map(AsRef::as_ref) {
        let n = points.len();
        for (i, &corner) in points.iter().enumerate() {
            let (before, after) = (points[(i + n - 1) % n], points[(i + 1) % n]);
            step(&mut path, i == 0, between(corner, before, round));
            turn(&mut path, corner, between(corner, after, round));
        }
        path.close();
    }
    path.finish()
}

/// Open lines, each through its points. `None` where all points coincide.
pub(super) fn polylines<L: AsRef<[OutlinePoint]>>(lines: impl IntoIterator<Item = L>) -> Option<Path> {
    let mut path = PathBuilder::new();
    for line in lines {
        line.as_ref().iter().enumerate().for_each(|(i, &point)| step(&mut path, i == 0, point));
    }
    path.finish()
}

fn step(path: &mut PathBuilder, first: bool, (x, y): OutlinePoint) {
    if first {
        path.move_to(x, y);
    } else {
        path.line_to(x, y);
    }
}

/// Open curves, each from its first point to its last, drawn towards the middle one. `None` where there is none.
pub(super) fn curves(arcs: &[[OutlinePoint; 3]]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for [from, control, to] in arcs {
        path.move_to(from.0, from.1);
        path.quad_to(control.0, control.1, to.0, to.1);
    }
    path.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirrored_outline_is_symmetric_and_rounding_keeps_within_the_corners() {
        let points = mirrored(&[(0.2, -0.5), (0.6, 0.5)]);
        assert_eq!(points, [(0.2, -0.5), (0.6, 0.5), (-0.6, 0.5), (-0.2, -0.5)]);
        let bounds = |round| rounded(&[&points], round).unwrap().compute_tight_bounds().unwrap();
        assert!((bounds(0.0).right() - 0.6).abs() < 1e-6);
        let cut = bevelled(&[&points], 0.5).unwrap().bounds();
        assert!((cut.right() - 0.4).abs() < 1e-6, "a full bevel joins the middles of the sides");
        assert!(bounds(0.5).right() < 0.55 && (bounds(0.5).left() + bounds(0.5).right()).abs() < 1e-6);
    }
}
