//! Fish: a body, fins and an eye, slim, round, tall or flat.

use super::coat::dark;
use crate::data::generate::art::{Colour, Figure, bend, limb, oval, polygon};
use crate::data::generate::dice::Dice;

/// Back, fins and stripes, belly.
const SCALES: [[u32; 3]; 9] = [
    [0xf0_80_28, 0xfa_f4_ea, 0xf8_b8_68],
    [0xe8_b8_28, 0x28_58_b8, 0xf8_e4_90],
    [0x38_78_c8, 0xf0_d0_30, 0x90_c0_e8],
    [0x98_a4_ae, 0x60_6c_78, 0xe0_e6_ea],
    [0x6c_7c_58, 0x44_52_38, 0xc8_cc_a8],
    [0xd0_48_50, 0xf4_e8_e0, 0xf0_a0_90],
    [0x8a_68_48, 0x5c_42_2c, 0xd8_c0_98],
    [0x38_3c_42, 0x1e_22_28, 0x8c_92_9a],
    [0x9c_60_b0, 0xf0_a8_50, 0xd8_b0_e0],
];

/// One fish's colours.
struct Scales {
    back: Colour,
    fin: Colour,
    belly: Colour,
}

/// Adds a fish and returns the colour of its outline.
pub(super) fn fish(figure: &mut Figure, dice: &mut Dice) -> Colour {
    let at = dice.count(0, SCALES.len() - 1);
    let [back, fin, belly] = SCALES[at].map(|code| Colour::hex(code).varied(dice));
    let scales = Scales { back, fin, belly };
    let (long, high) = match dice.weighted(&[3.0, 3.0, 2.0, 1.5]) {
        0 => (dice.range(0.58, 0.66), dice.range(0.26, 0.34)),
        1 => (dice.range(0.52, 0.6), dice.range(0.38, 0.46)),
        2 => (dice.range(0.44, 0.5), dice.range(0.48, 0.56)),
        _ => (dice.range(0.64, 0.7), dice.range(0.17, 0.22)),
    };
    tail(figure, dice, long, &scales);
    fins(figure, dice, (long, high), &scales);
    body(figure, dice, (long, high), &scales);
    head(figure, dice, (long, high), &scales);
    back.times(0.3).towards(dark(), 0.5)
}

/// The middle of the body: the tail needs room behind it.
const MIDDLE: f32 = 0.24;

fn tail(figure: &mut Figure, dice: &mut Dice, long: f32, scales: &Scales) {
    let root = MIDDLE - long + 0.12;
    let (end, high) = (-dice.range(0.78, 0.98), dice.range(0.28, 0.5));
    let notch = end + dice.range(0.05, 0.28);
    let sway = dice.around(0.15);
    let points = [(root, -0.07), (end, sway - high), (notch, sway), (end, sway + high), (root, 0.07)];
    figure.body(polygon(&points, 0.03), scales.fin);
}

fn fins(figure: &mut Figure, dice: &mut Dice, (long, high): (f32, f32), scales: &Scales) {
    let rise = dice.range(0.14, 0.34);
    let lean = dice.range(0.05, 0.3);
    let (front, rear) = (MIDDLE + long * 0.3, MIDDLE - long * 0.55);
    let top = [(front, -high * 0.75), (rear + lean, -high - rise), (rear, -high * 0.7)];
    figure.body(polygon(&top, 0.04), scales.fin);
    let drop = rise * dice.range(0.5, 1.0);
    let under = [(MIDDLE, high * 0.75), (rear + lean * 0.5, high + drop), (rear, high * 0.6)];
    figure.body(polygon(&under, 0.03), scales.fin);
}

fn body(figure: &mut Figure, dice: &mut Dice, (long, high): (f32, f32), scales: &Scales) {
    let root = (MIDDLE - long * 0.55, 0.0);
    figure.body(limb(root, (MIDDLE - long - 0.02, 0.0), (high * 0.6, 0.08)), scales.back);
    figure.body(oval((MIDDLE, 0.0), (long, high), 0.0), scales.back);
    figure.detail(oval((MIDDLE, high * 0.42), (long * 0.72, high * 0.46), 0.0), scales.belly);
    match dice.count(0, 3) {
        0 => {
            for x in [-0.45, -0.02, 0.4] {
                let (x, half) = (MIDDLE + long * x, high * 0.78);
                let stripe = [(x, -half), (x - 0.1, 0.0), (x, half)];
                figure.detail(bend(stripe, (0.05, 0.05)), scales.fin);
            }
        }
        1 => figure.detail(
            limb((MIDDLE - long * 0.8, -0.02), (MIDDLE + long * 0.5, -0.04), (0.05, 0.04)),
            scales.fin,
        ),
        2 => {
            for (x, y) in [(-0.5, -0.1), (-0.2, -0.4), (-0.1, 0.2), (0.2, -0.2)] {
                figure.detail(oval((MIDDLE + long * x, high * y), (0.06, 0.06), 0.0), scales.fin);
            }
        }
        _ => {}
    }
    let fin = [(MIDDLE + 0.1, 0.05), (MIDDLE - 0.14, 0.05 + high * 0.55), (MIDDLE - 0.22, 0.02 + high * 0.2)];
    figure.detail(polygon(&fin, 0.03), scales.fin.times(0.85));
}

fn head(figure: &mut Figure, dice: &mut Dice, (long, high): (f32, f32), scales: &Scales) {
    let gill = MIDDLE + long * 0.36;
    let arc = [(gill, -high * 0.6), (gill - 0.1, 0.0), (gill, high * 0.6)];
    figure.detail(bend(arc, (0.014, 0.014)), scales.back.times(0.5));
    let (eye, at) = (dice.range(0.085, 0.12), (MIDDLE + long * 0.64, -high * 0.22));
    figure.detail(oval(at, (eye, eye), 0.0), Colour::grey(0.96));
    figure.detail(oval((at.0 + 0.02, at.1), (eye * 0.55, eye * 0.6), 0.0), dark());
    let lip = MIDDLE + long;
    figure.detail(limb((lip - 0.1, high * 0.3), (lip - 0.02, high * 0.16), (0.02, 0.02)), dark());
}
