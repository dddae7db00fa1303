//! Meadows, shores and winter.

use super::rows;
use crate::data::generate::art::{Canvas, Colour, SIDE, limb, oval, polygon};
use crate::data::generate::dice::Dice;

/// Above and at the horizon: noon, haze, evening, rain.
const SKIES: [[u32; 2]; 4] =
    [[0x5a_a4_e6, 0xc4_e2_f4], [0x9c_bc_d4, 0xe6_ea_e8], [0x6a_70_b0, 0xf4_b8_88], [0x8e_98_a4, 0xc2_c8_cc]];
const GRASS: [Colour; 4] =
    [Colour::hex(0x6e_ae_48), Colour::hex(0x4c_8c_3c), Colour::hex(0xa8_b0_50), Colour::hex(0x88_a0_58)];
const FLOWERS: [Colour; 3] = [Colour::hex(0xf8_e0_50), Colour::hex(0xf4_f0_f4), Colour::hex(0xe0_60_80)];
const LEAVES: [Colour; 3] = [Colour::hex(0x34_74_34), Colour::hex(0x5a_8a_30), Colour::hex(0xb0_70_28)];
const TRUNK: Colour = Colour::hex(0x5c_40_2a);

/// Fills the image with sky and ground that meet at the horizon, with a sun or clouds.
fn open_air(canvas: &mut Canvas, dice: &mut Dice, horizon: f32, ground: Colour) {
    let at = dice.count(0, SKIES.len() - 1);
    let [high, low] = SKIES[at].map(|code| Colour::hex(code).varied(dice));
    canvas.ground(|(_, y)| {
        let below = (y - horizon) / (SIDE as f32 - horizon);
        if y < horizon { high.towards(low, y / horizon) } else { ground.times(1.08 - 0.3 * below) }
    });
    let place = (dice.range(3.0, 29.0), dice.range(2.0, horizon * 0.5));
    if dice.chance(0.3) {
        canvas.blot(&oval(place, (4.4, 4.4), 0.0), Colour::hex(0xff_f4_c0), 0.3);
        canvas.blot(&oval(place, (2.4, 2.4), 0.0), Colour::hex(0xff_ee_a0), 0.95);
    }
    for _ in 0..dice.count(0, 2) {
        let (x, y) = (dice.range(0.0, 32.0), dice.range(1.5, horizon * 0.6));
        for (dx, dy, radius) in [(-2.6, 0.4, 1.3), (0.0, 0.0, 1.9), (2.4, 0.3, 1.4)] {
            canvas.blot(&oval((x + dx, y + dy), (radius * 1.4, radius), 0.0), Colour::grey(0.98), 0.75);
        }
    }
}

/// Grass below a sky, often with hills, a tree and flowers.
pub(super) fn meadow(canvas: &mut Canvas, dice: &mut Dice) -> f32 {
    let horizon = dice.range(rows(0.35), rows(0.6));
    let grass = Colour::one_of(dice, &GRASS);
    open_air(canvas, dice, horizon, grass);
    for _ in 0..dice.count(0, 2) {
        let (x, width) = (dice.range(0.0, 32.0), dice.range(7.0, 14.0));
        let hill = oval((x, horizon + 1.0), (width, dice.range(2.0, 6.0)), 0.0);
        canvas.blot(&hill, grass.towards(Colour::hex(0x58_78_80), 0.45), 1.0);
    }
    let turf = polygon(&[(-9.0, horizon), (41.0, horizon), (41.0, 60.0), (-9.0, 60.0)], 0.0);
    canvas.blot(&turf, grass, 0.75);
    for _ in 0..dice.weighted(&[4.0, 4.0, 2.0]) {
        let foot = (dice.range(2.0, 30.0), horizon + dice.range(0.5, 3.0));
        tree(canvas, dice, foot);
    }
    for _ in 0..dice.count(4, 14) {
        let (x, y) = (dice.range(0.0, 32.0), dice.range(horizon + 1.0, 32.0));
        let tip = (x + dice.around(1.0), y - dice.range(1.0, 2.4));
        canvas.blot(&limb((x, y), tip, (0.1, 0.0)), grass.times(dice.range(0.6, 1.3)), 0.7);
    }
    if dice.chance(0.4) {
        let petals = Colour::one_of(dice, &FLOWERS);
        for _ in 0..dice.count(3, 8) {
            let at = (dice.range(0.0, 32.0), dice.range(horizon + 2.0, 32.0));
            canvas.blot(&oval(at, (0.6, 0.6), 0.0), petals, 0.9);
        }
    }
    horizon
}

