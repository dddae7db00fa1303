use super::*;
use ndarray::{ArrayD, IxDyn};
use proptest::prelude::*;
use std::io::Cursor;

const MOST: u64 = 1 << 20;
const NUMPY: &[u8] = include_bytes!("../../../tests/fixtures/numpy.npz");

fn numpy() -> Npz<Cursor<&'static [u8]>> {
    Npz::new(Cursor::new(NUMPY)).unwrap()
}

fn refusal(bytes: &[u8], name: &str) -> String {
    let read = Npz::new(Cursor::new(bytes)).and_then(|mut npz| npz.array(name, MOST));
    read.unwrap_err().to_string()
}

/// An archive of one stored member; what is written where the list and the local header give lengths is the caller's.
struct Archive {
    content: Vec<u8>,
    unpacked: u64,
    method: u16,
    flags: u16,
    large: bool,
}

impl Archive {
    fn stored(content: Vec<u8>) -> Self {
        Self { unpacked: content.len() as u64, content, method: 0, flags: 0, large: false }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut crc = flate2::Crc::new();
        crc.update(&self.content);
        let length = self.content.len() as u64;
        let narrow = |number: u64| if self.large { u32::MAX } else { number as u32 };
        let mut out = b"PK\x03\x04".to_vec();
        out.extend([0; 22]);
        out.extend([5, 0, 0, 0]);
        out.extend(b"a.npy");
        out.extend(&self.content);
        let list = out.len() as u64;
        out.extend(b"PK\x01\x02\x2d\x00\x2d\x00");
        out.extend(self.flags.to_le_bytes());
        out.extend(self.method.to_le_bytes());
        out.extend([0; 4]);
        out.extend(crc.sum().to_le_bytes());
        out.extend(narrow(length).to_le_bytes());
        out.extend(narrow(self.unpacked).to_le_bytes());
        out.extend([5, 0, if self.large { 28 } else { 0 }, 0]);
        out.extend([0; 10]);
        out.extend(narrow(0).to_le_bytes());
        out.extend(b"a.npy");
        if self.large {
            out.extend([1, 0, 24, 0]);
            [self.unpacked, length, 0].iter().for_each(|number| out.extend(number.to_le_bytes()));
        }
        let list_length = out.len() as u64 - list;
        if self.large {
            let record = out.len() as u64;
            out.extend(b"PK\x06\x06");
            out.extend([0; 36]);
            [list_length, list].iter().for_each(|number| out.extend(number.to_le_bytes()));
            out.extend(b"PK\x06\x07\0\0\0\0");
            out.extend(record.to_le_bytes());
            out.extend([1, 0, 0, 0]);
        }
        out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        out.extend(narrow(list_length).to_le_bytes());
        out.extend(narrow(list).to_le_bytes());
        out.extend([0, 0]);
        out
    }
}

/// An array's file with a header of one's own.
fn npy(header: &str, elements: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(elements);
    bytes
}

fn header_of_bytes(shape: &str) -> String {
    format!("{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}  \n")
}

#[test]
fn every_kind_of_number_that_numpy_writes_is_read() {
    let counted = ArrayD::from_shape_vec(IxDyn(&[2, 3]), (0..6).map(f64::from).collect()).unwrap();
    for (name, kind) in [
        ("u1", ElementKind::U8),
        ("i1", ElementKind::I8),
        ("u2", ElementKind::U16),
        ("i2", ElementKind::I16),
        ("u4", ElementKind::U32),
        ("i4", ElementKind::I32),
        ("u8", ElementKind::U64),
        ("i8", ElementKind::I64),
        ("f2", ElementKind::F16),
        ("f4", ElementKind::F32),
        ("f8", ElementKind::F64),
        ("fortran", ElementKind::F32),
    ] {
        let order = if name == "fortran" { StorageOrder::Fortran } else { StorageOrder::C };
        let header = numpy().header(name).unwrap();
        assert_eq!((header.kind, header.order, header.shape.as_slice()), (kind, order, [2, 3].as_slice()));
        assert_eq!(numpy().array(name, MOST).unwrap().to_f64(), counted, "{name}");
    }
    let of = |name| numpy().array(name, MOST).unwrap().to_f64();
    assert_eq!(of("bool"), counted.mapv(|x| x % 2.0));
    assert_eq!(of("big_i2"), counted.mapv(|x| x - 3.0));
    assert_eq!(of("negative_i1"), counted.mapv(|x| x - 3.0));
    assert_eq!(of("big_f8"), counted.mapv(|x| x / 4.0));
    assert_eq!(of("empty").shape(), [0, 3]);
    assert_eq!(of("single").into_iter().collect::<Vec<_>>(), [7.0]);
}

