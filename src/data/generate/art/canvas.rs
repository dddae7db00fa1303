//! One image in the making.

use super::colour::Colour;
use super::pose::Pose;
use super::shape::{FigureShape, P};
use crate::data::generate::dice::Dice;

/// Pixels along each side of an image.
pub(in crate::data::generate) const SIDE: usize = 32;

/// How a shape is laid on.
#[derive(Clone, Copy, Debug)]
pub(in crate::data::generate) struct Brush {
    /// Its colour.
    pub(in crate::data::generate) colour: Colour,
    /// How much of what lies below it hides, `0..=1`.
    pub(in crate::data::generate) cover: f32,
    /// Pixels that the shape grows by.
    pub(in crate::data::generate) grow: f32,
    /// How much lighter its upper edge is than its middle, and its lower edge darker: light comes from above.
    pub(in crate::data::generate) relief: f32,
}

impl Brush {
    /// Covers all, as it is.
    pub(in crate::data::generate) fn flat(colour: Colour) -> Self {
        Self { colour, cover: 1.0, grow: 0.0, relief: 0.0 }
    }
}

/// The image.
pub(in crate::data::generate) struct Canvas {
    pixels: [Colour; SIDE * SIDE],
}

impl Canvas {
    /// A black image.
    pub(in crate::data::generate) fn new() -> Self {
        Self { pixels: [Colour::default(); SIDE * SIDE] }
    }

    /// Gives every pixel the colour of its centre.
    pub(in crate::data::generate) fn ground(&mut self, colour: impl Fn(P) -> Colour) {
        for (i, pixel) in self.pixels.iter_mut().enumerate() {
            *pixel = colour(((i % SIDE) as f32 + 0.5, (i / SIDE) as f32 + 0.5));
        }
    }

    /// Lays a shape on. A pixel is covered by how far its centre is from the edge.
    pub(in crate::data::generate) fn lay(&mut self, shape: &FigureShape, pose: Pose, brush: Brush) {
        let (centre, radius) = shape.bounds();
        let (x, y) = pose.to_pixels()(centre);
        let reach = radius * pose.scale + brush.grow + 1.0;
        let span = |at: f32| {
            let first = (at - reach).floor().clamp(0.0, SIDE as f32) as usize;
            first..(at + reach).ceil().clamp(0.0, SIDE as f32) as usize
        };
        let to_units = pose.to_units();
        for row in span(y) {
            for column in span(x) {
                let point = to_units((column as f32 + 0.5, row as f32 + 0.5));
                let inside = 0.5 + brush.grow - shape.distance(point) * pose.scale;
                if inside > 0.0 {
                    let light = 1.0 - brush.relief * (point.1 - centre.1) / radius;
                    let pixel = &mut self.pixels[row * SIDE + column];
                    *pixel = pixel.towards(brush.colour.times(light), brush.cover * inside.min(1.0));
                }
            }
        }
    }

    /// Lays a shape on whose units are pixels.
    pub(in crate::data::generate) fn blot(&mut self, shape: &FigureShape, colour: Colour, cover: f32) {
        self.lay(shape, Pose::PIXELS, Brush { cover, ..Brush::flat(colour) });
    }

    /// Takes the colours away.
    pub(in crate::data::generate) fn fade(&mut self) {
        self.pixels.iter_mut().for_each(|pixel| *pixel = pixel.faded());
    }

    /// Changes what light does: `contrast` times as far from middle grey, and `light` added.
    pub(in crate::data::generate) fn expose(&mut self, contrast: f32, light: f32) {
        for pixel in &mut self.pixels {
            pixel.0 = pixel.0.map(|channel| 0.5 + (channel - 0.5) * contrast + light);
        }
    }

    /// Adds noise of this standard deviation to the brightness and writes the bytes, of red alone where an image has
    /// one channel. What has no colour gets none.
    pub(in crate::data::generate) fn finish(&self, dice: &mut Dice, noise: f32, image: &mut [u8]) {
        let channels = image.len() / self.pixels.len();
        for (bytes, pixel) in image.chunks_exact_mut(channels).zip(&self.pixels) {
            let noise = noise * dice.noise();
            for (byte, channel) in bytes.iter_mut().zip(pixel.0) {
                *byte = ((channel + noise) * 255.0).round().clamp(0.0, 255.0) as u8;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::{limb, oval};
    use super::*;
    use crate::base::random::stream;

    fn bytes(canvas: &Canvas, channels: usize) -> Vec<u8> {
        let mut image = vec![0; SIDE * SIDE * channels];
        canvas.finish(&mut Dice::new(stream(1, "canvas", 0)), 0.0, &mut image);
        image
    }

    #[test]
    fn a_shape_covers_its_area() {
        let mut canvas = Canvas::new();
        let pose = Pose { at: (15.3, 16.8), scale: 8.0, turn: 0.5, side: 1.0 };
        canvas.lay(&oval((0.0, 0.0), (1.0, 0.5), 0.0), pose, Brush::flat(Colour::grey(1.0)));
        let area = bytes(&canvas, 1).iter().map(|byte| f32::from(*byte)).sum::<f32>() / 255.0;
        let expected = std::f32::consts::PI * 8.0 * 4.0;
        assert!((area / expected - 1.0).abs() < 0.02, "{area} of {expected}");
    }

    #[test]
    fn what_lies_beside_the_image_is_cut_off() {
        let mut canvas = Canvas::new();
        canvas.blot(&limb((-9.0, 4.0), (50.0, 4.0), (0.5, 0.5)), Colour::hex(0xff_00_80), 1.0);
        canvas.blot(&oval((80.0, -70.0), (3.0, 3.0), 0.0), Colour::grey(1.0), 1.0);
        let image = bytes(&canvas, 3);
        assert_eq!(image[3 * SIDE * 4..][..3], [128, 0, 64], "half of the line in each of two rows");
        assert!(image[3 * SIDE * 6..].iter().all(|byte| *byte == 0));
        canvas.fade();
        assert!(bytes(&canvas, 3).chunks(3).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]));
    }
}
