//! How long a frame takes: four panes at 200x60, each pane alone, after a short run and after a long one.
//!
//! `cargo bench --bench drawing`. First a table with the quantiles of single frames, by the clock and by the time of the
//! drawing thread, from which other work on the machine takes nothing; then divan's own.

#![allow(clippy::print_stdout, reason = "the table of quantiles is what this harness is for")]

use divan::{Bencher, black_box};
use dl_lab::lab::drive::worker::{pool, run_here};
use dl_lab::lab::recipe::Recipe;
use dl_lab::lab::recipe::{PANES, PaneId};
use dl_lab::lab::{Bench, Body, Event, arm_of};
use dl_lab::ui::app::App;
use dl_lab::ui::layout::Arrangement;
use dl_lab::ui::model::RunSource;
use dl_lab::ui::theme::{Charset, ColorMode, Theme};
use dl_lab::ui::view;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use rustix::time::{ClockId, clock_gettime};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};
use std::time::Instant;

/// A large terminal.
const AREA: Rect = Rect { x: 0, y: 0, width: 200, height: 60 };
/// Steps of a short run and of a long one.
const LENGTHS: [u64; 2] = [100, 100_000];
/// Frames behind a quantile.
const FRAMES: usize = 2_000;

/// What two arms said in this many steps.
struct Run {
    recipe: Recipe,
    bench: Arc<Bench>,
    steps: u64,
    events: Vec<Event>,
}

static SHORT: LazyLock<Run> = LazyLock::new(|| Run::of(LENGTHS[0]));
static LONG: LazyLock<Run> = LazyLock::new(|| Run::of(LENGTHS[1]));

fn main() {
    // A harness that only lists the benches, or tests that they run, wants no table.
    if !std::env::args().any(|word| ["--list", "--test"].contains(&word.as_str())) {
        print_quantiles();
    }
    divan::main();
}

impl Run {
    /// The embedded set with small batches, so that 100,000 steps take seconds.
    fn of(steps: u64) -> Self {
        let mut recipe = Recipe { batch: 16, steps: Some(steps), ..Recipe::default() };
        recipe.add_arm("B:weights=balanced").unwrap_or_else(|error| panic!("{error}"));
        let checked = recipe.check().unwrap_or_else(|error| panic!("{error}"));
        let pool = pool(Some(1)).unwrap_or_else(|error| panic!("no threads: {error}"));
        let bench = pool.install(|| Bench::prepare(&checked, &|_| ()));
        let bench = Arc::new(bench.unwrap_or_else(|error| panic!("{error}")));
        let watched = App::loaded(&recipe, &bench).watched.unwrap_or(0);
        let mut events = Vec::new();
        for arm in &checked.arms {
            let mut trainer = arm_of(Arc::clone(&bench), &checked, arm, Arc::clone(&pool))
                .unwrap_or_else(|error| panic!("{error}"));
            run_here(&mut trainer, &AtomicBool::new(false), &mut |event| events.push(event));
            events.push(Event { arm: arm.id, step: steps, body: Body::Watched(trainer.watch(watched)) });
        }
        Self { recipe, bench, steps, events }
    }

    /// The screen half way and at the end: frames that take turns differ in every pane.
    fn moments(&self) -> [App; 2] {
        let mut moments = [App::loaded(&self.recipe, &self.bench), App::loaded(&self.recipe, &self.bench)];
        for event in &self.events {
            if event.step <= self.steps / 2 {
                moments[0].apply(event);
            }
            moments[1].apply(event);
        }
        moments
    }
}

/// The screen once the data are there.
trait Loaded {
    fn loaded(recipe: &Recipe, bench: &Arc<Bench>) -> Self;
}

impl Loaded for App {
    fn loaded(recipe: &Recipe, bench: &Arc<Bench>) -> Self {
        let theme = Theme::new(ColorMode::TrueColor, Charset::Unicode);
        let mut app = Self::new(theme, RunSource::Live, recipe.clone());
        app.set_bench(Arc::clone(bench));
        app
    }
}

/// A screen with one pane.
fn alone(mut app: App, pane: PaneId) -> App {
    (app.focus, app.arrangement) = (pane, Arrangement::Zoomed);
    app
}

/// The cells of a frame, and nothing behind them.
fn draw(app: &App, buf: &mut Buffer) {
    buf.reset();
    view::draw(app, AREA, buf);
}

