//! What a run shows of its recipe: what to watch, what was expected and found.

use super::SIZES;
use crate::lab::recipe::Outline;
use crate::lab::{Body, Event};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::testing::{Scene, act, cells, handle, press, screen, themes};
use crate::ui::widgets::testing::default_theme;
use ratatui::layout::Rect;

/// The lines that a screen of this size has for the recipe.
fn band(app: &App, size: (u16, u16)) -> String {
    let layout = app.layout(Rect::new(0, 0, size.0, size.1));
    let rows = if layout.experiment.is_empty() { layout.strip } else { layout.experiment };
    screen(app, size)[usize::from(rows.y)..usize::from(rows.bottom())].join("\n")
}

#[test]
fn what_came_true_gives_way_to_what_comes_next_where_its_words_have_no_room() {
    let mut scene = Scene::asking();
    scene.recipe.expect.truncate(1);
    scene.recipe.expect[0].say = "A answers every question that it is asked".into();
    let app = scene.rested(default_theme());
    let [small, wide] = [(80, 24), (160, 48)].map(|size| band(&app, size));
    assert!(small.contains("1 of 1 as expected. next: Try another loss."), "{small}");
    assert!(wide.contains("it is asked: expected 0 or more, found 0."), "{wide}");
}

#[test]
fn nothing_moves_when_a_run_comes_to_its_end() {
    let scene = Scene::asking();
    let states =
        [scene.silent(default_theme()), scene.after(default_theme(), 1), scene.rested(default_theme())];
    for size in SIZES {
        let layouts = states.each_ref().map(|app| app.layout(Rect::new(0, 0, size.0, size.1)));
        assert!(layouts.iter().all(|layout| *layout == layouts[0]), "{size:?}");
    }
    let plain = Scene::garments().silent(default_theme());
    assert!(
        plain.layout(Rect::new(0, 0, 160, 48)).experiment.is_empty(),
        "a run that asks nothing needs no line"
    );
}

#[test]
fn a_recipe_that_was_changed_says_so_plainly() {
    let mut scene = Scene::asking();
    let original = &Outline::built_in()[0].experiment;
    scene.recipe.experiment = Some(original.clone());
    let mut app = scene.after(default_theme(), 1);
    app.focus_pane(crate::lab::recipe::PaneId::Curves);
    assert!(band(&app, (160, 48)).contains("those of the recipe as written"), "{}", band(&app, (160, 48)));
    assert!(band(&app, (80, 24)).contains("changed; watch: "), "{}", band(&app, (80, 24)));
    let app = scene.rested(default_theme());
    for size in [(160, 48), (100, 30), (80, 24)] {
        let lines = band(&app, size);
        assert!(lines.contains("as written: ") && lines.contains("1 of 2 as expected"), "{size:?}: {lines}");
    }
    let mut unchanged = scene.after(default_theme(), 1);
    unchanged.follow_recipe(&Outline::built_in()[0].recipe);
    assert!(band(&unchanged, (160, 48)).contains(&original.question));
    assert!(unchanged.is_as_written());
    let again = press(&mut unchanged, "r y");
    let [Effect::Restart(recipe)] = again.as_slice() else { panic!("{again:?}") };
    assert_eq!(**recipe, Outline::built_in()[0].recipe, "a restart changes nothing of it");
}

#[test]
fn the_table_of_findings_has_words_ranges_numbers_and_verdicts_at_every_width() {
    let mut app = Scene::asking().rested(default_theme());
    press(&mut app, "X");
    for size in [(160, 48), (100, 30), (80, 24)] {
        let text = screen(&app, size).join("\n");
        let all = ["Is the rare class seen?", "A answers", "0 or more", "met", "missed", "accuracy of A"];
        for words in all.into_iter().chain(["Reference result: It was seen.", "next: Try another loss."]) {
            assert!(text.contains(words), "{size:?}: {words} in\n{text}");
        }
    }
    press(&mut app, "End");
    let end = screen(&app, (40, 12)).join("\n");
    assert!(end.contains("another loss"), "it scrolls to its end:\n{end}");
    press(&mut app, "X");
    assert!(app.overlay.is_none());
}

#[test]
fn the_arms_stand_side_by_side_below_what_was_expected_of_them() {
    let mut app = Scene::asking().rested(default_theme());
    press(&mut app, "X End");
    let comparison = app.inquiry.as_ref().unwrap().answer.comparison.clone();
    assert_eq!(comparison.len(), 2);
    for size in [(160, 48), (100, 30), (80, 24)] {
        let lines = screen(&app, size);
        let titles =
            lines.iter().position(|line| line.contains("difference") && line.contains("95 %")).unwrap();
        for (row, line) in comparison.iter().zip(&lines[titles + 1..]) {
            let words = row.cells(app.theme.symbols().dash).join(" ");
            let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(line.contains(words.trim()), "{size:?}: {words} in\n{}", lines.join("\n"));
        }
        assert!(lines[titles + 3].contains("one seed"), "{}", lines.join("\n"));
    }
    let mut alone = Scene::asking();
    alone.recipe.arm.clear();
    alone.events.retain(|event| event.arm == crate::lab::recipe::ArmId::A);
    let mut app = alone.rested(default_theme());
    press(&mut app, "X End");
    assert!(!screen(&app, (100, 30)).join("\n").contains("one seed"), "one arm differs from nobody");
}

#[test]
fn findings_follow_the_arms_while_they_are_looked_at() {
    let scene = Scene::asking();
    let mut app = scene.silent(default_theme());
    press(&mut app, "X");
    assert!(screen(&app, (80, 24)).join("\n").contains("2 not measured"));
    for event in &scene.events {
        app.apply(event);
        if matches!(event.body, Body::Evaluated(_)) {
            break;
        }
    }
    let text = screen(&app, (80, 24)).join("\n");
    assert!(text.contains("1 of 2 as expected, so far"), "{text}");
    assert!(matches!(press(&mut app, ".").as_slice(), [Effect::SendAll(_)]), "it can be stepped");
    assert!(app.overlay.is_some());
    press(&mut app, "2");
    assert!(app.overlay.is_none(), "other keys close it and do what they do");
}

#[test]
fn an_arm_that_goes_on_takes_the_verdict_back() {
    let mut app = Scene::asking().rested(default_theme());
    let effects = press(&mut app, "c");
    handle(&mut app, &effects);
    assert!(band(&app, (160, 48)).contains("watch:"), "{}", band(&app, (160, 48)));
    let arms: Vec<_> = app.arms.iter().map(|arm| (arm.id, arm.history.step)).collect();
    for (arm, step) in arms {
        app.apply(&Event { arm, step, body: Body::Rested });
    }
    assert!(band(&app, (160, 48)).contains("1 of 2 as expected"));
}

#[test]
fn page_and_findings_draw_in_every_look_at_every_size() {
    let scene = Scene::asking();
    for theme in themes() {
        for row in ["home", "findings"] {
            let mut app = scene.rested(theme);
            act(&mut app, row);
            for keys in ["Down", "End", "PgUp"] {
                press(&mut app, keys);
                SIZES.iter().chain(&[(20, 6), (30, 3), (200, 60)]).for_each(|size| drop(cells(&app, *size)));
            }
        }
    }
}
