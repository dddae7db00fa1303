//! What the elements of an array are, and their bytes as numbers or text.

use std::fmt;

/// An element type with its byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element {
    kind: Kind,
    /// Bytes of one.
    size: u64,
    big_endian: bool,
}

/// The kinds of elements that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whole numbers from 0 on.
    Unsigned,
    /// Whole numbers.
    Signed,
    /// Numbers.
    Float,
    /// One byte, 0 or 1.
    Boolean,
    /// Text of Latin letters, one byte each.
    Bytes,
    /// Text, four bytes a letter.
    Text,
}

/// Longest text of an element: names of classes.
const LONGEST_TEXT: u64 = 4096;

impl Element {
    /// Reads NumPy's code, such as `<f4`.
    ///
    /// # Errors
    /// For types that are not read, with what to do.
    pub(super) fn parse(code: &str) -> Result<Self, String> {
        let (order, rest) = match code.as_bytes().first() {
            Some(b'<' | b'|' | b'=') => ('<', &code[1..]),
            Some(b'>') => ('>', &code[1..]),
            _ => ('<', code),
        };
        let unknown = || format!("elements of type '{code}'");
        let (letter, size) = rest.split_at_checked(1).ok_or_else(unknown)?;
        if letter == "O" {
            return Err("Python objects, which are not loaded; save numbers instead".to_owned());
        }
        let size: u64 = size.parse().map_err(|_| unknown())?;
        let kind = match (letter, size) {
            ("u", 1 | 2 | 4 | 8) => Kind::Unsigned,
            ("i", 1 | 2 | 4 | 8) => Kind::Signed,
            ("f", 4 | 8) => Kind::Float,
            ("b", 1) => Kind::Boolean,
            ("S", 1..=LONGEST_TEXT) => Kind::Bytes,
            ("U", 1..=LONGEST_TEXT) => Kind::Text,
            ("f", _) => return Err(format!("{}-bit floats; save 32-bit ones", size.saturating_mul(8))),
            _ => return Err(unknown()),
        };
        let size = if kind == Kind::Text { 4 * size } else { size };
        Ok(Self { kind, size, big_endian: order == '>' })
    }

    /// Bytes of one element, at least 1.
    pub(super) fn bytes(self) -> u64 {
        self.size
    }

    /// What kind of element it is.
    pub(super) fn kind(self) -> Kind {
        self.kind
    }

    /// Whether its bytes are pixels as they stand.
    pub(super) fn is_byte(self) -> bool {
        self.kind == Kind::Unsigned && self.size == 1
    }

    /// Whether it is text.
    pub(super) fn is_text(self) -> bool {
        matches!(self.kind, Kind::Bytes | Kind::Text)
    }

    /// One element as a number; text is 0. Whole numbers beyond 2^53 lose their last digits.
    pub(super) fn number(self, bytes: &[u8]) -> f64 {
        let mut wide = [0; 8];
        let size = bytes.len().min(8);
        wide[..size].copy_from_slice(&bytes[..size]);
        if self.big_endian {
            wide[..size].reverse();
        }
        let whole = u64::from_le_bytes(wide);
        let unused = 64 - 8 * size as u32;
        match (self.kind, size) {
            (Kind::Unsigned, _) => whole as f64,
            (Kind::Boolean, _) => f64::from(u8::from(whole != 0)),
            (Kind::Signed, 1..) => ((whole << unused).cast_signed() >> unused) as f64,
            (Kind::Float, 4) => f64::from(f32::from_bits(whole as u32)),
            (Kind::Float, 8) => f64::from_bits(whole),
            _ => 0.0,
        }
    }

    /// One element as text, without the zeros that fill it up; what is no letter is marked.
    pub(super) fn text(self, bytes: &[u8]) -> String {
        let text = match self.kind {
            Kind::Text => {
                let code = |letter: &[u8]| {
                    let letter = [letter[0], letter[1], letter[2], letter[3]];
                    let code =
                        if self.big_endian { u32::from_be_bytes(letter) } else { u32::from_le_bytes(letter) };
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                };
                bytes.chunks_exact(4).map(code).collect()
            }
            _ => String::from_utf8_lossy(bytes).into_owned(),
        };
        text.trim_end_matches('\0').to_owned()
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, self.size) {
            (Kind::Unsigned, 1) => f.write_str("unsigned bytes"),
            (Kind::Signed, 1) => f.write_str("signed bytes"),
            (Kind::Unsigned, size) => write!(f, "{}-bit unsigned integers", 8 * size),
            (Kind::Signed, size) => write!(f, "{}-bit integers", 8 * size),
            (Kind::Float, size) => write!(f, "{}-bit floats", 8 * size),
            (Kind::Boolean, _) => f.write_str("booleans"),
            (Kind::Bytes | Kind::Text, _) => f.write_str("texts"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(code: &str, bytes: &[u8]) -> f64 {
        Element::parse(code).unwrap().number(bytes)
    }

    #[test]
    fn numbers_are_read_in_both_byte_orders() {
        assert_eq!((number("|u1", &[200]), number("|i1", &[0xff]), number("|b1", &[7])), (200.0, -1.0, 1.0));
        assert_eq!((number("<i2", &[0xfe, 0xff]), number(">i2", &[0xff, 0xfe])), (-2.0, -2.0));
        assert_eq!((number("<u2", &[1, 2]), number(">u4", &[0, 0, 1, 2])), (513.0, 258.0));
        assert_eq!(number(">f4", &1.5_f32.to_be_bytes()), 1.5);
        assert_eq!(number("<f8", &(-0.1_f64).to_le_bytes()), -0.1);
        assert_eq!(number("<i8", &(-7_i64).to_le_bytes()), -7.0);
    }

    #[test]
    fn text_is_read_without_its_filling() {
        let wide: Vec<u8> = "Bär\0".chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
        assert_eq!(Element::parse("<U4").unwrap().text(&wide), "Bär");
        assert_eq!(Element::parse("|S5").unwrap().text(b"cat\0\0"), "cat");
    }

    #[test]
    fn types_that_are_not_read_are_named() {
        for (code, part) in [
            ("|O", "Python objects"),
            ("<f2", "16-bit floats"),
            ("<c8", "type '<c8'"),
            ("", "type ''"),
            ("<u3", "'<u3'"),
            ("<U99999999", "'<U99999999'"),
        ] {
            assert!(Element::parse(code).unwrap_err().contains(part), "{code}");
        }
    }
}
