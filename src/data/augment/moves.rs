//! What was drawn for one image, and how it moves its pixels.

use super::AUGMENTS;
use std::ops::Range;

/// The most steps of an augmentation: each kind once.
const MOST: usize = AUGMENTS.len();

/// What one step does along one axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Move {
    /// Nothing.
    #[default]
    Stay,
    /// Towards larger coordinates by this many pixels; the edge is repeated behind it.
    Shift(isize),
    /// The other way round.
    Mirror,
    /// What is seen moves by this many pixels over the image; it is black beyond the edges.
    Window(isize),
}

/// What happens to one image, drawn by [`super::Augment::draw`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// From top to bottom, in the order of the steps.
    pub(super) down: [Move; MOST],
    /// From left to right, in the order of the steps.
    pub(super) across: [Move; MOST],
}

impl Drawn {
    /// Moves the pixels of an image in place. `black` is what a black pixel holds, one value a channel; bytes and
    /// inputs are moved alike, so an image may be scaled before or after.
    ///
    /// # Panics
    /// If the image is no whole number of rows of this many pixels, or a move is as wide as the image.
    pub fn apply<T: Copy>(&self, image: &mut [T], width: usize, black: &[T]) {
        let (all, line) = (image.len(), width * black.len());
        assert_eq!(all % line.max(1), 0, "rows of {line} values");
        // Rows move in an image as pixels do in a row.
        self.down.iter().for_each(|step| step.act(image, [all, line], black));
        self.across.iter().for_each(|step| step.act(image, [line, black.len()], black));
    }
}

impl Move {
    /// Moves the pixels of every line, each this many values, in place.
    fn act<T: Copy>(self, values: &mut [T], [line, pixel]: [usize; 2], black: &[T]) {
        match self {
            Self::Stay | Self::Shift(0) | Self::Window(0) => {}
            Self::Mirror => values.chunks_exact_mut(line).for_each(|line| mirror(line, pixel)),
            Self::Shift(by) => {
                let bare = slide(values, line, by * pixel.cast_signed());
                let edge = if by > 0 { bare.end } else { bare.start - pixel };
                values.chunks_exact_mut(line).for_each(|line| repeat(line, edge..edge + pixel, bare.clone()));
            }
            Self::Window(by) => {
                let bare = slide(values, line, -by * pixel.cast_signed());
                values.chunks_exact_mut(line).for_each(|line| blacken(&mut line[bare.clone()], black));
            }
        }
    }
}

/// Moves the values of every line by this many places towards its end (or its start), all lines at once; gives the places
/// of a line to which nothing of it moved, where anything stands.
fn slide<T: Copy>(values: &mut [T], line: usize, by: isize) -> Range<usize> {
    let (n, places) = (values.len(), by.unsigned_abs());
    if by > 0 {
        values.copy_within(..n - places, places);
        0..places
    } else {
        values.copy_within(places.., 0);
        line - places..line
    }
}

fn mirror<T>(line: &mut [T], pixel: usize) {
    line.reverse();
    if pixel > 1 {
        line.chunks_exact_mut(pixel).for_each(<[T]>::reverse);
    }
}

/// Writes one pixel of a line over all those of a range.
fn repeat<T: Copy>(line: &mut [T], pixel: Range<usize>, over: Range<usize>) {
    if pixel.len() == 1 {
        let value = line[pixel.start];
        line[over].fill(value);
    } else {
        over.step_by(pixel.len()).for_each(|at| line.copy_within(pixel.clone(), at));
    }
}

fn blacken<T: Copy>(values: &mut [T], black: &[T]) {
    match black {
        [value] => values.fill(*value),
        _ => values.chunks_exact_mut(black.len()).for_each(|pixel| pixel.copy_from_slice(black)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Move; 6] =
        [Move::Stay, Move::Mirror, Move::Shift(2), Move::Shift(-1), Move::Window(3), Move::Window(-2)];

    /// From where the pixel at `to` of `n` comes; `None`: from the black around the image.
    fn source(step: Move, to: usize, n: usize) -> Option<usize> {
        match step {
            Move::Stay => Some(to),
            Move::Shift(by) => Some(to.saturating_add_signed(-by).min(n - 1)),
            Move::Mirror => Some(n - 1 - to),
            Move::Window(by) => to.checked_add_signed(by).filter(|from| *from < n),
        }
    }

    fn back(steps: [Move; MOST], to: usize, n: usize) -> Option<usize> {
        steps.into_iter().rev().try_fold(to, |to, step| source(step, to, n))
    }

    #[test]
    fn every_pixel_comes_from_where_the_moves_say() {
        let steps = |code: usize| [STEPS[code % 6], STEPS[code / 6 % 6], STEPS[code / 36]];
        let (height, width) = (5, 4);
        for channels in [1, 2] {
            let at = |y: usize, x: usize, channel: usize| 1 + (y * width + x) * channels + channel;
            let places =
                || (0..height * width * channels).map(|i| [i / channels / width, i / channels % width]);
            for (down, across) in (0..216).flat_map(|down| (0..216).map(move |across| (down, across))) {
                let drawn = Drawn { down: steps(down), across: steps(across) };
                let mut image: Vec<usize> = (1..=height * width * channels).collect();
                drawn.apply(&mut image, width, &[0, 0][..channels]);
                let from =
                    |[y, x]: [usize; 2]| Some([back(drawn.down, y, height)?, back(drawn.across, x, width)?]);
                let expected = places()
                    .enumerate()
                    .map(|(i, place)| from(place).map_or(0, |[y, x]| at(y, x, i % channels)));
                assert!(image.iter().copied().eq(expected), "{drawn:?}, {channels} channels: {image:?}");
            }
        }
    }
}
