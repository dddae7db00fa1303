//! Losses on paper-sized numbers: values and gradients that are known from elsewhere.

#![allow(clippy::unwrap_used, reason = "a loss that cannot be read is a failed test")]

#[path = "support/losses.rs"]
mod losses;

use dl_lab::loss::{Context, Reduction, Target, Targets, evaluate};
use losses::{parse, row};
use ndarray::array;

const LOGITS: [f64; 5] = [2.0, 1.0, 0.1, -1.0, 0.5];
const WEIGHTS: &[f64] = &[0.29156, 0.922_075, 2.9156, 9.226_582, 29.156];
const LABEL: Target<'static, f64> = Target::Label(2);
const SOFT: Target<'static, f64> = Target::Row(&[0.1, 0.2, 0.5, 0.1, 0.1]);

#[track_caller]
fn check(
    text: &str,
    logits: &[f64],
    target: Target<'_, f64>,
    weights: Option<&[f64]>,
    value: f64,
    gradient: &[f64],
) {
    let (found, grad) = row(&parse(text), logits, target, weights);
    assert!((found.weighted - value).abs() < 1e-5, "{text}: {found:?} for {value}");
    assert_eq!(grad.len(), gradient.len());
    for (found, expected) in grad.iter().zip(gradient) {
        assert!((found - expected).abs() < 1e-5, "{text}: {grad:?} for {gradient:?}");
    }
}

#[test]
fn cross_entropy_and_its_relations_have_their_known_values_and_gradients() {
    // loss, target, weights, value, gradient
    let vectors = [
        ("softmax-ce", LABEL, None, 2.482_420, [0.558_545, 0.205_477, -0.916_459, 0.027_808, 0.124_628]),
        (
            "softmax-ce",
            LABEL,
            Some(WEIGHTS),
            7.237_743,
            [1.628_494, 0.599_090, -2.672_028, 0.081_078, 0.363_366],
        ),
        ("softmax-ce", SOFT, None, 2.182_420, [0.458_545, 0.005_477, -0.416_459, -0.072_192, 0.024_628]),
        (
            "softmax-ce:label_smoothing=0.1",
            LABEL,
            None,
            2.440_420,
            [0.538_545, 0.185_477, -0.836_459, 0.007_808, 0.104_628],
        ),
        ("kl", SOFT, None, 0.823_183, [0.458_545, 0.005_477, -0.416_459, -0.072_192, 0.024_628]),
        ("focal:gamma=2", LABEL, None, 2.084_978, [0.681_433, 0.250_685, -1.118_093, 0.033_927, 0.152_048]),
        ("poly1:epsilon=2", LABEL, None, 4.315_338, [0.651_868, 0.239_809, -1.069_583, 0.032_455, 0.145_451]),
        (
            "balanced-softmax",
            LABEL,
            None,
            4.329_293,
            [0.880_991, 0.102_480, -0.986_823, 0.001_386, 0.001_966],
        ),
        (
            "expected-cost:costs=0,1,1,1,1,1,0,1,1,1,5,1,0,2,3,1,1,1,0,1,1,1,1,1,0",
            LABEL,
            None,
            3.427_705,
            [0.878_198, -0.498_838, -0.286_353, -0.039_702, -0.053_304],
        ),
    ];
    for (text, target, weights, value, gradient) in vectors {
        check(text, &LOGITS, target, weights, value, &gradient);
    }
}

#[test]
fn bounded_losses_and_losses_on_scores_have_their_known_values_and_gradients() {
    let vectors = [
        ("brier", 1.210_397, [0.295_591, -0.036_353, -0.202_235, -0.014_801, -0.042_201]),
        // These are sums over the classes here, means in the source of the numbers.
        ("mse-logits", 1.412 * 5.0, [4.0, 2.0, -1.8, -2.0, 1.0]),
        ("mae", 1.832_918, [0.093_323, 0.034_331, -0.153_124, 0.004_646, 0.020_823]),
        ("gce:q=0.7", 1.177_249, [0.098_262, 0.036_149, -0.161_229, 0.004_892, 0.021_925]),
        ("symmetric-ce:alpha=1", 6.148_256, [0.745_191, 0.274_140, -1.222_706, 0.037_101, 0.166_274]),
        ("hinge", 6.2, [1.0, 1.0, -3.0, 0.0, 1.0]),
        ("crammer-singer", 2.9, [1.0, 0.0, -1.0, 0.0, 0.0]),
    ];
    for (text, value, gradient) in vectors {
        check(text, &LOGITS, LABEL, None, value, &gradient);
    }
}

