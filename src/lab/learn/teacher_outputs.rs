//! The outputs of a teacher for every image, and the teacher run that produces them.

use ndarray::Array2;
use std::sync::{Arc, OnceLock};

/// A teacher run: what precedes the first step of an arm that has a teacher. The trainer needs no more of it than this, so
/// that it may itself be the training of another arm.
pub trait TeacherRun: Send + Sync {
    /// The teacher outputs, known once the run is over.
    fn teacher_outputs(&self) -> &Arc<TeacherOutputs>;

    /// Steps done and steps in all.
    fn progress(&self) -> [u64; 2];

    /// One more training step of the teacher; after the last one its outputs are computed, and the run is over: `true`.
    ///
    /// # Errors
    /// If its numbers leave the finite range.
    fn go_on(&mut self) -> Result<bool, String>;
}

/// The outputs of a teacher, by image of the data set; known once its [`TeacherRun`] is over.
#[derive(Debug)]
pub struct TeacherOutputs {
    /// The number of its features.
    width: usize,
    outputs: OnceLock<OutputRows>,
}

#[derive(Debug)]
struct OutputRows {
    /// `[N, K]`.
    logits: Array2<f32>,
    /// `[N, features]`; no column where nobody learns from them.
    features: Array2<f32>,
}

impl TeacherOutputs {
    /// Of a teacher with this number of features, not known yet.
    pub(super) fn of(width: usize) -> Self {
        Self { width, outputs: OnceLock::new() }
    }

    /// Takes the outputs; the run is over.
    pub(super) fn say(&self, logits: Array2<f32>, features: Array2<f32>) {
        drop(self.outputs.set(OutputRows { logits, features }));
    }

    /// The teacher's logits for an image, `[K]`.
    ///
    /// # Panics
    /// Before the teacher run is over, or if there is no such image.
    pub fn logits(&self, image: u32) -> &[f32] {
        row(&self.outputs().logits, image)
    }

    /// What the teacher's last hidden layer makes of an image, `[features]`.
    ///
    /// # Panics
    /// As [`Self::logits`], and if no features were asked for.
    pub fn features(&self, image: u32) -> &[f32] {
        row(&self.outputs().features, image)
    }

    /// The number of the teacher's features; 0 if it has no hidden layer.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether the teacher run is over.
    pub fn is_known(&self) -> bool {
        self.outputs.get().is_some()
    }

    fn outputs(&self) -> &OutputRows {
        self.outputs.get().unwrap_or_else(|| panic!("a teacher run ends before its student begins"))
    }
}

fn row(rows: &Array2<f32>, image: u32) -> &[f32] {
    let columns = rows.ncols();
    &rows.as_slice().unwrap_or_default()[image as usize * columns..][..columns]
}