#[test]
fn what_is_no_number_is_refused_by_name() {
    for (name, found) in [
        ("objects", "objects of Python (\"|O\")"),
        ("texts", "found texts"),
        ("complex", "complex numbers (\"<c16\")"),
        ("records", "records"),
        ("beyond", "expected numbers below 2^63"),
        ("deep", "expected a header of NumPy"),
    ] {
        let message = refusal(NUMPY, name);
        assert!(message.starts_with(&format!("{name}: expected ")) && message.contains(found), "{message}");
    }
    let message = refusal(NUMPY, "labels");
    assert!(message.starts_with("labels: expected an array of this name, found u1, i1, "), "{message}");
}

#[test]
fn texts_are_read_as_numpy_and_we_write_them() {
    assert_eq!(numpy().texts("texts", MOST).unwrap(), ["a"]);
    let texts = ["caf\u{e9}", "", "\u{1f431} cat"].map(str::to_owned);
    let mut writer = NpzWriter::new(Packing::Deflated);
    writer.add_texts("names", &texts).unwrap();
    let bytes = writer.finish().unwrap();
    let mut npz = Npz::new(Cursor::new(bytes)).unwrap();
    assert_eq!(npz.texts("names", MOST).unwrap(), texts);
    assert_eq!(
        (npz.header("names").unwrap().kind, npz.header("names").unwrap().shape),
        (ElementKind::Text(5), vec![3])
    );
    assert!(npz.texts("names", 20).unwrap_err().to_string().contains("at most 20 bytes"));
    assert!(npz.array("names", MOST).unwrap_err().to_string().contains("found texts"));
    let mut swapped = Archive::stored(
        b"\x93NUMPY\x01\x00\x46\x00{'descr': '>U2', 'fortran_order': False, 'shape': (1,), }".to_vec(),
    );
    swapped.content.resize(80, b' ');
    swapped.content.extend([0, 0, 0, b'h', 0, 0, 0, b'i']);
    swapped.unpacked = swapped.content.len() as u64;
    assert_eq!(Npz::new(Cursor::new(swapped.bytes())).unwrap().texts("a", MOST).unwrap(), ["hi"]);
}

#[test]
fn stored_and_deflated_members_are_read_alike() {
    let array = ndarray::Array2::from_shape_fn((40, 500), |(row, column)| (row * column) as u16);
    let mut found = Vec::new();
    for packing in [Packing::Stored, Packing::Deflated] {
        let mut writer = NpzWriter::new(packing);
        writer.add("x", &array).unwrap();
        let mut npz = Npz::new(Cursor::new(writer.finish().unwrap())).unwrap();
        let mut seen = Vec::new();
        found.push(npz.array_with("x", 8 * 20_000, &mut |done| seen.push(done)).unwrap());
        assert_eq!(seen, [16_384, 20_000]);
        assert!(npz.holds("x") && !npz.holds("x.npy"));
        let error = npz.array("x", 8 * 20_000 - 1).unwrap_err().to_string();
        assert_eq!(
            error, "x: expected an array of at most 159999 bytes, found shape [40, 500] of uint16",
            "whole numbers take eight bytes each in memory"
        );
    }
    assert!(found[0] == found[1] && found[0].to_f64() == array.mapv(f64::from).into_dyn());
}

