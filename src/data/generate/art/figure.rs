//! A thing made of parts, drawn with one outline around all of it.

use super::canvas::{Brush, Canvas};
use super::colour::Colour;
use super::pose::Pose;
use super::shape::{FigureShape, P};

/// What a part is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FigureKind {
    /// Belongs to the outline and has relief.
    Body,
    /// Lies on the body, as it is.
    Detail,
}

/// Parts in the order they are laid on, in the figure's units.
#[derive(Clone, Debug)]
pub(in crate::data::generate) struct Figure {
    parts: Vec<(FigureKind, FigureShape, Colour)>,
    at: P,
    size: f32,
}

/// Pixels of the outline.
const LINE: f32 = 0.75;

impl Figure {
    /// A figure without parts.
    pub(in crate::data::generate) fn new() -> Self {
        Self { parts: Vec::new(), at: (0.0, 0.0), size: 1.0 }
    }

    /// Adds a part that the outline goes around.
    pub(in crate::data::generate) fn body(&mut self, shape: FigureShape, colour: Colour) {
        self.add(FigureKind::Body, shape, colour);
    }

    /// Adds a part that lies on the body.
    pub(in crate::data::generate) fn detail(&mut self, shape: FigureShape, colour: Colour) {
        self.add(FigureKind::Detail, shape, colour);
    }

    /// Adds parts that are `size` times as large, their origin at `at`.
    pub(in crate::data::generate) fn within(&mut self, at: P, size: f32, add: impl FnOnce(&mut Self)) {
        let before = (self.at, self.size);
        self.at = (before.0.0 + before.1 * at.0, before.0.1 + before.1 * at.1);
        self.size = before.1 * size;
        add(self);
        (self.at, self.size) = before;
    }

    fn add(&mut self, kind: FigureKind, shape: FigureShape, colour: Colour) {
        self.parts.push((kind, shape.placed(self.at, self.size), colour));
    }

    /// Draws the figure: first the outline of all its body in `line`, then the parts.
    pub(in crate::data::generate) fn draw(&self, canvas: &mut Canvas, pose: Pose, line: Colour) {
        for (_, shape, _) in self.parts.iter().filter(|(kind, ..)| *kind == FigureKind::Body) {
            canvas.lay(shape, pose, Brush { grow: LINE, cover: 0.8, ..Brush::flat(line) });
        }
        for (kind, shape, colour) in &self.parts {
            let relief = if *kind == FigureKind::Body { 0.16 } else { 0.0 };
            canvas.lay(shape, pose, Brush { relief, ..Brush::flat(*colour) });
        }
    }
}
