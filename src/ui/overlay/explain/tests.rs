//! The box over arms that really trained.

use crate::lab::drive::worker::run_here;
use crate::lab::fixtures::{arm_on, several, valued};
use crate::lab::recipe::ArmId;
use crate::lab::{Body, Event};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::overlay::Overlay;
use crate::ui::testing::{GARMENTS, Scene, TWIN, cells, press, screen, themes};
use crate::ui::widgets::testing::default_theme;
use std::sync::atomic::AtomicBool;

const SIZES: [(u16, u16); 6] = [(160, 48), (120, 30), (100, 30), (80, 24), (60, 16), (20, 6)];

fn text(app: &App) -> String {
    screen(app, (160, 48)).join("\n")
}

fn opened(scene: &Scene) -> App {
    let mut app = scene.rested(default_theme());
    press(&mut app, "e");
    app
}

/// The numbers of a class's row, those in front first.
fn numbers(app: &App, name: &str) -> Vec<f64> {
    let text = text(app);
    let head = text.lines().position(|line| line.contains("exp z")).unwrap();
    let line =
        text.lines().skip(head).find(|line| line.contains(&format!("{name} "))).unwrap().replace('−', "-");
    let line = &line[line.find(name).unwrap() + name.len()..];
    line.split(|c: char| c.is_whitespace() || "█▏▎▍▌▋▊▉│".contains(c))
        .filter_map(|word| word.parse().ok())
        .take(6)
        .collect()
}

#[test]
fn the_rows_are_the_numbers_of_the_arms_own_logits() {
    let app = opened(&Scene::garments());
    let logits = app.watched_logits().remove(&app.arm).unwrap();
    let truth = app.truth(app.watched.unwrap()).unwrap();
    let sum: f64 = logits.iter().map(|z| f64::from(*z).exp()).sum();
    for (class, name) in GARMENTS.iter().enumerate() {
        let z = f64::from(logits[class]);
        let p = z.exp() / sum;
        let expected = [z, z.exp(), p, 1.0 / (1.0 + (-z).exp()), p - f64::from(u8::from(class == truth))];
        for (found, expected) in numbers(&app, name).iter().zip(expected) {
            assert!((found - expected).abs() < 0.0051, "{name}: {found} for {expected}: {}", text(&app));
        }
    }
    let surprisal = sum.ln() - f64::from(logits[truth]);
    let bits = format!("{:.3} bits", surprisal / std::f64::consts::LN_2);
    assert!(text(&app).contains(bits.trim_start_matches('0')), "{bits}: {}", text(&app));
}

#[test]
fn a_constant_moves_the_sigmoids_and_not_the_softmax() {
    let mut app = opened(&Scene::garments());
    let before = numbers(&app, "Shirt");
    press(&mut app, "+ + +");
    let after = numbers(&app, "Shirt");
    assert!((after[0] - before[0] - 3.0).abs() < 0.002 && after[3] > before[3], "{before:?} {after:?}");
    assert_eq!(before[2], after[2]);
    assert!(text(&app).contains("+3 on every logit"));
    press(&mut app, "Home");
    assert_eq!(numbers(&app, "Shirt"), before);
    press(&mut app, "Esc");
    assert!(app.overlay.is_none());
}

#[test]
fn a_step_leaves_the_box_open_and_shows_what_it_did_to_one_weight() {
    let scene = Scene::garments();
    let mut app = scene.after(default_theme(), 2);
    press(&mut app, "e");
    assert!(text(&app).contains(". makes one step"));
    assert!(matches!(press(&mut app, ".")[..], [Effect::SendAll(_)]));
    let mut trainer = arm_on(&scene.bench, &scene.recipe, ArmId::A);
    trainer.trace(Some(trainer.output_of(app.watched.unwrap())));
    trainer.advance().unwrap();
    let step = trainer.traced().unwrap().clone();
    app.apply(&Event { arm: ArmId::A, step: trainer.step(), body: Body::Traced(step.clone()) });
    let wanted = format!("before {:.6}", step.before).replace('-', "−");
    assert!(
        text(&app).contains(&wanted) && text(&app).contains("gradient of the batch"),
        "{wanted}: {}",
        text(&app)
    );
}

#[test]
fn image_arm_and_unit_change_within_the_box_and_other_keys_leave_it() {
    let mut app = opened(&Scene::garments());
    let mut before = text(&app);
    for key in ["a", "]", "b"] {
        press(&mut app, key);
        assert!(matches!(app.overlay, Some(Overlay::Explain { .. })), "{key}");
        assert_ne!(text(&app), before, "{key}");
        before = text(&app);
    }
    press(&mut app, "3");
    assert!(app.overlay.is_none() && app.focus == crate::lab::recipe::PaneId::Confusion);
}

