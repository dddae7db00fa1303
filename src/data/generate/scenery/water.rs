//! Under water.

use super::rows;
use crate::data::generate::art::{Canvas, Colour, SIDE, bend, oval, polygon};
use crate::data::generate::dice::Dice;

/// Above and below: lagoon, sea, pond, aquarium.
const DEPTHS: [[u32; 2]; 4] =
    [[0x7c_d8_e0, 0x1c_78_a0], [0x48_98_d0, 0x10_30_60], [0x98_b8_80, 0x34_58_48], [0x90_c8_f0, 0x48_80_c0]];

/// Water with light from above, weeds, stones and bubbles.
pub(super) fn deep(canvas: &mut Canvas, dice: &mut Dice) -> f32 {
    let at = dice.count(0, DEPTHS.len() - 1);
    let [above, below] = DEPTHS[at].map(|code| Colour::hex(code).varied(dice));
    canvas.ground(|(_, y)| above.towards(below, y / SIDE as f32));
    for _ in 0..dice.count(0, 3) {
        let (x, lean) = (dice.range(0.0, 32.0), dice.around(10.0));
        let ray = [(x, -2.0), (x + 2.5, -2.0), (x + lean + 5.0, 34.0), (x + lean, 34.0)];
        canvas.blot(&polygon(&ray, 0.0), Colour::grey(1.0), 0.1);
    }
    let bed = dice.range(rows(0.8), rows(1.05));
    let sand = Colour::hex(0xb8_a0_70).towards(below, 0.4).varied(dice);
    canvas.blot(&oval((dice.range(4.0, 28.0), bed + 8.0), (34.0, 8.0), 0.0), sand, 1.0);
    for _ in 0..dice.count(0, 4) {
        let (x, high, sway) = (dice.range(0.0, 32.0), dice.range(6.0, 17.0), dice.around(5.0));
        let weed = Colour::hex(0x2c_80_48).varied(dice);
        canvas.blot(
            &bend([(x, 33.0), (x + sway, 33.0 - high * 0.5), (x - sway * 0.4, 33.0 - high)], (0.8, 0.2)),
            weed,
            0.85,
        );
    }
    for _ in 0..dice.count(0, 6) {
        let (at, radius) = ((dice.range(1.0, 31.0), dice.range(1.0, 28.0)), dice.range(0.5, 1.3));
        canvas.blot(&oval(at, (radius, radius), 0.0), Colour::grey(1.0), 0.55);
        canvas.blot(&oval(at, ((radius - 0.4).max(0.1), (radius - 0.4).max(0.1)), 0.0), above, 0.7);
    }
    rows(0.6)
}
