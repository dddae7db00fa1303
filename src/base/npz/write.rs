//! The other way round: arrays written as `numpy.savez_compressed` writes them.

use super::{ElementKind, StorageOrder};
use ndarray::{ArrayRef, Dimension};
use std::io::{self, Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// NumPy reads what follows a header fastest where it begins at a multiple of this.
const ALIGNMENT: usize = 64;

/// How members are kept in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// As they are.
    Stored,
    /// Smaller, and slower to write.
    Deflated,
}

/// An archive that is made in memory. The same arrays give the same bytes: no member bears a date.
#[derive(Debug)]
pub struct NpzWriter {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    options: SimpleFileOptions,
}

impl NpzWriter {
    /// An empty archive.
    pub fn new(packing: Packing) -> Self {
        let method = match packing {
            Packing::Stored => CompressionMethod::Stored,
            Packing::Deflated => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        Self { zip: ZipWriter::new(Cursor::new(Vec::new())), options }
    }

    /// Adds an array of any shape under a name, given without `.npy`.
    ///
    /// # Errors
    /// If the name is taken.
    pub fn add<T: Element, D: Dimension>(&mut self, name: &str, array: &ArrayRef<T, D>) -> io::Result<()> {
        self.zip.start_file(format!("{name}.npy"), self.options).map_err(io::Error::other)?;
        self.zip.write_all(&npy(array))
    }

    /// Adds texts under a name, given without `.npy`, as NumPy's arrays of `str`.
    ///
    /// # Errors
    /// If the name is taken.
    pub fn add_texts(&mut self, name: &str, texts: &[String]) -> io::Result<()> {
        let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0).max(1);
        let kind = ElementKind::Text(longest as u32);
        let mut bytes = header(kind, StorageOrder::C, &[texts.len()]);
        for text in texts {
            let filled = text.chars().chain(std::iter::repeat('\0'));
            filled.take(longest).for_each(|letter| bytes.extend(u32::from(letter).to_le_bytes()));
        }
        self.zip.start_file(format!("{name}.npy"), self.options).map_err(io::Error::other)?;
        self.zip.write_all(&bytes)
    }

    /// The archive's bytes.
    ///
    /// # Errors
    /// If its list of members cannot be made.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        self.zip.finish().map(Cursor::into_inner).map_err(io::Error::other)
    }
}

/// The file of a single array: an array in Fortran order stays in it, any other is written in C order.
pub fn npy<T: Element, D: Dimension>(array: &ArrayRef<T, D>) -> Vec<u8> {
    let turned = array.t();
    let order = if turned.is_standard_layout() && !array.is_standard_layout() {
        StorageOrder::Fortran
    } else {
        StorageOrder::C
    };
    let mut bytes = header(T::KIND, order, array.shape());
    match order {
        StorageOrder::C => array.iter().for_each(|element| element.append(&mut bytes)),
        StorageOrder::Fortran => turned.iter().for_each(|element| element.append(&mut bytes)),
    }
    bytes
}

fn header(kind: ElementKind, order: StorageOrder, shape: &[usize]) -> Vec<u8> {
    let fortran = match order {
        StorageOrder::C => "False",
        StorageOrder::Fortran => "True",
    };
    let mut sides = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    if shape.len() == 1 {
        // A tuple of one needs its comma.
        sides.push(',');
    }
    let ends = if kind.file_bytes() == 1 { '|' } else { '<' };
    let text =
        format!("{{'descr': '{ends}{}', 'fortran_order': {fortran}, 'shape': ({sides}), }}", kind.letters());
    // Magic number, version 1.0 and two bytes of length come before the text, a line's end behind it.
    let length = (10 + text.len() + 1).next_multiple_of(ALIGNMENT) - 10;
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((length as u16).to_le_bytes());
    bytes.extend(format!("{text:<width$}\n", width = length - 1).as_bytes());
    bytes
}

/// What an array that is written may hold.
pub trait Element: Copy {
    /// NumPy's type for it.
    const KIND: ElementKind;

    /// Appends its bytes, the lowest first.
    fn append(self, bytes: &mut Vec<u8>);
}

macro_rules! elements {
    ($($type:ty => $kind:ident),*) => {$(
        impl Element for $type {
            const KIND: ElementKind = ElementKind::$kind;

            fn append(self, bytes: &mut Vec<u8>) {
                bytes.extend(self.to_le_bytes());
            }
        }
    )*};
}

elements!(u8 => U8, u16 => U16, u32 => U32, i32 => I32, i64 => I64, f32 => F32, f64 => F64);

impl Element for bool {
    const KIND: ElementKind = ElementKind::Bool;

    fn append(self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(self));
    }
}