#[test]
fn labels_numbers_and_what_cannot_be_explained_have_their_own_words() {
    let labels = opened(&Scene::on(several(), &[]));
    assert!(text(&labels).contains("sigmoid-bce of arm A") && text(&labels).contains("sigmoids"));
    let numbers = opened(&Scene::on(valued(), &[]));
    assert!(
        text(&numbers).contains("predicted") && !text(&numbers).contains("softmax "),
        "{}",
        text(&numbers)
    );
    let silent = opened(&Scene { events: Vec::new(), ..Scene::garments() });
    assert!(text(&silent).contains("no arm yet"), "{}", text(&silent));
}

#[test]
fn the_columns_are_those_of_the_arms_own_map() {
    let of = |loss: &str| {
        let mut app = Scene::of(&GARMENTS, &[&format!("B:loss={loss}")]).rested(default_theme());
        press(&mut app, "e a");
        assert!(text(&app).contains(" of arm B"), "{loss}: {}", text(&app));
        text(&app)
    };
    let cases: [(&str, &[&str], &[&str]); 5] = [
        ("hinge", &["z-y", "(softmax)", "neither the softmax"], &["p-y"]),
        ("ordinal", &["between the thresholds", "(truth)", "every class moves"], &["exp z", "stands still"]),
        ("ldam", &["softmax sz", "behind the margin"], &[]),
        ("l1-normalised", &["sp(z)", "sp/sum"], &["stands still", "exp z"]),
        ("sigmoid-bce", &["softmax", "the answer"], &["(softmax)"]),
    ];
    for (loss, there, absent) in cases {
        let text = of(loss);
        // The panes around the box have words of their own.
        let found = |word: &&&str| text.contains(**word);
        assert_eq!(there.iter().filter(found).count(), there.len(), "{loss}: {text}");
        assert_eq!(absent.iter().filter(found).count(), 0, "{loss}: {text}");
    }
}

#[test]
fn shares_of_the_softplus_are_those_that_the_loss_compares() {
    let mut app = Scene::of(&GARMENTS, &["B:loss=l1-normalised"]).rested(default_theme());
    press(&mut app, "e a");
    let logits = app.watched_logits().remove(&app.arm).unwrap();
    let positive = |z: f32| f64::from(z).exp().ln_1p();
    let share = positive(logits[0]) / logits.iter().map(|z| positive(*z)).sum::<f64>();
    let text = text(&app);
    let head = text.lines().position(|line| line.contains("sp/sum")).unwrap();
    let row = text.lines().nth(head + 1).unwrap();
    let wanted = format!("{share:.2}");
    assert!(row.contains(wanted.trim_start_matches('0')), "{wanted}: {text}");
}

#[test]
fn a_student_is_compared_with_what_its_teacher_says_of_the_image() {
    let scene = Scene::of(&GARMENTS, &["B:loss=distillation;teacher=A"]);
    let mut app = scene.rested(default_theme());
    press(&mut app, "e a");
    assert!(text(&app).contains("only an arm in training has"), "{}", text(&app));
    let index = app.watched.unwrap();
    let mut student = arm_on(&scene.bench, &scene.recipe, app.arm);
    assert_eq!(student.watch(index).teacher, None, "before the teacher run");
    run_here(&mut student, &AtomicBool::new(false), &mut drop);
    app.apply(&Event { arm: app.arm, step: student.step(), body: Body::Watched(student.watch(index)) });
    let shown = text(&app);
    for word in ["p-q", "of the teacher at the temperature", "KL(truth"] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
}

#[test]
fn labels_have_a_unit_and_only_arms_with_steps_left_are_offered_one() {
    let scene = Scene::on(several(), &[]);
    assert!(text(&opened(&scene)).contains("nats a label"), "{}", text(&opened(&scene)));
    assert!(!text(&opened(&scene)).contains(". one step"));
    assert!(text(&opened(&scene)).contains("all steps are done"), "{}", text(&opened(&scene)));
    let mut training = Scene::garments().after(default_theme(), 2);
    press(&mut training, "e");
    assert!(text(&training).contains(". one step"));
    training.source = crate::ui::model::RunSource::Replay("run".into());
    assert!(text(&training).contains("a stored run makes no steps"));
}

#[test]
fn every_look_and_size_is_drawn() {
    let scenes = [
        Scene::of(&GARMENTS, &[TWIN, "C:loss=brier", "D:loss=ordinal"]),
        Scene::on(valued(), &["B:loss=msle"]),
    ];
    for scene in &scenes {
        for theme in themes() {
            let mut app = scene.rested(theme);
            press(&mut app, "e");
            for _ in 0..app.arms.len() {
                SIZES.iter().for_each(|size| drop(cells(&app, *size)));
                press(&mut app, "a");
            }
        }
    }
}
