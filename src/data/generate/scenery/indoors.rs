//! Rooms and studios.

use super::rows;
use crate::data::generate::art::{Canvas, Colour, SIDE, limb, oval, polygon};
use crate::data::generate::dice::Dice;

const WALLS: [Colour; 6] = [
    Colour::hex(0xd8_c8_a8),
    Colour::hex(0xa8_c0_c8),
    Colour::hex(0xc8_90_80),
    Colour::hex(0x90_a8_80),
    Colour::hex(0xe0_dc_d4),
    Colour::hex(0x70_78_98),
];
const FLOORS: [Colour; 3] = [Colour::hex(0xa0_70_44), Colour::hex(0x70_54_40), Colour::hex(0xb8_a8_90)];
const CLOTHS: [Colour; 4] =
    [Colour::hex(0xa8_38_38), Colour::hex(0x38_60_98), Colour::hex(0x48_80_60), Colour::hex(0xd0_a0_40)];
const STUDIOS: [Colour; 7] = [
    Colour::hex(0x88_a8_c8),
    Colour::hex(0xc8_b0_90),
    Colour::hex(0x90_98_a0),
    Colour::hex(0xd8_98_98),
    Colour::hex(0x80_b0_98),
    Colour::hex(0xe0_d0_80),
    Colour::hex(0x58_50_68),
];

/// A wall with a window or an image, a floor with a rug.
pub(super) fn room(canvas: &mut Canvas, dice: &mut Dice) -> f32 {
    let edge = dice.range(rows(0.52), rows(0.72));
    let (wall, floor) = (Colour::one_of(dice, &WALLS), Colour::one_of(dice, &FLOORS));
    canvas
        .ground(|(_, y)| if y < edge { wall.times(1.06 - 0.004 * y) } else { floor.times(0.7 + 0.012 * y) });
    match dice.count(0, 2) {
        0 => window(canvas, dice, edge),
        1 => image(canvas, dice, edge),
        _ => {}
    }
    for _ in 0..3 {
        let y = dice.range(edge + 1.5, 32.0);
        canvas.blot(&limb((-1.0, y), (33.0, y), (0.05, 0.05)), floor.times(0.6), 0.6);
    }
    canvas.blot(&limb((-1.0, edge), (33.0, edge), (0.5, 0.5)), wall.times(1.2), 0.9);
    if dice.chance(0.45) {
        let rug = Colour::one_of(dice, &CLOTHS);
        let at = (dice.range(10.0, 22.0), dice.range(28.0, 31.0));
        canvas.blot(&oval(at, (13.0, 3.8), 0.0), rug, 1.0);
        canvas.blot(&oval(at, (10.5, 2.8), 0.0), rug.times(1.35), 0.8);
    }
    edge
}

fn window(canvas: &mut Canvas, dice: &mut Dice, edge: f32) {
    let (x, y) = (dice.range(1.0, 20.0), dice.range(1.0, 3.0));
    let (wide, high) = (dice.range(8.0, 11.0), (edge - y - 3.0).min(11.0));
    let square = |inset: f32| {
        let (left, top, right, bottom) = (x + inset, y + inset, x + wide - inset, y + high - inset);
        polygon(&[(left, top), (right, top), (right, bottom), (left, bottom)], 0.0)
    };
    canvas.blot(&square(0.0), Colour::grey(0.95), 1.0);
    canvas.blot(&square(1.0), Colour::hex(0x9c_cc_ec).varied(dice), 1.0);
    let (middle, across) = (x + wide / 2.0, y + high / 2.0);
    canvas.blot(&limb((middle, y), (middle, y + high), (0.3, 0.3)), Colour::grey(0.95), 1.0);
    canvas.blot(&limb((x, across), (x + wide, across), (0.3, 0.3)), Colour::grey(0.95), 1.0);
}

fn image(canvas: &mut Canvas, dice: &mut Dice, edge: f32) {
    let (x, y) = (dice.range(5.0, 27.0), dice.range(4.0, edge * 0.4));
    let (wide, high) = (dice.range(2.5, 4.5), dice.range(2.0, 3.5));
    let square = [(x - wide, y - high), (x + wide, y - high), (x + wide, y + high), (x - wide, y + high)];
    canvas.blot(&polygon(&square, 0.7), Colour::hex(0x5a_40_2c), 1.0);
    canvas.blot(&polygon(&square, 0.0), Colour::one_of(dice, &CLOTHS), 1.0);
    canvas.blot(
        &limb((x - wide * 0.5, y + high * 0.4), (x + wide * 0.6, y - high * 0.2), (0.5, 0.2)),
        Colour::grey(0.9),
        0.7,
    );
}

/// A light in the middle of one colour.
pub(super) fn studio(canvas: &mut Canvas, dice: &mut Dice) -> f32 {
    let colour = Colour::one_of(dice, &STUDIOS);
    let light = (dice.range(8.0, 24.0), dice.range(4.0, 20.0));
    canvas.ground(|(x, y)| colour.times(1.2 - 0.55 * (x - light.0).hypot(y - light.1) / SIDE as f32));
    dice.range(rows(0.5), rows(0.7))
}
