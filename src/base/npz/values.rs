//! Elements as numbers of the program.

use super::damage::damaged;
use super::{ElementKind, Header, NpzError, StorageOrder};
use ndarray::{ArrayD, IxDyn, ShapeBuilder};
use std::io::Read;

/// Elements that are unpacked at once.
const CHUNK: usize = 1 << 14;

/// An array in one of four types, whatever the file had. Its memory is in the file's order, its indices are NumPy's.
#[derive(Clone, Debug, PartialEq)]
pub enum Array {
    /// From bool (0 and 1) and uint8.
    Bytes(ArrayD<u8>),
    /// From all other whole numbers.
    Whole(ArrayD<i64>),
    /// From float16 (exactly) and float32.
    Single(ArrayD<f32>),
    /// From float64.
    Double(ArrayD<f64>),
}

impl Array {
    /// The lengths of its axes.
    pub fn shape(&self) -> &[usize] {
        match self {
            Self::Bytes(array) => array.shape(),
            Self::Whole(array) => array.shape(),
            Self::Single(array) => array.shape(),
            Self::Double(array) => array.shape(),
        }
    }

    /// Every element in double precision; whole numbers beyond 2^53 are rounded.
    pub fn to_f64(&self) -> ArrayD<f64> {
        match self {
            Self::Bytes(array) => array.mapv(f64::from),
            Self::Whole(array) => array.mapv(|x| x as f64),
            Self::Single(array) => array.mapv(f64::from),
            Self::Double(array) => array.clone(),
        }
    }

    /// Reads the elements behind a header.
    pub(super) fn read(
        header: &Header,
        reader: &mut impl Read,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Self, NpzError> {
        let mut source = ByteSource { header, reader, progress };
        Ok(match header.kind {
            ElementKind::Bool => Self::Bytes(source.fill(|[x]: [u8; 1]| Some(u8::from(x != 0)))?),
            ElementKind::U8 => Self::Bytes(source.fill(|[x]: [u8; 1]| Some(x))?),
            ElementKind::I8 => Self::Whole(source.fill(|x| Some(i8::from_le_bytes(x).into()))?),
            ElementKind::U16 => Self::Whole(source.fill(|x| Some(u16::from_le_bytes(x).into()))?),
            ElementKind::I16 => Self::Whole(source.fill(|x| Some(i16::from_le_bytes(x).into()))?),
            ElementKind::U32 => Self::Whole(source.fill(|x| Some(u32::from_le_bytes(x).into()))?),
            ElementKind::I32 => Self::Whole(source.fill(|x| Some(i32::from_le_bytes(x).into()))?),
            ElementKind::U64 => Self::Whole(source.fill(|x| i64::try_from(u64::from_le_bytes(x)).ok())?),
            ElementKind::I64 => Self::Whole(source.fill(|x| Some(i64::from_le_bytes(x)))?),
            ElementKind::F16 => Self::Single(source.fill(|x| Some(half(u16::from_le_bytes(x))))?),
            ElementKind::F32 => Self::Single(source.fill(|x| Some(f32::from_le_bytes(x)))?),
            ElementKind::F64 => Self::Double(source.fill(|x| Some(f64::from_le_bytes(x)))?),
            ElementKind::Text(_) | ElementKind::ByteText(_) => {
                return Err(NpzError::new("whole or real numbers", "texts"));
            }
        })
    }
}

/// Reads the texts behind a header, in the order of the file. NumPy fills them up with zeros.
pub(super) fn texts(header: &Header, reader: &mut impl Read) -> Result<Vec<String>, NpzError> {
    let count = header.elements().filter(|_| header.kind.is_text());
    let count = count.ok_or_else(|| NpzError::new("an array of texts", header.kind.name()))?;
    let mut bytes = vec![0; header.kind.file_bytes() as usize];
    (0..count)
        .map(|_| {
            reader.read_exact(&mut bytes).map_err(|error| damaged(&error))?;
            let text = if let ElementKind::Text(_) = header.kind {
                letters(&bytes, header.big_endian)
                    .ok_or_else(|| NpzError::new("letters of Unicode", "others"))?
            } else {
                String::from_utf8_lossy(&bytes).into_owned()
            };
            Ok(text.trim_end_matches('\0').to_owned())
        })
        .collect()
}

/// Letters of four bytes each.
fn letters(bytes: &[u8], big_endian: bool) -> Option<String> {
    let letter = |four: &[u8; 4]| {
        char::from_u32(if big_endian { u32::from_be_bytes(*four) } else { u32::from_le_bytes(*four) })
    };
    bytes.as_chunks::<4>().0.iter().map(letter).collect()
}

struct ByteSource<'a, R> {
    header: &'a Header,
    reader: &'a mut R,
    progress: &'a mut dyn FnMut(usize),
}

impl<R: Read> ByteSource<'_, R> {
    /// All elements of `S` bytes; `element` takes them with the lowest byte first.
    fn fill<T, const S: usize>(
        &mut self,
        element: impl Fn([u8; S]) -> Option<T>,
    ) -> Result<ArrayD<T>, NpzError> {
        let count = self.header.elements().and_then(|count| usize::try_from(count).ok());
        let count = count.ok_or_else(|| NpzError::new("an array that fits into memory", "a larger one"))?;
        let mut elements = Vec::new();
        let room = elements.try_reserve_exact(count);
        room.map_err(|error| NpzError::new(format!("memory for {count} numbers"), error.to_string()))?;
        let mut buffer = vec![0; S * count.min(CHUNK)];
        while elements.len() < count {
            let part = S * (count - elements.len()).min(CHUNK);
            self.reader.read_exact(&mut buffer[..part]).map_err(|error| damaged(&error))?;
            for bytes in buffer[..part].as_chunks::<S>().0 {
                let mut bytes = *bytes;
                if self.header.big_endian {
                    bytes.reverse();
                }
                let value = element(bytes);
                elements.push(value.ok_or_else(|| NpzError::new("numbers below 2^63", "a larger one"))?);
            }
            (self.progress)(elements.len());
        }
        let shape = IxDyn(&self.header.shape).set_f(self.header.order == StorageOrder::Fortran);
        ArrayD::from_shape_vec(shape, elements)
            .map_err(|error| NpzError::new("a shape that memory can have", error.to_string()))
    }
}

/// A number of 16 bits (IEEE 754 binary16), exactly.
fn half(bits: u16) -> f32 {
    let bits = u32::from(bits);
    let (sign, exponent, fraction) = ((bits & 0x8000) << 16, bits >> 10 & 0x1f, bits & 0x3ff);
    match exponent {
        // Below the smallest normal number: steps of 2^-24.
        0 => f32::from_bits((fraction as f32 / 16_777_216.0).to_bits() | sign),
        0x1f => f32::from_bits(sign | 0xff << 23 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 127 - 15) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_exact() {
        let known = [(0x3c00, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_95), (0x0001, 5.960_464_5e-8)];
        for (bits, value) in known {
            assert_eq!(half(bits), value, "{bits:x}");
        }
        assert_eq!((half(0x7bff), half(0xfc00)), (65504.0, f32::NEG_INFINITY));
        assert!(half(0x7e00).is_nan() && half(0x8000).is_sign_negative());
    }
}
