//! Dogs: floppy ears and a snout, standing, sitting, lying or looking at us.

use super::coat::{Coat, button_eye, dark, leg};
use crate::data::generate::art::{Colour, Figure, P, bend, limb, oval};
use crate::data::generate::dice::Dice;

const COATS: [[u32; 3]; 8] = [
    [0xd9_a5_5b, 0xb0_78_36, 0xf0_d9_a8],
    [0x7d_4c_28, 0x52_2f_18, 0xc9_9a_68],
    [0x35_30_2e, 0x1f_1c_1b, 0xb8_79_3e],
    [0xee_e6_d8, 0x6b_43_28, 0xfa_f6_ee],
    [0xea_e6_e0, 0x2c_29_29, 0xf8_f6_f2],
    [0x90_8c_88, 0x5e_5b_5a, 0xd4_d0_c8],
    [0xa8_5a_2a, 0x7a_3c_18, 0xf2_e2_c8],
    [0xc8_b0_8e, 0x33_2a_26, 0xe6_d6_ba],
];
const TONGUE: Colour = Colour::hex(0xe8_6a_78);
const COLLARS: [Colour; 4] =
    [Colour::hex(0xd0_2f_2f), Colour::hex(0x2f_6f_d0), Colour::hex(0x2f_a0_58), Colour::hex(0xe0_b0_20)];

/// What differs from dog to dog.
struct DogBreed {
    coat: Coat,
    /// Half the width of a leg.
    leg: f32,
    /// How far the ears hang.
    ear: f32,
    /// How long the snout is.
    snout: f32,
    collar: Option<Colour>,
}

/// Adds a dog and returns the colour of its outline.
pub(super) fn dog(figure: &mut Figure, dice: &mut Dice) -> Colour {
    let breed = DogBreed {
        coat: Coat::thrown(dice, &COATS, &[dark()]),
        leg: dice.range(0.08, 0.12),
        ear: dice.range(0.42, 0.68),
        snout: dice.range(0.3, 0.46),
        collar: dice.chance(0.45).then(|| Colour::one_of(dice, &COLLARS)),
    };
    match dice.weighted(&[4.0, 3.0, 2.0, 2.0, 2.5]) {
        0 => standing(figure, dice, &breed),
        1 => sitting(figure, dice, &breed),
        2 => lying(figure, dice, &breed),
        3 => begging(figure, dice, &breed),
        _ => portrait(figure, dice, &breed),
    }
    breed.coat.line()
}

fn standing(figure: &mut Figure, dice: &mut Dice, breed: &DogBreed) {
    let coat = &breed.coat;
    let (back, belly) = (dice.range(-0.08, 0.22), dice.range(0.2, 0.27));
    let stride = dice.around(0.16);
    for (x, step) in [(-0.42, stride), (0.34, -stride)] {
        leg(figure, ((x, back + 0.1), (x + step + 0.08, 0.86)), breed.leg, (coat.far(), coat.far()));
    }
    tail(figure, dice, (-0.52, back - 0.02), coat.main);
    figure.body(limb((-0.4, back + 0.03), (0.3, back + 0.02), (belly * 0.92, belly * 1.1)), coat.main);
    patch(figure, dice, (-0.2, back - 0.04), coat);
    for (x, step) in [(-0.5, -stride), (0.4, stride)] {
        leg(figure, ((x, back + 0.12), (x + step, 0.88)), breed.leg, (coat.main, coat.pale));
    }
    let head = (dice.range(0.52, 0.6), back - dice.range(0.38, 0.5));
    neck(figure, (0.34, back - 0.04), head, breed);
    figure.within(head, 1.0, |figure| profile(figure, dice, breed));
}

