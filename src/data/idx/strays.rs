//! Labels that cannot be meant: far beyond all others, and rare.

use super::Opened;
use crate::data::DataError;
use crate::data::classes::MAX_CLASSES;
use crate::data::error::ErrorPlace;

/// Fewest classes below a gap, so that masks of 0 and 255 pass.
const FEWEST: usize = 2;
/// A class behind a gap is in doubt where it has at most one image for this many of an average class before it.
const RARE: usize = 4;

/// Refuses labels that a damaged byte rather than a class explains.
///
/// In doubt are the labels from `known` on, where the names of this many classes are known, and otherwise those
/// behind the first gap in which a label is more than twice the one before it plus 10. They are refused where
/// their classes are rare: on average at most a quarter as large as the classes before the gap. So labels that start
/// at 1, sets of which some classes were taken out, and second groups of classes as large as the first are taken.
///
/// # Errors
/// Names the file, the row of its first such label, and what was found there.
pub(super) fn refuse(opened: &[Opened], known: Option<usize>) -> Result<(), DataError> {
    let Some(limit) = limit(&counts(opened), known) else { return Ok(()) };
    for pair in opened {
        if let Some(row) = pair.labels.iter().position(|label| usize::from(*label) >= limit) {
            let expected = format!("a label below {limit}, as nearly all images have");
            return Err(DataError::new(&pair.labels_path, expected, pair.labels[row].to_string())
                .at(ErrorPlace::Row(row as u64))
                .advise("repair the file, or name every class in labels.txt beside it"));
        }
    }
    Ok(())
}

/// The labels that occur, ascending, with their images.
fn counts(opened: &[Opened]) -> Vec<(usize, usize)> {
    let mut counts = vec![0; MAX_CLASSES];
    opened.iter().flat_map(|pair| &pair.labels).for_each(|label| counts[usize::from(*label)] += 1);
    counts.into_iter().enumerate().filter(|(_, count)| *count > 0).collect()
}

/// The number that sound labels stay below; `None` where all are sound.
fn limit(counts: &[(usize, usize)], known: Option<usize>) -> Option<usize> {
    let gap = || counts.windows(2).position(|pair| pair[1].0 > 2 * pair[0].0 + 10).map(|at| at + 1);
    let at = match known {
        Some(known) => counts.iter().position(|(label, _)| *label >= known),
        None => gap(),
    }?;
    let (sound, doubtful) = counts.split_at(at);
    let images = |part: &[(usize, usize)]| part.iter().map(|(_, count)| count).sum::<usize>();
    let rare = images(doubtful) * sound.len() * RARE <= images(sound) * doubtful.len();
    (sound.len() >= FEWEST && rare).then(|| known.unwrap_or(sound[at - 1].0 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(labels: impl IntoIterator<Item = usize>, count: usize) -> Vec<(usize, usize)> {
        labels.into_iter().map(|label| (label, count)).collect()
    }

    #[test]
    fn a_lone_label_far_beyond_the_others_is_a_stray() {
        let digits = classes(0..10, 6);
        assert_eq!(limit(&[digits.clone(), classes([255], 1)].concat(), None), Some(10));
        assert_eq!(limit(&[digits.clone(), classes([99, 255], 1)].concat(), None), Some(10));
        assert_eq!(limit(&[digits.clone(), classes([12], 1)].concat(), None), None, "no gap");
        assert_eq!(limit(&[digits, classes([12], 1)].concat(), Some(10)), Some(10), "ten names are known");
    }

    #[test]
    fn honest_sets_are_taken() {
        for honest in [
            classes(1..27, 4800),
            classes(0..62, 1),
            classes([3, 40], 100),
            [classes([0], 5000), classes([255], 3)].concat(),
            [classes(0..10, 100), classes([200, 201], 90)].concat(),
            [classes(0..5, 1000), classes(5..10, 1)].concat(),
        ] {
            assert_eq!(limit(&honest, None), None, "{honest:?}");
        }
    }
}
