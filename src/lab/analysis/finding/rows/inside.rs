//! What training made of the numbers inside.

use crate::lab::analysis::finding::subject::Subject;
use crate::lab::recipe::metric::{Metric, OfInside};
use crate::lab::record::evaluation::{Term, Terms};
use crate::lab::record::history::PathOrigin;

/// Measures one of them; `None` where it is not defined or was not measured.
pub(super) fn measure(of: OfInside, subject: &Subject<'_>, metric: &Metric) -> Option<f64> {
    match of {
        OfInside::Parameter => {
            parameters(subject)?.get(metric.number("at")? as usize).copied().map(f64::from)
        }
        OfInside::Boundary => match parameters(subject)? {
            [weight, bias] => Some(-f64::from(*bias) / f64::from(*weight)),
            _ => None,
        },
        OfInside::TermShare => term(terms(subject)?, metric.text("term"))?.trunk,
        OfInside::LayerShare => {
            let terms = terms(subject)?;
            let layer = terms.layers.iter().position(|layer| layer == metric.text("layer"))?;
            term(terms, metric.text("term"))?.layers[layer]
        }
    }
}

/// The numbers at the evaluation asked for; those of probes are in no stored run.
fn parameters<'a>(subject: &Subject<'a>) -> Option<&'a [f32]> {
    let all = &subject.history.parameters;
    let mut evaluated = all.iter().filter(|point| point.origin == PathOrigin::Evaluation);
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
