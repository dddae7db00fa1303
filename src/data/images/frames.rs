//! Whether a file holds several images, of which one alone is read. Nothing is decoded.

/// Whether an animation has a second frame, or a TIFF a second page.
pub(super) fn are_several(bytes: &[u8]) -> bool {
    match bytes {
        [b'G', b'I', b'F', ..] => gif(bytes).unwrap_or(false),
        [0x89, b'P', b'N', b'G', ..] => png(bytes).unwrap_or(false),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            b'V',
            b'P',
            b'8',
            b'X',
            _,
            _,
            _,
            _,
            flags,
            ..,
        ] => flags & 2 != 0,
        [b'I', b'I', 42, 0, ..] => tiff(bytes, u16::from_le_bytes, u32::from_le_bytes).unwrap_or(false),
        [b'M', b'M', 0, 42, ..] => tiff(bytes, u16::from_be_bytes, u32::from_be_bytes).unwrap_or(false),
        _ => false,
    }
}

/// Counts image descriptors (GIF 89a, section 20), passing over tables of colours and blocks.
fn gif(bytes: &[u8]) -> Option<bool> {
    let colours = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + colours(*bytes.get(10)?);
    let mut images = 0;
    loop {
        match *bytes.get(at)? {
            0x21 => at += 2,
            0x2c => {
                images += 1;
                // Behind the descriptor and its colours stands the size of codes.
                at += 11 + colours(*bytes.get(at + 9)?);
            }
            _ => return Some(images > 1),
        }
        if images > 1 {
            return Some(true);
        }
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
    }
}

/// Whether a chunk of animation with more than one frame stands before the pixels.
fn png(bytes: &[u8]) -> Option<bool> {
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        match bytes.get(at + 4..at + 8)? {
            b"acTL" => return Some(u32::from_be_bytes(bytes.get(at + 8..at + 12)?.try_into().ok()?) > 1),
            b"IDAT" => return Some(false),
            _ => at = at.checked_add(12)?.checked_add(length)?,
        }
    }
}

/// Whether the first directory of pages points to a second.
fn tiff(bytes: &[u8], short: fn([u8; 2]) -> u16, long: fn([u8; 4]) -> u32) -> Option<bool> {
    let first = long(bytes.get(4..8)?.try_into().ok()?) as usize;
    let entries = short(bytes.get(first..first.checked_add(2)?)?.try_into().ok()?);
    let next = first.checked_add(2)?.checked_add(12 * usize::from(entries))?;
    Some(long(bytes.get(next..next.checked_add(4)?)?.try_into().ok()?) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::gif::GifEncoder;
    use image::{Delay, Frame, RgbaImage};

    fn animation(frames: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for shade in 0..frames {
            let picture = RgbaImage::from_pixel(3, 3, image::Rgba([40 * shade as u8, 0, 0, 255]));
            encoder
                .encode_frame(Frame::from_parts(picture, 0, 0, Delay::from_numer_denom_ms(10, 1)))
                .unwrap();
        }
        drop(encoder);
        bytes
    }

    #[test]
    fn frames_and_pages_are_counted_without_decoding() {
        assert!(!are_several(&animation(1)) && are_several(&animation(2)));
        let png = |frames: u8| {
            let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x08acTL\0\0\0".to_vec();
            bytes.extend([frames, 0, 0, 0, 0]);
            bytes
        };
        assert!(!are_several(&png(1)) && are_several(&png(2)));
        let tiff = |next: u8| {
            let mut bytes = b"II*\0\x08\0\0\0\x01\0".to_vec();
            bytes.extend([0; 12]);
            bytes.extend([next, 0, 0, 0]);
            bytes
        };
        assert!(!are_several(&tiff(0)) && are_several(&tiff(40)));
        let webp = |flags: u8| [b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0".as_slice(), &[flags]].concat();
        assert!(!are_several(&webp(0)) && are_several(&webp(2)));
    }

    #[test]
    fn files_that_end_anywhere_are_no_trouble() {
        let whole = animation(3);
        (0..whole.len()).for_each(|end| assert!(end > 0 || !are_several(&whole[..end])));
    }
}
