//! What an `.npy` array says of itself (NumPy enhancement proposal 1): a Python dictionary, read as such and never run.

use super::NpzError;
use super::damage::damaged;
use std::io::Read;

/// Most bytes of a header; NumPy itself reads no more than 10,000.
pub const MAX_HEADER: usize = 1 << 16;

/// Most axes of an array.
pub const MAX_SIDES: usize = 8;

const MAGIC: &[u8] = b"\x93NUMPY";

/// Kind, order and shape of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What its elements are.
    pub kind: ElementKind,
    /// Which byte of an element comes first.
    pub(super) big_endian: bool,
    /// Which axis moves fastest in the file.
    pub order: StorageOrder,
    /// The lengths of its axes, at most [`MAX_SIDES`]; none for a single number.
    pub shape: Vec<usize>,
}

/// What elements are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "their names say it")]
pub enum ElementKind {
    Bool,
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F16,
    F32,
    F64,
    /// Text of at most this many letters, four bytes each.
    Text(u32),
    /// Text of at most this many bytes.
    ByteText(u32),
}

/// Most letters of a text in an array.
const MAX_LETTERS: u32 = 1 << 16;

/// Which axis moves fastest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageOrder {
    /// The last.
    C,
    /// The first.
    Fortran,
}

/// NumPy's two letters, the name, bytes of an element in the file and in memory.
const KINDS: [(&str, ElementKind, &str, u64, u64); 12] = [
    ("b1", ElementKind::Bool, "bool", 1, 1),
    ("u1", ElementKind::U8, "uint8", 1, 1),
    ("i1", ElementKind::I8, "int8", 1, 8),
    ("u2", ElementKind::U16, "uint16", 2, 8),
    ("i2", ElementKind::I16, "int16", 2, 8),
    ("u4", ElementKind::U32, "uint32", 4, 8),
    ("i4", ElementKind::I32, "int32", 4, 8),
    ("u8", ElementKind::U64, "uint64", 8, 8),
    ("i8", ElementKind::I64, "int64", 8, 8),
    ("f2", ElementKind::F16, "float16", 2, 4),
    ("f4", ElementKind::F32, "float32", 4, 4),
    ("f8", ElementKind::F64, "float64", 8, 8),
];

impl ElementKind {
    /// NumPy's name.
    pub fn name(self) -> &'static str {
        if self.is_text() { "text" } else { self.row().2 }
    }

    /// Whether elements are texts and no numbers.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text(_) | Self::ByteText(_))
    }

    /// NumPy's letters for it.
    pub(super) fn letters(self) -> String {
        match self {
            Self::Text(letters) => format!("U{letters}"),
            Self::ByteText(letters) => format!("S{letters}"),
            _ => self.row().0.to_owned(),
        }
    }

    /// Bytes of an element in the file.
    pub(super) fn file_bytes(self) -> u64 {
        match self {
            Self::Text(letters) => 4 * u64::from(letters),
            Self::ByteText(letters) => u64::from(letters),
            _ => self.row().3,
        }
    }

    /// Bytes of an element in memory.
    fn memory_bytes(self) -> u64 {
        if self.is_text() { self.file_bytes() + size_of::<String>() as u64 } else { self.row().4 }
    }

    fn row(self) -> &'static (&'static str, Self, &'static str, u64, u64) {
        KINDS
            .iter()
            .find(|row| row.1 == self)
            .unwrap_or_else(|| unreachable!("every kind of number has a row"))
    }
}

impl Header {
    /// Reads the header from the beginning of an array's file.
    pub(super) fn read(reader: &mut impl Read) -> Result<Self, NpzError> {
        let mut lead = [0; 8];
        reader.read_exact(&mut lead).map_err(|error| damaged(&error))?;
        if !lead.starts_with(MAGIC) {
            return Err(NpzError::new("an array of NumPy", "no such file"));
        }
        let length = match lead[6] {
            1 => u32::from(u16::from_le_bytes(take(reader)?)),
            2 | 3 => u32::from_le_bytes(take(reader)?),
            other => return Err(NpzError::new("format 1, 2 or 3", other.to_string())),
        };
        let length = usize::try_from(length).ok().filter(|length| *length <= MAX_HEADER);
        let length = length.ok_or_else(|| {
            NpzError::new(format!("a header of at most {MAX_HEADER} bytes"), "a longer one")
        })?;
        let mut text = vec![0; length];
        reader.read_exact(&mut text).map_err(|error| damaged(&error))?;
        parse(&String::from_utf8_lossy(&text))
    }

    /// How many elements there are; `None` beyond 64 bits.
    pub fn elements(&self) -> Option<u64> {
        self.shape.iter().try_fold(1_u64, |product, side| product.checked_mul(*side as u64))
    }

