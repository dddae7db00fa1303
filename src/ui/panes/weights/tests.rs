//! What stands on the screen for arms that really trained.

use crate::data::{Dataset, Part, Parts};
use crate::lab::fixtures::arm_on;
use crate::lab::learn::inspect::Viewer;
use crate::lab::recipe::ArmId;
use crate::lab::recipe::PaneId;
use crate::lab::record::event::Ended;
use crate::lab::record::sheets::{Look, Seen, Sheet, SheetKind, Tile};
use crate::lab::{Body, Command, Event, Trainer};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::layout::Arrangement;
use crate::ui::model::RunSource;
use crate::ui::testing::{GARMENTS, Scene, cells, press, screen, themes};
use crate::ui::theme::{Charset, ColorMode, Theme};
use crate::ui::widgets::testing::default_theme;
use ndarray::Array4;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

const SIZE: (u16, u16) = (160, 48);
const MLP: &str = "B:model=mlp:30,7";

/// A scene with its arms as they are after ten steps.
struct Inside {
    scene: Scene,
    arms: Vec<Trainer>,
}

impl Inside {
    fn new() -> Self {
        let scene = Scene::of(&GARMENTS, &[MLP]);
        let arms = scene.recipe.check().unwrap().arms;
        let trained = |id: ArmId| {
            let mut trainer = arm_on(&scene.bench, &scene.recipe, id);
            for _ in 0..10 {
                trainer.advance().unwrap();
            }
            trainer
        };
        let arms = arms.iter().map(|arm| trained(arm.id)).collect();
        Self { scene, arms }
    }

    /// Pane 7 is focused, and no arm has shown anything.
    fn app(&self, theme: Theme) -> App {
        let mut app = self.scene.rested(theme);
        press(&mut app, "7");
        app
    }

    fn say(&self, app: &mut App, arm: usize, body: impl FnOnce(&Trainer) -> Body) {
        let trainer = &self.arms[arm];
        app.apply(&Event { arm: trainer.id, step: trainer.step(), body: body(trainer) });
    }

    /// The arm shows what is looked at.
    fn show(&self, app: &mut App, arm: usize, look: Look) {
        let watched = app.watched;
        self.say(app, arm, |trainer| {
            Body::Seen(Box::new(
                Viewer::new(look, trainer.network(), trainer.step())
                    .see(trainer.network(), &trainer.bench, watched)
                    .unwrap(),
            ))
        });
    }

    /// Every arm answers what its layers know.
    fn examine(&self, app: &mut App) {
        for arm in 0..self.arms.len() {
            self.say(app, arm, |trainer| {
                Body::Examined(Ok(Box::new(trainer.subject().examine(&|| false).unwrap())))
            });
        }
    }
}

fn text(app: &App) -> String {
    screen(app, SIZE).join("\n")
}

#[test]
fn a_linear_model_has_a_named_template_for_each_class_and_a_scale() {
    let inside = Inside::new();
    let mut app = inside.app(default_theme());
    assert!(text(&app).contains("waiting for arm A"), "{}", text(&app));
    inside.show(&mut app, 0, Look::Weights);
    let shown = text(&app);
    assert!(GARMENTS.iter().all(|name| shown.contains(name)), "{shown}");
    assert!(shown.contains("weight −.") && shown.contains("or beyond"), "{shown}");
    assert!(shown.contains("T-shirt: −."), "the range of the selected one: {shown}");
    press(&mut app, "Right Right");
    assert!(text(&app).contains("Pullover: −."), "{}", text(&app));
}

/// Two kernels of 2 x 2 whose red weights are 1, green 2 and blue 3.
fn coloured_kernels() -> Seen {
    let tile = |index: usize| Tile { index, values: [1.0, 2.0, 3.0].repeat(4) };
    let tiles = (0..2).map(tile).collect();
    let sheet = Sheet { layer: "conv1".into(), kind: SheetKind::Filters, shape: [2, 2, 3], total: 2, tiles };
    Seen { look: Look::Weights, image: None, sheets: vec![sheet] }
}

