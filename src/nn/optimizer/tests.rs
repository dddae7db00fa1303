//! The first steps of each rule, computed by hand or by PyTorch.

use super::*;

fn optimizer(text: &str) -> Optimizer {
    Optimizer::parse(&Spec::parse(text).unwrap()).unwrap()
}

/// The value after each step from 1.0 with the gradients 0.5, -0.2, 0.1 and rate 0.1.
pub(super) fn path(text: &str, decays: bool) -> Vec<f32> {
    let (mut w, mut v, mut s) = ([1.0_f32], [0.0], [0.0]);
    let rule = optimizer(text);
    [0.5, -0.2, 0.1]
        .iter()
        .zip(1..)
        .map(|(g, step)| {
            let penalty = decays.then(Penalty::default);
            let slot = Slot { values: &mut w, gradient: &[*g], memory: [&mut v, &mut s], penalty };
            rule.update(slot, 0.1, step);
            w[0]
        })
        .collect()
}

pub(super) fn assert_close(found: &[f32], expected: &[f32]) {
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() < 2e-6, "{found:?} against {expected:?}");
    }
}

#[test]
fn sgd_follows_its_formula() {
    // v: 0.5, 0.25, 0.325 with momentum 0.9
    assert_close(&path("sgd:momentum=0.9", true), &[0.95, 0.925, 0.8925]);
    // g + 0.9 v: 0.95, 0.025, 0.3925
    assert_close(&path("sgd:momentum=0.9,nesterov=true", true), &[0.905, 0.9025, 0.86325]);
    // decay 0.1: g = 0.6; then -0.2 + 0.094
    assert_close(&path("sgd:momentum=0,decay=0.1", true)[..2], &[0.94, 0.9506]);
    assert_eq!(path("sgd:momentum=0,decay=0.1", false), path("sgd:momentum=0", false));
}

#[test]
fn adam_equals_pytorch() {
    // p = torch.tensor([1.0], dtype=torch.float64); o = torch.optim.Adam([p], lr=0.1)
    // for g in (0.5, -0.2, 0.1): p.grad = torch.tensor([g], dtype=torch.float64); o.step(); print(p)
    assert_close(&path("adam", true), &[0.9, 0.865_439_4, 0.827_500_2]);
}

#[test]
fn decoupled_decay_shrinks_apart_from_the_gradient() {
    // AdamW's first step is 1 - 0.1 * 0.01 - 0.1 * sign(g)
    assert_close(&path("adamw", true)[..1], &[0.899]);
    assert_eq!(path("adamw", false), path("adam", false));
}

#[test]
fn texts_come_back_and_wrong_ones_are_refused() {
    for text in ["sgd:momentum=0.9", "sgd:momentum=0.9,nesterov=true,decay=0.001"] {
        assert_eq!(optimizer(text).to_string(), text);
    }
    assert_eq!(optimizer(&optimizer("adamw").to_string()), optimizer("adamw"));
    for text in ["sdg", "sgd:momentum=1", "adam:decay=-1", "sgd:speed=1"] {
        assert!(Optimizer::parse(&Spec::parse(text).unwrap()).is_err(), "{text}");
    }
}

#[test]
fn a_penalty_of_l2_is_weight_decay_and_one_of_l1_pulls_by_the_sign_and_leaves_zero_alone() {
    let step = |text: &str, w: f32, penalty| {
        let (mut w, mut v, mut s) = ([w], [0.0], [0.0]);
        let slot =
            Slot { values: &mut w, gradient: &[0.5], memory: [&mut v, &mut s], penalty: Some(penalty) };
        Optimizer::parse(&Spec::parse(text).unwrap()).unwrap().update(slot, 0.1, 1);
        w[0]
    };
    let (l2, l1) = (Penalty { l1: 0.0, l2: 0.2 }, Penalty { l1: 0.2, l2: 0.0 });
    for rule in ["sgd:momentum=0", "adam"] {
        let decayed = step(
            &format!("{rule}{}decay=0.2", if rule == "adam" { ":" } else { "," }),
            -3.0,
            Penalty::default(),
        );
        assert_eq!(step(rule, -3.0, l2), decayed, "{rule}");
    }
    assert!((step("sgd:momentum=0", -3.0, l1) - (-3.0 - 0.1 * (0.5 - 0.2))).abs() < 1e-6);
    assert!((step("sgd:momentum=0", 3.0, l1) - (3.0 - 0.1 * (0.5 + 0.2))).abs() < 1e-6);
    assert_eq!(step("sgd:momentum=0", 0.0, l1), -0.05);
}
