//! Cats: pointed ears, whiskers and a long tail, walking, sitting, curled up, arching or looking at us.

use super::coat::{Coat, dark, leg};
use crate::data::generate::art::{Colour, Figure, P, bend, limb, oval, polygon};
use crate::data::generate::dice::Dice;

const COATS: [[u32; 3]; 8] = [
    [0xe0_8c_3e, 0xb8_5e_20, 0xf8_dc_b4],
    [0x92_8e_86, 0x54_50_4c, 0xd8_d4_cc],
    [0x30_2d_2e, 0x1c_1a_1b, 0x4c_48_48],
    [0xf0_ec_e4, 0xc8_b8_a4, 0xfc_fa_f6],
    [0x8e_6c_4a, 0x4e_38_26, 0xd8_c0_9c],
    [0xe6_d4_b8, 0x5c_42_34, 0xf2_e6_d2],
    [0x6e_78_86, 0x4a_52_60, 0x9c_a6_b2],
    [0x3a_38_3a, 0x22_20_22, 0xf2_f0_ec],
];
const EYES: [Colour; 4] =
    [Colour::hex(0xa8_d0_48), Colour::hex(0xf0_c0_30), Colour::hex(0x58_b0_e0), Colour::hex(0x60_c0_80)];
const PINK: Colour = Colour::hex(0xea_9a_a0);
const WHISKER: Colour = Colour::hex(0xf8_f8_f4);

/// What differs from cat to cat.
struct CatBreed {
    coat: Coat,
    striped: bool,
    /// How high the ears stand.
    ear: f32,
}

/// Adds a cat and returns the colour of its outline.
pub(super) fn cat(figure: &mut Figure, dice: &mut Dice) -> Colour {
    let breed = CatBreed {
        coat: Coat::thrown(dice, &COATS, &EYES),
        striped: dice.chance(0.5),
        ear: dice.range(0.34, 0.48),
    };
    match dice.weighted(&[4.0, 4.0, 2.0, 1.2, 2.5]) {
        0 => walking(figure, dice, &breed),
        1 => sitting(figure, dice, &breed),
        2 => curled(figure, dice, &breed),
        3 => arching(figure, dice, &breed),
        _ => portrait(figure, dice, &breed),
    }
    breed.coat.line()
}

fn walking(figure: &mut Figure, dice: &mut Dice, breed: &CatBreed) {
    let coat = &breed.coat;
    let back = dice.range(0.12, 0.28);
    let stride = dice.around(0.2);
    for (x, step) in [(-0.42, stride), (0.3, -stride)] {
        leg(figure, ((x, back + 0.1), (x + step + 0.08, 0.87)), 0.075, (coat.far(), coat.far()));
    }
    tail(figure, dice, (-0.52, back - 0.04), coat);
    figure.body(limb((-0.38, back + 0.03), (0.28, back + 0.03), (0.22, 0.21)), coat.main);
    stripes(figure, (-0.4, back - 0.06), breed);
    for (x, step) in [(-0.48, -stride), (0.36, stride)] {
        leg(figure, ((x, back + 0.12), (x + step, 0.89)), 0.075, (coat.main, coat.pale));
    }
    let head = (dice.range(0.44, 0.54), back - dice.range(0.26, 0.42));
    figure.body(limb((0.3, back), head, (0.19, 0.16)), coat.main);
    figure.within(head, 0.66, |figure| face(figure, dice, breed));
}

/// Turned to us, the tail around the paws or beside the body.
fn sitting(figure: &mut Figure, dice: &mut Dice, breed: &CatBreed) {
    let coat = &breed.coat;
    let tip = (dice.range(0.5, 0.75), dice.range(0.0, 0.6));
    figure.body(bend([(0.2, 0.84), (0.85, 0.95), tip], (0.09, 0.06)), coat.mark);
    figure.body(oval((0.0, 0.5), (0.37, 0.43), 0.0), coat.main);
    figure.body(limb((0.0, 0.3), (0.0, -0.1), (0.27, 0.2)), coat.main);
    figure.detail(oval((0.0, 0.2), (0.15, 0.28), 0.0), coat.pale);
    if breed.striped {
        for (side, y) in [(-1.0, 0.4), (1.0, 0.4), (-1.0, 0.6), (1.0, 0.6)] {
            figure.detail(limb((side * 0.34, y), (side * 0.22, y + 0.05), (0.035, 0.02)), coat.mark);
        }
    }
    for side in [-1.0, 1.0] {
        figure.body(limb((side * 0.12, 0.4), (side * 0.13, 0.88), (0.09, 0.08)), coat.main);
        figure.detail(oval((side * 0.13, 0.89), (0.1, 0.06), 0.0), coat.pale);
    }
    figure.within((dice.around(0.1), -0.4), 0.8, |figure| face(figure, dice, breed));
}

