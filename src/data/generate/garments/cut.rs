//! The cut of a garment for the upper body: one outline for the body.

use super::outline::{OutlinePoint, between, mirrored};

/// The measures of a body, in units of half an image; widths from the middle line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    /// Where the collar meets the shoulder.
    pub(super) top: f32,
    /// Where the hem hangs.
    pub(super) bottom: f32,
    /// The width of the neck, and how far its front dips.
    pub(super) neck: OutlinePoint,
    /// The tip of the shoulder: its width, and how far it drops below `top`.
    pub(super) shoulder: OutlinePoint,
    /// The armpit: half the chest's width, and its height.
    pub(super) armpit: OutlinePoint,
    /// The narrowest place: half its width, and its height.
    pub(super) waist: OutlinePoint,
    /// Half the hem's width.
    pub(super) hem: f32,
    /// How far the hem's middle hangs below its ends.
    pub(super) sag: f32,
}

impl Cut {
    /// Where the sleeve begins.
    pub(super) fn shoulder_tip(&self) -> OutlinePoint {
        (self.shoulder.0, self.top + self.shoulder.1)
    }

    pub(super) fn body(&self) -> Vec<OutlinePoint> {
        mirrored(&[
            (0.0, self.top + self.neck.1),
            (self.neck.0 * 0.72, self.top + self.neck.1 * 0.66),
            (self.neck.0, self.top),
            self.shoulder_tip(),
            self.armpit,
            self.waist,
            (self.hem, self.bottom),
            (0.0, self.bottom + self.sag),
        ])
    }

    /// The body's half-width at a height below the armpit.
    pub(super) fn width_at(&self, y: f32) -> f32 {
        let ends =
            if y < self.waist.1 { [self.armpit, self.waist] } else { [self.waist, (self.hem, self.bottom)] };
        between(ends[0], ends[1], ((y - ends[0].1) / (ends[1].1 - ends[0].1)).clamp(0.0, 1.0)).0
    }
}