#[test]
fn where_colours_cannot_mix_one_channel_is_selected_at_a_time() {
    let inside = Inside::new();
    let ranges =
        [(ColorMode::Mono, "red 0: 1.00", "blue 1: 3.00"), (ColorMode::TrueColor, "0: 1.00", "1: 1.00")];
    for (mode, first, last) in ranges {
        let mut app = inside.app(Theme::new(mode, Charset::Ascii));
        press(&mut app, "z");
        inside.say(&mut app, 0, |_| Body::Seen(Box::new(coloured_kernels())));
        assert!(text(&app).contains(first), "{first}: {}", text(&app));
        press(&mut app, "End");
        assert!(text(&app).contains(last), "{last}: {}", text(&app));
        let (buf, tiles) = (cells(&app, SIZE), Rect::new(0, 2, SIZE.0, SIZE.1 - 4));
        let marked = tiles.positions().filter(|at| buf[*at].modifier.contains(Modifier::REVERSED));
        assert_eq!(marked.count(), last.len() - ": 1.00".len(), "one caption");
    }
}

#[test]
fn other_networks_show_their_strongest_units_and_every_layers_outputs() {
    let inside = Inside::new();
    let mut app = inside.app(default_theme());
    press(&mut app, "a");
    inside.show(&mut app, 1, Look::Weights);
    assert!(text(&app).contains("24 of 30 units, the strongest at step 10"), "{}", text(&app));
    press(&mut app, "t");
    assert!(text(&app).contains("waiting for arm B"), "weights are no outputs");
    inside.show(&mut app, 1, Look::Maps);
    assert!(text(&app).contains("layer 1 of 2") && text(&app).contains("30 units"), "{}", text(&app));
    press(&mut app, "Down");
    assert!(text(&app).contains("layer 2 of 2") && text(&app).contains("7 units"), "{}", text(&app));
    press(&mut app, "]");
    assert!(text(&app).contains("waiting for arm B"), "those are the outputs for another image");
    press(&mut app, "a");
    inside.show(&mut app, 0, Look::Maps);
    assert!(text(&app).contains("no layer between pixels and logits"), "{}", text(&app));
}

#[test]
fn the_title_of_maps_says_how_many_are_shown_and_whether_they_were_averaged() {
    let inside = Inside::new();
    let mut app = inside.app(default_theme());
    press(&mut app, "z t");
    let tiles = vec![Tile { index: 0, values: vec![1.0; 4] }];
    let kind = SheetKind::Maps { whole: [4, 4] };
    let sheet = Sheet { layer: "conv1".into(), kind, shape: [2, 2, 1], total: 70, tiles };
    let seen = Seen { look: Look::Maps, image: app.watched, sheets: vec![sheet] };
    inside.say(&mut app, 0, |_| Body::Seen(Box::new(seen)));
    assert!(text(&app).contains("1 of 70 maps of 4x4, averaged to 2x2"), "{}", text(&app));
}

#[test]
fn layers_are_measured_when_asked_for_every_arm_side_by_side() {
    let inside = Inside::new();
    let mut app = inside.app(default_theme());
    press(&mut app, "1");
    assert_eq!(press(&mut app, ": e x a m i n e Enter"), [Effect::SendAll(Command::Examine)]);
    assert_eq!(app.focus, PaneId::Weights);
    assert!(text(&app).contains("measuring..."), "{}", text(&app));
    inside.examine(&mut app);
    let shown = text(&app);
    for row in ["pixels", "dense1", "dense2", "output", "predictions", "A step 10", "B step 10"] {
        assert!(shown.contains(row), "{row}: {shown}");
    }
    assert!(shown.contains("each layer E measures") && shown.contains("of variance"), "{shown}");
    assert!(shown.contains("a T-shirt") && shown.contains("j Ankle boot"), "{shown}");
    let known = app.arms[0].history.examined.clone().unwrap().unwrap();
    let (value, interval) = known.accuracy(known.layers[0].right).unwrap();
    let digits = |x: f64| format!("{x:.2}").trim_start_matches('0').to_owned();
    let wanted = format!("{} {}–{}", digits(value), digits(interval.low), digits(interval.high));
    let row = shown.lines().find(|line| line.contains("pixels") && line.contains("48")).unwrap();
    assert!(row.contains(&wanted), "{wanted}: {row}");
    press(&mut app, "E");
    assert!(
        text(&app).contains("measuring...") && text(&app).contains("pixels"),
        "old numbers stay meanwhile"
    );
}

