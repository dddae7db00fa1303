//! Where the targets of a head come from.

use crate::lab::learn::teacher_outputs::TeacherOutputs;
use std::sync::Arc;

/// What the outputs of a head are compared with.
#[derive(Clone, Debug)]
pub(super) enum TargetSource {
    /// The main targets.
    Main,
    /// The classes, also where the main targets are distributions over them.
    Classes,
    /// Those beside the main ones, by their place in the data set.
    Extra(usize),
    /// A teacher's logits, beside the classes.
    Logits(Arc<TeacherOutputs>),
    /// A teacher's features.
    Features(Arc<TeacherOutputs>),
}

impl TargetSource {
    pub(super) fn is_ready(&self) -> bool {
        match self {
            Self::Main | Self::Classes | Self::Extra(_) => true,
            Self::Logits(teacher_outputs) | Self::Features(teacher_outputs) => teacher_outputs.is_known(),
        }
    }
}
