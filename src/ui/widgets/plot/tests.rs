//! Small plots drawn in full, and every plot at every size.

use super::*;
use crate::ui::theme::{Charset, ColorMode, Dash};
use crate::ui::widgets::testing::{LABELS, default_theme, drawn, everywhere};
use ratatui::style::Color;
use ratatui::widgets::Clear;

fn points(values: &[f64]) -> Vec<PlotBucket> {
    values.iter().enumerate().map(|(i, &y)| PlotBucket::point(i as f64, y)).collect()
}

/// A plain curve in the look of series `index`, without a label.
fn plain<'a>(theme: &Theme, index: usize, buckets: &'a [PlotBucket]) -> Series<'a> {
    Series { label: "", dash: Dash::Solid, ..Series::new(buckets, &theme.series(index)) }
}

fn ascii() -> Theme {
    Theme::new(ColorMode::Indexed256, Charset::Ascii)
}

#[test]
fn any_data_at_any_size() {
    let many: Vec<_> =
        (0..1_000_000).map(|i| PlotBucket::point(f64::from(i), (f64::from(i) * 1e-3).sin())).collect();
    let odd = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        1e30,
        5e-324,
        f64::MAX,
        -f64::MAX,
        0.0,
        -0.0,
        1.0,
        f64::MIN_POSITIVE,
    ];
    let mixed = points(&odd);
    let shuffled: Vec<_> = odd.iter().map(|&x| PlotBucket { x, lo: 1.0, hi: -1.0 }).collect();
    let marks: Vec<_> =
        odd.iter().zip(LABELS.iter().cycle()).map(|(&x, label)| PlotMark { x, label }).collect();
    let baselines: Vec<_> =
        odd.iter().zip(LABELS.iter().cycle()).map(|(&y, label)| Baseline { y, label }).collect();
    let each: Vec<_> = odd.iter().map(|&y| points(&[y])).collect();
    everywhere(|theme, area, buf| {
        let mut sets: Vec<Vec<&[PlotBucket]>> =
            vec![vec![], vec![&[]], vec![&mixed, &shuffled, &mixed, &shuffled, &mixed, &mixed]];
        sets.extend(each.iter().map(|data| vec![&data[..]]));
        if area.width == 80 && theme.mode() == ColorMode::Indexed256 {
            sets.push(vec![&many]);
        }
        for set in sets {
            let series: Vec<_> = set
                .iter()
                .enumerate()
                .map(|(i, data)| Series {
                    label: LABELS[i],
                    marker: '日',
                    ..Series::new(data, &theme.series(i))
                })
                .collect();
            let plot = Plot::new(theme, &series).empty(LABELS[3]).x_label(LABELS[2]);
            for plot in [plot, plot.scale(Scale::Log)] {
                plot.render(area, buf);
                plot.x_bounds(-1.0, 2.0).y_bounds(0.5, 0.6).render(area, buf);
                plot.x_bounds(f64::NAN, 2.0).y_bounds(0.0, f64::MAX).render(area, buf);
                Clear.render(area, buf);
                plot.marks(&marks).baselines(&baselines).render(area, buf);
            }
        }
    });
}

#[test]
fn crossing_curves_share_their_cells() {
    let theme = default_theme();
    let (up, down) = (points(&[0.0, 1.0]), points(&[1.0, 0.0]));
    let series = [plain(&theme, 0, &up), plain(&theme, 1, &down)];
    let text = drawn(8, 4, |area, buf| Plot::new(&theme, &series).render(area, buf));
    assert_eq!(text, ["⠑⢄    ⡠⠊", "  ⠑⢄⡠⠊", "  ⡠⠊⠑⢄", "⡠⠊    ⠑⢄"]);
}

#[test]
fn a_shared_cell_holds_the_dots_of_both_and_the_colour_of_the_larger() {
    let theme = default_theme();
    let low = [PlotBucket { x: 0.0, lo: 0.0, hi: 0.0 }];
    let high = [PlotBucket { x: 0.0, lo: 0.4, hi: 1.0 }];
    let series = [plain(&theme, 1, &high), plain(&theme, 0, &low)];
    let mut buf = Buffer::empty(Rect::new(0, 0, 1, 1));
    Plot::new(&theme, &series).y_bounds(0.0, 1.0).render(buf.area, &mut buf);
    assert_eq!(buf[(0, 0)].symbol(), "⡇");
    assert_eq!(Some(buf[(0, 0)].fg), theme.series(1).style.fg);
}

#[test]
fn ascii_crossings_are_marked() {
    let theme = ascii();
    let (up, down) = (points(&[0.0, 1.0]), points(&[1.0, 0.0]));
    let series = [plain(&theme, 0, &up), plain(&theme, 1, &down)];
    let text = drawn(5, 3, |area, buf| Plot::new(&theme, &series).render(area, buf));
    assert_eq!(text, ["o  **", " ##", "*  oo"]);
}

#[test]
fn a_spike_survives_any_decimation() {
    let theme = default_theme();
    let mut data = points(&vec![0.0; 100_000]);
    data[50_000].hi = 1.0;
    for dash in [Dash::Solid, Dash::Dotted, Dash::Dashed, Dash::DashDot] {
        let series = [Series { dash, ..plain(&theme, 0, &data) }];
        let text = drawn(9, 2, |area, buf| Plot::new(&theme, &series).render(area, buf));
        // One dot in the uppermost row of dots, whatever the pattern leaves of the line below it.
        let top: Vec<_> = text[0].trim().chars().map(|braille| braille as u32 & 0b1001).collect();
        assert!(matches!(top[..], [1 | 8]), "{dash:?}: {text:?}");
    }
}