#[test]
fn what_is_written_is_what_numpy_writes() {
    let text = |bytes: &[u8]| String::from_utf8(bytes[10..].to_vec()).unwrap();
    let small = write::npy(&ndarray::arr2(&[[1_u8, 2, 3], [4, 5, 6]]));
    assert_eq!(small[..10], *b"\x93NUMPY\x01\x00\x76\x00");
    assert_eq!(
        text(&small),
        format!(
            "{:<117}\n\x01\x02\x03\x04\x05\x06",
            "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }"
        )
    );
    let line = |bytes: &[u8], header: &str| assert_eq!(text(&bytes[..128]), format!("{header:<117}\n"));
    line(&write::npy(&ndarray::arr0(1_i64)), "{'descr': '<i8', 'fortran_order': False, 'shape': (), }");
    line(
        &write::npy(&ndarray::arr1(&[0.5_f32])),
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
    );
    let turned = ndarray::arr2(&[[1.5_f64, 2.5, 3.5], [4.5, 5.5, 6.5]]).reversed_axes();
    line(&write::npy(&turned), "{'descr': '<f8', 'fortran_order': True, 'shape': (3, 2), }");

    let mut writer = NpzWriter::new(Packing::Deflated);
    writer.add("turned", &turned).unwrap();
    writer.add("middle", &turned.slice(ndarray::s![1..2, ..])).unwrap();
    writer.add("on", &ndarray::arr1(&[true, false])).unwrap();
    writer.add("i4", &ndarray::arr1(&[-3_i32, 70_000])).unwrap();
    assert!(writer.add("on", &ndarray::arr1(&[1_u16])).is_err(), "the name is taken");
    let mut npz = Npz::new(Cursor::new(writer.finish().unwrap())).unwrap();
    assert_eq!(npz.names().collect::<Vec<_>>(), ["turned", "middle", "on", "i4"]);
    let mut read = |name| npz.array(name, MOST).unwrap().to_f64();
    assert_eq!(read("turned"), turned.clone().into_dyn());
    assert_eq!(read("middle"), ndarray::arr2(&[[2.5, 5.5]]).into_dyn());
    assert_eq!(read("on"), ndarray::arr1(&[1.0, 0.0]).into_dyn());
    assert_eq!(read("i4"), ndarray::arr1(&[-3.0, 70_000.0]).into_dyn());
}

#[test]
fn sizes_of_64_bits_are_read() {
    let archive = Archive { large: true, ..Archive::stored(npy(&header_of_bytes("(3,)"), &[7, 8, 9])) };
    let mut npz = Npz::new(Cursor::new(archive.bytes())).unwrap();
    assert_eq!(npz.array("a", 3).unwrap(), Array::Bytes(ndarray::arr1(&[7, 8, 9]).into_dyn()));
}

#[test]
fn a_comment_behind_the_list_hides_nothing() {
    let mut bytes = Archive::stored(npy(&header_of_bytes("(3L,)"), &[7, 8, 9])).bytes();
    let length = bytes.len();
    bytes[length - 2] = 30;
    bytes.extend(b"PK\x05\x06 is how such a record begins");
    bytes.truncate(length + 30);
    assert!(Npz::new(Cursor::new(bytes)).unwrap().array("a", MOST).is_ok());
}

