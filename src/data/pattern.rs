//! The label of an image in the path of its file, by a pattern such as `{label}.*` or `*_{label}.png`.

use crate::base::spec::SpecError;

/// Where the label stands.
const LABEL: &str = "{label}";

/// A pattern: `*` stands for any letters but `/`, `{label}` for the label, everything else for itself. With a `/` it is that of
/// the path below the data's folder, without one that of the file's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelPattern {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Any,
    Label,
}

impl LabelPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// If it does not hold `{label}` exactly once, or that stands right beside a `*`: where the label ends would be anybody's
    /// guess.
    pub fn parse(text: &str) -> Result<Self, SpecError> {
        let wrong = |what: &str| {
            SpecError(format!(
                "expected a pattern with {LABEL} once, such as {LABEL}.* or *_{LABEL}.png, found {what}"
            ))
        };
        let (before, after) = text.split_once(LABEL).ok_or_else(|| wrong(&format!("'{text}'")))?;
        if after.contains(LABEL) {
            return Err(wrong(&format!("'{text}'")));
        }
        if before.ends_with('*') || after.starts_with('*') {
            return Err(wrong(&format!("{LABEL} beside * in '{text}': name the letters between them")));
        }
        let mut pieces = Vec::new();
        for (side, more) in [(before, true), (after, false)] {
            for (at, literal) in side.split('*').enumerate() {
                if at > 0 {
                    pieces.push(Piece::Any);
                }
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(literal.to_owned()));
                }
            }
            if more {
                pieces.push(Piece::Label);
            }
        }
        Ok(Self { text: text.to_owned(), pieces })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The label of a file by its path below the data's folder, with `/` between its parts; `None` where it does not fit.
    /// What `*` before the label stands for is as short as can be, and so is the label.
    pub fn label<'a>(&self, path: &'a str) -> Option<&'a str> {
        let whole = self.text.contains('/');
        let text = if whole { path } else { path.rsplit('/').next()? };
        matched(&self.pieces, text, None)?
    }
}

/// Whether pieces fit a whole text, and the label among them.
#[allow(clippy::option_option, reason = "whether it fits, and whether a label was among what fitted")]
fn matched<'a>(pieces: &[Piece], text: &'a str, label: Option<&'a str>) -> Option<Option<&'a str>> {
    let Some((piece, rest)) = pieces.split_first() else { return text.is_empty().then_some(label) };
    let ends = || text.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let inside = |end: &usize| !text[..*end].contains('/');
    match piece {
        Piece::Literal(literal) => matched(rest, text.strip_prefix(literal.as_str())?, label),
        Piece::Any => std::iter::once(0)
            .chain(ends())
            .take_while(inside)
            .find_map(|end| matched(rest, &text[end..], label)),
        Piece::Label => {
            ends().take_while(inside).find_map(|end| matched(rest, &text[end..], Some(&text[..end])))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
        LabelPattern::parse(pattern).unwrap().label(path)
    }

    #[test]
    fn labels_are_found_as_people_write_them_into_names() {
        assert_eq!(label("{label}.*", "train/cat.12.png"), Some("cat"));
        assert_eq!(label("{label}_*.jpg", "great_dane_3.jpg"), Some("great"));
        assert_eq!(label("{label}-*.jpg", "great_dane-3.jpg"), Some("great_dane"));
        assert_eq!(label("*_{label}.png", "scan_07_ill.png"), Some("07_ill"));
        assert_eq!(label("*_*_{label}.png", "scan_07_ill.png"), Some("ill"));
        assert_eq!(label("img{label}", "a/img7"), Some("7"));
        assert_eq!(label("*/{label}/*", "x/tea/1.png"), Some("tea"));
    }

    #[test]
    fn what_does_not_fit_has_no_label() {
        assert_eq!(label("{label}.*", "README"), None);
        assert_eq!(label("{label}_*", "_1.png"), None);
        assert_eq!(label("*/{label}/*", "tea/1.png"), None);
        assert_eq!(label("a{label}b", "a\u{e9}\u{1f431}b"), Some("\u{e9}\u{1f431}"));
    }

    #[test]
    fn patterns_without_one_clear_label_are_refused() {
        for text in ["", "*", "{label}{label}", "{label}*", "*{label}", "{Label}"] {
            assert!(LabelPattern::parse(text).is_err(), "{text}");
        }
    }
}