#[test]
fn what_is_not_finite_is_a_gap() {
    let theme = default_theme();
    let data = points(&[0.0, 0.0, 0.0, f64::NAN, 0.0, 0.0, f64::INFINITY, 0.0, 0.0]);
    let series = [plain(&theme, 0, &data)];
    let text = drawn(9, 1, |area, buf| Plot::new(&theme, &series).y_bounds(0.0, 1.0).render(area, buf));
    assert_eq!(text, ["⣀⣀⡀ ⢀⣀ ⢀⣀"]);
}

#[test]
fn a_logarithmic_axis_makes_a_decay_straight() {
    let theme = default_theme();
    let data = points(&[1.0, 0.1, 0.01, 0.001]);
    let series = [Series { label: "A", ..plain(&theme, 0, &data) }];
    let text = drawn(30, 10, |area, buf| {
        Plot::new(&theme, &series).scale(Scale::Log).x_label("epoch").render(area, buf);
    });
    assert_eq!(
        text,
        [
            "     1┤⠑⠢⡀",
            "      │  ⠈⠑⠤⡀",
            "      │     ⠈⠒⢄⡀",
            "      │        ⠈⠢⢄",
            "      │           ⠑⠢⡀",
            "  0.01┤             ⠈⠑⠤⡀",
            "      │                ⠈⠒⢄⡀",
            "      │                   ⠈⠢⢄A",
            "      └┬─────────────────────",
            "       0                 epoch",
        ]
    );
}

#[test]
fn marks_baselines_and_letters() {
    let theme = default_theme();
    let (a, b) = (points(&[0.2, 0.6, 0.8, 0.9]), points(&[0.1, 0.5, 0.8, 0.9]));
    let series = [Series::new(&a, &theme.series(0)), Series::new(&b, &theme.series(1))];
    let text = drawn(44, 12, |area, buf| {
        Plot::new(&theme, &series)
            .y_bounds(0.0, 1.0)
            .x_bounds(0.0, 4.0)
            .x_label("epoch")
            .marks(&[PlotMark { x: 2.0, label: "w" }])
            .baselines(&[Baseline { y: 0.5, label: "majority" }])
            .render(area, buf);
    });
    assert_eq!(
        text,
        [
            "   1.0┤                  w",
            "      │                  ┊⢀⣀⡠⠤⠔⠒⠊⠉A",
            "      │              ⢀⡠⡴⠚⠉⠁       B",
            "      │          ⣀⠤⢒⡩⠃   ┊",
            "      │       ⡠⠔⢉⡀ ⠁     ┊",
            "   0.5┤┈┈┈┈⢀⡠⠊┈⠔⠁┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈majority┈",
            "      │  ⢀⠔⢁⡠⠂           ┊",
            "      │⡠⠊⠁ ⠁             ┊",
            "      │⡠⠊⠁               ┊",
            "   0.0┤                  ┊",
            "      └┬─────────────────┬────────────────┬",
            "       0                 2             epoch",
        ]
    );
}

#[test]
fn without_data_the_message_stands_in_the_middle() {
    let theme = default_theme();
    let text = drawn(40, 9, |area, buf| Plot::new(&theme, &[]).empty("no data yet").render(area, buf));
    assert_eq!(
        text,
        [
            "   1.0┤",
            "      │",
            "      │",
            "   0.5┤           no data yet",
            "      │",
            "      │",
            "   0.0┤",
            "      └┬───────────────┬───────────────┬",
            "      0.0             0.5            1.0",
        ]
    );
}

#[test]
fn a_mark_behind_a_curve_leaves_no_style() {
    let theme = default_theme();
    let data = points(&[0.5, 0.5]);
    let series = [plain(&theme, 0, &data)];
    let mut buf = Buffer::empty(Rect::new(0, 0, 3, 1));
    Plot::new(&theme, &series).marks(&[PlotMark { x: 0.0, label: "" }]).render(buf.area, &mut buf);
    assert_ne!(buf[(0, 0)].fg, Color::Reset);
    assert_eq!(Some(buf[(0, 0)].fg), theme.series(0).style.fg);
}

#[test]
fn one_outlier_flattens_nothing_and_is_marked() {
    let theme = default_theme();
    let mut data: Vec<PlotBucket> =
        (0..40).map(|x| PlotBucket::point(f64::from(x), 1.0 + f64::from(x % 3))).collect();
    data[20] = PlotBucket::point(20.0, 1e17);
    let series = [plain(&theme, 0, &data)];
    let draw = |range| drawn(60, 12, |area, buf| Plot::new(&theme, &series).range(range).render(area, buf));
    let [robust, whole] = [ValueRange::Robust, ValueRange::Whole].map(draw);
    assert!(robust[0].contains(theme.symbols().up) && !whole[0].contains(theme.symbols().up), "{robust:#?}");
    let rows = |lines: &[String]| {
        lines.iter().filter(|line| line.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c))).count()
    };
    assert!(rows(&robust) > 4 && whole.iter().any(|line| line.contains("1e17")), "{whole:#?}");
    assert!(!robust.iter().any(|line| line.contains("e17")), "{robust:#?}");
}
