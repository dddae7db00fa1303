//! Short labels for columns.

use std::collections::HashSet;

/// A code of at most `width` characters for each label: its first letters, as many as it takes to tell all apart.
/// Where that does not work, the indices, from 0.
pub fn short_codes(labels: &[String], width: usize) -> Vec<String> {
    let prefixes =
        |length: usize| labels.iter().map(move |label| label.chars().take(length).collect::<String>());
    let told_apart = |length: &usize| {
        let mut seen = HashSet::new();
        prefixes(*length).all(|code| !code.trim().is_empty() && seen.insert(code))
    };
    match (1..=width).find(told_apart) {
        Some(length) => prefixes(length).collect(),
        None => (0..labels.len()).map(|index| index.to_string()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(labels: &[&str], width: usize) -> Vec<String> {
        short_codes(&labels.iter().map(|&label| label.to_owned()).collect::<Vec<_>>(), width)
    }

    #[test]
    fn as_few_letters_as_tell_them_apart() {
        assert_eq!(codes(&["cat", "dog"], 3), ["c", "d"]);
        assert_eq!(codes(&["shirt", "sandal", "sneaker", "bag"], 3), ["sh", "sa", "sn", "ba"]);
        assert_eq!(codes(&["日本", "日光"], 2), ["日本", "日光"]);
    }

    #[test]
    fn indices_where_letters_do_not_do() {
        assert_eq!(codes(&["class 1", "class 2"], 3), ["0", "1"]);
        assert_eq!(codes(&["same", "same"], 9), ["0", "1"]);
        assert_eq!(codes(&["", "a"], 3), ["0", "1"]);
        assert_eq!(codes(&["a"], 0), ["0"]);
    }
}
