//! Predictions beside their truth in npz files that `dl-lab score` and NumPy read.

use crate::base::npz::{NpzWriter, Packing};
use crate::data::Task;
use crate::lab::bench::Bench;
use crate::lab::record::predictions::Predictions;
use ndarray::{Array1, Array2};
use std::io;

/// What was answered and what is true, for one of the three tasks; rows are those of the logits.
#[derive(Clone, Debug, PartialEq)]
pub enum Answers {
    /// One class each: `probabilities`, where the loss declares them, and `labels`.
    Classes {
        /// `[N, K]`, each row summing to 1.
        probabilities: Option<Array2<f32>>,
        /// `[N]`.
        labels: Array1<i64>,
    },
    /// Any labels each: `probabilities` and `labels`.
    Labels {
        /// Each label's own, `[N, K]`.
        probabilities: Array2<f32>,
        /// 1 where on, `[N, K]`.
        labels: Array2<u8>,
    },
    /// Numbers: `predictions` and `targets`.
    Values {
        /// `[N, D]`.
        predictions: Array2<f32>,
        /// `[N, D]`.
        targets: Array2<f32>,
    },
}

impl Answers {
    /// Predictions beside the targets of a bench, as its task asks.
    pub fn of(predictions: &Predictions, bench: &Bench) -> Self {
        let truth = predictions.truth(bench);
        match (predictions.task, truth, predictions.probabilities(), predictions.values()) {
            (Task::MultiLabel, Some(truth), Some(probabilities), _) => {
                Self::Labels { probabilities, labels: truth.mapv(|on| u8::from(on > 0.0)) }
            }
            (Task::Regression, Some(targets), _, Some(predictions)) => Self::Values { predictions, targets },
            _ => Self::classes(predictions, bench),
        }
    }

    /// One class each, against the labels of a bench.
    fn classes(predictions: &Predictions, bench: &Bench) -> Self {
        let label = |index: &u32| i64::from(bench.dataset.labels[*index as usize]);
        let labels = predictions.indices.iter().map(label).collect();
        Self::Classes { probabilities: predictions.probabilities(), labels }
    }

    /// The file's bytes, with `logits` `[N, K]` and `indices` into the data set, `[N]`, so that a run can be opened again, and
    /// `class_names`, which name classes, labels or numbers, `[K]`.
    ///
    /// # Errors
    /// If the archive cannot be made.
    pub fn npz(&self, logits: &Array2<f32>, indices: &[u32], names: &[String]) -> io::Result<Vec<u8>> {
        let indices: Array1<i64> = indices.iter().map(|index| i64::from(*index)).collect();
        let mut npz = NpzWriter::new(Packing::Deflated);
        self.add(&mut npz)?;
        npz.add("logits", logits)?;
        npz.add("indices", &indices)?;
        npz.add_texts("class_names", names)?;
        npz.finish()
    }

    fn add(&self, npz: &mut NpzWriter) -> io::Result<()> {
        match self {
            Self::Classes { probabilities, labels } => {
                probabilities.iter().try_for_each(|p| npz.add("probabilities", p))?;
                npz.add("labels", labels)
            }
            Self::Labels { probabilities, labels } => {
                npz.add("probabilities", probabilities)?;
                npz.add("labels", labels)
            }
            Self::Values { predictions, targets } => {
                npz.add("predictions", predictions)?;
                npz.add("targets", targets)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{self, Input, ScoreKind};
    use ndarray::array;

    fn read(answers: &Answers) -> Input {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.npz");
        std::fs::write(
            &path,
            answers
                .npz(&array![[1.0, -1.0], [0.5, 2.0]], &[3, 8], &["ill", "well"].map(str::to_owned))
                .unwrap(),
        )
        .unwrap();
        score::read(&path).unwrap()
    }

    #[test]
    fn every_task_is_written_as_score_reads_it() {
        let p = array![[0.75_f32, 0.25], [0.5, 0.5]];
        let Input::Classes(classes) =
            read(&Answers::Classes { probabilities: Some(p.clone()), labels: array![0, 1] })
        else {
            panic!("classes");
        };
        assert_eq!((classes.scores, classes.labels), (p.mapv(f64::from), vec![0, 1]));
        assert_eq!(classes.names, ["ill", "well"]);
        let Input::Classes(logits) = read(&Answers::Classes { probabilities: None, labels: array![0, 1] })
        else {
            panic!("classes");
        };
        assert_eq!((logits.scores, logits.kind), (array![[1.0, -1.0], [0.5, 2.0]], ScoreKind::Logits));
        let Input::Labels(labels) =
            read(&Answers::Labels { probabilities: p.clone(), labels: array![[1, 0], [1, 1]] })
        else {
            panic!("labels");
        };
        assert_eq!(labels.truth, array![[true, false], [true, true]]);
        let Input::Values(values) = read(&Answers::Values { predictions: p.clone(), targets: -p.clone() })
        else {
            panic!("values");
        };
        assert_eq!((values.predictions, values.targets), (p.mapv(f64::from), p.mapv(|x| f64::from(-x))));
    }
}