/// Lying, the tail in front.
fn curled(figure: &mut Figure, dice: &mut Dice, breed: &CatBreed) {
    let coat = &breed.coat;
    figure.body(oval((-0.12, 0.52), (0.66, 0.38), 0.0), coat.main);
    stripes(figure, (-0.5, 0.34), breed);
    figure.body(bend([(-0.7, 0.6), (-0.6, 0.92), (0.15, 0.85)], (0.1, 0.07)), coat.mark);
    leg(figure, ((0.35, 0.82), (0.55, 0.86)), 0.09, (coat.main, coat.pale));
    let head = (dice.range(0.36, 0.46), dice.range(0.02, 0.24));
    figure.within(head, 0.74, |figure| face(figure, dice, breed));
}

/// The back of a startled cat.
fn arching(figure: &mut Figure, dice: &mut Dice, breed: &CatBreed) {
    let coat = &breed.coat;
    leg(figure, ((-0.38, 0.3), (-0.28, 0.87)), 0.075, (coat.far(), coat.far()));
    leg(figure, ((0.3, 0.3), (0.38, 0.87)), 0.075, (coat.far(), coat.far()));
    tail(figure, dice, (-0.5, 0.2), coat);
    figure.body(bend([(-0.42, 0.32), (-0.05, -0.42), (0.34, 0.24)], (0.2, 0.19)), coat.main);
    leg(figure, ((-0.46, 0.35), (-0.46, 0.89)), 0.075, (coat.main, coat.pale));
    leg(figure, ((0.38, 0.3), (0.3, 0.89)), 0.075, (coat.main, coat.pale));
    figure.within((0.54, -0.02), 0.64, |figure| face(figure, dice, breed));
}

fn portrait(figure: &mut Figure, dice: &mut Dice, breed: &CatBreed) {
    let coat = &breed.coat;
    figure.body(oval((0.0, 1.05), (0.56, 0.6), 0.0), coat.main.times(0.92));
    figure.detail(oval((0.0, 0.95), (0.24, 0.4), 0.0), coat.pale);
    figure.within((0.0, 0.04), 1.36, |figure| face(figure, dice, breed));
}

/// Long, mostly held high.
fn tail(figure: &mut Figure, dice: &mut Dice, (x, y): P, coat: &Coat) {
    let (out, up) = (dice.range(0.2, 0.55), dice.range(0.35, 0.95));
    let tip = (x - out + dice.range(0.0, 0.4), y - up);
    figure.body(bend([(x, y), (x - out - 0.1, y), tip], (0.075, 0.055)), coat.main.towards(coat.mark, 0.5));
}

fn stripes(figure: &mut Figure, (x, y): P, breed: &CatBreed) {
    if breed.striped {
        for at in [0.0, 0.2, 0.4, 0.6] {
            figure.detail(limb((x + at, y - 0.1), (x + at - 0.04, y + 0.13), (0.035, 0.02)), breed.coat.mark);
        }
    }
}

/// A head that looks at us, its middle at the origin.
fn face(figure: &mut Figure, dice: &mut Dice, breed: &CatBreed) {
    let coat = &breed.coat;
    for side in [-1.0, 1.0] {
        let top = -0.3 - breed.ear;
        figure.body(polygon(&[(side * 0.08, -0.28), (side * 0.4, top), (side * 0.44, 0.0)], 0.03), coat.mark);
        figure.detail(
            polygon(&[(side * 0.2, -0.3), (side * 0.35, top + 0.16), (side * 0.36, -0.16)], 0.0),
            PINK,
        );
    }
    figure.body(oval((0.0, 0.0), (0.46, 0.38), 0.0), coat.main);
    if breed.striped {
        for x in [-0.13, 0.0, 0.13] {
            figure.detail(limb((x, -0.36), (x * 0.7, -0.2), (0.03, 0.02)), coat.mark);
        }
    }
    figure.detail(oval((0.0, 0.19), (0.2, 0.14), 0.0), coat.pale);
    let open = dice.range(0.06, 0.1);
    for side in [-1.0, 1.0] {
        figure.detail(oval((side * 0.19, -0.03), (0.1, open), side * 0.25), coat.eye);
        figure.detail(oval((side * 0.19, -0.03), (0.03, open), 0.0), dark());
        figure.detail(limb((0.0, 0.17), (side * 0.09, 0.25), (0.012, 0.012)), dark());
        for (from, to) in [(0.12, 0.02), (0.18, 0.2)] {
            figure.detail(limb((side * 0.2, from), (side * 0.66, to), (0.004, 0.0)), WHISKER);
        }
    }
    figure.detail(polygon(&[(-0.06, 0.1), (0.06, 0.1), (0.0, 0.17)], 0.01), PINK.times(0.85));
}
