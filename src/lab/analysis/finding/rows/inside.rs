//! What training made of the numbers inside.

use crate::lab::analysis::finding::metric::MetricRow;
use crate::lab::analysis::finding::subject::Subject;
use crate::lab::record::evaluation::{Term, Terms};
use crate::lab::record::history::Origin;

pub(super) const PARAMETER: MetricRow = MetricRow {
    name: "parameter",
    takes: &["at"],
    summary: "One number of a network that has few: weights output by output from 0 on, then biases.",
    measure: |subject, metric| {
        parameters(subject)?.get(metric.number("at")? as usize).copied().map(f64::from)
    },
};

pub(super) const BOUNDARY: MetricRow = MetricRow {
    name: "boundary",
    takes: &[],
    summary: "Where a network of one weight and one bias changes its mind: -b / w, in units of the input.",
    measure: |subject, _| match parameters(subject)? {
        [weight, bias] => Some(-f64::from(*bias) / f64::from(*weight)),
        _ => None,
    },
};

pub(super) const TERM_SHARE: MetricRow = MetricRow {
    name: "trunk-share",
    takes: &["term"],
    summary: "The term's share of the gradient at the outputs of the last hidden layer.",
    measure: |subject, metric| term(terms(subject)?, metric.text("term"))?.trunk,
};

pub(super) const LAYER_SHARE: MetricRow = MetricRow {
    name: "layer-share",
    takes: &["term", "layer"],
    summary: "The term's share of the length of the gradient of a layer's weights.",
    measure: |subject, metric| {
        let terms = terms(subject)?;
        let layer = terms.layers.iter().position(|layer| layer == metric.text("layer"))?;
        term(terms, metric.text("term"))?.layers[layer]
    },
};

/// The numbers at the evaluation asked for; those of probes are in no stored run.
fn parameters<'a>(subject: &Subject<'a>) -> Option<&'a [f32]> {
    let all = &subject.history.parameters;
    let mut evaluated = all.iter().filter(|point| point.origin == Origin::Evaluation);
    let found = match subject.step {
        None => evaluated.next_back(),
        Some(step) => evaluated.find(|point| point.step >= step),
    };
    found.map(|point| point.numbers.as_slice())
}

fn terms<'a>(subject: &Subject<'a>) -> Option<&'a Terms> {
    subject.evaluation()?.terms.as_ref()
}

/// The term of this name, or the one that begins with it.
fn term<'a>(terms: &'a Terms, name: &str) -> Option<&'a Term> {
    let exact = terms.terms.iter().find(|term| term.name == name);
    exact.or_else(|| terms.terms.iter().find(|term| term.name.starts_with(name)))
}
