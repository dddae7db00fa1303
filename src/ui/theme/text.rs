//! Text that fits: cut by display width, free of control characters.

use ratatui::buffer::CellWidth;
use ratatui::layout::Alignment;
use ratatui::style::Style;
use ratatui::text::Span;

use super::{Charset, Symbols};
use crate::console::table;

/// `text` in at most `width` columns, with an ellipsis where something was cut off.
///
/// Line breaks and tabs become blanks, other control characters and (in ASCII) characters outside ASCII become `?`
/// or a near ASCII character. A wide character that would be cut in half is left out.
pub fn fit(text: &str, width: usize, symbols: &Symbols) -> String {
    let whole = clip(text, usize::MAX, symbols);
    if columns(&whole) <= width {
        return whole;
    }
    width.checked_sub(1).map_or_else(String::new, |room| clip(&whole, room, symbols) + symbols.ellipsis)
}

/// `text` in at most `width` columns like [`fit`], but without an ellipsis.
pub fn clip(text: &str, width: usize, symbols: &Symbols) -> String {
    if is_printable_ascii(text) {
        return text[..width.min(text.len())].to_owned();
    }
    let mut used = 0;
    visible(&clean(text, symbols.charset))
        .take_while(|(_, columns)| {
            used += columns;
            used <= width
        })
        .map(|(symbol, _)| symbol)
        .collect()
}

/// `text` in exactly `width` columns: cut like [`fit`], or filled up with blanks.
pub fn pad(text: &str, width: usize, alignment: Alignment, symbols: &Symbols) -> String {
    let fitted = fit(text, width, symbols);
    let missing = width - columns(&fitted).min(width);
    let left = match alignment {
        Alignment::Left => 0,
        Alignment::Center => missing / 2,
        Alignment::Right => missing,
    };
    format!("{}{fitted}{}", " ".repeat(left), " ".repeat(missing - left))
}

/// How many columns the terminal needs for `text`.
pub fn columns(text: &str) -> usize {
    if is_printable_ascii(text) {
        return text.len();
    }
    visible(text).map(|(_, columns)| columns).sum()
}

/// `text` broken at blanks into lines of at most `width` columns; a longer word is cut by [`fit`]. Line breaks in the
/// text stay. An empty text is one empty line.
pub fn wrap(text: &str, width: usize, symbols: &Symbols) -> Vec<String> {
    let fitted = |word: &str| fit(word, width, symbols);
    let whole = |paragraph: &str| paragraph.split_whitespace().map(fitted).collect::<Vec<_>>().join(" ");
    text.split('\n').flat_map(|paragraph| table::wrapped(&whole(paragraph), width)).collect()
}

/// `text` without control characters and, in ASCII, without anything else.
fn clean(text: &str, charset: Charset) -> String {
    // U+FE0F asks for the emoji form of a character, whose width terminals do not agree on.
    let wanted = text.chars().filter(|&c| c != '\u{fe0f}');
    wanted
        .map(|c| match c {
            '\t' | '\n' | '\r' => ' ',
            c if c.is_control() => '?',
            c if c.is_ascii() || charset == Charset::Unicode => c,
            c => near_ascii(c),
        })
        .collect()
}

/// The ASCII character that stands for a character the program's own texts use.
fn near_ascii(c: char) -> char {
    match c {
        '–' | '—' | '−' | '·' => '-',
        '•' | '●' => '*',
        '→' | '▸' => '>',
        '←' | '◂' => '<',
        '↓' => 'v',
        '×' => 'x',
        '…' => '~',
        '│' => '|',
        '²' => '2',
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        _ => '?',
    }
}

/// Whether every byte is a character of one column: most texts are, and every frame measures hundreds.
fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The grapheme clusters that take up space, with their columns.
fn visible(text: &str) -> impl Iterator<Item = (String, usize)> {
    let span = Span::raw(text);
    let clusters: Vec<_> = span
        .styled_graphemes(Style::new())
        .map(|cluster| (cluster.symbol.to_owned(), usize::from(cluster.symbol.cell_width())))
        .filter(|&(_, columns)| columns > 0)
        .collect();
    clusters.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unicode(text: &str, width: usize) -> String {
        fit(text, width, Symbols::of(Charset::Unicode))
    }

    #[test]
    fn long_text_ends_in_an_ellipsis() {
        assert_eq!(unicode("sandal", 6), "sandal");
        assert_eq!(unicode("sandal", 5), "sand…");
        assert_eq!(unicode("sandal", 1), "…");
        assert_eq!(unicode("sandal", 0), "");
        assert_eq!(fit("sandal", 4, Symbols::of(Charset::Ascii)), "san~");
    }

    #[test]
    fn wide_characters_are_never_halved() {
        assert_eq!(unicode("日本語", 6), "日本語");
        assert_eq!(unicode("日本語", 5), "日本…");
        assert_eq!(unicode("日本語", 4), "日…");
        assert_eq!(unicode("日本語", 2), "…");
        assert_eq!(pad("日本語", 4, Alignment::Right, Symbols::of(Charset::Unicode)), " 日…");
    }

    #[test]
    fn combining_marks_stay_with_their_letter() {
        assert_eq!(unicode("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(columns("e\u{301}"), 1);
        assert_eq!(unicode("\u{301}", 3), "");
    }

    #[test]
    fn control_characters_are_replaced() {
        assert_eq!(unicode("a\tb\u{1b}[31m\u{7f}", 20), "a b?[31m?");
        assert_eq!(unicode("a\u{200b}b\u{202e}", 20), "ab");
        assert_eq!(fit("naïve – 日 → x\u{7}", 20, Symbols::of(Charset::Ascii)), "na?ve - ? > x?");
    }

    #[test]
    fn padding_is_exact() {
        let symbols = Symbols::of(Charset::Unicode);
        assert_eq!(pad("ab", 5, Alignment::Left, symbols), "ab   ");
        assert_eq!(pad("ab", 5, Alignment::Right, symbols), "   ab");
        assert_eq!(pad("ab", 5, Alignment::Center, symbols), " ab  ");
        assert_eq!(pad("abcdef", 3, Alignment::Right, symbols), "ab…");
    }

    #[test]
    fn wrapping_breaks_at_blanks_and_keeps_line_breaks() {
        let symbols = Symbols::of(Charset::Unicode);
        assert_eq!(wrap("one two three\n\nfour", 8, symbols), ["one two", "three", "", "four"]);
        assert_eq!(wrap("incomprehensible word", 6, symbols), ["incom…", "word"]);
        assert_eq!(wrap("", 6, symbols), [""]);
        assert_eq!(wrap("a b", 0, symbols), [""]);
    }
}