#[test]
fn the_key_walks_through_the_views_and_what_is_asked_of_the_arm_follows() {
    let inside = Inside::new();
    let mut app = inside.app(default_theme());
    let area = Rect::new(0, 0, 160, 48);
    let looks: Vec<Option<Look>> = (0..4)
        .map(|_| {
            let look = app.look(area).map(|(_, look)| look);
            press(&mut app, "t");
            look
        })
        .collect();
    assert_eq!(looks, [Some(Look::Weights), Some(Look::Maps), None, Some(Look::Weights)]);
}

#[test]
fn nothing_is_asked_of_an_arm_that_nobody_sees() {
    let inside = Inside::new();
    let mut app = inside.app(default_theme());
    let (wide, medium) = (Rect::new(0, 0, 160, 48), Rect::new(0, 0, 80, 24));
    assert_eq!(app.look(wide).map(|(arm, _)| arm), Some(ArmId::A));
    press(&mut app, "1");
    assert!(app.look(wide).is_some() && app.look(medium).is_some(), "it keeps its tile");
    press(&mut app, "2");
    assert!(app.look(wide).is_some() && app.look(medium).is_none(), "its tile is taken");
    press(&mut app, "z");
    assert_eq!(app.look(wide), None);
    press(&mut app, "z 7 f");
    assert_eq!(app.look(wide), None, "a frozen view does not move");
}

#[test]
fn what_is_missing_is_said() {
    let inside = Inside::new();
    let mut app = inside.app(default_theme());
    app.apply(&Event {
        arm: ArmId::A,
        step: 12,
        body: Body::Ended(Ended::Diverged { what: "the objective".into(), layer: "output".into() }),
    });
    assert!(text(&app).contains("arm A diverged: its weights are no longer finite"), "{}", text(&app));
    app.source = RunSource::Replay("run".into());
    for _ in 0..3 {
        let words = text(&app).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("not their weights"), "{words}");
        press(&mut app, "t");
    }
    assert_eq!(press(&mut app, "E"), [], "a stored run has nothing to measure");
}

#[test]
fn an_objective_of_several_terms_has_a_view_of_whose_the_gradient_is() {
    let mut app = Scene::of(&GARMENTS, &["B:model=mlp:8;l2=0.01"]).rested(default_theme());
    press(&mut app, "7 t t t");
    assert!(text(&app).contains("first layer"), "arm A has one term");
    press(&mut app, "a t t t");
    let shown = text(&app);
    let terms = app.evaluation().unwrap().terms.as_ref().unwrap();
    assert!(shown.contains("whose the gradient is") && shown.contains("L2"), "{shown}");
    let row =
        |name: &str| shown.lines().rev().find(|line| line.contains(&format!("│{name} "))).unwrap().to_owned();
    for (at, layer) in terms.layers.iter().enumerate() {
        let line = row(layer);
        for term in &terms.terms {
            let number = format!("{:.2}", term.layers[at].unwrap());
            assert!(line.contains(number.trim_start_matches('0')), "{layer} {number}: {line}");
        }
    }
    assert!(row("trunk").contains("1.0"), "the loss alone reaches the trunk: {shown}");
    press(&mut app, "a");
    assert!(text(&app).contains("one term, which has all of the gradient"));
    press(&mut app, "t");
    assert!(text(&app).contains("first layer"));
}

