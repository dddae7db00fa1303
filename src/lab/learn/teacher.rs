//! Teachers: what another model says of every image, for an arm to learn from.

use super::teacher_outputs::{TeacherOutputs, TeacherRun};
use super::trainer::Trainer;
use crate::lab::bench::Bench;
use crate::lab::recipe::{Arm, ArmId, CheckedRecipe, Recipe, SettingError, Start, Teacher};
use crate::lab::record::store;
use crate::loss::catalogue::TargetKind;
use crate::loss::{Loss, ProbabilityMap};
use crate::nn::{Layer, Network};
use ndarray::Array2;
use rayon::ThreadPool;
use std::path::Path;
use std::sync::Arc;

/// An arm before its first step; if it has a teacher, that is heard first.
///
/// # Errors
/// As [`Trainer::new`], and if the teacher does not fit.
pub fn arm_of(
    bench: Arc<Bench>,
    recipe: &CheckedRecipe,
    arm: &Arm,
    pool: Arc<ThreadPool>,
) -> Result<Trainer, SettingError> {
    let teaching = Teaching::for_arm(&bench, recipe, arm, &pool)?;
    let teacher_run = teaching.map(|teaching| Box::new(teaching) as Box<dyn TeacherRun>);
    Trainer::new(bench, recipe, arm, teacher_run, pool)
}

/// A teacher that has not said everything yet.
struct Teaching {
    trainer: Box<Trainer>,
    /// Whether it knows enough.
    learnt: bool,
    with_features: bool,
    teacher_outputs: Arc<TeacherOutputs>,
}

impl Teaching {
    /// The teacher that an arm names, if it names one: another arm's recipe from its first step, or a stored run.
    ///
    /// # Errors
    /// If the arm's recipe or the stored run does not fit the data, or nothing of the arm learns from it.
    fn for_arm(
        bench: &Arc<Bench>,
        recipe: &CheckedRecipe,
        arm: &Arm,
        pool: &Arc<ThreadPool>,
    ) -> Result<Option<Self>, SettingError> {
        let wrong = |problem: String| SettingError::of_arm(arm.id, "teacher", problem);
        let (trainer, learnt) = match &arm.settings.teacher {
            Teacher::None => return Ok(None),
            Teacher::Arm(id) => {
                let found = recipe.arms.iter().find(|arm| arm.id == *id);
                let teacher = found.ok_or_else(|| wrong(format!("there is no arm {id}")))?;
                (arm_of(Arc::clone(bench), recipe, teacher, Arc::clone(pool))?, false)
            }
            Teacher::Run(path, id) => (stored(bench, path, *id, pool).map_err(wrong)?, true),
        };
        let map = trainer.reading().map;
        if !map.declares_probabilities() {
            let problem = "its loss declares no probabilities, so there is nothing to learn from its outputs";
            return Err(wrong(problem.to_owned()));
        }
        let with_features = arm.settings.aux.iter().any(|aux| aux.targets == "teacher");
        let by_loss = arm.settings.loss.as_ref().is_some_and(learns);
        if !with_features && !by_loss {
            let expected =
                "nothing learns from it; give --loss distillation, or --aux teacher@LAYER:embedding";
            return Err(wrong(expected.to_owned()));
        }
        let width = features_of(trainer.network()).map_or(0, Layer::outputs);
        if with_features && width == 0 {
            return Err(wrong("has no hidden layer whose outputs could be learnt".to_owned()));
        }
        let teacher_outputs = Arc::new(TeacherOutputs::of(width));
        Ok(Some(Self { trainer: Box::new(trainer), learnt, with_features, teacher_outputs }))
    }
}

impl TeacherRun for Teaching {
    fn teacher_outputs(&self) -> &Arc<TeacherOutputs> {
        &self.teacher_outputs
    }

    fn progress(&self) -> [u64; 2] {
        let total = self.trainer.total_steps();
        [if self.learnt { total } else { self.trainer.step() }, total]
    }

    fn go_on(&mut self) -> Result<bool, String> {
        if !self.learnt {
            self.trainer.settle_rate(&|| false);
            while let Some(edit) = self.trainer.due() {
                drop(self.trainer.change(&edit));
            }
            self.trainer
                .advance()
                .map_err(|ended| format!("the teacher's run did not end well: {ended:?}"))?;
            self.learnt = self.trainer.step() >= self.trainer.total_steps();
            return Ok(false);
        }
        let depth = self.trainer.network().layers().len();
        let all: Vec<u32> = (0..self.trainer.bench.dataset.labels.len() as u32).collect();
        let outputs = |depth: usize| self.trainer.outputs(&all, depth);
        let features = if self.with_features { outputs(depth - 1) } else { Array2::zeros((0, 0)) };
        let logits = answers(&outputs(depth), self.trainer.reading().map);
        self.teacher_outputs.say(logits, features);
        Ok(true)
    }
}

/// Whether a loss is compared with a teacher's answers.
fn learns(loss: &Loss) -> bool {
    loss.takes(TargetKind::Teacher)
}

/// Least logarithm of a probability that is taught: a teacher may be certain, a student need not be.
const LEAST: f32 = -100.0;

/// What outputs say as logits of a softmax: `ln p` under the teacher's own map. Those of a softmax are logits already.
fn answers(outputs: &Array2<f32>, map: ProbabilityMap) -> Array2<f32> {
    if map == ProbabilityMap::Softmax {
        return outputs.clone();
    }
    let mut logits = Array2::zeros((outputs.nrows(), map.classes(outputs.ncols())));
    for (row, mut out) in outputs.rows().into_iter().zip(logits.rows_mut()) {
        let row = row.to_vec();
        for (class, logit) in out.iter_mut().enumerate() {
            *logit = map.log_probability(&row, class).map_or(LEAST, |log_p| log_p.max(LEAST));
        }
    }
    logits
}

/// The layer before the logits.
fn features_of(network: &Network) -> Option<&Layer> {
    let layers = network.layers();
    layers.len().checked_sub(2).map(|last| &layers[last])
}

/// An arm of a stored run as it ended.
fn stored(bench: &Arc<Bench>, path: &Path, id: ArmId, pool: &Arc<ThreadPool>) -> Result<Trainer, String> {
    let place = path.display();
    let run = store::open(path).map_err(|error| error.to_string())?;
    let weights = path.join(store::weights_name(id));
    if !weights.is_file() {
        return Err(format!(
            "{place} holds no weights of arm {id}, which a run that was ended early does not have"
        ));
    }
    let recipe = Recipe { change: Vec::new(), ..run.recipe };
    let checked = recipe.check().map_err(|error| format!("{place}: {error}"))?;
    let arm = checked.arms.iter().find(|arm| arm.id == id);
    let mut arm = arm.ok_or_else(|| format!("{place} has no arm {id}"))?.clone();
    if checked.pixels != bench.pixels {
        return Err(format!(
            "{place} took its images with --pixels {}; give the same",
            checked.pixels.name()
        ));
    }
    arm.settings.init = Start::File(weights);
    arm.settings.teacher = Teacher::None;
    arm.settings.aux.clear();
    arm.settings.loss = arm.settings.loss.filter(|loss| !learns(loss));
    let trainer = Trainer::new(Arc::clone(bench), &checked, &arm, None, Arc::clone(pool));
    let trainer = trainer.map_err(|error| format!("{place}: {error}"))?;
    match trainer.notes.iter().find(|note| note.starts_with("init")) {
        Some(note) => Err(format!("{place} does not fit these data: {note}")),
        None => Ok(trainer),
    }
}

#[cfg(test)]
mod tests;
