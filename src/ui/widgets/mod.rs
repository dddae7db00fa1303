//! Drawing pieces that know ratatui and the theme, and nothing else of dl-lab.
//!
//! Each is a builder over borrowed data that implements `Widget` for its reference. They draw inside their area and
//! nowhere else, at any size from nothing to a wall; labels and numbers of any kind are cleaned before they are drawn.

pub mod bars;
pub mod digits;
pub mod draw;
pub mod heatmap;
pub mod histogram;
pub mod interval_bar;
pub mod pixels;
pub mod plot;
pub mod popup;
pub mod reliability;
pub mod relief;
pub mod scaling;
pub mod scatter;
pub mod scroll;
pub mod simplex;
pub mod table;
pub mod terrain;
#[cfg(test)]
pub(super) mod testing;
