//! Several labels in one cell.

use std::collections::HashSet;
use std::fmt;

/// What separates labels wherever it stands, the likeliest first.
const BETWEEN: [char; 2] = [';', '|'];
/// What may separate them where several labels a cell are asked for, or is part of their names.
const PERHAPS: [char; 2] = [',', ' '];

/// How several labels stand in one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LabelList {
    /// With this between them.
    Separated(char),
    /// As Python or NumPy writes a list: `['cat', 'haze']`.
    Python,
}

impl LabelList {
    /// How cells hold several labels, if there is no doubt that they do.
    pub(super) fn of<'a>(cells: &(impl Iterator<Item = &'a str> + Clone)) -> Option<Self> {
        let listed = |cell: &str| cell.starts_with('[') && cell.ends_with(']');
        if cells.clone().next().is_some() && cells.clone().all(listed) {
            return Some(Self::Python);
        }
        let between = |between: &char| cells.clone().any(|cell| cell.contains(*between));
        BETWEEN.into_iter().find(between).map(Self::Separated)
    }

    /// How cells may hold several labels if that is asked for: with what lies between fewer different labels than there are
    /// different cells.
    pub(super) fn perhaps<'a>(cells: &(impl Iterator<Item = &'a str> + Clone)) -> Option<Self> {
        let whole = cells.clone().collect::<HashSet<_>>().len();
        let fewer = |between: &char| {
            let several = cells.clone().any(|cell| cell.contains(*between));
            let labels = cells.clone().flat_map(|cell| cell.split(*between).map(str::trim));
            several && labels.collect::<HashSet<_>>().len() < whole
        };
        Self::of(cells).or_else(|| PERHAPS.into_iter().find(fewer).map(Self::Separated))
    }

    /// The labels of a cell.
    pub(super) fn labels(self, cell: &str) -> Vec<&str> {
        let all: Vec<&str> = match self {
            Self::Separated(between) => cell.split(between).collect(),
            Self::Python => listed(cell),
        };
        all.into_iter().map(str::trim).filter(|label| !label.is_empty()).collect()
    }
}

impl fmt::Display for LabelList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Separated(' ') => f.write_str("separated by blanks"),
            Self::Separated('\t') => f.write_str("separated by tabs"),
            Self::Separated(between) => write!(f, "separated by '{between}'"),
            Self::Python => f.write_str("lists of Python"),
        }
    }
}

/// The items of a list: in quotes, which may hold commas, or without.
fn listed(cell: &str) -> Vec<&str> {
    let mut rest = cell.trim_start_matches('[').trim_end_matches(']');
    let mut items = Vec::new();
    loop {
        rest = rest.trim_start_matches([',', ' ', '\n']);
        let Some(first) = rest.chars().next() else { return items };
        let (item, after) = if ['\'', '"'].contains(&first) {
            rest[1..].split_once(first).unwrap_or((&rest[1..], ""))
        } else {
            rest.split_once(',').unwrap_or((rest, ""))
        };
        items.push(item);
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(list: Option<LabelList>, cell: &str) -> Vec<&str> {
        list.unwrap().labels(cell)
    }

    #[test]
    fn lists_are_read_as_python_numpy_and_people_write_them() {
        let python = LabelList::of(&["['cat', 'haze']", "[]", "[\"dog, small\"]"].into_iter());
        assert_eq!(python, Some(LabelList::Python));
        assert_eq!(labels(python, "['cat', 'haze']"), ["cat", "haze"]);
        assert_eq!(labels(python, "['cat' 'haze']"), ["cat", "haze"]);
        assert_eq!(labels(python, "[\"dog, small\"]"), ["dog, small"]);
        assert_eq!(labels(python, "[3, 17]"), ["3", "17"]);
        assert!(labels(python, "[]").is_empty());
        assert_eq!(labels(LabelList::of(&["cat|dog", "dog"].into_iter()), "cat | dog|"), ["cat", "dog"]);
        assert_eq!(LabelList::of(&["[red] cat", "[x]"].into_iter()), None);
    }

    #[test]
    fn commas_and_blanks_separate_where_labels_come_back() {
        let combined = ["cat,haze", "cat", "haze", "dog,haze", "dog"];
        assert_eq!(LabelList::perhaps(&combined.into_iter()), Some(LabelList::Separated(',')));
        assert_eq!(LabelList::of(&combined.into_iter()), None);
        let planet = ["clear primary", "cloudy", "clear", "primary", "cloudy primary"];
        assert_eq!(LabelList::perhaps(&planet.into_iter()), Some(LabelList::Separated(' ')));
        assert_eq!(
            LabelList::perhaps(&["great dane", "siamese cat"].into_iter()),
            None,
            "names of two words"
        );
    }
}
