//! The command line.

use crate::lab::{Command, recipe::ArmId};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::keymap::KEYS;
use crate::ui::overlay::{Confirmation, Overlay};
use crate::ui::testing::{Scene, command, press, screen, type_line};
use crate::ui::widgets::testing::default_theme;

fn training() -> App {
    Scene::garments().after(default_theme(), 2)
}

#[track_caller]
fn assert_changes(line: &str, field: &str, value: &str) {
    let effects = command(&mut training(), line);
    let [Effect::Send(ArmId::A, Command::Change(edit))] = effects.as_slice() else {
        panic!("{line}: {effects:?}")
    };
    assert_eq!((edit.field(), edit.value().as_str()), (field, value), "{line}");
}

#[test]
fn fields_take_the_values_of_recipes() {
    assert_changes("loss focal:gamma=2", "loss", "focal:gamma=2");
    assert_changes("loss=brier", "loss", "brier");
    assert_changes("  lr   0.1 ", "lr", "0.1");
    assert_changes("weights effective:beta=0.99", "weights", "effective:beta=0.99");
    assert_changes("weights manual:1,1,1,1,1,1,1,1,1,50", "weights", "manual:1,1,1,1,1,1,1,1,1,50");
}

#[test]
fn what_is_misspelt_gets_the_nearest_right_word_and_changes_nothing() {
    for (line, nearest) in [
        ("los focal", "did you mean 'loss', 'l1' or 'l2'?"),
        ("weigths balanced", "did you mean 'weights'?"),
        ("loss focl", "did you mean 'focal'?"),
        ("weights balancd", "did you mean 'balanced'?"),
        ("sampler unifrom", "did you mean 'uniform'?"),
        ("lr fast", "expected a number, found 'fast'"),
        ("lr -1", "expected a number above 0, found -1"),
        ("weights manual:1,2", "10"),
        ("batch 0", "1 to 65,536"),
        ("model mpl:32", "did you mean 'mlp'?"),
        ("xyzzy", "no command matches 'xyzzy'"),
    ] {
        let mut app = training();
        assert_eq!(command(&mut app, line), [], "{line}");
        assert!(app.overlay.is_none(), "{line}: {:?}", app.overlay);
        let notice = app.notice.clone().expect(line).text;
        assert!(notice.contains(nearest), "{line}: {notice}");
    }
}

#[test]
fn a_twin_takes_assignments() {
    let mut app = training();
    let twin = |text: &str| vec![Effect::Twin(ArmId::A, text.to_owned())];
    assert_eq!(command(&mut app, "twin weights=balanced"), twin("weights=balanced"));
    assert_eq!(command(&mut app, "twin lr=0.1;loss=brier"), twin("lr=0.1;loss=brier"));
}

#[test]
fn a_field_that_restarts_asks_with_the_new_value() {
    let mut app = training();
    for (line, expected) in [("batch 8", "batch = 8"), ("epochs 9", "epochs = 9"), ("seed 3", "seed = 3")] {
        assert_eq!(command(&mut app, line), []);
        let Some(Overlay::Ask(Confirmation::Restart(recipe, _))) = app.overlay.take() else {
            panic!("{line}")
        };
        assert!(recipe.to_toml().contains(expected), "{line}: {}", recipe.to_toml());
    }
}

#[test]
fn every_action_is_found_by_its_whole_name_and_by_its_beginning() {
    for row in KEYS {
        let by_key = training().update(&row.action);
        assert_eq!(command(&mut training(), row.name), by_key, "{}", row.name);
    }
    let mut app = training();
    assert_eq!(
        command(&mut app, "random imag"),
        training().update(&crate::ui::keymap::find("random image").unwrap().action)
    );
}

#[test]
fn suggestions_are_completed_and_chosen() {
    let mut app = training();
    press(&mut app, ":");
    type_line(&mut app, "mod");
    press(&mut app, "Down Tab");
    assert!(screen(&app, (100, 30)).join("\n").contains(":model "));
    type_line(&mut app, "mlp:32");
    press(&mut app, "Enter");
    assert!(matches!(app.overlay, Some(Overlay::Ask(Confirmation::Restart(..)))));
}

#[test]
fn a_measure_is_found_by_its_words_and_what_is_nothing_says_so() {
    let mut app = Scene::garments().rested(default_theme());
    press(&mut app, "4");
    assert_eq!(command(&mut app, "accuracy"), []);
    let shown = screen(&app, (160, 48)).join("\n");
    assert!(shown.contains("▸1 Curves accuracy, validation prior"), "{shown}");
    assert_eq!(command(&mut app, "xyzzy"), []);
    assert!(app.notice.as_ref().is_some_and(|notice| notice.text == "no command matches 'xyzzy'"));
    press(&mut app, ":");
    type_line(&mut app, "xyzzy");
    assert!(screen(&app, (160, 48)).join("\n").contains("no command matches"));
}

#[test]
fn a_network_is_exported_to_a_new_file_and_everything_is_saved_on_demand() {
    let mut app = Scene::garments().after(default_theme(), 2);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.safetensors");
    let line = format!("export {}", path.display());
    assert_eq!(command(&mut app, &line), [Effect::Send(ArmId::A, Command::Export(path.clone()))]);
    std::fs::write(&path, "somebody's").unwrap();
    for (line, why) in [
        (line, "is there already"),
        (format!("export {}/nowhere/net", folder.path().display()), "a folder that is there"),
        (format!("export {}", folder.path().display()), "expected a file"),
    ] {
        assert_eq!(command(&mut app, &line), [], "{line}");
        let said = app.notice.as_ref().unwrap().text.clone();
        assert!(said.contains(why), "{line}: {said}");
    }
    assert_eq!(command(&mut app, "save"), [Effect::Keep]);
}
