//! Where images from out of the domain came from.

use std::fmt;
use std::sync::Arc;

/// Where one image of [`Parts::ood`](super::Parts::ood) came from; displayed as a caption says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A class or label of this set that was held out.
    Class(Arc<str>),
    /// Another set, or a file.
    Set(Arc<str>),
    /// Uniform noise.
    Noise,
    /// One grey level all over.
    Blank,
    /// A validation image of this set with dark and bright exchanged.
    Inverted,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Class(name) => write!(f, "{name}, held out"),
            Self::Set(name) => f.write_str(name),
            Self::Noise => f.write_str("noise"),
            Self::Blank => f.write_str("blank"),
            Self::Inverted => f.write_str("inverted"),
        }
    }
}
