//! The first steps of each rule, computed by hand or by PyTorch.

use super::*;

fn optimizer(text: &str) -> Optimizer {
    Optimizer::parse(&Spec::parse(text).unwrap()).unwrap()
}

/// The value after each step from 1.0 with the gradients 0.5, -0.2, 0.1 and rate 0.1.
fn path(text: &str, decays: bool) -> Vec<f32> {
    let (mut w, mut v, mut s) = ([1.0_f32], [0.0], [0.0]);
    let rule = optimizer(text);
    [0.5, -0.2, 0.1]
        .iter()
        .zip(1..)
        .map(|(g, step)| {
            let slot = Slot { values: &mut w, gradient: &[*g], memory: [&mut v, &mut s], decays };
            rule.update(slot, 0.1, step);
            w[0]
        })
        .collect()
}

fn assert_close(found: &[f32], expected: &[f32]) {
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
