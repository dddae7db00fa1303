//! What lies in a folder where no data set was found: said by name, with the nearest thing that works.

use super::images::{counted, is_called_image};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What to do where nothing better is known.
pub(super) const ADVICE: &str = "put the images of each class into a folder named after it";
/// What to do with images whose folders are no classes.
pub(super) const FOLDERS_OR_NAMES: &str = "put the images of each class into a folder named after it, or take the label from \
                                           the file's name: --label-from '{label}.*'";
/// Files that are looked at.
const MOST: usize = 20_000;
/// Bytes of a file that are looked at.
const START: u64 = 4096;

/// What was found, and what to do with it.
pub(super) struct FolderCensus {
    pub(super) what: String,
    pub(super) advice: &'static str,
}

/// Kinds of files that people have data in: their endings, what they are (one, many), and the nearest thing that works.
const KINDS: [(&[&str], [&str; 2], &str); 12] = [
    (
        &["parquet", "arrow"],
        ["parquet file", "parquet files"],
        "write its images as files beside a table: dataset.map(...) and to_csv, or numpy.savez(x=..., y=...)",
    ),
    (
        &["h5", "hdf5", "he5"],
        ["HDF5 file", "HDF5 files"],
        "numpy.savez(file, images=..., labels=...) of its arrays is read",
    ),
    (
        &["mat"],
        ["MATLAB file", "MATLAB files"],
        "scipy.io.loadmat and numpy.savez(file, images=..., labels=...) make it an npz",
    ),
    (
        &["tfrecord", "tfrecords"],
        ["TFRecord file", "TFRecord files"],
        "write its images as files into a folder a class, or as an npz",
    ),
    (
        &["pkl", "pickle", "pt", "pth"],
        ["Python pickle", "Python pickles"],
        "numpy.savez(file, images=..., labels=...) of its arrays is read",
    ),
    (
        &["lmdb", "mdb"],
        ["LMDB database", "LMDB databases"],
        "write its images as files into a folder a class",
    ),
    (&["zip"], ["zip archive", "zip archives"], "unpack it and give the folder"),
    (
        &["tar", "gz", "tgz", "bz2", "xz", "7z", "rar"],
        ["packed archive", "packed archives"],
        "unpack it and give the folder",
    ),
    (
        &["dcm", "dicom"],
        ["DICOM file", "DICOM files"],
        "save the images as PNG of 16 bits, in a folder a class",
    ),
    (&["nii", "mha", "nrrd"], ["volume", "volumes"], "save slices as PNG of 16 bits, in a folder a class"),
    (
        &["xml"],
        ["XML file", "XML files"],
        "boxes are no classes of images: a table (CSV) with a file and a label a row is read",
    ),
    (&["json", "jsonl"], ["JSON file", "JSON files"], "a table (CSV) with a file and a label a row is read"),
];

/// Looks below a folder.
pub(super) fn of(folder: &Path) -> FolderCensus {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut images, mut tables, mut others, mut coco) = (0, 0, 0, false);
    for file in files(folder) {
        let ending =
            file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        match KINDS.iter().position(|(endings, ..)| endings.contains(&ending.as_str())) {
            Some(kind) => {
                *counts.entry(kind).or_default() += 1;
                coco |= ending == "json" && is_coco(&file);
            }
            None if is_called_image(&file) => images += 1,
            None if ["csv", "tsv"].contains(&ending.as_str()) => tables += 1,
            None => others += 1,
        }
    }
    let mut texts = Vec::new();
    for (kind, count) in &counts {
        let (_, [one, many], _) = KINDS[*kind];
        texts.push(
            counted(*count, one, many) + if coco && one == "JSON file" { " in COCO's form" } else { "" },
        );
    }
    let named =
        [(images, "image", "images"), (tables, "table", "tables"), (others, "other file", "other files")];
    texts.extend(
        named.iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| counted(*count, one, many)),
    );
    let what = if texts.is_empty() { "nothing in it".to_owned() } else { texts.join(", ") };
    FolderCensus { what, advice: advice(&counts, images, tables) }
}

fn advice(counts: &BTreeMap<usize, usize>, images: usize, tables: usize) -> &'static str {
    let commonest = counts.iter().max_by_key(|(kind, count)| (**count, std::cmp::Reverse(**kind)));
    match commonest {
        _ if images > 0 && tables > 0 => {
            "no column of the table names these images: --path-column, --image-folder and --image-suffix say where they are"
        }
        _ if images > 0 && counts.is_empty() => FOLDERS_OR_NAMES,
        Some((kind, _)) => KINDS[*kind].2,
        None if tables > 0 => {
            "a table needs the images that it lists, or a column for each pixel (label,pixel0,pixel1,...)"
        }
        None => ADVICE,
    }
}

/// The regular files below a folder, without hidden ones; some of them where there are very many.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut open, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            // Links are not followed here: they may lead back.
            match entry.file_type() {
                _ if hidden || files.len() >= MOST => {}
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files
}

/// Whether a file of JSON begins as annotations of COCO do.
fn is_coco(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(START).read_to_end(&mut start));
    let text = String::from_utf8_lossy(&start);
    let keys = ["\"images\"", "\"annotations\"", "\"categories\"", "\"info\"", "\"licenses\""];
    read.is_ok() && text.trim_start().starts_with('{') && keys.iter().any(|key| text.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> FolderCensus {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        of(folder.path())
    }

    #[test]
    fn what_is_there_is_named_with_the_nearest_thing_that_works() {
        let parquet = found(&[("data/train.parquet", ""), ("README.md", "")]);
        assert_eq!(parquet.what, "1 parquet file, 1 other file");
        assert!(parquet.advice.contains("numpy.savez"));
        let coco = found(&[("a.json", "{\"info\": {}, \"images\": ["), ("b.json", "{}"), ("x/1.png", "")]);
        assert_eq!(coco.what, "2 JSON files in COCO's form, 1 image");
        assert!(coco.advice.contains("a table (CSV)"));
        assert_eq!(found(&[("x.h5", "")]).what, "1 HDF5 file");
        assert!(found(&[("x.zip", "")]).advice.contains("unpack"));
        assert!(found(&[("cat.1.png", ""), ("dog.1.png", "")]).advice.contains("--label-from"));
        assert!(found(&[("1.png", ""), ("t.csv", "")]).advice.contains("--image-folder"));
        assert_eq!(found(&[]).what, "nothing in it");
    }
}