fn tree(canvas: &mut Canvas, dice: &mut Dice, (x, y): (f32, f32)) {
    let (high, crown) = (dice.range(4.0, 7.0), dice.range(2.4, 4.4));
    let leaves = Colour::one_of(dice, &LEAVES);
    canvas.blot(&limb((x, y), (x, y - high), (0.7, 0.4)), TRUNK, 1.0);
    for (dx, dy, light) in [(-0.45, 0.1, 0.85), (0.5, 0.15, 0.75), (0.0, -0.4, 1.05)] {
        let at = (x + dx * crown, y - high + dy * crown);
        canvas.blot(&oval(at, (crown * 0.72, crown * 0.66), 0.0), leaves.times(light), 1.0);
    }
}

/// A sea between sky and sand, with waves, sometimes a sail.
pub(super) fn shore(canvas: &mut Canvas, dice: &mut Dice) -> f32 {
    let horizon = dice.range(rows(0.28), rows(0.42));
    let beach = horizon + dice.range(4.0, 8.0);
    let sea = Colour::hex(0x2f_82_b4).varied(dice);
    let sand = Colour::hex(0xe4_cc_98).varied(dice);
    open_air(canvas, dice, horizon, sea);
    if dice.chance(0.4) {
        let (x, y) = (dice.range(4.0, 28.0), horizon + 0.6);
        canvas.blot(
            &polygon(&[(x, y - 6.0), (x, y - 0.9), (x + 3.2, y - 0.9)], 0.0),
            Colour::grey(0.97),
            1.0,
        );
        canvas.blot(&limb((x - 1.5, y), (x + 3.0, y), (0.5, 0.3)), TRUNK, 1.0);
    }
    for _ in 0..4 {
        let (x, y) = (dice.range(0.0, 32.0), dice.range(horizon + 1.0, beach - 0.5));
        canvas.blot(&limb((x - 2.0, y), (x + 2.0, y), (0.05, 0.05)), Colour::grey(1.0), 0.5);
    }
    let slant = dice.around(1.5);
    let strand = [(-2.0, beach + slant), (34.0, beach - slant), (34.0, 40.0), (-2.0, 40.0)];
    canvas.blot(&polygon(&strand, 0.9), Colour::grey(0.97), 0.8);
    canvas.blot(&polygon(&strand, 0.0), sand, 1.0);
    for _ in 0..dice.count(5, 12) {
        let at = (dice.range(0.0, 32.0), dice.range(beach + 2.0, 32.0));
        canvas.blot(&oval(at, (0.5, 0.35), 0.0), sand.times(dice.range(0.65, 1.2)), 0.8);
    }
    beach
}

/// Snow and firs, by day or under the moon.
pub(super) fn winter(canvas: &mut Canvas, dice: &mut Dice) -> f32 {
    let horizon = dice.range(rows(0.4), rows(0.58));
    let night = dice.chance(0.35);
    let snow = Colour::hex(if night { 0x6c_80_a8 } else { 0xe2_ea_f2 }).varied(dice);
    open_air(canvas, dice, horizon, snow);
    if night {
        let sky = polygon(&[(-2.0, -2.0), (34.0, -2.0), (34.0, horizon), (-2.0, horizon)], 0.0);
        canvas.blot(&sky, Colour::hex(0x14_1c_40), 0.88);
        canvas.blot(&oval((dice.range(4.0, 28.0), 4.5), (2.2, 2.2), 0.0), Colour::hex(0xf4_f0_d0), 1.0);
    }
    for _ in 0..dice.count(2, 5) {
        let (x, foot) = (dice.range(1.0, 31.0), horizon + dice.range(0.0, 2.0));
        let (high, wide) = (dice.range(6.0, 11.0), dice.range(2.0, 3.4));
        let fir = Colour::hex(0x24_50_3c).varied(dice);
        canvas.blot(&limb((x, foot), (x, foot - 2.0), (0.6, 0.6)), TRUNK, 1.0);
        for (share, width) in [(0.1, 1.0), (0.4, 0.75)] {
            let (base, top) = (foot - high * share, foot - high * (share + 0.6));
            let cone = [(x - wide * width, base), (x, top), (x + wide * width, base)];
            canvas.blot(&polygon(&cone, 0.0), fir, 1.0);
            canvas.blot(
                &limb((x - wide * width * 0.5, f32::midpoint(base, top)), (x, top), (0.2, 0.1)),
                snow,
                0.8,
            );
        }
    }
    for _ in 0..dice.count(0, 25) {
        let at = (dice.range(0.0, 32.0), dice.range(0.0, 32.0));
        canvas.blot(&oval(at, (0.35, 0.35), 0.0), Colour::grey(1.0), 0.8);
    }
    horizon
}
