//! Drawing by distances: an image is shapes laid over one another, each covering a pixel by how far its edge is.
//!
//! At 32 x 32 pixels this is as smooth as supersampling and needs no path; an outline is the same shape, grown.

mod canvas;
mod colour;
mod figure;
mod pose;
mod shape;

pub(super) use canvas::{Brush, Canvas, SIDE};
pub(super) use colour::Colour;
pub(super) use figure::Figure;
pub(super) use pose::Pose;
pub(super) use shape::{P, bend, limb, oval, polygon};
