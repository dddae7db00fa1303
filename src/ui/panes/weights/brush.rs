//! How the numbers of a sheet become colours, and the line that says so.

use crate::lab::record::sheets::{Sheet, SheetKind, Tile};
use crate::ui::numbers::weight;
use crate::ui::theme::{ColorMode, StyleRole, Theme};
use crate::ui::widgets::pixels::PixelImage;
use crate::ui::widgets::relief::{Relief, sign};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// The share of all numbers, by size, that lies below the strongest colour: single outliers must not make all else pale.
const BELOW: f64 = 0.99;

/// What is said of the strongest colour where there is room.
const BEYOND: &str = " or beyond";

/// Columns from which on the channels are named.
const ROOMY: u16 = 62;

/// What colours mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paint {
    /// Negative and positive numbers in colours of their own.
    Signed,
    /// Numbers from 0 on as greys.
    Grey,
    /// Three signed channels as red, green and blue around a middle grey.
    Mixed,
}

/// Paints all images of a sheet on one scale.
#[derive(Clone, Copy, Debug)]
pub(super) struct TileBrush<'a> {
    theme: &'a Theme,
    paint: Paint,
    /// What the strongest colour means; above 0.
    strongest: f32,
}

impl<'a> TileBrush<'a> {
    pub(super) fn of(theme: &'a Theme, sheet: &Sheet) -> Self {
        let many = matches!(theme.mode(), ColorMode::TrueColor | ColorMode::Indexed256);
        let paint = match (sheet.kind, sheet.range()) {
            (SheetKind::Maps { .. }, Some([low, _])) if low >= 0.0 => Paint::Grey,
            _ if sheet.shape[2] == 3 && many => Paint::Mixed,
            _ => Paint::Signed,
        };
        Self { theme, paint, strongest: strongest(sheet) }
    }

    /// How many images [`Self::split`] makes of each tile. Where colours cannot mix, every channel is one of its own.
    pub(super) fn per_tile(&self, sheet: &Sheet) -> usize {
        if self.paint == Paint::Mixed { 1 } else { sheet.shape[2] }
    }

    /// The images with their captions.
    pub(super) fn split(&self, sheet: &Sheet, caption: &dyn Fn(&Tile) -> String) -> Vec<(Tile, String)> {
        let channels = self.per_tile(sheet);
        if channels == 1 {
            return sheet.tiles.iter().map(|tile| (tile.clone(), caption(tile))).collect();
        }
        let channel = |tile: &Tile, channel: usize| {
            let name = if channels == 3 {
                ["red", "green", "blue"][channel].to_owned()
            } else {
                channel.to_string()
            };
            let values = tile.values.iter().skip(channel).step_by(channels).copied().collect();
            (Tile { index: tile.index, values }, format!("{name} {}", caption(tile)))
        };
        sheet.tiles.iter().flat_map(|tile| (0..channels).map(move |c| channel(tile, c))).collect()
    }

    /// Draws one of the images of [`Self::split`].
    pub(super) fn draw(&self, tile: &Tile, sheet: &Sheet, place: Rect, buf: &mut Buffer) {
        let [height, width, _] = sheet.shape;
        let bytes = |low: f32| -> Vec<u8> {
            let share = |x: &f32| (x / self.strongest - low) / (1.0 - low);
            tile.values.iter().map(|x| (share(x) * 255.0).round().clamp(0.0, 255.0) as u8).collect()
        };
        match self.paint {
            Paint::Signed => {
                Relief::new(self.theme, &tile.values, [height, width], self.strongest).render(place, buf);
            }
            Paint::Grey => PixelImage::new(self.theme, &bytes(0.0), [height, width, 1]).render(place, buf),
            Paint::Mixed => PixelImage::new(self.theme, &bytes(-1.0), [height, width, 3]).render(place, buf),
        }
    }

    /// What the colours mean, from the least to the largest number, for a line of this width.
    pub(super) fn legend(&self, what: &'static str, width: u16) -> Line<'static> {
        let theme = self.theme;
        let (dim, minus) = (theme.style(StyleRole::Dim), theme.symbols().minus);
        let most = weight(self.strongest, theme);
        let mut spans = vec![Span::styled(format!("{what} "), dim)];
        match self.paint {
            Paint::Signed => {
                spans.push(Span::raw(format!("{minus}{most} ")));
                spans.extend([-1.0, -0.66, -0.33, 0.0, 0.33, 0.66, 1.0].map(|amount| self.patch(amount)));
                spans.push(Span::raw(format!(" +{most}")));
            }
            Paint::Grey => {
                spans.push(Span::raw("0 "));
                spans.extend((0..7).map(|step| self.grey(f64::from(step) / 6.0)));
                spans.push(Span::raw(format!(" {most}")));
            }
            Paint::Mixed => {
                let channels = if width < ROOMY { "" } else { "of red, green, blue: " };
                spans.push(Span::raw(format!("{channels}none {minus}{most}, grey 0, full +{most}")));
            }
        }
        let used: usize = spans.iter().map(Span::width).sum();
        if self.paint != Paint::Mixed && used + BEYOND.len() <= usize::from(width) {
            spans.push(Span::styled(BEYOND, dim));
        }
        Line::from(spans)
    }

    /// Two columns of a colour, or of the sign that stands for it.
    fn patch(&self, amount: f64) -> Span<'static> {
        match self.theme.relief(amount) {
            None => Span::raw(sign(amount).repeat(2)),
            Some(color) => Span::styled("  ", Style::new().bg(color)),
        }
    }

    fn grey(&self, amount: f64) -> Span<'static> {
        match self.theme.grey((amount * 255.0) as u8) {
            None => Span::raw(self.theme.symbols().shade(amount).repeat(2)),
            Some(color) => Span::styled("  ", Style::new().bg(color)),
        }
    }
}

/// The size that 99 of 100 numbers do not exceed; 1 where all are 0.
fn strongest(sheet: &Sheet) -> f32 {
    let values = sheet.tiles.iter().flat_map(|tile| &tile.values);
    let mut sizes: Vec<f32> = values.filter(|x| x.is_finite() && **x != 0.0).map(|x| x.abs()).collect();
    if sizes.is_empty() {
        return 1.0;
    }
    let at = ((sizes.len() as f64 * BELOW) as usize).min(sizes.len() - 1);
    *sizes.select_nth_unstable_by(at, f32::total_cmp).1
}
