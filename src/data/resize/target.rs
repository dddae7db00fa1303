//! The one size of all images, and bringing an image to it.

use super::Resize;
use super::scale::{Area, PixelView, scale};
use crate::data::LoadOptions;

/// Largest side of images of one size that are kept as they are.
const LARGEST_KEPT: u32 = 128;

/// Side of the square that other images are brought to.
const USUAL_SIDE: u32 = 32;

/// Aspect ratios that differ by less than this factor are not told apart.
const SAME_ASPECT: f64 = 1.05;

/// The size that every image is brought to, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ResizeTarget {
    /// In pixels.
    pub(crate) width: u32,
    /// In pixels.
    pub(crate) height: u32,
    /// What happens to other shapes.
    pub(crate) how: Resize,
}

impl ResizeTarget {
    /// Decides from the options and, where they are silent, from the sizes (width, height) of all images.
    ///
    /// One common size with sides of at most 128 is kept; all else becomes 32 x 32. Images of (nearly) one
    /// aspect ratio are squished, others cropped.
    pub(crate) fn choose(sizes: &[(u32, u32)], options: &LoadOptions) -> Self {
        let common = sizes.first().filter(|first| sizes.iter().all(|size| size == *first));
        let kept = common.filter(|(width, height)| *width.max(height) <= LARGEST_KEPT);
        let square = |side| (side, side);
        let (width, height) = options.size.map(square).or(kept.copied()).unwrap_or(square(USUAL_SIDE));
        let aspects = sizes.iter().map(|(width, height)| f64::from(*width) / f64::from(*height));
        let (least, most) =
            aspects.fold((f64::MAX, 0.0), |(least, most): (f64, f64), a| (least.min(a), most.max(a)));
        let usual = if most <= least * SAME_ASPECT { Resize::Squish } else { Resize::Crop };
        Self { width, height, how: options.resize.unwrap_or(usual) }
    }

    /// What a user should know: the sizes found and what becomes of them; `None` if all have the right size.
    pub(crate) fn note(self, sizes: &[(u32, u32)]) -> Option<String> {
        let least = sizes.iter().min_by_key(|(width, height)| u64::from(*width) * u64::from(*height))?;
        let most = sizes.iter().max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))?;
        let found = match (least == most, sizes.iter().all(|size| size == least)) {
            (true, true) if *least == (self.width, self.height) => return None,
            (true, true) => format!("images are {} x {}", least.0, least.1),
            _ => format!("sizes differ ({} x {} to {} x {})", least.0, least.1, most.0, most.1),
        };
        Some(format!("{found}: brought to {} x {} ({})", self.width, self.height, self.how))
    }

    /// Brings one image to the target size and writes its pixels, row by row, to `out`.
    ///
    /// # Panics
    /// If `out` is not `height * width * channels` long.
    pub(crate) fn write(self, image: PixelView<'_>, out: &mut [u8]) {
        let (width, height) = (self.width as usize, self.height as usize);
        let whole = Area { x: 0, y: 0, width: image.width, height: image.height };
        match self.how {
            Resize::Squish => out.copy_from_slice(&scale(image, whole, width, height)),
            Resize::Crop => {
                let (w, h) = inside((width, height), (image.width, image.height));
                let middle =
                    Area { x: (image.width - w) / 2, y: (image.height - h) / 2, width: w, height: h };
                out.copy_from_slice(&scale(image, middle, width, height));
            }
            Resize::Fit => {
                let (w, h) = inside((image.width, image.height), (width, height));
                let row = w * image.channels;
                let left = (width - w) / 2 * image.channels;
                out.fill(0);
                let rows = out.chunks_exact_mut(width * image.channels).skip((height - h) / 2);
                for (to, from) in rows.zip(scale(image, whole, w, h).chunks_exact(row)) {
                    to[left..left + row].copy_from_slice(from);
                }
            }
        }
    }
}

