//! Whole screens at every size and in every look.

mod experiment;
mod frame;
mod pointing;
mod states;

/// Wide, medium and small, and what is left of a window that was squeezed.
const SIZES: [(u16, u16); 7] = [(160, 48), (120, 40), (100, 30), (80, 24), (40, 12), (1, 1), (0, 0)];
