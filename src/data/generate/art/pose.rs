//! Where a figure stands in the image.

use super::shape::P;

/// From a figure's units to pixels: mirrored, turned, enlarged, moved.
#[derive(Clone, Copy, Debug)]
pub(in crate::data::generate) struct Pose {
    /// Where the figure's origin lies, in pixels from the upper left corner.
    pub(in crate::data::generate) at: P,
    /// Pixels a unit.
    pub(in crate::data::generate) scale: f32,
    /// Radians, clockwise.
    pub(in crate::data::generate) turn: f32,
    /// 1, or -1 where the figure looks the other way.
    pub(in crate::data::generate) side: f32,
}

impl Pose {
    /// Units are pixels.
    pub(in crate::data::generate) const PIXELS: Self =
        Self { at: (0.0, 0.0), scale: 1.0, turn: 0.0, side: 1.0 };

    /// Turns points of the figure into pixels.
    pub(in crate::data::generate) fn to_pixels(self) -> impl Fn(P) -> P {
        let (sin, cos) = self.turn.sin_cos();
        move |(x, y)| {
            let x = x * self.side;
            (self.at.0 + self.scale * (cos * x - sin * y), self.at.1 + self.scale * (sin * x + cos * y))
        }
    }

    /// Turns pixels into points of the figure.
    pub(in crate::data::generate) fn to_units(self) -> impl Fn(P) -> P {
        let (sin, cos) = self.turn.sin_cos();
        move |(x, y)| {
            let (x, y) = ((x - self.at.0) / self.scale, (y - self.at.1) / self.scale);
            (self.side * (cos * x + sin * y), cos * y - sin * x)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_where_it_was() {
        let pose = Pose { at: (14.0, 20.0), scale: 7.0, turn: 0.4, side: -1.0 };
        let (x, y) = pose.to_units()(pose.to_pixels()((0.3, -0.8)));
        assert!((x - 0.3).abs() < 1e-5 && (y + 0.8).abs() < 1e-5);
        let up = Pose { turn: 0.0, ..pose }.to_pixels()((1.0, 0.0));
        assert!((up.0 - 7.0).abs() < 1e-5, "a mirrored figure looks left: {up:?}");
    }
}
