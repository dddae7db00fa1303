//! The shape of what layers take and give.

/// Height, width and channels of one sample; plain numbers have `[1, 1, n]`. Images lie row by row, channels last.
pub type Shape = [usize; 3];
