//! What a network begins with, as text.

use super::SettingError;
use std::fmt;
use std::path::PathBuf;

/// The numbers of a network before its first step.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Start {
    /// As its layers are drawn from the seed: `none`.
    #[default]
    Drawn,
    /// As drawn, but for the outputs: their weights are 0, and their biases say the frequencies of the training set, or the
    /// mean of its numbers: `prior`. Outputs that have none such (scores, cosines) are as drawn.
    Prior,
    /// Every trained number is 0: `zeros`.
    Zeros,
    /// As drawn, but for the biases of the outputs: `bias:8,0,0`. Outputs beyond the list have 0.
    Bias(Vec<f32>),
    /// Every trained number of a small network, in the order of [`crate::nn::Network::parameters`]: `values:0.5,-1,2`.
    Values(Vec<f32>),
    /// Those of a safetensors file, where name and shape fit: any other text. A file called `zeros` is `./zeros`.
    File(PathBuf),
}

impl Start {
    /// Reads what [`fmt::Display`] writes.
    ///
    /// # Errors
    /// For a list of something else than finite numbers.
    pub fn parse(text: &str) -> Result<Self, SettingError> {
        let numbers = |name: &str, list: &str| -> Result<Vec<f32>, SettingError> {
            list.split(',').map(|text| number(name, text.trim())).collect()
        };
        match (text, text.split_once(':')) {
            ("none", _) => Ok(Self::Drawn),
            ("prior", _) => Ok(Self::Prior),
            ("zeros", _) => Ok(Self::Zeros),
            (_, Some(("bias", list))) => numbers("bias", list).map(Self::Bias),
            (_, Some(("values", list))) => numbers("values", list).map(Self::Values),
            _ => Ok(Self::File(text.into())),
        }
    }
}

fn number(name: &str, text: &str) -> Result<f32, SettingError> {
    let wrong = || SettingError::new("init", format!("{name}: expected numbers, found '{text}'"));
    text.parse().ok().filter(|number: &f32| number.is_finite()).ok_or_else(wrong)
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |numbers: &[f32]| numbers.iter().map(f32::to_string).collect::<Vec<_>>().join(",");
        match self {
            Self::Drawn => f.write_str("none"),
            Self::Prior => f.write_str("prior"),
            Self::Zeros => f.write_str("zeros"),
            Self::Bias(numbers) => write!(f, "bias:{}", list(numbers)),
            Self::Values(numbers) => write!(f, "values:{}", list(numbers)),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_read_and_written_back() {
        for (text, start) in [
            ("none", Start::Drawn),
            ("prior", Start::Prior),
            ("zeros", Start::Zeros),
            ("bias:8,0,-0.5", Start::Bias(vec![8.0, 0.0, -0.5])),
            ("values:0.1,-2,30", Start::Values(vec![0.1, -2.0, 30.0])),
            ("runs/net.safetensors", Start::File("runs/net.safetensors".into())),
            ("./zeros", Start::File("./zeros".into())),
        ] {
            assert_eq!((Start::parse(text), start.to_string()), (Ok(start), text.to_owned()));
        }
    }

    #[test]
    fn a_list_of_something_else_is_refused() {
        for (text, found) in [("values:1,x", "'x'"), ("bias:", "''"), ("values:1,nan", "'nan'")] {
            let error = Start::parse(text).unwrap_err().to_string();
            assert!(
                error.starts_with("init: ") && error.contains("expected numbers") && error.contains(found)
            );
        }
    }
}
