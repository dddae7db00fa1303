//! What follows a linear map of images: an activation, then pooling. Worked a row or two at a time, while they are in
//! the first cache.

use super::activation::Activation;
use super::shape::Shape;
use crate::kernels::{Pair, largest, largest_back, mean, mean_back, narrow, padded, widen};

/// How 2 x 2 pixels become one. Of an odd number of rows or columns the last one is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// They stay.
    None,
    /// The largest; its gradient goes to the first of equals.
    Max,
    /// Their mean.
    Average,
}

/// Names that models take, with their poolings.
pub const POOLS: [(&str, Pool); 2] = [("max", Pool::Max), ("avg", Pool::Average)];

impl Pool {
    /// The name as it stands in a model's parameters.
    pub fn name(self) -> &'static str {
        POOLS.iter().find(|(_, known)| *known == self).map_or("none", |(name, _)| name)
    }
}

/// An activation, then pooling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epilogue {
    /// After each linear map.
    pub activation: Activation,
    /// After the activation.
    pub pool: Pool,
}

/// Height, width and channels of the images before the finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OutputMap {
    pub(super) height: usize,
    pub(super) width: usize,
    pub(super) channels: usize,
}

impl From<Shape> for OutputMap {
    fn from([height, width, channels]: Shape) -> Self {
        Self { height, width, channels }
    }
}

impl OutputMap {
    /// Numbers of a row whose channels are filled up.
    pub(super) fn line(self) -> usize {
        self.width * padded(self.channels)
    }
}

/// What one image leaves behind on its way through a finish.
pub(super) struct PassedMaxima<'a> {
    /// `[height, width, channels]` after the finish.
    pub(super) y: &'a mut [f32],
    /// Max: which pixel of each window was the largest. Average: the activations before it. None: empty.
    pub(super) kept: &'a mut [f32],
}

impl<'a> PassedMaxima<'a> {
    /// The parts of one image among those of a shard.
    pub(super) fn of(
        finish: Epilogue,
        map: OutputMap,
        index: usize,
        y: &'a mut [f32],
        kept: &'a mut [f32],
    ) -> Self {
        let [height, width] = finish.output(map);
        let (outputs, keeps) = (height * width * map.channels, finish.kept(map));
        Self { y: &mut y[index * outputs..][..outputs], kept: &mut kept[index * keeps..][..keeps] }
    }
}

impl Epilogue {
    /// Height and width after it.
    pub(super) fn output(self, map: OutputMap) -> [usize; 2] {
        match self.pool {
            Pool::None => [map.height, map.width],
            Pool::Max | Pool::Average => [map.height / 2, map.width / 2],
        }
    }

    /// Rows that are worked together.
    pub(super) fn rows(self) -> usize {
        match self.pool {
            Pool::None => 1,
            Pool::Max | Pool::Average => 2,
        }
    }

    /// Numbers to keep of each image.
    pub(super) fn kept(self, map: OutputMap) -> usize {
        let [height, width] = self.output(map);
        match self.pool {
            Pool::None => 0,
            Pool::Max => height * width * map.channels,
            Pool::Average => map.height * map.width * map.channels,
        }
    }

    /// Finishes the rows of output row `row`: `lines` are its [`Self::rows`] rows of the map, channels filled up.
    pub(super) fn forward(
        self,
        map: OutputMap,
        row: usize,
        lines: &mut [f32],
        passed: &mut PassedMaxima<'_>,
    ) {
        let [_, width] = self.output(map);
        let size = width * map.channels;
        let y = &mut passed.y[row * size..][..size];
        match self.pool {
            Pool::None => {
                narrow(lines, map.channels, y);
                self.activation.forward(y);
            }
            Pool::Max => {
                // Activations grow with their argument, so the largest may be found first.
                let pair = Pair { rows: lines, pixels: map.width, channels: map.channels };
                largest(pair, y, &mut passed.kept[row * size..][..size]);
                self.activation.forward(y);
            }
            Pool::Average => {
                let two = 2 * map.width * map.channels;
                let kept = &mut passed.kept[row * two..][..two];
                narrow(lines, map.channels, kept);
                self.activation.forward(kept);
                mean(kept, map.channels, y);
            }
        }
    }

    /// Turns dL/dy of one image into dL/d(map), row by row. The rows of `gradients` begin `line` numbers apart, with
    /// channels filled up; rows and columns that pooling left out are not written. Changes `delta`; needs the room of
    /// [`Self::rows`] rows.
    pub(super) fn backward(
        self,
        map: OutputMap,
        passed: &PassedMaxima<'_>,
        delta: &mut [f32],
        (gradients, line): (&mut [f32], usize),
        room: &mut [f32],
    ) {
        let [_, width] = self.output(map);
        let (channels, size) = (map.channels, width * map.channels);
        if self.pool != Pool::Average {
            self.activation.backward(passed.y, delta);
        }
        let rows = delta.chunks_exact(size).zip(gradients.chunks_mut(line * self.rows()));
        match self.pool {
            Pool::None => rows.for_each(|(delta, out)| widen(delta, channels, out)),
            Pool::Max => {
                for ((delta, out), choice) in rows.zip(passed.kept.chunks_exact(size)) {
                    largest_back(delta, choice, channels, (out, line));
                }
            }
            Pool::Average => {
                let row = map.width * channels;
                let room = &mut room[..2 * row];
                for ((delta, out), kept) in rows.zip(passed.kept.chunks_exact(2 * row)) {
                    mean_back(delta, channels, room);
                    self.activation.backward(kept, room);
                    for (room, out) in room.chunks_exact(row).zip(out.chunks_mut(line)) {
                        widen(room, channels, out);
                    }
                }
            }
        }
    }
}
