//! What every loss says of itself beside its value: one line each, compared with the stored ones. A change is seen in the
//! difference of `tests/facts`: `INSTA_UPDATE=always cargo test --test loss_facts` where it is meant.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

use dl_lab::base::spec::Spec;
use dl_lab::loss::{Loss, Target, TargetKind, catalogue};
use std::path::Path;

fn loss(text: &str) -> Loss {
    Loss::parse(&Spec::parse(text).unwrap()).unwrap()
}

/// What follows from a loss for the network, the screen and the help, on data of three classes with these counts.
fn facts(text: &str) -> String {
    let loss = loss(text).for_classes(3);
    let entry = loss.entry();
    let margins: Vec<f64> = loss.margins(&[60, 30, 10]);
    let margins: Vec<String> = margins.iter().map(|margin| format!("{margin:.4}")).collect();
    let kinds = [
        TargetKind::Label,
        TargetKind::Distribution,
        TargetKind::MultiHot,
        TargetKind::Values,
        TargetKind::Teacher,
    ];
    let takes: Vec<&str> = kinds.into_iter().filter(|kind| loss.takes(*kind)).map(TargetKind::name).collect();
    [
        format!("{text}: {} ({})", loss, entry.family.name()),
        format!("  outputs {} takes {}", loss.outputs(3), takes.join(", ")),
        format!("  head {:?} measure {:?} moved {:?}", entry.head, loss.measure(), entry.moved),
        format!(
            "  nll {} surprisal {} cosines {}",
            loss.is_nll(),
            loss.is_surprisal(),
            loss.needs_normalised_head()
        ),
        format!(
            "  map {:?} on labels {:?}",
            loss.probability_map(),
            loss.probability_map_for(TargetKind::MultiHot)
        ),
        format!(
            "  probabilities {} numbering {:?}",
            loss.probability_map().declares_probabilities(),
            loss.numbering()
        ),
        format!("  link {:?} curvature {:?} of one {:?}", loss.link(), loss.curvature(3), loss.curvature(1)),
        format!("  counts {} margins [{}]", loss.needs_counts(), margins.join(", ")),
        format!("  prior shift {:?} temperature {:?}", loss.prior_shift(), loss.temperature()),
        format!("  for class 1 {} for any {}", loss.for_one(Some(1)), loss.for_one(None)),
    ]
    .join("\n")
}

#[test]
fn what_losses_say_of_themselves() {
    let given = [
        "logit-adjusted:tau=0.5",
        "ldam:max_margin=0.3",
        "expected-cost:costs=0,1,2,4,0,8,16,32,0",
        "poly1:epsilon=2",
        "huber:delta=3",
        "hinge:margin=0.3",
        "crammer-singer:margin=3",
        "sigmoid-bce:pos_weight=1,2,0.5",
    ];
    let texts = catalogue::ALL.iter().map(|entry| entry.name).chain(given);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/facts"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let lines: Vec<String> = texts.map(facts).collect();
    settings.bind(|| insta::assert_snapshot!("losses", lines.join("\n")));
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let refused = |text: &str, outputs: &[f64], target: Target<'_, f64>| {
        loss(text).check_sample(outputs, target).unwrap_err().to_string()
    };
    let label = Target::Label(0);
    assert!(
        refused("class-index:classes=3", &[0.0, 1.0], label).contains("one output, the number of the class")
    );
    assert!(refused("softmax-ce", &[], label).contains("at least one output"));
    let shares = |row: &'static [f64]| refused("softmax-ce", &[0.0, 1.0], Target::Row(row));
    assert!(shares(&[-0.1, 1.1]).contains("shares of at least 0 that sum to 1"));
    assert!(shares(&[0.5, 0.6]).contains("which sums to 1.1"));
    assert!(loss("softmax-ce").check_sample(&[0.0, 1.0], Target::Row(&[0.0, 1.0])).is_ok());
    assert!(refused("mse", &[0.0], label).contains("numbers"));
    for (text, classes) in [("class-index:classes=3", 2), ("class-index:classes=1", 1)] {
        assert!(loss(text).check(classes).is_err(), "{text} on {classes}");
    }
    assert!(loss("class-index:classes=2").check(2).is_ok());
}

#[test]
fn for_one_class_a_list_of_weights_leaves_the_weight_of_that_class() {
    let of = |text: &str, class| loss(text).for_one(class).to_string();
    for text in ["sigmoid-bce", "sigmoid-bce:pos_weight=4"] {
        assert_eq!([of(text, Some(1)), of(text, None)], [text; 2], "the same for every class");
    }
    for text in ["sigmoid-bce:pos_weight=2,3", "sigmoid-bce:pos_weight=2,3,5"] {
        assert_eq!(of(text, Some(1)), "sigmoid-bce:pos_weight=3");
        assert_eq!(of(text, None), "sigmoid-bce");
    }
}
