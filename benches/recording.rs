//! Not a measurement: a program for `.ci/pictures`, which puts the frames of the recording together. It stands here because
//! benches are the one kind of target beside the program that nobody builds who does not ask for it.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for people that fails by a panic")]

use gif::{DisposalMethod, Encoder, Frame, Repeat};
use image::RgbaImage;
use std::fs::File;
use std::path::PathBuf;

/// How long a frame is seen, in hundredths of a second.
const EACH: u16 = 50;
/// From 1, the best colours, to 30.
const SPEED: i32 = 10;
/// What a page should have to load at most.
const MOST: u64 = 1_000_000;

fn main() {
    // Benches are also started to measure, with arguments of their own.
    let Some(folder) = std::env::var_os("DL_LAB_FRAMES").map(PathBuf::from) else {
        return println!("recording: DL_LAB_FRAMES names no folder of frames; see .ci/pictures");
    };
    let mut frames: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    frames.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.starts_with("frame") && path.extension().is_some_and(|extension| extension == "png")
    });
    frames.sort();
    assert!(!frames.is_empty(), "frames are called frame000.png and so on");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/recording.gif");
    let size = image::image_dimensions(&frames[0]).unwrap();
    let [width, height] = [size.0, size.1].map(|side| u16::try_from(side).unwrap());
    let mut encoder = Encoder::new(File::create(path).unwrap(), width, height, &[]).unwrap();
    encoder.set_repeat(Repeat::Infinite).unwrap();
    let mut before: Option<RgbaImage> = None;
    for frame in frames {
        let now = image::open(frame).unwrap().into_rgba8();
        let mut changed = changes(before.as_ref(), &now).into_raw();
        let frame = Frame::from_rgba_speed(width, height, &mut changed, SPEED);
        // What did not change stays.
        encoder.write_frame(&Frame { delay: EACH, dispose: DisposalMethod::Keep, ..frame }).unwrap();
        before = Some(now);
    }
    drop(encoder);
    let size = std::fs::metadata(path).unwrap().len();
    assert!(size <= MOST, "the recording has {size} bytes");
    println!("{path}: {size} bytes");
}

/// The pixels that are others than before; the rest is transparent, which packs well.
fn changes(before: Option<&RgbaImage>, now: &RgbaImage) -> RgbaImage {
    let mut changed = now.clone();
    if let Some(before) = before {
        for (pixel, old) in changed.pixels_mut().zip(before.pixels()) {
            if pixel == old {
                *pixel = image::Rgba([0; 4]);
            }
        }
    }
    changed
}
