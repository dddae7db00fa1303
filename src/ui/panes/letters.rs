//! The letters that stand for classes where there is no room for their names.

use std::collections::HashSet;

/// Letters for classes whose names do not begin differently.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// A letter for each class: the first of its name, where these differ.
pub(in crate::ui) fn marks(names: &[String]) -> Vec<char> {
    let first = |name: &String| name.chars().next().filter(char::is_ascii_alphanumeric);
    let own: Option<Vec<char>> = names.iter().map(first).collect();
    let differ = |own: &Vec<char>| own.iter().collect::<HashSet<_>>().len() == own.len();
    let alphabet = || LETTERS.chars().chain(std::iter::repeat('*')).take(names.len()).collect();
    own.filter(differ).unwrap_or_else(alphabet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_have_their_own_letters_or_those_of_the_alphabet() {
        let marks = |names: &[&str]| marks(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        assert_eq!(marks(&["cat", "Dog", "7"]), ['c', 'D', '7']);
        assert_eq!(marks(&["class 1", "class 2"]), ['a', 'b']);
        assert_eq!(marks(&["", "x"]), ['a', 'b']);
        assert_eq!(marks(&["same"; 70])[60..65], ['8', '9', '*', '*', '*']);
    }
}
