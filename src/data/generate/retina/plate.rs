//! The image in the making: coloured light on a small square, painted pixel by pixel.

use crate::data::generate::dice::Dice;

/// Pixels along each side.
pub(in crate::data::generate) const SIDE: usize = 32;

/// Red, green and blue, each `0..=1`.
pub(super) type PlateColour = [f32; 3];

/// A place in pixels, to the right and down.
pub(super) type PlatePlace = (f32, f32);

/// How far two places are apart.
pub(super) fn distance(a: PlatePlace, b: PlatePlace) -> f32 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// The light of every pixel, used again for the next image to spare allocations.
pub(super) struct Plate {
    light: Vec<PlateColour>,
    /// How much of each pixel a vessel covers. Gathered first and painted once: crossings are no darker than vessels.
    veins: Vec<f32>,
}

impl Plate {
    /// A black plate.
    pub(super) fn new() -> Self {
        Self { light: vec![[0.0; 3]; SIDE * SIDE], veins: vec![0.0; SIDE * SIDE] }
    }

    /// Paints every pixel anew and takes the vessels away.
    pub(super) fn paint(&mut self, colour: impl Fn(PlatePlace) -> PlateColour) {
        self.veins.fill(0.0);
        for (pixel, light) in self.light.iter_mut().enumerate() {
            *light = colour(place(pixel));
        }
    }

    /// Mixes a colour into every pixel, as much as `cover` says of it.
    pub(super) fn blend(
        &mut self,
        colour: PlateColour,
        around: PlatePlace,
        reach: f32,
        cover: impl Fn(PlatePlace) -> f32,
    ) {
        for pixel in near(around, reach) {
            mix(&mut self.light[pixel], colour, cover(place(pixel)));
        }
    }

    /// Lets less light through: each channel keeps a share of `tint` where `cover` is 1.
    pub(super) fn darken(
        &mut self,
        tint: PlateColour,
        around: PlatePlace,
        reach: f32,
        cover: impl Fn(PlatePlace) -> f32,
    ) {
        for pixel in near(around, reach) {
            filter(&mut self.light[pixel], tint, cover(place(pixel)));
        }
    }

    /// Lays a vessel through places close together, its width falling from one end to the other.
    pub(super) fn lay_vessel(&mut self, places: &[PlatePlace], [from, to]: [f32; 2]) {
        for (step, at) in places.iter().enumerate() {
            let width = from + (to - from) * step as f32 / places.len() as f32;
            for pixel in near(*at, 2.0) {
                self.veins[pixel] = self.veins[pixel].max(line(distance(place(pixel), *at), width));
            }
        }
    }

    /// Paints the vessels that were laid.
    pub(super) fn fill_vessels(&mut self, tint: PlateColour) {
        for (light, cover) in self.light.iter_mut().zip(&self.veins) {
            filter(light, tint, *cover);
        }
    }

    /// Whether a vessel lies at this place.
    pub(super) fn has_vessel(&self, (x, y): PlatePlace) -> bool {
        self.veins[y as usize * SIDE + x as usize] > 0.25
    }

    /// Adds what a camera adds and writes the bytes. `open` says how much of a place lies inside the frame around the eye,
    /// which stays black.
    pub(super) fn finish(&self, dice: &mut Dice, open: impl Fn(PlatePlace) -> f32, image: &mut [u8]) {
        let (exposure, grain) = (dice.range(0.9, 1.1), dice.range(0.012, 0.026));
        for (pixel, bytes) in image.chunks_exact_mut(3).enumerate() {
            let open = open(place(pixel));
            let common = dice.noise();
            for (byte, light) in bytes.iter_mut().zip(self.light[pixel]) {
                let noise = grain * (0.8 * common + 0.6 * dice.noise());
                *byte = (open * (exposure * light + noise) * 255.0).round().clamp(0.0, 255.0) as u8;
            }
        }
    }
}

/// The share of a pixel under a line so wide, at that distance from its middle.
pub(super) fn line(distance: f32, width: f32) -> f32 {
    // A line thinner than a pixel covers as much of it as it is wide.
    (0.5 + width / 2.0 - distance).clamp(0.0, width.min(1.0))
}

/// The middle of a pixel.
fn place(pixel: usize) -> PlatePlace {
    ((pixel % SIDE) as f32 + 0.5, (pixel / SIDE) as f32 + 0.5)
}

/// The pixels of a square around a place.
fn near((x, y): PlatePlace, reach: f32) -> impl Iterator<Item = usize> {
    let range = |at: f32| {
        let [from, to] = [at - reach, at + reach].map(|side| side.clamp(0.0, SIDE as f32) as usize);
        from..(to + 1).min(SIDE)
    };
    let columns = range(x);
    range(y).flat_map(move |row| columns.clone().map(move |column| row * SIDE + column))
}

fn mix(light: &mut PlateColour, colour: PlateColour, cover: f32) {
    light.iter_mut().zip(colour).for_each(|(light, colour)| *light += cover * (colour - *light));
}

fn filter(light: &mut PlateColour, tint: PlateColour, cover: f32) {
    light.iter_mut().zip(tint).for_each(|(light, tint)| *light *= 1.0 - cover * (1.0 - tint));
}