fn sitting(figure: &mut Figure, dice: &mut Dice, breed: &DogBreed) {
    let coat = &breed.coat;
    tail(figure, dice, (-0.42, 0.78), coat.main);
    leg(figure, ((0.28, 0.1), (0.4, 0.86)), breed.leg, (coat.far(), coat.far()));
    figure.body(limb((-0.18, 0.55), (0.14, -0.05), (0.34, 0.25)), coat.main);
    figure.detail(limb((0.26, 0.0), (0.2, 0.45), (0.11, 0.06)), coat.pale);
    patch(figure, dice, (-0.16, 0.3), coat);
    figure.body(oval((-0.2, 0.66), (0.3, 0.25), -0.2), coat.main.times(0.93));
    leg(figure, ((-0.1, 0.86), (0.08, 0.88)), breed.leg, (coat.main, coat.pale));
    leg(figure, ((0.2, 0.1), (0.24, 0.88)), breed.leg, (coat.main, coat.pale));
    let head = (dice.range(0.2, 0.32), dice.range(-0.58, -0.46));
    neck(figure, (0.14, -0.1), head, breed);
    figure.within(head, 1.05, |figure| profile(figure, dice, breed));
}

fn lying(figure: &mut Figure, dice: &mut Dice, breed: &DogBreed) {
    let coat = &breed.coat;
    tail(figure, dice, (-0.62, 0.62), coat.main);
    figure.body(limb((-0.42, 0.58), (0.25, 0.52), (0.29, 0.27)), coat.main);
    patch(figure, dice, (-0.1, 0.42), coat);
    figure.body(oval((-0.42, 0.66), (0.28, 0.23), 0.1), coat.main.times(0.93));
    leg(figure, ((-0.35, 0.86), (-0.1, 0.87)), breed.leg, (coat.main, coat.pale));
    leg(figure, ((0.2, 0.8), (0.62, 0.86)), breed.leg * 1.1, (coat.main, coat.pale));
    let head = (dice.range(0.36, 0.44), dice.range(-0.02, 0.2));
    neck(figure, (0.24, 0.46), head, breed);
    if dice.chance(0.5) {
        figure.within(head, 1.1, |figure| profile(figure, dice, breed));
    } else {
        figure.within((head.0, head.1 - 0.06), 0.72, |figure| face(figure, dice, breed));
    }
}

/// Sitting, turned to us.
fn begging(figure: &mut Figure, dice: &mut Dice, breed: &DogBreed) {
    let coat = &breed.coat;
    tail(figure, dice, (-0.36, 0.8), coat.main);
    figure.body(oval((0.0, 0.42), (0.4, 0.5), 0.0), coat.main);
    figure.detail(oval((0.0, 0.3), (0.2, 0.34), 0.0), coat.pale);
    for side in [-1.0, 1.0] {
        figure.body(oval((side * 0.36, 0.72), (0.2, 0.19), 0.0), coat.main.times(0.92));
        figure.body(limb((side * 0.17, 0.35), (side * 0.17, 0.88), (0.11, breed.leg)), coat.main);
        figure.detail(oval((side * 0.17, 0.88), (0.12, 0.07), 0.0), coat.pale);
    }
    if let Some(collar) = breed.collar {
        figure.detail(bend([(-0.25, 0.02), (0.0, 0.14), (0.25, 0.02)], (0.06, 0.06)), collar);
    }
    figure.within((dice.around(0.08), -0.38), 0.86, |figure| face(figure, dice, breed));
}

fn portrait(figure: &mut Figure, dice: &mut Dice, breed: &DogBreed) {
    let coat = &breed.coat;
    figure.body(oval((0.0, 1.05), (0.66, 0.6), 0.0), coat.main.times(0.92));
    figure.detail(oval((0.0, 0.95), (0.3, 0.4), 0.0), coat.pale);
    if let Some(collar) = breed.collar {
        figure.detail(bend([(-0.42, 0.56), (0.0, 0.8), (0.42, 0.56)], (0.08, 0.08)), collar);
    }
    figure.within((0.0, -0.12), 1.3, |figure| face(figure, dice, breed));
}

