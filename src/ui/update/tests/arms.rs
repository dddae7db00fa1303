//! Keys that act on arms.

use crate::lab::recipe::{ArmId, Edit};
use crate::lab::record::event::Ended;
use crate::lab::{Body, Command, Event};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::model::RunSource;
use crate::ui::overlay::{Confirmation, Overlay};
use crate::ui::testing::{GARMENTS, Scene, act, cells, command, handle, press, screen, type_line};
use crate::ui::widgets::testing::default_theme;

fn training() -> App {
    Scene::garments().after(default_theme(), 2)
}

fn arm(letter: &str) -> ArmId {
    ArmId::parse(letter).unwrap()
}

/// The field and value that an arm is told.
fn told(effects: &[Effect]) -> Vec<(ArmId, &'static str, String)> {
    let change = |effect: &Effect| match effect {
        Effect::Send(arm, Command::Change(edit)) => (*arm, edit.field(), edit.value()),
        other => panic!("no change of one arm: {other:?}"),
    };
    effects.iter().map(change).collect()
}

/// Opens the menu of a key, types and takes what fits.
fn choose(app: &mut App, key: &str, typed: &str) -> Vec<Effect> {
    assert_eq!(press(app, key), [], "a menu changes nothing by itself");
    type_line(app, typed);
    press(app, "Enter")
}

#[test]
fn menus_tell_the_focused_arm_alone() {
    let mut app = training();
    assert_eq!(told(&choose(&mut app, "w", "bal")), [(arm("A"), "weights", "balanced".into())]);
    press(&mut app, "a");
    assert_eq!(told(&choose(&mut app, "l", "focal:gamma=3")), [(arm("B"), "loss", "focal:gamma=3".into())]);
    assert_eq!(told(&choose(&mut app, "s", "sqrt")), [(arm("B"), "sampler", "sqrt".into())]);
    assert_eq!(told(&command(&mut app, "reduction torch")), [(arm("B"), "reduction", "torch".into())]);
    assert_eq!(told(&press(&mut app, "+")), [(arm("B"), "lr", "0.1".into())]);
}

#[test]
fn a_menu_marks_what_is_set_filters_and_edits_parameters() {
    let mut app = training();
    press(&mut app, "l");
    let shown = screen(&app, (160, 48)).join("\n");
    assert!(
        shown.contains("loss of A: acts from the next batch on") && shown.contains("• softmax-ce"),
        "{shown}"
    );
    type_line(&mut app, "foc");
    let shown = screen(&app, (160, 48)).join("\n");
    assert!(shown.contains("  focal ") && !shown.contains("• softmax-ce"), "{shown}");
    press(&mut app, "Tab");
    type_line(&mut app, ":gamma=1");
    assert_eq!(told(&press(&mut app, "Enter")), [(arm("A"), "loss", "focal:gamma=1".into())]);
    assert_eq!(choose(&mut app, "w", "none"), [], "it is set already");
    assert_eq!(choose(&mut app, "w", "manual"), [], "its numbers are to be given first");
    let Some(Overlay::Menu(menu)) = &app.overlay else { panic!("{:?}", app.overlay) };
    assert_eq!(menu.input.value(), "manual:1,1,50");
    press(&mut app, "Esc");
    assert_eq!(choose(&mut app, "w", "xyz"), []);
    assert!(app.notice.as_ref().unwrap().text.contains("xyz"));
}

#[test]
fn changes_asked_for_ahead_of_the_arm_are_taken_back_one_after_the_other() {
    let mut app = training();
    let mut effects = choose(&mut app, "w", "sqrt");
    effects.extend(choose(&mut app, "w", "balanced"));
    effects.extend(press(&mut app, "+ + u u u u"));
    let told: Vec<(&str, String)> =
        told(&effects).into_iter().map(|(_, field, value)| (field, value)).collect();
    let values = ["sqrt-inverse", "balanced", "0.1", "0.2", "lr", "lr", "weights", "weights"];
    assert_eq!(told.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>(), values);
    assert!(told[4..].iter().all(|(field, _)| *field == "undo"));
    assert_eq!(press(&mut app, "u"), []);
    handle(&mut app, &effects);
    assert!(app.focused().unwrap().asked.is_empty(), "everything was acknowledged");
    assert_eq!(app.focused().unwrap().setting("weights"), "none");
}

