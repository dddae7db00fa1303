//! The lines around the panes, and the panes' titles.

use super::SIZES;
use crate::lab::recipe::{PANES, PaneId};
use crate::lab::record::event::{Body, Event, Kept, Steps};
use crate::ui::app::App;
use crate::ui::keymap::{self, KEYS};
use crate::ui::model::RunSource;
use crate::ui::numbers::share;
use crate::ui::testing::{GARMENTS, Scene, TWIN, cells, press, screen, themes};
use crate::ui::widgets::testing::default_theme;
use ratatui::layout::Rect;

const ARMS: [&str; 3] = [TWIN, "C:loss=sigmoid-bce;sampler=class-balanced", "D:loss=focal:gamma=2;lr=0.001"];

/// The states a header is looked at in.
fn states() -> Vec<App> {
    let scene = Scene::garments();
    let theme = default_theme();
    let mut paused = scene.after(theme, 2);
    let effects = press(&mut paused, "Space");
    crate::ui::testing::handle(&mut paused, &effects);
    let mut frozen = scene.after(theme, 2);
    press(&mut frozen, "f");
    vec![
        App::new(theme, RunSource::Live, scene.recipe.clone()),
        scene.silent(theme),
        scene.after(theme, 1),
        scene.rested(theme),
        Scene::of(&GARMENTS, &ARMS).rested(theme),
        Scene::of(&GARMENTS, &["B:loss=mse-logits;lr=1000000"]).rested(theme),
        paused,
        frozen,
    ]
}

#[test]
fn titles_are_there_before_any_data_at_every_size() {
    let recipe = Scene::of(&["a", "b"], &[]).recipe;
    for theme in themes() {
        let mut app = App::new(theme, RunSource::Live, recipe.clone());
        for size in SIZES.into_iter().filter(|size| size.0 >= 40) {
            assert!(screen(&app, size).join("\n").contains("1 Curves"), "{size:?}");
        }
        for pane in PANES {
            app.focus_pane(pane);
            for size in SIZES.into_iter().filter(|size| size.0 >= 40) {
                assert_titles(&app, size);
            }
        }
        app.focus_pane(PaneId::Curves);
        app.slots = crate::ui::layout::Slots::default();
    }
}

/// Every tile of the layout has its number and name in its first row.
fn assert_titles(app: &App, size: (u16, u16)) {
    let screen = screen(app, size);
    let layout = app.layout(Rect::new(0, 0, size.0, size.1));
    assert!(layout.tiles.iter().any(|(pane, _)| *pane == app.focus), "{size:?}: {:?} is focused", app.focus);
    for (pane, area) in &layout.tiles {
        let title: String = screen[usize::from(area.y)]
            .chars()
            .skip(usize::from(area.x))
            .take(usize::from(area.width))
            .collect();
        let wanted = format!("{} {}", pane.digit().unwrap(), app.panes.get(*pane, app.task()).title());
        assert!(title.contains(&wanted), "{size:?}: {wanted} in {title}");
    }
}

#[test]
fn titles_stay_with_data_and_keep_their_names_whole() {
    for mut app in states() {
        for pane in PANES {
            app.focus_pane(pane);
            for size in SIZES.into_iter().filter(|size| size.0 >= 40) {
                assert_titles(&app, size);
            }
        }
    }
}

/// Key and name of every row that a footer may show.
fn hints() -> Vec<String> {
    KEYS.iter().map(|row| format!("{} {}", keymap::label(row).split(' ').next().unwrap(), row.name)).collect()
}

#[test]
fn the_footer_holds_whole_hints_and_always_help_and_quit() {
    let hints = hints();
    for mut app in states() {
        for pane in PANES {
            app.focus_pane(pane);
            for width in 40..=200 {
                let footer = screen(&app, (width, 24)).last().unwrap().clone();
                let shown: Vec<&str> = footer.trim().split("  ").collect();
                let unknown = shown.iter().find(|hint| !hints.iter().any(|known| known == *hint));
                assert_eq!(unknown, None, "{width}: {footer}");
                assert!(footer.trim_end().ends_with("? help  q quit"), "{width}: {footer}");
            }
        }
    }
}