/// Images of this many pixels, brighter from class to class.
fn tiny(shape: [usize; 2], names: &[&str]) -> Dataset {
    let (size, classes) = (shape[0] * shape[1], names.len());
    let labels: Vec<u16> = (0..30 * classes).map(|at| (at % classes) as u16).collect();
    let part = |at: usize| if (at / classes).is_multiple_of(3) { Part::Validation } else { Part::Train };
    let pixels = labels.iter().enumerate();
    let pixels = pixels.flat_map(|(at, label)| {
        (0..size).map(move |pixel| (usize::from(*label) * 90 + (at * 7 + pixel * 31) % 60) as u8)
    });
    let images = Array4::from_shape_vec((labels.len(), shape[0], shape[1], 1), pixels.collect()).unwrap();
    let names = names.iter().map(|&name| name.to_owned()).collect();
    let parts = Parts::of((0..labels.len()).map(part));
    Dataset::new("tiny", images, labels, names, parts).unwrap()
}

#[test]
fn every_number_of_a_small_linear_model_stands_there_at_once_with_what_it_says() {
    let mut app =
        Scene::on(tiny([2, 2], &["left", "top", "diagonal"]), &["B:lr=0.1"]).rested(default_theme());
    press(&mut app, "7");
    let numbers = app.arms[0].history.parameters.last().unwrap().numbers.clone();
    assert_eq!(numbers.len(), 15);
    let shown = screen(&app, (80, 30)).join("\n");
    assert!(text(&app).contains("numbers: all of them"), "{}", text(&app));
    for number in &numbers {
        let text = format!("{:.3}", number.abs());
        let text = if number.abs() < 1.0 { text.trim_start_matches('0') } else { &text[..4] };
        let sign = if *number < 0.0 { '−' } else { '+' };
        assert!(shown.contains(&format!("{sign}{text}")), "{number}: {shown}");
    }
    let logits = app.watched_logits();
    let map = app.arms[0].loss().unwrap().probability_map();
    let mut p = [0.0; 3];
    assert!(map.probabilities(&logits[&ArmId::A], &mut p));
    for p in p {
        assert!(shown.contains(format!("p {p:.3}").replace("0.", ".").as_str()), "{p}: {shown}");
    }
    assert!(text(&app).contains("moved since") || text(&app).contains("moved at step"));
    assert_eq!(app.look(Rect::new(0, 0, 160, 48)), None, "nothing is asked of the arm");
    press(&mut app, "z");
    let wide = screen(&app, (160, 48)).join("\n");
    assert!(wide.contains("arm A") && wide.contains("arm B"), "both have room: {wide}");
    press(&mut app, "z t");
    assert!(text(&app).contains("first layer"));
    press(&mut app, "t t t");
    assert!(text(&app).contains("numbers: all of them"), "round and round");
}

#[test]
fn the_landscape_of_two_numbers_holds_every_way_and_stays_while_nothing_changes() {
    let arms = ["B:loss=ordinal;lr=8", "C:loss=ordinal;lr=60"];
    let scene = Scene::on(tiny([1, 1], &["negative", "positive"]), &arms);
    let mut app = scene.after(default_theme(), 1);
    press(&mut app, "7");
    assert!(text(&app).contains("numbers: all of them"), "A has two outputs: {}", text(&app));
    press(&mut app, "a");
    assert!(text(&app).contains("landscape: objective"), "{}", text(&app));
    let map = |app: &App| format!("{:?}", app.panes.weights);
    let before = map(&app);
    scene.events.iter().for_each(|event| app.apply(event));
    let shown = text(&app);
    assert!(shown.contains("weight") && shown.contains("bias") && shown.contains("o start"), "{shown}");
    assert!(shown.contains("or more") && shown.contains("B w "), "{shown}");
    let last = app.arms[1].history.parameters.last().unwrap();
    assert!(shown.contains(&format!("step {}", last.step)), "{shown}");
    assert!(map(&app) != before, "it grew with the way");
    let known = map(&app);
    app.survey();
    assert!(map(&app) == known);
    press(&mut app, "t");
    assert!(text(&app).contains("numbers: all of them"));
}