/// Up and waving, or down.
fn tail(figure: &mut Figure, dice: &mut Dice, (x, y): P, colour: Colour) {
    let (back, up) = (dice.range(0.25, 0.4), dice.range(-0.1, 0.55));
    figure.body(bend([(x, y), (x - back, y + 0.02), (x - back, y - up)], (0.1, 0.05)), colour);
}

fn patch(figure: &mut Figure, dice: &mut Dice, (x, y): P, coat: &Coat) {
    if dice.chance(0.4) {
        let radii = (dice.range(0.14, 0.26), dice.range(0.1, 0.16));
        figure.detail(oval((x + dice.around(0.15), y), radii, dice.around(0.5)), coat.mark);
    }
}

fn neck(figure: &mut Figure, from: P, (x, y): P, breed: &DogBreed) {
    figure.body(limb(from, (x - 0.06, y + 0.06), (0.22, 0.17)), breed.coat.main);
    if let Some(collar) = breed.collar {
        let (midx, midy) = (f32::midpoint(from.0, x), f32::midpoint(from.1, y) + 0.05);
        figure.detail(limb((midx - 0.19, midy - 0.06), (midx + 0.19, midy + 0.08), (0.06, 0.06)), collar);
    }
}

/// A head that looks to the right, its middle at the origin.
fn profile(figure: &mut Figure, dice: &mut Dice, breed: &DogBreed) {
    let coat = &breed.coat;
    let end = breed.snout;
    figure.body(oval((0.0, 0.0), (0.27, 0.25), 0.0), coat.main);
    if dice.chance(0.3) {
        figure.body(limb((0.16, 0.2), (end - 0.06, 0.24), (0.06, 0.05)), coat.main.times(0.8));
        figure.detail(limb((0.22, 0.2), (end - 0.04, 0.3), (0.05, 0.06)), TONGUE);
    }
    figure.body(limb((0.1, 0.06), (end, 0.1), (0.16, 0.1)), coat.main.towards(coat.pale, 0.45));
    figure.detail(oval((end + 0.07, 0.03), (0.07, 0.06), 0.0), dark());
    figure.detail(limb((0.16, 0.2), (end + 0.02, 0.19), (0.012, 0.012)), dark());
    button_eye(figure, (0.1, -0.08), 0.055);
    let swing = dice.around(0.08);
    let ear = [(-0.08, -0.2), (-0.26, -0.2), (-0.2 + swing, -0.2 + breed.ear)];
    figure.body(bend(ear, (0.08, 0.13)), coat.mark);
}

/// A head that looks at us, its middle at the origin.
fn face(figure: &mut Figure, dice: &mut Dice, breed: &DogBreed) {
    let coat = &breed.coat;
    figure.body(oval((0.0, 0.0), (0.42, 0.43), 0.0), coat.main);
    match dice.count(0, 2) {
        0 => figure.detail(oval((0.0, -0.22), (0.1, 0.26), 0.0), coat.pale),
        1 => figure.detail(oval((-0.19, -0.1), (0.18, 0.2), 0.2), coat.mark),
        _ => {}
    }
    figure.detail(oval((0.0, 0.2), (0.27, 0.22), 0.0), coat.pale);
    if dice.chance(0.45) {
        figure.detail(oval((0.02, 0.4), (0.09, 0.15), 0.0), TONGUE);
    }
    for side in [-1.0, 1.0] {
        let tip = (side * dice.range(0.5, 0.62), -0.3 + breed.ear * 1.15);
        figure.body(bend([(side * 0.3, -0.34), (side * 0.64, -0.36), tip], (0.09, 0.15)), coat.mark);
        button_eye(figure, (side * 0.18, -0.08), 0.075);
        figure.detail(bend([(0.0, 0.22), (side * 0.04, 0.34), (side * 0.16, 0.3)], (0.015, 0.015)), dark());
    }
    figure.detail(oval((0.0, 0.12), (0.12, 0.085), 0.0), dark());
}