#[test]
fn a_narrow_header_leaves_whole_parts_out_and_cuts_only_the_data() {
    let ellipsis = default_theme().symbols().ellipsis;
    for app in states() {
        let wide = screen(&app, (300, 24))[0].clone();
        // The keys of what the scoreboard has no cell for stand there.
        let words: Vec<&str> = wide.split_whitespace().chain(["i", "m"]).collect();
        for width in 40..=200 {
            let header = screen(&app, (width, 24))[0].clone();
            let cut: Vec<&str> = header.split_whitespace().filter(|word| !words.contains(word)).collect();
            assert!(cut.len() <= 1, "{width}: {header}");
            assert!(cut.iter().all(|word| word.ends_with(ellipsis)), "{width}: {header}");
            assert!(header.contains(wide_state(&app)), "{width}: {header}");
        }
    }
}

/// The word for what the arms are doing, which every header has.
fn wide_state(app: &App) -> &'static str {
    let words = [
        "view frozen",
        "loading",
        "starting",
        "training",
        "paused",
        "done, c continues",
        "ended, r restarts",
    ];
    let header = screen(app, (300, 24))[0].clone();
    words.into_iter().find(|word| header.contains(word)).expect("a state")
}

#[test]
fn every_state_has_its_word() {
    let words: Vec<&str> = states().iter().map(wide_state).collect();
    assert_eq!(
        words,
        [
            "loading",
            "starting",
            "training",
            "done, c continues",
            "done, c continues",
            "done, c continues",
            "paused",
            "view frozen"
        ]
    );
}

#[test]
fn every_arm_has_its_letter_and_its_number_from_eighty_columns_on() {
    let app = Scene::of(&GARMENTS, &ARMS).rested(default_theme());
    for size in SIZES.into_iter().filter(|size| size.0 >= 80 && size.1 >= 24) {
        let lines = screen(&app, size);
        for (arm, line) in app.arms.iter().zip(&lines[2..]) {
            let balanced = arm.history.latest.as_ref().unwrap().report.balanced_accuracy;
            let number = format!(" {} ", share(balanced, &app.theme));
            assert!(line.contains(&format!("{} ", arm.id)) && line.contains(&number), "{size:?}: {line}");
        }
    }
}

#[test]
fn one_cell_shows_something_and_none_nothing() {
    let app = Scene::garments().rested(default_theme());
    assert_ne!(screen(&app, (1, 1)), [" "]);
    assert!(cells(&app, (0, 0)).content.is_empty());
    assert!(screen(&app, (19, 5))[0].contains("done"), "{:?}", screen(&app, (19, 5)));
}

#[test]
fn when_all_is_done_the_verdict_is_the_test_set_s_and_the_place_is_named() {
    let scene = Scene::garments();
    let mut app = scene.rested(default_theme());
    app.folder = Some("/runs/two-0001".into());
    let before = app.verdict.judgement.text.clone();
    let last = app.arms[0].history.step;
    for arm in [0, 1] {
        let (id, latest) = (app.arms[arm].id, app.arms[arm].history.latest.clone());
        let body = Body::Kept(Ok(Kept::All(latest)));
        app.apply(&Event { arm: id, step: last, body });
    }
    assert_eq!(app.verdict.judgement.text, format!("Done, test set: {before}"));
    let shown = screen(&app, (160, 48)).join("\n");
    assert!(shown.contains("run, weights and predictions are saved in /runs/two-0001"), "{shown}");
    // Another step, and both are history.
    let steps = Steps { first: last + 1, unweighted: vec![Some(1.0)], objective: vec![Some(1.0)] };
    app.apply(&Event { arm: app.arms[0].id, step: last + 1, body: Body::Steps(steps) });
    app.judge_arms();
    assert_eq!(app.verdict.judgement.text, before);
    assert!(!screen(&app, (160, 48)).join("\n").contains("are saved in"));
}
