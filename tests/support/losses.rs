//! Samples for proofs about losses: outputs and targets of every kind.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a loss that cannot be read is a failed test")]

use dl_lab::base::random::{normal, stream, uniform};
use dl_lab::base::spec::Spec;
use dl_lab::loss::{Context, Loss, Real, RowValue, Target, TargetKind, catalogue, prior};

/// Classes, labels or numbers of every sample.
pub(crate) const CLASSES: usize = 5;
/// Training counts.
pub(crate) const COUNTS: [usize; CLASSES] = [5000, 1581, 500, 158, 50];

pub(crate) fn parse(text: &str) -> Loss {
    Loss::parse(&Spec::parse(text).unwrap()).unwrap()
}

/// Every loss at its defaults, and where its parameters matter most.
pub(crate) fn losses() -> Vec<Loss> {
    let special = [
        "softmax-ce:label_smoothing=0.1",
        "focal:gamma=0",
        "focal:gamma=0.5",
        "gce:q=1",
        "poly1:epsilon=-1",
        "symmetric-ce:alpha=1,beta=2,log_zero=-6",
        "expected-cost:costs=0,1,2,3,4,9,0,1,2,3,5,1,0,2,3,1,1,1,0,1,8,6,4,2,0",
        "ldam:scale=2",
        "hinge:margin=0.3",
        "crammer-singer:margin=3",
        "sigmoid-bce:pos_weight=3",
        "sigmoid-bce:pos_weight=1,2,3,4,0.5",
        "sigmoid-focal:gamma=0.5,alpha=0.7",
        "asl:gamma_pos=0,gamma_neg=0.5,clip=0",
        "asl:gamma_pos=2,gamma_neg=1,clip=0.3",
        "huber:delta=0.3",
        "class-index:order=3",
        "distillation:temperature=1,alpha=1",
        "distillation:temperature=0.5,alpha=0",
    ];
    catalogue::ALL
        .iter()
        .map(|entry| entry.name)
        .chain(special)
        .map(|text| parse(text).for_classes(CLASSES))
        .collect()
}

/// The losses that can be told one of [`CLASSES`].
pub(crate) fn on_labels() -> impl Iterator<Item = Loss> {
    losses().into_iter().filter(|loss| loss.takes(TargetKind::Label) && loss.check(CLASSES).is_ok())
}

/// One random sample.
pub(crate) struct Draw {
    /// `[K]`.
    pub(crate) logits: Vec<f64>,
    /// Shares that sum to 1.
    pub(crate) shares: Vec<f64>,
    /// 0 or 1.
    pub(crate) hots: Vec<f64>,
    /// Above 0.
    pub(crate) values: Vec<f64>,
    /// Another model's logits.
    pub(crate) teacher: Vec<f64>,
    /// Class weights.
    pub(crate) weights: Vec<f64>,
    /// Where to move the logits.
    pub(crate) direction: Vec<f64>,
    /// In turn.
    pub(crate) label: usize,
}

pub(crate) fn draw(index: u64) -> Draw {
    let rng = &mut stream(20, "gradients", index);
    let mut many = |scale: f64| (0..CLASSES).map(|_| scale * f64::from(normal(rng))).collect::<Vec<_>>();
    let (logits, direction, teacher) = (many(2.0), many(1.0), many(3.0));
    let mut positive = || (0..CLASSES).map(|_| 0.1 + f64::from(uniform(rng))).collect::<Vec<_>>();
    let (mut shares, weights, values) = (positive(), positive(), positive());
    let hots = values.iter().map(|value| f64::from(*value > 0.6)).collect();
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    Draw { logits, shares, hots, values, teacher, weights, direction, label: index as usize % CLASSES }
}

impl Draw {
    /// The targets that a loss takes.
    pub(crate) fn targets(&self, loss: &Loss) -> Vec<Target<'_, f64>> {
        let teacher = self.teacher.as_slice();
        let classes = loss.probability_map().classes(loss.outputs(CLASSES));
        let of = |kind: TargetKind| match kind {
            TargetKind::Label => vec![Target::Label(self.label % classes)],
            TargetKind::Distribution => vec![Target::Row(self.shares.as_slice())],
            TargetKind::MultiHot => vec![Target::Row(self.hots.as_slice())],
            TargetKind::Values => vec![Target::Row(self.values.as_slice())],
            TargetKind::Teacher => {
                [Some(self.label), None].map(|label| Target::Teacher { label, teacher }).into()
            }
        };
        TargetKind::ALL.into_iter().filter(|kind| loss.takes(*kind)).flat_map(of).collect()
    }

    /// What a network would emit for this loss: the logits, fewer of them for thresholds, cosines where it wants cosines.
    pub(crate) fn outputs(&self, loss: &Loss) -> Vec<f64> {
        let outputs = &self.logits[..loss.outputs(CLASSES)];
        let cosine = |z: &f64| if loss.needs_normalised_head() { z.tanh() } else { *z };
        outputs.iter().map(cosine).collect()
    }
}

/// Value and gradient of one sample as a network trains on it.
pub(crate) fn row<F: Real>(
    loss: &Loss,
    outputs: &[F],
    target: Target<'_, F>,
    weights: Option<&[F]>,
) -> (RowValue<F>, Vec<F>) {
    let classes = outputs.len().max(weights.map_or(0, <[F]>::len));
    let counts = &COUNTS[..classes.min(CLASSES)];
    let (log_prior, margins) = (prior::log_prior(counts), loss.margins(counts));
    let mut grad = vec![F::nan(); outputs.len()];
    let context = Context { class_weights: weights, log_prior: &log_prior, margins: &margins };
    (loss.output_row(outputs, target, &context, &mut grad), grad)
}
