//! Which part of something long is shown.

/// The first shown of `len` items, given the first one shown before: it moves only as far as it must to show the
/// selected item, and never shows less than it could at the end.
pub fn offset(before: usize, selected: Option<usize>, len: usize, visible: usize) -> usize {
    let mut first = before;
    if let Some(selected) = selected.filter(|_| visible > 0) {
        first = first.clamp((selected + 1).saturating_sub(visible), selected);
    }
    first.min(len.saturating_sub(visible))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_follows_the_selection_and_stays_otherwise() {
        assert_eq!(offset(3, Some(5), 20, 4), 3);
        assert_eq!(offset(3, Some(7), 20, 4), 4);
        assert_eq!(offset(3, Some(1), 20, 4), 1);
        assert_eq!(offset(3, None, 20, 4), 3);
    }

    #[test]
    fn it_stays_in_range() {
        assert_eq!(offset(99, None, 20, 4), 16);
        assert_eq!(offset(99, Some(99), 20, 4), 16);
        assert_eq!(offset(5, Some(2), 3, 10), 0);
        assert_eq!(offset(5, Some(2), 0, 0), 0);
    }
}