#[test]
fn a_change_leaves_a_mark_is_confirmed_and_undo_takes_back_one_after_the_other() {
    let mut app = training();
    for (key, value) in [("w", "balanced"), ("l", "brier")] {
        let effects = choose(&mut app, key, value);
        handle(&mut app, &effects);
    }
    assert_eq!(app.arms[0].history.marks.len(), 2);
    let step = app.arms[0].history.step;
    let said = app.notice.as_ref().unwrap().text.clone();
    assert_eq!(said, format!("A: loss softmax-ce \u{2192} brier at step {step}; u undoes"));
    press(&mut app, "Down");
    assert!(app.notice.is_some(), "it stays whatever keys are pressed");
    for (field, value) in [("loss", "softmax-ce"), ("weights", "none")] {
        let effects = press(&mut app, "u");
        assert_eq!(told(&effects), [(arm("A"), "undo", field.to_owned())]);
        handle(&mut app, &effects);
        assert_eq!(app.arms[0].setting(field), value);
        assert!(app.notice.as_ref().unwrap().text.ends_with("and the network of that moment"));
    }
    assert_eq!(press(&mut app, "u"), []);
    assert!(app.notice.as_ref().unwrap().text.contains("nothing was changed"));
    assert_eq!(app.arms[0].history.marks.len(), 4, "taking back is a change too");
}

#[test]
fn undo_belongs_to_the_focused_arm() {
    let mut app = training();
    let effects = choose(&mut app, "w", "balanced");
    handle(&mut app, &effects);
    assert_eq!(press(&mut app, "a u"), []);
    assert_eq!(told(&press(&mut app, "a u")), [(arm("A"), "undo", "weights".into())]);
}

#[test]
fn a_change_after_the_last_step_renames_no_results() {
    let mut app = Scene::garments().rested(default_theme());
    let effects = choose(&mut app, "l", "brier");
    handle(&mut app, &effects);
    let value = app.arms[0].current("loss");
    assert_eq!((value.now.as_str(), value.next.as_deref()), ("softmax-ce", Some("brier")));
    assert!(screen(&app, (160, 48))[2].contains("next: brier"), "{}", screen(&app, (160, 48))[2]);
}

#[test]
fn space_pauses_all_arms_and_resumes_all() {
    let mut app = training();
    let pause = press(&mut app, "Space");
    assert_eq!(pause, [Effect::SendAll(Command::Pause)]);
    handle(&mut app, &pause);
    assert!(screen(&app, (80, 24))[0].contains("paused"));
    let resume = press(&mut app, "Space");
    assert_eq!(resume, [Effect::SendAll(Command::Resume)]);
    handle(&mut app, &resume);
    assert!(screen(&app, (80, 24))[0].contains("training"));
    assert_eq!(press(&mut app, "."), [Effect::SendAll(Command::Step(1))]);
    assert_eq!(press(&mut app, "<"), [Effect::Pace(2.0)]);
    assert_eq!(press(&mut app, ">"), [Effect::Pace(0.5)]);
}

#[test]
fn at_rest_pausing_is_refused_and_continuing_extends_every_arm() {
    let mut app = Scene::garments().rested(default_theme());
    for key in ["Space", "."] {
        assert_eq!(press(&mut app, key), []);
        assert!(app.notice.as_ref().unwrap().text.contains("c goes on"), "{key}");
    }
    let effects = press(&mut app, "c");
    assert_eq!(told(&effects), [(arm("A"), "extend", "4".into()), (arm("B"), "extend", "4".into())]);
    handle(&mut app, &effects);
    assert!(screen(&app, (80, 24))[0].contains("training"));
    assert_eq!(press(&mut app, "c"), []);
    assert!(app.notice.is_some());
}

#[test]
fn what_cannot_act_on_a_running_arm_asks_and_restarts_all_with_it() {
    for (key, field) in [("m", "model"), ("i", "imbalance")] {
        let mut app = training();
        let changed = choose(&mut app, "w", "balanced");
        handle(&mut app, &changed);
        assert_eq!(choose(&mut app, key, if key == "m" { "mlp:256" } else { "exp:50" }), []);
        let Some(Overlay::Ask(Confirmation::Restart(_, why))) = &app.overlay else {
            panic!("{:?}", app.overlay)
        };
        assert!(why.starts_with(field), "{why}");
        let effects = press(&mut app, "y");
        let [Effect::Restart(recipe)] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(recipe.weights, "balanced", "a restart begins with the arms as they are set now");
        assert!(recipe.change.is_empty());
        let set = if key == "m" { Some(recipe.model.as_str()) } else { recipe.imbalance.as_deref() };
        assert_eq!(set, Some(if key == "m" { "mlp:256" } else { "exp:50" }));
        assert!(recipe.check().is_ok());
        choose(&mut app, key, if key == "m" { "mlp:32" } else { "exp:10" });
        assert_eq!(press(&mut app, "n"), [], "any other key does not");
    }
}

