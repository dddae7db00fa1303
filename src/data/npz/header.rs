//! The header of a `.npy` array: element type, order and shape.
//!
//! A file starts with `\x93NUMPY`, a version, the length of what follows and a Python dictionary such as
//! `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }` (numpy.lib.format).

use super::element::Element;
use std::io::Read;

/// How every array starts.
const MAGIC: &[u8; 6] = b"\x93NUMPY";
/// Longest dictionary that is read: those of plain arrays have 118 bytes.
const LONGEST: usize = 1 << 16;
/// Most dimensions that NumPy knows.
const DIMENSIONS: usize = 64;

/// A read header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// What the elements are.
    pub(super) element: Element,
    /// Whether the first index runs fastest.
    pub(super) fortran: bool,
    /// How many there are along each dimension; none for a single number.
    pub(super) shape: Vec<u64>,
    /// Bytes of the header itself.
    pub(super) length: u64,
}

impl Header {
    /// Reads a header; allocates no more than 64 KiB.
    ///
    /// # Errors
    /// What is wrong with it, in a few words.
    pub(super) fn read(source: &mut impl Read) -> Result<Self, String> {
        let mut start = [0; 8];
        source.read_exact(&mut start).map_err(|error| error.to_string())?;
        if !start.starts_with(MAGIC) {
            return Err("it does not start as a NumPy array does".to_owned());
        }
        let wide = match start[6] {
            1 => false,
            2 | 3 => true,
            version => return Err(format!("version {version} of the array format")),
        };
        let mut bytes = [0; 4];
        let size = if wide { 4 } else { 2 };
        source.read_exact(&mut bytes[..size]).map_err(|error| error.to_string())?;
        let length = u32::from_le_bytes(bytes) as usize;
        if length > LONGEST {
            return Err(format!("a header of {length} bytes"));
        }
        let mut text = vec![0; length];
        source.read_exact(&mut text).map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&text);
        let length = (8 + size + length) as u64;
        let (element, fortran, shape) = (descr(&text)?, fortran(&text)?, shape(&text)?);
        Ok(Self { element, fortran, shape, length })
    }

    /// Elements in all; `None` beyond 64 bits.
    pub(super) fn elements(&self) -> Option<u64> {
        self.shape.iter().try_fold(1_u64, |product, side| product.checked_mul(*side))
    }

    /// Bytes of header and elements; `None` beyond 64 bits.
    pub(super) fn file_bytes(&self) -> Option<u64> {
        self.elements()?.checked_mul(self.element.bytes())?.checked_add(self.length)
    }

    /// Shape and element type as a user would write them.
    pub(super) fn describe(&self) -> String {
        let sides: Vec<String> = self.shape.iter().map(u64::to_string).collect();
        let shape = if sides.is_empty() { "one".to_owned() } else { sides.join(" x ") };
        format!("{shape} {}", self.element)
    }
}

/// What stands behind a key of the dictionary.
fn value<'a>(text: &'a str, key: &str) -> Result<&'a str, String> {
    let missing = || format!("a header without '{key}'");
    let quoted = ["'", "\""].map(|quote| format!("{quote}{key}{quote}"));
    let end = quoted.iter().find_map(|quoted| Some(text.find(quoted.as_str())? + quoted.len()));
    let rest = text[end.ok_or_else(missing)?..].trim_start();
    Ok(rest.strip_prefix(':').ok_or_else(missing)?.trim_start())
}

fn descr(text: &str) -> Result<Element, String> {
    let rest = value(text, "descr")?;
    let quote = rest.chars().next().filter(|quote| ['\'', '"'].contains(quote));
    let name = quote.and_then(|quote| rest[1..].split(quote).next());
    Element::parse(name.ok_or("records instead of one number an element")?)
}

fn fortran(text: &str) -> Result<bool, String> {
    let rest = value(text, "fortran_order")?;
    match (rest.starts_with("True"), rest.starts_with("False")) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => Err("an order that is neither True nor False".to_owned()),
    }
}

fn shape(text: &str) -> Result<Vec<u64>, String> {
    let rest = value(text, "shape")?;
    let inside = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let (inside, _) = inside.ok_or("a shape that is no tuple")?;
    // Python 2 wrote long numbers with an L.
    let sides = inside.split(',').map(|side| side.trim().trim_end_matches('L'));
    let sides: Vec<u64> = sides
        .filter(|side| !side.is_empty())
        .map(|side| side.parse().map_err(|_| format!("a side of '{side}'")))
        .collect::<Result<_, String>>()?;
    if sides.len() > DIMENSIONS { Err(format!("{} dimensions", sides.len())) } else { Ok(sides) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(dictionary: &str, version: u8) -> Result<Header, String> {
        let length = dictionary.len() as u32;
        let length =
            if version == 1 { (length as u16).to_le_bytes().to_vec() } else { length.to_le_bytes().to_vec() };
        let bytes = [MAGIC.as_slice(), &[version, 0], &length, dictionary.as_bytes()].concat();
        Header::read(&mut bytes.as_slice())
    }

    #[test]
    fn a_dictionary_is_read_in_any_order_and_version() {
        let header = read("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 28, 28), }\n", 1).unwrap();
        assert_eq!((header.describe().as_str(), header.fortran), ("3 x 28 x 28 32-bit floats", false));
        assert_eq!(header.file_bytes(), Some(header.length + 3 * 28 * 28 * 4));
        let other = read("{\"shape\":(7L,),\"fortran_order\":True,\"descr\":\"|u1\"}", 3).unwrap();
        assert_eq!((other.describe().as_str(), other.fortran), ("7 unsigned bytes", true));
        assert_eq!(
            read("{'descr': '|b1', 'fortran_order': False, 'shape': ()}", 2).unwrap().elements(),
            Some(1)
        );
    }

    #[test]
    fn what_is_no_plain_array_says_so() {
        for (dictionary, part) in [
            ("{'fortran_order': False, 'shape': (3,)}", "without 'descr'"),
            ("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (3,)}", "records"),
            ("{'descr': '|O', 'fortran_order': False, 'shape': (3,)}", "Python objects"),
            ("{'descr': '<i4', 'fortran_order': 1, 'shape': (3,)}", "neither True nor False"),
            ("{'descr': '<i4', 'fortran_order': True, 'shape': 3}", "no tuple"),
            ("{'descr': '<i4', 'fortran_order': True, 'shape': (-3,)}", "a side of '-3'"),
        ] {
            assert!(read(dictionary, 1).unwrap_err().contains(part), "{dictionary}");
        }
        assert!(read("", 9).unwrap_err().contains("version 9"));
        assert!(
            Header::read(&mut &b"\x93NUMPY\x02\x00\xff\xff\xff\xff"[..]).unwrap_err().contains("4294967295")
        );
    }

    #[test]
    fn a_size_beyond_64_bits_is_none_instead_of_wrapping() {
        let header =
            read("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", 1).unwrap();
        assert_eq!((header.elements(), header.file_bytes()), (None, None));
    }
}