/// What an arm says after the first step that it was asked for.
fn first_step(scene: &Scene, arm: ArmId) -> Event {
    let mut trainer = arm_on(&scene.bench, &scene.recipe, arm);
    trainer.advance().unwrap();
    Event { arm, step: 1, body: Body::Probe(Box::new(trainer.probe_with_numbers().unwrap())) }
}

#[test]
fn a_single_step_moves_every_number_before_anything_is_evaluated() {
    let scene = Scene::on(tiny([2, 2], &["left", "top", "diagonal"]), &[]);
    let mut app = scene.after(default_theme(), 1);
    press(&mut app, "7 z");
    assert!(!text(&app).contains("moved at 1"), "{}", text(&app));
    app.apply(&first_step(&scene, ArmId::A));
    let shown = text(&app);
    assert!(shown.contains("moved at 1"), "{shown}");
    let [before, after] = &app.arms[0].history.parameters[..] else { panic!("two points") };
    let moves: Vec<f32> = before.numbers.iter().zip(&after.numbers).map(|(from, to)| to - from).collect();
    let mut seen = 0;
    for moved in moves.iter().filter(|moved| (0.001..1.0).contains(&moved.abs())) {
        let (sign, size) = (if *moved < 0.0 { '−' } else { '+' }, format!("{:.4}", moved.abs()));
        assert!(shown.contains(&format!("{sign}{}", &size[1..])), "{moved}: {shown}");
        seen += 1;
    }
    assert!(seen > 5, "{moves:?}");
}

#[test]
fn a_single_step_goes_on_in_the_landscape_and_has_its_objective() {
    let scene = Scene::on(tiny([1, 1], &["negative", "positive"]), &["B:loss=ordinal;lr=8"]);
    let mut app = scene.after(default_theme(), 1);
    press(&mut app, "7 a");
    assert!(text(&app).contains("landscape") && text(&app).contains("step 0"), "{}", text(&app));
    let before = format!("{:?}", app.panes.weights);
    app.apply(&first_step(&scene, ArmId::parse("B").unwrap()));
    let shown = text(&app);
    let objective = app.arms[1].history.latest.as_ref().unwrap().train.objective.unwrap();
    let line = shown.lines().find(|line| line.contains("step 1")).unwrap_or_else(|| panic!("{shown}"));
    assert!(line.contains(&format!("objective {}", crate::ui::numbers::figure(objective))), "{line}");
    assert!(format!("{:?}", app.panes.weights) != before, "the map has grown with the way");
}

#[test]
fn small_networks_at_every_size_in_every_look() {
    let numbers = Scene::on(tiny([2, 2], &["left", "top", "diagonal"]), &[]);
    let landscape = Scene::on(tiny([1, 1], &["negative", "positive"]), &["B:loss=ordinal"]);
    for theme in themes() {
        for (scene, keys) in [(&numbers, "7"), (&landscape, "7 a")] {
            let mut app = scene.rested(theme);
            press(&mut app, keys);
            for zoom in ["z", "z"] {
                press(&mut app, zoom);
                for size in [(160, 48), (100, 30), (80, 24), (40, 12), (20, 6)] {
                    cells(&app, size);
                }
            }
        }
    }
}

#[test]
fn every_view_at_every_size_in_every_look() {
    let inside = Inside::new();
    let sizes = [(160, 48), (120, 40), (100, 30), (80, 24), (40, 12), (20, 6)];
    for theme in themes() {
        let mut app = inside.app(theme);
        inside.examine(&mut app);
        for arm in 0..2 {
            for look in [Look::Weights, Look::Maps] {
                inside.show(&mut app, arm, look);
                for arrangement in [Arrangement::Tiles, Arrangement::Zoomed] {
                    app.arrangement = arrangement;
                    for size in sizes {
                        cells(&app, size);
                    }
                }
                press(&mut app, "t Down Right");
            }
            sizes.iter().for_each(|size| drop(cells(&app, *size)));
            press(&mut app, "t a");
        }
    }
}
