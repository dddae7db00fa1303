//! Values of fields, read and checked.

use super::SettingError;
use crate::base::spec::{Spec, SpecError};
use crate::nn::optimizer::OPTIMIZERS;
use crate::nn::schedule::SCHEDULES;

/// The optimisers by name, with a sentence each.
pub fn named_optimizers() -> impl Iterator<Item = (&'static str, &'static str)> {
    OPTIMIZERS.iter().map(|rule| (rule.name, rule.summary))
}

/// The schedules by name, with a sentence each.
pub fn named_schedules() -> impl Iterator<Item = (&'static str, &'static str)> {
    SCHEDULES.into_iter()
}

/// Reads a name with its parameters for a field.
pub(super) fn parse<T>(
    field: &str,
    text: &str,
    read: impl Fn(&Spec) -> Result<T, SpecError>,
) -> Result<T, SettingError> {
    let spec = Spec::parse(text).and_then(|spec| read(&spec));
    spec.map_err(|error| SettingError::new(field, error.0))
}

/// Checks a learning rate.
pub(super) fn rate(rate: f64) -> Result<f32, SettingError> {
    range("lr", rate, |x| x > 0.0, "a number above 0")?;
    range("lr", rate, |x| x <= 1e6, "a number above 0 and at most 1,000,000")?;
    Ok(rate as f32)
}

/// Checks a number; `expected` says in words what `fits`.
pub(super) fn range(
    field: &str,
    value: f64,
    fits: impl Fn(f64) -> bool,
    expected: &str,
) -> Result<(), SettingError> {
    if fits(value) {
        Ok(())
    } else {
        Err(SettingError::new(field, format!("expected {expected}, found {value}")))
    }
}

/// Checks the factor of a penalty.
pub(super) fn factor(field: &str, factor: f64) -> Result<f32, SettingError> {
    range(field, factor, |x| (0.0..=1e6).contains(&x), "0 to 1,000,000")?;
    Ok(factor as f32)
}
