//! The whole protocol on one page: what the screen tells an arm, and what an arm tells everyone.
//!
//! The screen, the headless command and the run folder consume the same [`Event`]s. Events of one arm come in the
//! order of their steps. [`Body::Ended`] comes exactly once, always last.

use crate::lab::bench::optimum::Optimum;
use crate::lab::recipe::{ArmId, Edit, Settings};
use crate::lab::record::evaluation::Evaluation;
use crate::lab::record::sheets::{Examination, Look, Seen, WeightStep};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// From the screen to an arm; looked at between mini-batches.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Stops stepping until [`Command::Resume`] or [`Command::Step`]; acknowledged by [`Body::Paused`].
    Pause,
    /// Goes on; acknowledged by [`Body::Resumed`].
    Resume,
    /// Does this many steps, then pauses. A single one is followed by [`Body::Traced`] where an image is watched. A network
    /// that tells its numbers says them before the first and after each, with [`Body::Probe`] or [`Body::Evaluated`].
    Step(u64),
    /// Changes a setting before the next batch; acknowledged by [`Body::Changed`].
    Change(Edit),
    /// Reports on this image (an index into the data set) from now on, with [`Body::Watched`].
    Watch(u32),
    /// Shows this of itself from now on with [`Body::Seen`], a few times a second while it changes; `None`: no more.
    Look(Option<Look>),
    /// Measures once what each layer knows, on a copy while training goes on; answered by [`Body::Examined`]. Ignored
    /// while such a measurement is under way.
    Examine,
    /// Writes what the arm leaves behind as it stands into the run's folder: weights, predictions. Answered by
    /// [`Body::Kept`].
    Keep(PathBuf),
    /// Writes the network as it stands into this file; answered by [`Body::Kept`].
    Export(PathBuf),
    /// The shortest time a step may take, in seconds; 0 for full speed. The bits do not change.
    Pace(f64),
    /// Ends the run within one batch.
    Stop,
}

/// From an arm to everyone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// Who speaks.
    pub arm: ArmId,
    /// How many steps it has done.
    pub step: u64,
    /// What it says.
    #[serde(flatten)]
    pub body: Body,
}

/// What an arm says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Body {
    /// The first event of an arm.
    Started(Box<Started>),
    /// How far the training of its teacher is. Not part of the canonical log.
    #[serde(skip)]
    #[serde(rename = "lesson")]
    TeacherRun(TeacherProgress),
    /// Training points since the last such message; none is lost.
    Steps(Steps),
    /// Predictions on the probe during a long epoch, and around steps that were asked for of a network that tells its
    /// numbers. Not part of the canonical log.
    #[serde(skip)]
    Probe(Box<Evaluation>),
    /// The watched image's logits. Not part of the canonical log.
    #[serde(skip)]
    Watched(Watched),
    /// What is looked at inside the network. Not part of the canonical log.
    #[serde(skip)]
    Seen(Box<Seen>),
    /// What a single step did to one weight for the watched image's class. Not part of the canonical log.
    #[serde(skip)]
    Traced(WeightStep),
    /// What each layer knew when it was asked, or why that could not be measured. Not part of the canonical log.
    #[serde(skip)]
    Examined(Result<Box<Examination>, String>),
    /// What was written on demand, or why it was not. Not part of the canonical log.
    #[serde(skip)]
    Kept(Result<Kept, String>),
    /// Everything about the validation set.
    Evaluated(Box<Evaluation>),
    /// A setting changed before the next batch.
    Changed(Changed),
    /// Acknowledges [`Command::Pause`]. Not part of the canonical log.
    #[serde(skip)]
    Paused,
    /// Acknowledges [`Command::Resume`]. Not part of the canonical log.
    #[serde(skip)]
    Resumed,
    /// The last epoch is done; [`Edit::Extend`] goes on.
    Rested,
    /// No more events of this arm.
    Ended(Ended),
}

/// What an arm is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Started {
    /// How it trains.
    pub settings: Settings,
    /// The kind of vectors that computes: bits are reproduced on the same kind. Empty in runs of earlier versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub vectors: String,
    /// How many numbers training moves, those of frozen layers counted with them.
    pub parameters: usize,
    /// What the classes, labels or numbers are called, `[K]`. Empty in runs of earlier versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub class_names: Vec<String>,
    /// What stands for the content of the data ([`Bench::fingerprint`](crate::lab::Bench::fingerprint)). Empty in runs of
    /// earlier versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub data: String,
    /// Images of each class in the thinned training set, `[K]`.
    pub class_counts: Vec<usize>,
    /// The class weights in force, `[K]`; all 1 where there are none.
    pub class_weights: Vec<f32>,
    /// Optimiser steps of one epoch.
    pub steps_per_epoch: u64,
    /// Optimiser steps of the whole run.
    pub total_steps: u64,
    /// The exact optimum that it is bound for, where it is a linear model of numbers under the squared error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optimum: Option<Optimum>,
    /// What there is to say of how it begins: tensors that a file did not fill, layers that are frozen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// What was written.
#[derive(Clone, Debug)]
pub enum Kept {
    /// What the arm leaves behind, with its evaluation on the test set, where there is one.
    All(Option<Box<Evaluation>>),
    /// The network, in this file.
    Network(PathBuf),
}

/// Steps done and steps in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TeacherProgress {
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
}

/// Consecutive training steps; a value that is not finite is `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    /// The number of the first step, counted from 1.
    pub first: u64,
    /// The unweighted loss of each batch: mean -ln p of the truth, in nats.
    #[serde(rename = "plain")]
    pub unweighted: Vec<Option<f32>>,
    /// The objective's value on each batch, as it was minimised.
    pub objective: Vec<Option<f32>>,
}

/// One training step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepPoint {
    /// Mean -ln p of the truth over the batch, in nats; `None` where the loss declares no probabilities.
    pub unweighted: Option<f32>,
    /// The objective's value on the batch.
    pub objective: f32,
    /// Images in the batch.
    pub images: usize,
}

impl Steps {
    /// Adds the step of this number.
    pub fn push(&mut self, number: u64, point: StepPoint) {
        if self.unweighted.is_empty() {
            self.first = number;
        }
        self.unweighted.push(point.unweighted.filter(|x| x.is_finite()));
        self.objective.push(Some(point.objective).filter(|x| x.is_finite()));
    }

    /// How many steps there are.
    pub fn len(&self) -> usize {
        self.unweighted.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.unweighted.is_empty()
    }
}

/// The watched image as an arm sees it now.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// Its index in the data set.
    pub index: u32,
    /// Its logits, `[K]`.
    pub logits: Vec<f32>,
    /// The logits of the arm's teacher, `[K]`; `None` where it has none or its teacher run is not over.
    pub teacher: Option<Vec<f32>>,
}

/// A change of a setting: the same texts that a recipe's `[[change]]` holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// The field.
    pub field: String,
    /// Its value before.
    pub from: String,
    /// Its value from now on.
    pub to: String,
    /// The class weights from now on, `[K]`.
    pub class_weights: Vec<f32>,
    /// The length of the run from now on, in steps.
    pub total_steps: u64,
    /// Whether a change was taken back, and the network with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restored: bool,
}

/// Why an arm says no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Ended {
    /// All its steps are done.
    Completed,
    /// It was told to stop.
    Stopped,
    /// Its numbers left the finite range.
    Diverged {
        /// What was not finite.
        what: String,
        /// The layer or tensor where it was seen first.
        layer: String,
    },
    /// It broke down.
    Failed {
        /// What it said.
        message: String,
    },
}