/// The largest size of the shape of `shape` that is inside `bounds`; each side at least 1.
fn inside(shape: (usize, usize), bounds: (usize, usize)) -> (usize, usize) {
    let [w, h, width, height] = [shape.0, shape.1, bounds.0, bounds.1].map(|side| side as f64);
    let factor = (width / w).min(height / h);
    let side = |side: f64, most: usize| ((side * factor).round() as usize).clamp(1, most);
    (side(w, bounds.0), side(h, bounds.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(width: u32, height: u32, how: Resize) -> ResizeTarget {
        ResizeTarget { width, height, how }
    }

    #[test]
    fn a_common_size_is_kept_and_other_sizes_decide_by_aspect() {
        let choose = |sizes: &[(u32, u32)]| ResizeTarget::choose(sizes, &LoadOptions::default());
        assert_eq!(choose(&[(100, 80); 3]), target(100, 80, Resize::Squish));
        assert_eq!(choose(&[(640, 480); 3]), target(32, 32, Resize::Squish));
        assert_eq!(choose(&[(100, 100), (201, 200)]), target(32, 32, Resize::Squish));
        assert_eq!(choose(&[(100, 100), (200, 100)]), target(32, 32, Resize::Crop));
        let options = LoadOptions { size: Some(7), resize: Some(Resize::Fit), ..LoadOptions::default() };
        assert_eq!(ResizeTarget::choose(&[(100, 100)], &options), target(7, 7, Resize::Fit));
    }

    #[test]
    fn notes_name_the_sizes_found() {
        let target = target(32, 32, Resize::Crop);
        assert_eq!(target.note(&[(32, 32); 2]), None);
        assert_eq!(target.note(&[(64, 48)]).unwrap(), "images are 64 x 48: brought to 32 x 32 (crop)");
        let differ = target.note(&[(64, 48), (48, 64), (9, 9)]).unwrap();
        assert_eq!(differ, "sizes differ (9 x 9 to 48 x 64): brought to 32 x 32 (crop)");
        assert!(target.note(&[(32, 16), (16, 32)]).unwrap().starts_with("sizes differ"));
    }

    /// Grey rows that are all alike.
    fn rows(row: &[u8], height: usize) -> Vec<u8> {
        row.repeat(height)
    }

    fn written(target: ResizeTarget, pixels: &[u8], width: usize) -> Vec<u8> {
        let mut out = vec![9; (target.width * target.height) as usize];
        target.write(PixelView { pixels, width, height: pixels.len() / width, channels: 1 }, &mut out);
        out
    }

    #[test]
    fn squish_keeps_all_fit_adds_black_and_crop_keeps_the_middle() {
        let halves = written(target(4, 4, Resize::Squish), &rows(&[0, 0, 0, 0, 255, 255, 255, 255], 4), 8);
        assert_eq!((halves[0], halves[3]), (0, 255));
        let fitted = written(target(4, 4, Resize::Fit), &rows(&[200; 8], 4), 8);
        assert_eq!(fitted, [[0; 4], [200; 4], [200; 4], [0; 4]].concat());
        let cropped = written(target(4, 4, Resize::Crop), &rows(&[250, 250, 50, 50, 50, 50, 250, 250], 4), 8);
        assert_eq!(cropped, [50; 16]);
    }

    #[test]
    fn extreme_shapes_keep_at_least_one_pixel() {
        for how in [Resize::Squish, Resize::Crop] {
            assert_eq!(written(target(3, 4, how), &[7; 1000], 1000), [7; 12]);
            assert_eq!(written(target(3, 4, how), &[7; 1000], 1), [7; 12]);
        }
        assert_eq!(
            written(target(3, 4, Resize::Fit), &[7; 1000], 1000),
            [0, 0, 0, 7, 7, 7, 0, 0, 0, 0, 0, 0]
        );
        assert_eq!(inside((1000, 1), (3, 4)), (3, 1));
    }
}
