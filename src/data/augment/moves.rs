//! What was drawn for one picture, as maps of coordinates.

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
    /// Towards larger coordinates by so many pixels; the edge is repeated behind it.
    Shift(isize),
    /// The other way round.
    Mirror,
    /// What is seen moves by so many pixels over the picture; it is black beyond the edges.
    Window(isize),
}

/// What happens to one picture, drawn by [`super::Augment::draw`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// From top to bottom, in the order of the steps.
    pub(super) down: [Move; MOST],
    /// From left to right, in the order of the steps.
    pub(super) across: [Move; MOST],
}

impl Drawn {
    /// The row of the picture that comes to stand in row `y` of `height`; `None` where all is black.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, y: usize, height: usize) -> Option<usize> {
        self.down.iter().rev().try_fold(y, |to, step| step.source(to, height))
    }

    /// Moves the pixels of one row in place. `black` is what a black pixel holds, one value a channel; bytes and
    /// inputs are moved alike, so a picture may be scaled before or after.
    ///
    /// # Panics
    /// If the row is empty or no whole number of pixels, or a move is wider than the row.
    pub fn across<T: Copy>(&self, row: &mut [T], black: &[T]) {
        let channels = black.len();
        for step in self.across {
            match step {
                Move::Stay => {}
                Move::Mirror => {
                    row.reverse();
                    row.chunks_exact_mut(channels).for_each(<[T]>::reverse);
                }
                Move::Shift(by) => {
                    let edge = if by > 0 { 0 } else { row.len() - channels };
                    for pixel in slide(row, by * channels.cast_signed()).step_by(channels) {
                        row.copy_within(edge..edge + channels, pixel);
                    }
                }
                Move::Window(by) => {
                    let bare = slide(row, -by * channels.cast_signed());
                    row[bare].chunks_exact_mut(channels).for_each(|pixel| pixel.copy_from_slice(black));
                }
            }
        }
    }
}

impl Move {
    /// From where the pixel at `to` of `n` comes; `None`: from the black around the picture.
    fn source(self, to: usize, n: usize) -> Option<usize> {
        match self {
            Self::Stay => Some(to),
            Self::Shift(by) => Some(to.saturating_add_signed(-by).min(n - 1)),
            Self::Mirror => Some(n - 1 - to),
            Self::Window(by) => to.checked_add_signed(by).filter(|from| *from < n),
        }
    }
}

/// Moves all elements by so many places towards the end (or the start); gives the places that nothing moved to, whose
/// elements stay as they were.
fn slide<T: Copy>(row: &mut [T], by: isize) -> Range<usize> {
    let (n, places) = (row.len(), by.unsigned_abs());
    if by > 0 {
        row.copy_within(..n - places, places);
        0..places
    } else {
        row.copy_within(places.., 0);
        n - places..n
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_move_as_rows_do() {
        let steps =
            [Move::Stay, Move::Mirror, Move::Shift(2), Move::Shift(-1), Move::Window(3), Move::Window(-2)];
        for (first, second, third) in
            (0..216).map(|code| (steps[code % 6], steps[code / 6 % 6], steps[code / 36]))
        {
            let moves = [first, second, third];
            let drawn = Drawn { down: moves, across: moves };
            let mut row: Vec<usize> = (0..5).flat_map(|x| [10 + x, 20 + x]).collect();
            drawn.across(&mut row, &[0, 0]);
            let expected: Vec<usize> =
                (0..5).flat_map(|x| drawn.row(x, 5).map_or([0, 0], |from| [10 + from, 20 + from])).collect();
            assert_eq!(row, expected, "{moves:?}");
        }
    }
}
