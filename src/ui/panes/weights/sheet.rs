//! One sheet of images with its title above and its scale below.

use super::brush::TileBrush;
use super::gallery::{TileCaption, TileGallery};
use crate::lab::record::sheets::{Sheet, SheetKind, Tile};
use crate::ui::model::ScreenModel;
use crate::ui::numbers::weight;
use crate::ui::theme::{StyleRole, Theme, columns, fit};
use crate::ui::widgets::draw::{put, put_line};
use crate::ui::widgets::pixels::PixelImage;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// A sheet and which of its images is selected, counted as they are drawn; the last where there are fewer.
pub(super) struct ShownSheet<'a> {
    pub(super) model: &'a ScreenModel,
    pub(super) theme: &'a Theme,
    pub(super) sheet: &'a Sheet,
    pub(super) selected: usize,
}

impl ShownSheet<'_> {
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer) {
        let Self { model, theme, sheet, .. } = *self;
        let brush = TileBrush::of(theme, sheet);
        put_line(
            buf,
            Rect { height: area.height.min(1), ..area },
            &title_of(sheet, theme, area.width),
            theme,
        );
        let place = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
        let outputs = matches!(sheet.kind, SheetKind::Maps { .. } | SheetKind::Row);
        let place = if outputs { beside_image(model, theme, place, buf) } else { place };
        let shown = brush.split(sheet, &|tile| caption(model, sheet.kind, tile));
        let selected = self.selected.min(shown.len().saturating_sub(1));
        let is_selected = |at: usize| at == selected && shown.len() > 1;
        let texts = shown.iter().map(|(_, text)| text).enumerate();
        let captions: Vec<TileCaption<'_>> =
            texts.map(|(at, text)| TileCaption { text, selected: is_selected(at) }).collect();
        let gallery = TileGallery::new(place, [sheet.shape[0], sheet.shape[1]], captions.len());
        gallery.render(theme, &captions, buf, |at, place, buf| brush.draw(&shown[at].0, sheet, place, buf));
        if area.height > 1 {
            let bottom = Rect { y: area.bottom() - 1, height: 1, ..area };
            let legend = brush.legend(what(sheet.kind), area.width);
            put_line(buf, bottom, &legend, theme);
            if let Some(image) = shown.get(selected) {
                self.draw_range(image, bottom, legend.width(), buf);
            }
        }
    }

    /// The selected image's own range, at the right end of the legend's line where there is room.
    fn draw_range(&self, (tile, name): &(Tile, String), line: Rect, legend: usize, buf: &mut Buffer) {
        let theme = self.theme;
        let Some([low, high]) = tile.range() else { return };
        let text = fit(
            &format!("{name}: {} to {}", weight(low, theme), weight(high, theme)),
            usize::from(line.width),
            theme.symbols(),
        );
        let width = columns(&text);
        if usize::from(line.width) >= legend + 2 + width {
            put(buf, line, (line.right() - width as u16, line.y), &text, theme.style(StyleRole::Accent));
        }
    }
}

/// The layer and what of it is shown, in the fullest words that fit.
fn title_of(sheet: &Sheet, theme: &Theme, width: u16) -> Line<'static> {
    let room = usize::from(width).saturating_sub(columns(&sheet.layer) + "layer : ".len());
    let [long, short] = words_of(sheet);
    let text = if columns(&long) <= room { long } else { short };
    Line::from(vec![
        Span::styled("layer ", theme.style(StyleRole::Dim)),
        Span::styled(sheet.layer.clone(), theme.style(StyleRole::Title)),
        Span::styled(format!(": {text}"), theme.style(StyleRole::Dim)),
    ])
}

/// What of a layer is shown, at length and in short.
fn words_of(sheet: &Sheet) -> [String; 2] {
    let Sheet { kind, shape: [height, width, channels], total, tiles, .. } = sheet;
    let shown = tiles.len();
    let both = |text: String| [text.clone(), text];
    match kind {
        SheetKind::Templates => {
            ["what each class adds up: its weight on every pixel", "a template a class"].map(str::to_owned)
        }
        SheetKind::Units { chosen_at } => [
            format!("{shown} of {total} units, the strongest at step {chosen_at}: weights on every pixel"),
            format!("{shown} strongest of {total}"),
        ],
        SheetKind::Filters if shown < *total => {
            both(format!("{shown} of {total} kernels of {height}x{width}x{channels}"))
        }
        SheetKind::Filters => both(format!("{total} kernels of {height}x{width}x{channels}")),
        SheetKind::Maps { whole } => {
            let count = if shown < *total { format!("{shown} of {total}") } else { total.to_string() };
            let text = format!("{count} maps of {}x{}", whole[0], whole[1]);
            let averaged = *whole != [*height, *width];
            if averaged { [format!("{text}, averaged to {height}x{width}"), text] } else { both(text) }
        }
        SheetKind::Row => both(format!("{total} units in rows of {width}")),
    }
}

/// What the numbers of an image are.
fn what(kind: SheetKind) -> &'static str {
    match kind {
        SheetKind::Templates | SheetKind::Units { .. } | SheetKind::Filters => "weight",
        SheetKind::Maps { .. } | SheetKind::Row => "output",
    }
}

fn caption(model: &ScreenModel, kind: SheetKind, tile: &Tile) -> String {
    match kind {
        SheetKind::Templates => model.class_name(tile.index).to_owned(),
        SheetKind::Units { .. } => format!("unit {}", tile.index),
        // What they are stands in the heading, and a kernel's image is three pixels wide.
        SheetKind::Filters | SheetKind::Maps { .. } => tile.index.to_string(),
        SheetKind::Row => "all units".to_owned(),
    }
}

/// Columns from which on the watched image stands beside what layers make of it.
const BESIDE: u16 = 56;

/// Draws the watched image to the left where there is room; gives what is left.
fn beside_image(model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) -> Rect {
    let (Some(bench), Some(index)) = (&model.bench, model.watched) else { return area };
    let width = area.width / 5;
    if area.width < BESIDE || area.height < 4 {
        return area;
    }
    let place = Rect { width, height: area.height - 1, ..area };
    let shape = bench.dataset.shape();
    let image = bench.dataset.image(index);
    if let Some(pixels) = image.as_slice() {
        let image = PixelImage::new(theme, pixels, shape);
        image.render(place, buf);
        let truth = model.truth_text(index);
        let below = Rect { y: area.y + image.size(place.as_size()).height, height: 1, ..place };
        let text = fit(&truth, usize::from(width), theme.symbols());
        put(buf, below, (below.x, below.y), &text, theme.style(StyleRole::Dim));
    }
    Rect { x: area.x + width + 1, width: area.width - width - 1, ..area }
}