#[test]
fn losses_on_sigmoids_have_their_known_values_and_gradients() {
    let vectors = [
        ("sigmoid-bce", 5.371_925, [0.880_797, 0.731_059, -0.475_021, 0.268_941, 0.622_459]),
        ("sigmoid-bce:pos_weight=3", 6.660_718, [0.880_797, 0.731_059, -1.425_062, 0.268_941, 0.622_459]),
        ("sigmoid-focal", 2.100_363, [0.807_535, 0.576_176, -0.064_964, 0.039_436, 0.394_614]),
        ("asl", 1.490_198, [0.723_490, 0.416_534, -0.386_342, 0.002_618, 0.208_874]),
    ];
    for (text, value, gradient) in vectors {
        check(text, &LOGITS, LABEL, None, value, &gradient);
    }
}

#[test]
fn one_logit_has_the_known_values_and_gradients_of_a_confident_mistake() {
    let wrong = |text, value, slope| check(text, &[8.0], Target::Label(0), None, value, &[slope]);
    wrong("logistic", 8.000_335, 0.999_665);
    // p^2 and 2 p^2 (1 - p) with p = 0.999665.
    wrong("logistic-square", 0.999_329, 0.000_670);
    check("logistic", &[0.0], Target::Label(1), Some(&[1.0, 256.0]), 256.0 * 2_f64.ln(), &[-128.0]);
}

#[test]
fn margins_teachers_and_huber_have_their_known_values_and_gradients() {
    let cosines = [0.5, 0.3, 0.2, -0.1, 0.1];
    check("ldam", &cosines, LABEL, None, 17.437_602, &[29.925_637, 0.074_178, -29.999_999, 0.0, 0.000_184]);
    let taught = Target::Teacher { label: None, teacher: &[1.5, 2.0, 3.0, -0.5, 0.0] };
    let slopes = [0.304_145, -0.053_464, -0.493_457, 0.033_741, 0.209_035];
    check("distillation:temperature=4,alpha=1", &LOGITS, taught, None, 0.891_835, &slopes);
    let one_hot = Target::Row(&[0.0, 0.0, 1.0, 0.0, 0.0]);
    check("huber", &LOGITS, one_hot, None, 0.606, &[0.2, 0.2, -0.18, -0.2, 0.1]);
    check("mse", &LOGITS, one_hot, None, 1.412, &[0.8, 0.4, -0.36, -0.4, 0.2]);
}

/// Divided by the weight of the label.
#[test]
fn smoothing_with_class_weights_is_that_of_pytorch() {
    let context = Context { class_weights: Some(WEIGHTS), ..Context::default() };
    let smooth = parse("softmax-ce:label_smoothing=0.1");
    let batch = evaluate(&smooth, &array![LOGITS], Targets::Labels(&[2]), &context, Reduction::Torch);
    assert!((batch.reduced - 2.938_219).abs() < 1e-5, "{}", batch.reduced);
    for (found, expected) in batch.grad.iter().zip([0.663_572, 0.238_525, -0.820_451, -0.030_154, -0.051_491])
    {
        assert!((found - expected).abs() < 1e-5, "{found} for {expected}");
    }
}

#[test]
fn zero_logits_give_the_known_first_losses() {
    for (text, expected) in [
        ("softmax-ce", 10_f64.ln()),
        ("l1-normalised", 10_f64.ln()),
        ("expected-cost", 0.9),
        ("sigmoid-bce", 10.0 * 2_f64.ln()),
        ("brier", 0.9),
        ("mse-logits", 1.0),
        ("mae", 1.8),
    ] {
        let mut grad = [0.0; 10];
        let value = parse(text).row(&[0.0; 10], Target::Label(3), &Context::default(), &mut grad).value;
        assert!((value - expected).abs() < 1e-12, "{text}: {value}");
    }
}