#[test]
fn an_archive_that_lies_is_refused_before_anything_is_allocated() {
    let whole = || Archive::stored(npy(&header_of_bytes("(3,)"), &[7, 8, 9]));
    let large = Archive { unpacked: 1 << 30, ..whole() };
    assert!(refusal(&large.bytes(), "a").contains("a size that its packed bytes can hold"));
    let shape = Archive::stored(npy(&header_of_bytes("(1000000,)"), &[7, 8, 9]));
    assert!(
        refusal(&shape.bytes(), "a").contains("expected 1000000 bytes for shape [1000000] of uint8, found 3")
    );
    let endless = Archive::stored(npy(&header_of_bytes("(99999999999, 99999999999)"), &[]));
    assert!(refusal(&endless.bytes(), "a").contains("an array of at most 1048576 bytes"));
    let hollow = Archive::stored(npy(&header_of_bytes("(0, 9223372036854775807, 4)"), &[]));
    assert!(refusal(&hollow.bytes(), "a").contains("a shape that memory can have"));
    let locked = Archive { flags: 1, ..whole() };
    assert!(refusal(&locked.bytes(), "a").contains("without a password"));
    let other = Archive { method: 12, ..whole() };
    assert!(refusal(&other.bytes(), "a").contains("method 12"));
    let mut changed = whole().bytes();
    let at = changed.windows(3).position(|window| window == [7, 8, 9]).unwrap();
    changed[at] = 6;
    assert!(refusal(&changed, "a").contains("content that has its checksum"));
    assert_eq!(
        refusal(b"PK\x03\x04", "a"),
        "expected a whole zip archive, found no list of members at its end"
    );
    assert_eq!(
        refusal(&Archive::stored(b"GIF89a--".to_vec()).bytes(), "a"),
        "a: expected an array of NumPy, found no such file"
    );
}

#[test]
fn headers_that_are_no_dictionary_of_numpy_are_refused() {
    let odd = "{'descr': '<\nf4', 'fortran_order': False, 'shape': ()}";
    let message = refusal(&Archive::stored(npy(odd, &[1])).bytes(), "a");
    assert_eq!(message, "a: expected whole or real numbers, found something else (\"<\\nf4\")");
    for header in [
        "",
        "{",
        "{}",
        "{'descr': '|u1', 'fortran_order': False}",
        "{'descr': '|u1', 'fortran_order': Maybe, 'shape': ()}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1 2)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), 'more': 1}",
    ] {
        let message = refusal(&Archive::stored(npy(header, &[1])).bytes(), "a");
        assert!(message.starts_with("a: expected a header of NumPy"), "{header}: {message}");
    }
}

#[test]
fn a_path_that_is_no_file_says_so() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Npz::open(folder.path()).unwrap_err().to_string().contains("a regular file"));
    assert!(Npz::open(&folder.path().join("none.npz")).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever a file holds: an answer within the bound, or one line.
    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survive(&bytes);
        survive(&Archive::stored(bytes).bytes());
    }

    #[test]
    fn random_headers_never_panic(header in "[{}'a-z0-9(),: <>|TFL]{0,60}", digits in "[0-9]{1,20}") {
        survive(&Archive::stored(npy(&header, &[1, 2, 3])).bytes());
        survive(&Archive::stored(npy(&header_of_bytes(&format!("({digits}, {header})")), &[1])).bytes());
    }

    #[test]
    fn damaged_archives_never_panic(
        at in 0..NUMPY.len(),
        bytes in prop::collection::vec(any::<u8>(), 1..9),
        end in 0..NUMPY.len(),
        large in any::<bool>(),
    ) {
        let mut damaged = NUMPY.to_vec();
        for (place, byte) in damaged[at..].iter_mut().zip(&bytes) {
            *place = *byte;
        }
        survive(&damaged);
        survive(&damaged[..end]);
        let small = Archive { large, ..Archive::stored(npy(&header_of_bytes("(3,)"), &[7, 8, 9])) };
        let mut damaged = small.bytes();
        let at = at % damaged.len();
        for (place, byte) in damaged[at..].iter_mut().zip(&bytes) {
            *place = *byte;
        }
        survive(&damaged);
    }
}

fn survive(bytes: &[u8]) {
    let Ok(mut npz) = Npz::new(Cursor::new(bytes)) else { return };
    let names: Vec<String> = npz.names().map(str::to_owned).collect();
    for name in names {
        match npz.array(&name, MOST) {
            Ok(array) => assert!(array.shape().iter().product::<usize>() as u64 <= MOST),
            Err(error) => assert_eq!(error.to_string().lines().count(), 1),
        }
    }
}
