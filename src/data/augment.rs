//! Random changes of training images that leave their class as it is.
//!
//! An augmentation is a list of steps; [`Augment::draw`] throws the dice for one image. Every step moves whole rows
//! and whole columns, so that what was drawn is applied in place, and no copy of the image is needed.

mod moves;

pub use moves::Drawn;

use crate::base::random::{below, stream};
use crate::base::spec::{Spec, SpecError, suggest};
use moves::Move;
use std::fmt;

/// One step of an augmentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Moves the image by up to this many pixels each way; edge pixels are repeated.
    Shift(u32),
    /// Mirrors left and right with probability 1/2.
    Flip,
    /// Pads this many black pixels all round and cuts a window of the image's size.
    Crop(u32),
}

/// One row of [`AUGMENTS`].
pub struct AugmentRow {
    /// The name before the colon.
    pub name: &'static str,
    /// An example that can be used.
    pub usage: &'static str,
    /// One sentence.
    pub summary: &'static str,
}

/// Every step there is; each may stand once in a list.
pub const AUGMENTS: [AugmentRow; 3] = [
    AugmentRow {
        name: "shift",
        usage: "shift:2",
        summary: "moves the image by up to 2 pixels each way; edge pixels are repeated",
    },
    AugmentRow { name: "flip", usage: "flip", summary: "mirrors left and right every second time" },
    AugmentRow {
        name: "crop",
        usage: "crop:4",
        summary: "pads 4 black pixels all round and cuts a window of the image's size",
    },
];

/// What a training image goes through before it is learnt from, step by step; nothing at all by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Augment(Vec<Step>);

impl Augment {
    /// Reads `none`, or steps joined by `+`: `shift:2+flip`.
    ///
    /// # Errors
    /// For an unknown name (with the nearest), a missing or impossible number of pixels, or a step that stands twice.
    pub fn parse(text: &str) -> Result<Self, SpecError> {
        let mut steps: Vec<Step> = Vec::new();
        if text.trim() == "none" {
            return Ok(Self(steps));
        }
        for item in text.split('+') {
            let step = Step::parse(&Spec::parse(item)?)?;
            if steps.iter().any(|other| other.row().name == step.row().name) {
                return Err(SpecError(format!("{} stands twice in '{text}'", step.row().name)));
            }
            steps.push(step);
        }
        Ok(Self(steps))
    }

    /// Whether images stay as they are.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Checks that images of `[height, width, channels]` are larger than every move.
    ///
    /// # Errors
    /// Names the step that would push a whole image out of sight.
    pub fn fits(&self, [height, width, _]: [usize; 3]) -> Result<(), SpecError> {
        let side = height.min(width);
        match self.0.iter().find(|step| step.reach() as usize >= side) {
            None => Ok(()),
            Some(step) => Err(SpecError(format!(
                "{step} moves by as much as images of {height}x{width} have; give at most {}",
                side - 1
            ))),
        }
    }

    /// Throws the dice for one image. Equal seeds and keys give equal draws on every machine.
    pub fn draw(&self, seed: u64, key: u64) -> Drawn {
        let mut rng = stream(seed, "augment", key);
        let mut drawn = Drawn::default();
        for (at, step) in self.0.iter().enumerate() {
            let mut within = |reach: u32| {
                let reach = reach as usize;
                below(&mut rng, 2 * reach + 1).cast_signed() - reach.cast_signed()
            };
            [drawn.down[at], drawn.across[at]] = match step {
                Step::Shift(reach) => [Move::Shift(within(*reach)), Move::Shift(within(*reach))],
                Step::Crop(reach) => [Move::Window(within(*reach)), Move::Window(within(*reach))],
                Step::Flip => [Move::Stay, if below(&mut rng, 2) == 0 { Move::Mirror } else { Move::Stay }],
            };
        }
        drawn
    }
}

impl Step {
    fn parse(spec: &Spec) -> Result<Self, SpecError> {
        let reach = || {
            spec.only(1, &[])?;
            let reach = spec.positional(0)?.filter(|reach: &u32| *reach > 0);
            let name = &spec.name;
            reach.ok_or_else(|| SpecError(format!("{name} needs 1 pixel or more, such as {name}:2")))
        };
        match spec.name.as_str() {
            "shift" => reach().map(Self::Shift),
            "crop" => reach().map(Self::Crop),
            "flip" => spec.only(0, &[]).map(|()| Self::Flip),
            "none" => Err(SpecError("none stands alone".into())),
            other => {
                let known = ["none", AUGMENTS[0].name, AUGMENTS[1].name, AUGMENTS[2].name];
                let near = suggest(other, &known);
                Err(SpecError(format!("unknown augmentation '{other}'{near}")))
            }
        }
    }

    fn row(self) -> &'static AugmentRow {
        match self {
            Self::Shift(_) => &AUGMENTS[0],
            Self::Flip => &AUGMENTS[1],
            Self::Crop(_) => &AUGMENTS[2],
        }
    }

    /// The furthest it moves an image, in pixels.
    fn reach(self) -> u32 {
        match self {
            Self::Shift(reach) | Self::Crop(reach) => reach,
            Self::Flip => 0,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reach() {
            0 => f.write_str(self.row().name),
            reach => write!(f, "{}:{reach}", self.row().name),
        }
    }
}

impl fmt::Display for Augment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            return f.write_str("none");
        }
        let steps: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&steps.join("+"))
    }
}

#[cfg(test)]
mod tests;
