use super::*;
use crate::data::Resize;
use crate::data::fixtures::{plain, quiet, write_png};
use image::DynamicImage;
use proptest::prelude::*;
use std::io::Cursor;
use tempfile::TempDir;

/// More images than the cache asks for, of many colours, and where the cache may be.
struct Photos {
    folder: TempDir,
    cache: TempDir,
    files: Vec<PathBuf>,
}

impl Photos {
    fn new() -> Self {
        let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let files: Vec<PathBuf> = (0..210).map(|at| folder.path().join(format!("{at}.png"))).collect();
        for (at, file) in (0..).zip(&files) {
            write_png(file, &plain(3, 2, [at, 255 - at, 7]));
        }
        Self { folder, cache, files }
    }

    fn read_with(&self, change: impl Fn(&mut LoadOptions)) -> Album {
        let cache = Some(self.cache.path().join("sets"));
        let mut options = LoadOptions { cache, ..LoadOptions::default() };
        change(&mut options);
        read(self.folder.path(), &self.files, &options, &quiet).unwrap()
    }

    fn read(&self) -> Album {
        self.read_with(|_| {})
    }

    fn kept(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.cache.path().join("sets")).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    }
}

fn cached(album: &Album) -> bool {
    album.notes.iter().any(|note| note.contains("taken from the cache"))
}

#[test]
fn decoded_images_are_taken_from_the_cache_the_second_time() {
    let mut photos = Photos::new();
    std::fs::write(&photos.files[4], b"\xff\xd8\xff no more").unwrap();
    photos.files[9] = photos.folder.path().join("9.txt");
    std::fs::write(&photos.files[9], "no image").unwrap();
    let (first, second) = (photos.read(), photos.read());
    assert!(!cached(&first) && cached(&second));
    assert_eq!((first.images, first.kept), (second.images, second.kept));
    assert_eq!(first.notes[..], second.notes[..first.notes.len()]);
    assert_eq!(photos.kept().len(), 1);
}

#[test]
fn changed_content_and_other_settings_are_decoded_anew() {
    let photos = Photos::new();
    photos.read();
    write_png(&photos.files[0], &plain(3, 2, [1, 2, 3]));
    let changed = photos.read();
    assert!(!cached(&changed) && changed.images[[0, 0, 0, 2]] == 3);
    assert!(!cached(&photos.read_with(|options| options.size = Some(8))));
    assert!(!cached(&photos.read_with(|options| options.strict = true)));
    assert!(!cached(&photos.read_with(|options| options.cache = None)));
    assert!(cached(&photos.read()));
    assert_eq!(photos.kept().len(), 4);
}

#[test]
fn damaged_files_are_ignored_and_written_again() {
    let photos = Photos::new();
    let sound = photos.read();
    let file = photos.kept().remove(0);
    let bytes = std::fs::read(&file).unwrap();
    let flipped = |at: usize| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x41;
        bytes
    };
    let cut = bytes[..bytes.len() - 1].to_vec();
    for damaged in
        [Vec::new(), cut, flipped(0), flipped(16), flipped(22), flipped(40), flipped(bytes.len() - 1)]
    {
        std::fs::write(&file, &damaged).unwrap();
        let again = photos.read();
        assert!(!cached(&again) && again.images == sound.images);
        assert!(std::fs::read(&file).unwrap() == bytes);
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_said_and_stops_nothing() {
    let photos = Photos::new();
    std::fs::write(photos.cache.path().join("sets"), "a file where the folder should be").unwrap();
    let album = photos.read();
    assert_eq!(album.kept.len(), 210);
    assert!(album.notes.iter().any(|note| note.contains("could not be kept")), "{:?}", album.notes);
}

#[test]
fn a_few_images_need_no_cache() {
    let mut photos = Photos::new();
    photos.files.truncate(50);
    assert!(!cached(&photos.read()) && !cached(&photos.read()) && photos.kept().is_empty());
}

proptest! {
    #[test]
    fn damaged_images_of_every_format_never_panic(
        format in 0..decode::FORMATS.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        length in any::<prop::sample::Index>(),
    ) {
        let colour = |x: u32, y: u32| image::Rgb([x as u8 * 20, y as u8 * 30, 7]);
        let picture = DynamicImage::from(image::RgbImage::from_fn(9, 7, colour));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, decode::FORMATS[format]).unwrap();
        let mut bytes = bytes.into_inner();
        for (at, byte) in &damage {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        if !damage.is_empty() {
            bytes.truncate(length.index(2 * bytes.len()));
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        let target = ResizeTarget { width: 4, height: 4, how: Resize::Crop };
        let decoded = decode::decode(file.path(), (target, crate::data::PixelRange::WORDS), &mut [0; 48]);
        prop_assert!(decoded.is_ok() || !damage.is_empty());
    }
}
