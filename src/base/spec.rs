//! The grammar of names: `name`, or `name:value,value,key=value`, the same on the command line, in recipes and
//! in the palette.

use std::fmt;

/// A parsed name with its arguments.
///
/// `exp:100,order=seed` has the positional argument `100` and the named argument `order`. Values that follow a
/// named argument without a key of their own belong to it, so that lists need no brackets:
/// `exp:100,order=2,4,6` gives `order` three values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// What stands before the colon.
    pub name: String,
    /// Arguments without a key, in order.
    pub positional: Vec<String>,
    /// Arguments with a key, in order.
    pub named: Vec<(String, Vec<String>)>,
}

/// What is wrong with a name: one sentence, without the field it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SpecError(pub String);

impl Spec {
    /// Parses `name[:argument,...]`.
    ///
    /// # Errors
    /// If the name or an argument is empty.
    pub fn parse(text: &str) -> Result<Self, SpecError> {
        let (name, arguments) = text.trim().split_once(':').unwrap_or((text.trim(), ""));
        if name.is_empty() {
            return Err(SpecError(format!("expected a name, found '{text}'")));
        }
        let mut spec = Self { name: name.to_owned(), positional: Vec::new(), named: Vec::new() };
        if text.contains(':') {
            arguments.split(',').try_for_each(|argument| spec.push(argument.trim(), text))?;
        }
        Ok(spec)
    }

    fn push(&mut self, argument: &str, text: &str) -> Result<(), SpecError> {
        match (argument.split_once('='), self.named.last_mut()) {
            _ if argument.is_empty() => return Err(SpecError(format!("an argument of '{text}' is empty"))),
            (Some((key, value)), _) => {
                self.named.push((key.trim().to_owned(), vec![value.trim().to_owned()]));
            }
            (None, Some((_, values))) => values.push(argument.to_owned()),
            (None, None) => self.positional.push(argument.to_owned()),
        }
        Ok(())
    }

    /// The one value of a named argument, parsed; `default` where it does not stand.
    ///
    /// # Errors
    /// If the value cannot be parsed or more than one is given.
    pub fn value<T: std::str::FromStr>(&self, key: &str, default: T) -> Result<T, SpecError> {
        match self.list(key) {
            None => Ok(default),
            Some([one]) => self.parse_value(key, one),
            Some(many) => {
                Err(SpecError(format!("{}: {key} takes one value, found {}", self.name, many.len())))
            }
        }
    }

    /// A positional argument, parsed; `None` where there are fewer.
    ///
    /// # Errors
    /// If the value cannot be parsed.
    pub fn positional<T: std::str::FromStr>(&self, index: usize) -> Result<Option<T>, SpecError> {
        self.positional
            .get(index)
            .map(|text| self.parse_value(&format!("argument {}", index + 1), text))
            .transpose()
    }

    /// All values of a named argument.
    pub fn list(&self, key: &str) -> Option<&[String]> {
        self.named.iter().find(|(name, _)| name == key).map(|(_, values)| values.as_slice())
    }

    fn parse_value<T: std::str::FromStr>(&self, key: &str, text: &str) -> Result<T, SpecError> {
        let expected = match std::any::type_name::<T>() {
            "f32" | "f64" => "a number",
            "usize" | "u32" | "u64" => "a whole number",
            _ => "a valid value",
        };
        text.parse()
            .map_err(|_| SpecError(format!("{}: {key} must be {expected}, found '{text}'", self.name)))
    }

    /// Refuses arguments that the name does not take.
    ///
    /// # Errors
    /// Names the first argument that is not in `keys` with the nearest one that is, or says how many positional
    /// arguments at most there may be.
    pub fn only(&self, positional: usize, keys: &[&str]) -> Result<(), SpecError> {
        if self.positional.len() > positional {
            let found = self.positional.len();
            let most = match positional {
                0 => "no arguments without a name".to_owned(),
                1 => "one argument without a name".to_owned(),
                more => format!("{more} arguments without a name"),
            };
            return Err(SpecError(format!("{} takes {most}, got {found}", self.name)));
        }
        match self.named.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
            None => Ok(()),
            Some((key, _)) => {
                Err(SpecError(format!("{} has no parameter '{key}'{}", self.name, suggest(key, keys))))
            }
        }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = self.named.iter().map(|(key, values)| format!("{key}={}", values.join(",")));
        let arguments: Vec<String> = self.positional.iter().cloned().chain(named).collect();
        match arguments.as_slice() {
            [] => f.write_str(&self.name),
            _ => write!(f, "{}:{}", self.name, arguments.join(",")),
        }
    }
}

/// "; did you mean 'a' or 'b'?" or "; known: ..." for a name that is not among `known`.
pub fn suggest(wrong: &str, known: &[&str]) -> String {
    let mut near: Vec<(usize, &str)> =
        known.iter().map(|name| (strsim::damerau_levenshtein(wrong, name), *name)).collect();
    near.retain(|(distance, name)| *distance <= 1 + wrong.len() / 3 || name.starts_with(wrong));
    near.sort_unstable();
    let quoted: Vec<String> = near.into_iter().take(3).map(|(_, name)| format!("'{name}'")).collect();
    match (quoted.split_last(), known.is_empty()) {
        (Some((last, [])), _) => format!("; did you mean {last}?"),
        (Some((last, others)), _) => format!("; did you mean {} or {last}?", others.join(", ")),
        (None, false) => format!("; known: {}", known.join(", ")),
        (None, true) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_arguments_is_read_and_written_back() {
        for text in ["linear", "mlp:256,128", "focal:gamma=2", "exp:100,order=seed", "exp:100,order=2,4,6"] {
            assert_eq!(Spec::parse(text).unwrap().to_string(), text);
        }
        let spec = Spec::parse("exp:100,order=2,4,6").unwrap();
        assert_eq!(spec.list("order").unwrap(), ["2", "4", "6"]);
        assert_eq!(spec.positional::<f64>(0).unwrap(), Some(100.0));
    }

    #[test]
    fn wrong_arguments_are_named_with_the_nearest_right_one() {
        let spec = Spec::parse("focal:gama=2").unwrap();
        assert_eq!(
            spec.only(0, &["gamma"]).unwrap_err().0,
            "focal has no parameter 'gama'; did you mean 'gamma'?"
        );
        let error = Spec::parse("focal:gamma=x").unwrap().value("gamma", 2.0).unwrap_err();
        assert_eq!(error.0, "focal: gamma must be a number, found 'x'");
        assert!(Spec::parse("").is_err() && Spec::parse("a:").is_err() && Spec::parse("a:1,,2").is_err());
    }

    #[test]
    fn a_name_like_none_of_the_known_lists_them_all() {
        assert_eq!(suggest("zzzzzz", &["linear", "mlp"]), "; known: linear, mlp");
    }
}