/// Collects what a terminal would be sent.
#[derive(Clone, Default)]
struct Line(Rc<RefCell<Vec<u8>>>);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Drawing, comparing with the frame before, and encoding: all that the loop of the screen does for a frame.
struct Sent {
    terminal: Terminal<CrosstermBackend<Line>>,
    line: Line,
}

impl Sent {
    fn new() -> Self {
        let line = Line::default();
        let options = TerminalOptions { viewport: Viewport::Fixed(AREA) };
        let terminal = Terminal::with_options(CrosstermBackend::new(line.clone()), options);
        Self { terminal: terminal.unwrap_or_else(|error| panic!("{error}")), line }
    }

    /// Draws a frame; its bytes.
    fn draw(&mut self, app: &App) -> usize {
        self.line.0.borrow_mut().clear();
        let drawn = self.terminal.draw(|frame| view::draw(app, frame.area(), frame.buffer_mut()));
        drawn.unwrap_or_else(|error| panic!("{error}"));
        self.line.0.borrow().len()
    }
}

/// Seconds that this thread has worked so far.
fn worked() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// The median and the 99th percentile of a frame in milliseconds, by the clock and by the time of the thread.
fn quantiles(mut frame: impl FnMut(usize)) -> [f64; 4] {
    (0..10).for_each(&mut frame);
    let measured = (0..FRAMES).map(|number| {
        let (start, before) = (Instant::now(), worked());
        frame(number);
        (start.elapsed().as_secs_f64(), worked() - before)
    });
    let (mut clock, mut thread): (Vec<f64>, Vec<f64>) = measured.unzip();
    for times in [&mut clock, &mut thread] {
        times.sort_by(f64::total_cmp);
    }
    [clock[FRAMES / 2], clock[FRAMES * 99 / 100], thread[FRAMES / 2], thread[FRAMES * 99 / 100]]
        .map(|s| s * 1e3)
}

fn print_row(what: &str, steps: u64, [median, p99, worked, worked_p99]: [f64; 4], bytes: &str) {
    println!("| {what} | {steps} | {median:.3} | {p99:.3} | {worked:.3} | {worked_p99:.3} | {bytes} |");
}

fn print_sent(what: &str, steps: u64, moments: &[App; 2]) {
    let (mut sent, mut bytes) = (Sent::new(), 0);
    let frames = quantiles(|number| bytes = sent.draw(&moments[number % 2]));
    print_row(what, steps, frames, &bytes.to_string());
}

fn print_quantiles() {
    println!("200x60, two arms, {FRAMES} frames a row, milliseconds by the clock and of the thread\n");
    println!(
        "| frame | steps | median | p99 | median, thread | p99, thread | bytes |\n|---|---|---|---|---|---|---|"
    );
    let medians = LENGTHS.map(|steps| {
        let moments = run_of(steps).moments();
        let mut buf = Buffer::empty(AREA);
        let cells = quantiles(|number| draw(&moments[number % 2], black_box(&mut buf)));
        print_row("four panes, cells alone", steps, cells, "-");
        print_sent("four panes, sent", steps, &moments);
        cells[2]
    });
    for pane in PANES {
        let moments = LONG.moments().map(|app| alone(app, pane));
        print_sent(&format!("{} alone, sent", pane.name()), LENGTHS[1], &moments);
    }
    println!(
        "\n{} steps against {}: {:.2} times the time\n",
        LENGTHS[1],
        LENGTHS[0],
        medians[1] / medians[0]
    );
}

fn run_of(steps: u64) -> &'static Run {
    if steps == LENGTHS[0] { &SHORT } else { &LONG }
}

#[divan::bench(args = LENGTHS)]
fn cells(bencher: Bencher<'_, '_>, steps: u64) {
    let ([_, app], mut buf) = (run_of(steps).moments(), Buffer::empty(AREA));
    bencher.bench_local(|| draw(&app, black_box(&mut buf)));
}

#[divan::bench(args = LENGTHS)]
fn sent(bencher: Bencher<'_, '_>, steps: u64) {
    let (moments, mut sent, mut number) = (run_of(steps).moments(), Sent::new(), 0);
    bencher.bench_local(|| {
        number += 1;
        sent.draw(&moments[number % 2])
    });
}

#[divan::bench(args = PANES.map(PaneId::name))]
fn zoomed(bencher: Bencher<'_, '_>, pane: &str) {
    let id = PANES.into_iter().find(|id| id.name() == pane).unwrap_or(PaneId::Curves);
    let ([_, app], mut buf) = (SHORT.moments().map(|app| alone(app, id)), Buffer::empty(AREA));
    bencher.bench_local(|| draw(&app, black_box(&mut buf)));
}