    /// Bytes of the elements in the file.
    pub(super) fn file_bytes(&self) -> Option<u64> {
        self.elements()?.checked_mul(self.kind.file_bytes())
    }

    /// Checks that the array takes at most `most` bytes in memory.
    pub(super) fn bounded(&self, most: u64) -> Result<(), NpzError> {
        let bytes = self.elements().and_then(|elements| elements.checked_mul(self.kind.memory_bytes()));
        if bytes.is_some_and(|bytes| bytes <= most) {
            return Ok(());
        }
        let found = format!("shape {:?} of {}", self.shape, self.kind.name());
        Err(NpzError::new(format!("an array of at most {most} bytes"), found))
    }
}

fn take<const N: usize>(reader: &mut impl Read) -> Result<[u8; N], NpzError> {
    let mut bytes = [0; N];
    reader.read_exact(&mut bytes).map_err(|error| damaged(&error))?;
    Ok(bytes)
}

fn parse(text: &str) -> Result<Header, NpzError> {
    let wrong = || {
        let beginning: String = text.trim_end().chars().take(80).collect();
        NpzError::new("a header of NumPy", format!("{beginning:?}"))
    };
    let (mut kind, mut order, mut shape) = (None, None, None);
    let mut rest = token(text, '{').ok_or_else(wrong)?;
    while token(rest, '}').is_none() {
        let (key, after) = string(rest).ok_or_else(wrong)?;
        let value = token(after, ':').ok_or_else(wrong)?;
        rest = match key {
            "descr" => {
                let Some((descr, after)) = string(value) else {
                    return Err(NpzError::new("an array of numbers", "records"));
                };
                kind = Some(parse_kind(descr)?);
                after
            }
            "fortran_order" => {
                let (found, after) = boolean(value).ok_or_else(wrong)?;
                order = Some(if found { StorageOrder::Fortran } else { StorageOrder::C });
                after
            }
            "shape" => {
                let (sides, after) = tuple(value).ok_or_else(wrong)?;
                shape = Some(sides);
                after
            }
            _ => return Err(wrong()),
        };
        rest = token(rest, ',').unwrap_or(rest);
    }
    match (kind, order, shape) {
        (Some((kind, big_endian)), Some(order), Some(shape)) => Ok(Header { kind, big_endian, order, shape }),
        _ => Err(wrong()),
    }
}

/// Kind and byte order of a description such as `<f4`.
fn parse_kind(descr: &str) -> Result<(ElementKind, bool), NpzError> {
    let letters = descr.trim_start_matches(['<', '>', '|', '=']);
    if let Some(kind) = parse_text(letters) {
        return Ok((kind, descr.starts_with('>')));
    }
    let row = KINDS.iter().find(|row| row.0 == letters);
    let row = row.ok_or_else(|| {
        let what = match letters.chars().next() {
            Some('O') => "objects of Python",
            Some('U' | 'S') => "texts without letters, or with too many",
            Some('c') => "complex numbers",
            Some('M' | 'm') => "dates",
            _ => "something else",
        };
        // Whatever stands there, the message is one short line.
        let descr: String = descr.chars().take(20).collect();
        NpzError::new("whole or real numbers", format!("{what} ({descr:?})"))
    })?;
    Ok((row.1, descr.starts_with('>')))
}

/// Texts such as `U12` and `S5`.
fn parse_text(letters: &str) -> Option<ElementKind> {
    let length = || letters.get(1..)?.parse().ok().filter(|length| (1..=MAX_LETTERS).contains(length));
    match letters.chars().next()? {
        'U' => length().map(ElementKind::Text),
        'S' | 'a' => length().map(ElementKind::ByteText),
        _ => None,
    }
}

fn token(text: &str, token: char) -> Option<&str> {
    text.trim_start().strip_prefix(token)
}

fn string(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|c| ['\'', '"'].contains(c))?;
    text[1..].split_once(quote)
}

fn boolean(text: &str) -> Option<(bool, &str)> {
    let text = text.trim_start();
    let is = |word: &str, value: bool| text.strip_prefix(word).map(|rest| (value, rest));
    is("True", true).or_else(|| is("False", false))
}

fn tuple(text: &str) -> Option<(Vec<usize>, &str)> {
    let mut rest = token(text, '(')?;
    let mut sides = Vec::new();
    loop {
        if let Some(after) = token(rest, ')') {
            return Some((sides, after));
        }
        let digits = rest.trim_start();
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        if sides.len() == MAX_SIDES {
            return None;
        }
        sides.push(digits[..end].parse().ok()?);
        // Python 2 wrote long numbers as 28L.
        let after = digits[end..].strip_prefix('L').unwrap_or(&digits[end..]);
        rest = token(after, ',').or_else(|| token(after, ')').map(|_| after))?;
    }
}
