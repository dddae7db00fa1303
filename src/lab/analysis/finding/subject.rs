//! One arm as a metric sees it.

use crate::data::Task;
use crate::lab::analysis::calibrate::{Calibration, prior_taught};
use crate::lab::analysis::one_vs_rest;
use crate::lab::bench::Bench;
use crate::lab::recipe::metric::Metric;
use crate::lab::record::evaluation::Evaluation;
use crate::lab::record::history::{History, Measure, Source};
use crate::lab::record::predictions::Predictions;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// One arm at one evaluation.
pub struct Subject<'a> {
    /// What its events add up to.
    pub history: &'a History,
    /// The data.
    pub bench: &'a Bench,
    /// The step asked for; `None`: the last evaluation.
    pub step: Option<u64>,
    /// What several metrics ask for, computed once.
    calibration: OnceCell<Option<Calibration>>,
    log_odds: RefCell<BTreeMap<usize, Option<Rc<[f64]>>>>,
}

impl<'a> Subject<'a> {
    /// The arm at the first evaluation from `step` on, or at its last.
    pub fn new(history: &'a History, bench: &'a Bench, step: Option<u64>) -> Self {
        Self { history, bench, step, calibration: OnceCell::new(), log_odds: RefCell::default() }
    }

    /// The class or label that a metric names, by its place in the data.
    pub(super) fn class(&self, metric: &Metric) -> Option<usize> {
        metric.class("class", &self.bench.dataset.class_names)
    }

    /// The step of the evaluation that stands for the step asked for; `None` where none is asked for or it did not come yet.
    pub fn taken(&self) -> Option<u64> {
        let asked = self.step? as f64;
        let evaluations = self.history.seconds().buckets();
        evaluations.iter().find(|bucket| bucket.x >= asked).map(|bucket| bucket.x as u64)
    }

    /// A value of a curve at the step asked for.
    pub fn curve(&self, measure: Measure, source: Source) -> Option<f64> {
        let curve = self.history.curve(measure, source)?;
        match self.step {
            None => curve.last(),
            Some(step) => {
                let bucket = curve.buckets().iter().find(|bucket| bucket.x >= step as f64)?;
                Some(bucket.lo).filter(|value| value.is_finite())
            }
        }
    }

    /// The last evaluation of the whole validation set; `None` where another step is asked for, as only curves are kept.
    pub fn evaluation(&self) -> Option<&'a Evaluation> {
        let whole = self.step.is_none() && !self.history.is_probe;
        self.history.latest.as_deref().filter(|_| whole)
    }

    /// The predictions of that evaluation.
    pub fn predictions(&self) -> Option<&'a Predictions> {
        self.evaluation()?.predictions.as_deref()
    }

    /// The same, where every image has one class.
    pub fn of_classes(&self) -> Option<&'a Predictions> {
        self.predictions().filter(|predictions| predictions.task == Task::Classification)
    }

    /// The truth of each predicted image, `[N]`; `None` where images have no one class.
    pub fn labels(&self) -> Option<Vec<usize>> {
        let labels = &self.bench.dataset.labels;
        Some(self.of_classes()?.indices.iter().map(|index| usize::from(labels[*index as usize])).collect())
    }

    /// How far the probabilities of classes can be trusted.
    pub fn calibration(&self) -> Option<&Calibration> {
        let compute = || {
            let taught = prior_taught(self.history, self.bench);
            Calibration::of(self.of_classes()?, self.bench, taught.as_deref())
        };
        self.calibration.get_or_init(compute).as_ref()
    }

    /// The log-odds of one class on every image, `[N]`; `None` where no probabilities of classes are declared.
    pub fn log_odds(&self, class: usize) -> Option<Rc<[f64]>> {
        let compute = || Some(one_vs_rest::log_odds(self.of_classes()?, class)?.into());
        self.log_odds.borrow_mut().entry(class).or_insert_with(compute).clone()
    }
}
