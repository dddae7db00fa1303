//! The start page: choosing, filtering, opening.

use crate::lab::recipe::PaneId;
use crate::lab::recipe::{Outline, Recipe};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::model::RunSource;
use crate::ui::overlay::{Confirmation, Overlay};
use crate::ui::testing::{Scene, press, screen, text, type_line};
use crate::ui::widgets::testing::default_theme;
use std::sync::Arc;

fn name(at: usize) -> &'static str {
    &Outline::built_in()[at].experiment.name
}

fn opened(effects: &[Effect]) -> &Recipe {
    let [Effect::Open(recipe)] = effects else { panic!("{effects:?}") };
    recipe
}

/// What the page has in one text.
fn page(app: &App, size: (u16, u16)) -> String {
    screen(app, size).join("\n")
}

#[test]
fn every_recipe_is_listed_below_its_question_and_the_chosen_one_in_full() {
    let mut app = Scene::garments().after(default_theme(), 1);
    press(&mut app, "H");
    for size in [(160, 48), (100, 30), (80, 24)] {
        press(&mut app, "Home");
        for outline in Outline::built_in() {
            let page = page(&app, size);
            let list: String = page.split_whitespace().collect::<Vec<_>>().join(" ");
            for words in [&outline.experiment.name, &outline.experiment.question, &outline.data] {
                let first: Vec<&str> = words.split_whitespace().take(1).collect();
                assert!(list.contains(&first.join(" ")), "{size:?}: {words}\n{page}");
            }
            assert!(list.contains(outline.topic.question), "{size:?}: {}\n{page}", outline.topic.question);
            for (id, differs) in &outline.arms {
                let first = differs.split_whitespace().next().unwrap();
                assert!(list.contains(&format!("{id} {first}")), "{size:?}: {id} {differs}\n{page}");
            }
            assert!(page.contains("expectation"), "{size:?}\n{page}");
            press(&mut app, "Down");
        }
    }
}

#[test]
fn the_page_says_how_long_a_recipe_takes_here() {
    let mut app = Scene::garments().after(default_theme(), 1);
    press(&mut app, "H");
    assert!(!page(&app, (160, 48)).contains("slowed"));
    app.at_least = Some(4_000.0);
    let slow = page(&app, (160, 48));
    assert!(slow.contains("at full speed") && slow.contains("4000 s"), "{slow}");
}

#[test]
fn typing_filters_and_the_choice_stays_while_it_is_listed() {
    let mut app = Scene::garments().after(default_theme(), 1);
    press(&mut app, "H End");
    let last = name(Outline::built_in().len() - 1);
    type_line(&mut app, last);
    let Some(Overlay::Home(home)) = &app.overlay else { panic!("{:?}", app.overlay) };
    assert_eq!(home.chosen().unwrap().experiment.name, last);
    assert_eq!(home.listed().len(), 1);
    type_line(&mut app, "zzz");
    assert!(page(&app, (80, 24)).contains("Backspace"), "{}", page(&app, (80, 24)));
    assert_eq!(press(&mut app, "Enter"), [], "there is nothing to open");
    press(&mut app, "Backspace Backspace Backspace");
    app.on_paste("\n");
    assert!(matches!(app.overlay, Some(Overlay::Home(_))));
    press(&mut app, "Esc");
    assert!(app.overlay.is_none());
}

#[test]
fn a_recipe_opens_at_once_and_after_a_question_where_somebody_s_work_trains() {
    let scene = Scene::garments();
    let mut rested = scene.rested(default_theme());
    assert_eq!(*opened(&press(&mut rested, "H Down Enter")), Outline::built_in()[1].recipe);
    let mut untouched = scene.after(default_theme(), 2);
    assert_eq!(*opened(&press(&mut untouched, "H Down Enter")), Outline::built_in()[1].recipe);
    let mut training = scene.after(default_theme(), 2);
    press(&mut training, "+");
    assert_eq!(press(&mut training, "H Down Enter"), []);
    assert!(matches!(&training.overlay, Some(Overlay::Ask(Confirmation::Open(_)))));
    let question = page(&training, (80, 24));
    assert!(question.contains(name(1)) && question.contains("still training"), "{question}");
    let no = press(&mut training, "n");
    assert_eq!((no.len(), training.overlay.is_none()), (0, true), "any other key does not");
    assert_eq!(*opened(&press(&mut training, "H Down Enter y")), Outline::built_in()[1].recipe);
}

#[test]
fn the_page_begins_with_the_recipe_that_runs_and_its_own_key_closes_it() {
    let mut scene = Scene::garments();
    scene.recipe = Outline::built_in()[2].recipe.clone();
    let mut app = scene.rested(default_theme());
    assert_eq!(opened(&press(&mut app, "H Enter")).name(), name(2));
    press(&mut app, "H H");
    assert!(app.overlay.is_none());
}

#[test]
fn nothing_opens_in_a_stored_run_and_another_recipe_takes_the_place_of_one_that_loads() {
    let scene = Scene::garments();
    let mut stored = scene.rested(default_theme());
    stored.source = RunSource::Replay("run".into());
    assert_eq!(press(&mut stored, "H Enter"), []);
    for size in [(160, 48), (80, 24)] {
        let page = page(&stored, size);
        assert!(page.contains(&format!("dl-lab --recipe {}", name(0))), "{page}");
    }
    let mut loading = App::new(default_theme(), RunSource::Live, scene.recipe.clone());
    assert_eq!(*opened(&press(&mut loading, "H Down Enter")), Outline::built_in()[1].recipe);
}

#[test]
fn a_recipe_opens_with_its_pane_and_nothing_of_the_run_before() {
    let scene = Scene::garments();
    let mut app = scene.after(default_theme(), 3);
    press(&mut app, "b v v 3 d z p / s h Enter a");
    app.at_least = Some(30.0);
    let recipe = Scene::asking().recipe;
    app.begin(recipe.clone());
    let mut fresh = App::new(default_theme(), RunSource::Live, recipe);
    (fresh.unit, fresh.at_least) = (app.unit, Some(30.0));
    assert_eq!(app.focus, PaneId::Imbalance, "the pane that the recipe names");
    for app in [&mut app, &mut fresh] {
        assert_eq!((app.arms.len(), app.watched, app.pinned), (0, None, false));
        app.set_bench(Arc::clone(&scene.bench));
        scene.events.iter().for_each(|event| app.apply(event));
    }
    let drawn = |app: &App| text(&crate::ui::testing::cells(app, (160, 48)));
    assert_eq!(drawn(&app), drawn(&fresh));
}