#[test]
fn a_restart_from_a_pause_trains() {
    let mut app = training();
    let pause = press(&mut app, "Space");
    handle(&mut app, &pause);
    let effects = press(&mut app, "r y");
    assert!(matches!(effects.as_slice(), [Effect::SendAll(Command::Resume), Effect::Restart(_)]));
}

#[test]
fn the_model_of_a_twin_is_the_twins() {
    let mut app = training();
    let effects = press(&mut app, "a m Down Enter y");
    let [Effect::Restart(recipe)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(
        (recipe.model.as_str(), recipe.arm[0].fields.text("model").as_deref()),
        ("linear", Some("mlp:32"))
    );
}

#[test]
fn a_is_never_dropped_and_others_are_after_a_question() {
    let mut app = training();
    assert_eq!(press(&mut app, "D"), []);
    assert!(app.overlay.is_none() && app.notice.is_some());
    assert_eq!(press(&mut app, "a D"), []);
    let effects = press(&mut app, "y");
    assert_eq!(effects, [Effect::Drop(arm("B"))]);
    handle(&mut app, &effects);
    assert_eq!((app.arms.len(), app.arm), (1, arm("A")));
    cells(&app, (160, 48));
}

#[test]
fn a_twin_is_offered_with_a_factor_that_no_arm_has() {
    let mut app = training();
    assert_eq!(press(&mut app, "A Enter"), [Effect::Twin(arm("A"), "loss=logit-adjusted".into())]);
    let effects = command(&mut app, "loss logit-adjusted");
    handle(&mut app, &effects);
    assert_eq!(press(&mut app, "a A Enter"), [Effect::Twin(arm("B"), "sampler=class-balanced".into())]);
}

#[test]
fn an_arm_that_diverged_shows_dashes_and_a_change_offers_a_new_start_with_it() {
    let scene = Scene::of(&GARMENTS, &["B:loss=mse-logits;lr=1000000"]);
    let mut app = scene.rested(default_theme());
    assert!(screen(&app, (160, 48))[3].contains("diverged at step"), "{}", screen(&app, (160, 48))[3]);
    assert_eq!(press(&mut app, "a -"), []);
    let effects = press(&mut app, "y");
    let [Effect::Restart(recipe)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(recipe.arm[0].fields.text("lr").as_deref(), Some("500000.0"));
    assert_eq!(press(&mut app, "u"), []);
    assert!(app.notice.is_some(), "there is nothing to take back");
    let failed = Ended::Failed { message: "a thread broke down".into() };
    app.apply(&Event { arm: arm("A"), step: 9, body: Body::Ended(failed) });
    assert!(screen(&app, (160, 48))[0].contains("ended, r restarts"));
    assert!(screen(&app, (160, 48))[2].contains("failed at step "));
    assert!(matches!(press(&mut app, "r y").as_slice(), [Effect::Restart(_)]));
}

#[test]
fn a_stored_run_refuses_whatever_trains_and_says_how_to_train() {
    let scene = Scene::garments();
    let training = [
        "pause",
        "step",
        "slower",
        "faster",
        "continue",
        "restart",
        "loss",
        "weights",
        "sampler",
        "faster rate",
        "slower rate",
        "model",
        "imbalance",
        "undo",
        "twin",
        "drop arm",
    ];
    for name in training {
        let mut app = scene.rested(default_theme());
        app.source = RunSource::Replay("run".into());
        assert_eq!(act(&mut app, name), [], "{name}");
        assert!(app.overlay.is_none(), "{name}");
        assert!(app.notice.as_ref().is_some_and(|notice| notice.text.contains("stored run")), "{name}");
    }
    let mut app = scene.rested(default_theme());
    app.source = RunSource::Replay("run".into());
    for line in ["twin weights=none", "lr 0.1", "model linear"] {
        assert_eq!(command(&mut app, line), [], "{line}");
        assert!(app.notice.as_ref().is_some_and(|notice| notice.text.contains("stored run")), "{line}");
    }
    assert_eq!(press(&mut app, "q"), [Effect::Quit], "nothing trains");
}

#[test]
fn a_change_that_the_recipe_planned_is_marked_and_can_be_taken_back_too() {
    let mut app = training();
    handle(&mut app, &[Effect::Send(arm("A"), Command::Change(Edit::parse("lr", "0.5").unwrap()))]);
    assert_eq!(app.arms[0].history.marks.len(), 1);
    assert_eq!(told(&press(&mut app, "u")), [(arm("A"), "undo", "lr".into())]);
}
