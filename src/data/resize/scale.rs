//! Scaling pixels with a triangle filter: an average over all that falls together when scaling down, bilinear when
//! scaling up.

/// Pixels, row by row, channels together.
#[derive(Clone, Copy)]
pub(crate) struct PixelView<'a> {
    /// `height * width * channels` bytes.
    pub(crate) pixels: &'a [u8],
    /// In pixels.
    pub(crate) width: usize,
    /// In pixels.
    pub(crate) height: usize,
    /// Bytes of a pixel.
    pub(crate) channels: usize,
}

/// A rectangle of an image, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// Scales an area of an image to `width` x `height`.
///
/// Columns of whole rows are summed first, so that the long loop runs over contiguous bytes and only one row of sums
/// is kept.
///
/// # Panics
/// If the area is empty or not inside the image.
pub(super) fn scale(image: PixelView<'_>, area: Area, width: usize, height: usize) -> Vec<u8> {
    let channels = image.channels;
    let row = |y: usize| {
        let start = ((area.y + y) * image.width + area.x) * channels;
        &image.pixels[start..start + area.width * channels]
    };
    if (area.width, area.height) == (width, height) {
        return (0..height).flat_map(row).copied().collect();
    }
    let columns = taps(area.width, width);
    let mut sums = vec![0.0_f32; area.width * channels];
    let mut out = Vec::with_capacity(width * height * channels);
    for Taps { first, weights } in taps(area.height, height) {
        sums.fill(0.0);
        for (y, weight) in (first..).zip(weights) {
            sums.iter_mut().zip(row(y)).for_each(|(sum, pixel)| *sum += weight * f32::from(*pixel));
        }
        for Taps { first, weights } in &columns {
            let pixels = sums[first * channels..].chunks_exact(channels).zip(weights);
            for channel in 0..channels {
                let sum: f32 = pixels.clone().map(|(pixel, weight)| weight * pixel[channel]).sum();
                out.push((sum + 0.5) as u8);
            }
        }
    }
    out
}

/// Which pixels of a line make one scaled pixel, and in what proportions; the weights sum to 1.
struct Taps {
    first: usize,
    weights: Vec<f32>,
}

fn taps(from: usize, to: usize) -> Vec<Taps> {
    let step = from as f32 / to as f32;
    let radius = step.max(1.0);
    let one = |index: usize| {
        let centre = (index as f32 + 0.5) * step - 0.5;
        let first = (centre - radius).ceil().max(0.0) as usize;
        let last = ((centre + radius).floor() as usize).min(from - 1);
        let weight = |at: usize| (1.0 - (at as f32 - centre).abs() / radius).max(0.0);
        let sum: f32 = (first..=last).map(weight).sum();
        Taps { first, weights: (first..=last).map(|at| weight(at) / sum).collect() }
    };
    (0..to).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(pixels: &[u8], width: usize, channels: usize, to: (usize, usize)) -> Vec<u8> {
        let height = pixels.len() / width / channels;
        scale(PixelView { pixels, width, height, channels }, Area { x: 0, y: 0, width, height }, to.0, to.1)
    }

    #[test]
    fn one_colour_stays_and_channels_stay_apart() {
        let pixels = [10, 200, 255].repeat(35);
        for to in [(1, 1), (3, 2), (7, 5), (20, 31)] {
            assert_eq!(whole(&pixels, 7, 3, to), [10, 200, 255].repeat(to.0 * to.1));
        }
    }

    #[test]
    fn scaling_down_averages_and_scaling_up_interpolates() {
        assert_eq!(whole(&[0, 100, 200, 40], 2, 1, (1, 1)), [85]);
        // Centres at -1/4, 1/4, 3/4 and 5/4 of the distance between the two pixels.
        assert_eq!(whole(&[0, 100], 2, 1, (4, 1)), [0, 25, 75, 100]);
    }

    #[test]
    fn every_pixel_counts_equally_away_from_the_border() {
        let taps = taps(1000, 10);
        let mut shares = vec![0.0; 1000];
        for Taps { first, weights } in &taps {
            assert!((weights.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            (*first..).zip(weights).for_each(|(at, weight)| shares[at] += weight);
        }
        assert!(shares[150..850].iter().all(|share| (share - 0.01).abs() < 1e-5));
    }

    #[test]
    fn an_area_is_cut_before_it_is_scaled() {
        let image = PixelView { pixels: &[1, 2, 3, 4, 5, 6], width: 3, height: 2, channels: 1 };
        assert_eq!(scale(image, Area { x: 1, y: 0, width: 2, height: 2 }, 2, 2), [2, 3, 5, 6]);
        assert_eq!(scale(image, Area { x: 1, y: 1, width: 1, height: 1 }, 3, 1), [5; 3]);
    }
}
