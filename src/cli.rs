//! The command line: every setting of a recipe has a flag of the same name.

mod field_args;
mod recipe_args;

pub use recipe_args::RecipeArgs;

use crate::lab::recipe::SettingError;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// A laboratory in the terminal for losses and class imbalance.
///
/// Without a command it opens the laboratory on DATA: an embedded set's name, a folder of images with one sub-folder a
/// class, IDX files, or the folder of a stored run. Without DATA it draws its own imbalanced set of clothes.
#[derive(Debug, Parser)]
#[command(name = "dl-lab", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do instead of opening the laboratory.
    #[command(subcommand)]
    pub command: Option<CliCommand>,
    /// Vectors to compute with: avx512, avx2, neon or scalar, where the CPU has them; the widest where not given
    #[arg(long, global = true, value_name = "KIND")]
    pub vectors: Option<String>,
    /// The laboratory's own arguments.
    #[command(flatten)]
    pub lab: LabArgs,
}

/// What can be done without a screen.
#[derive(Debug, Subcommand)]
pub enum CliCommand {
    /// Train without a screen: progress on stderr, results on stdout
    Run(Box<RunArgs>),
    /// Take a loss apart on a small worked example
    Explain(ExplainArgs),
    /// List what there is to choose from
    List(ListArgs),
    /// Measure predictions of any program: npz or CSV with probabilities and labels
    Score(ScoreArgs),
    /// Print what a shell needs to complete the command line
    Completions(CompletionsArgs),
}

/// Arguments of the laboratory.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "one for each flag of the command line")]
pub struct LabArgs {
    /// What to train on and how.
    #[command(flatten)]
    pub recipe: RecipeArgs,
    /// Start with all arms paused
    #[arg(long)]
    pub paused: bool,
    /// Slow a short run down so that a person can watch it: seconds in all, or full
    #[arg(long, value_name = "30s|full", default_value = "30s")]
    pub pace: String,
    /// Colours; found from the environment where not given
    #[arg(long, value_name = "MODE")]
    pub color: Option<Colors>,
    /// Draw with ASCII characters only
    #[arg(long, conflicts_with = "unicode")]
    pub ascii: bool,
    /// Draw with Unicode characters whatever the locale says
    #[arg(long)]
    pub unicode: bool,
    /// Leave the mouse to the terminal; else a click chooses, a second one opens, and with Shift it selects text
    #[arg(long)]
    pub no_mouse: bool,
    /// How much the line to the terminal carries; found from the environment where not given
    #[arg(long, value_name = "LINK")]
    pub link: Option<LinkArg>,
}

/// Values of `--color`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colors {
    /// Decide from the environment.
    Auto,
    /// 24 bits.
    Truecolor,
    /// The 256-colour palette.
    #[value(name = "256")]
    Indexed,
    /// The 16 colours of the terminal's own palette.
    #[value(name = "16")]
    Ansi,
    /// Bold, dim and reverse only.
    Mono,
}

/// Values of `--link`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LinkArg {
    /// A local terminal.
    Fast,
    /// A slow SSH connection.
    Slow,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell: bash, elvish, fish, powershell or zsh
    pub shell: Shell,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// What to train on and how.
    #[command(flatten)]
    pub recipe: RecipeArgs,
    /// Print the canonical events as JSON lines, the summary last
    #[arg(long)]
    pub json: bool,
    /// Write the trained network as safetensors, with PyTorch's names and layouts; of several arms net-A, net-B ...
    #[arg(long, value_name = "FILE")]
    pub export: Option<PathBuf>,
}

/// Arguments of `explain`.
///
/// Without --logits it takes --probabilities or --example; `explain --json` alone reads cases from standard input.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The loss, or several separated by commas; found from the target where not given
    pub loss: Option<String>,
    /// Logits, scores or predictions: 2,1,0.1
    #[arg(long, alias = "predictions", value_name = "NUMBERS", allow_hyphen_values = true)]
    pub logits: Option<String>,
    /// Begin with probabilities in their place: 0.6,0.4
    #[arg(long, value_name = "NUMBERS", conflicts_with = "logits")]
    pub probabilities: Option<String>,
    /// A label counted from 0, or a row: shares, yes and no, numbers, a teacher's logits
    #[arg(long, value_name = "LABEL|NUMBERS", allow_hyphen_values = true)]
    pub target: Option<String>,
    /// Class weights, one per class
    #[arg(long, value_name = "NUMBERS")]
    pub weights: Option<String>,
    /// A parameter of the loss, the training counts (counts=90,10) or the label beside a teacher (label=1)
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Put finite differences beside the gradient
    #[arg(long)]
    pub check: bool,
    /// Show the whole Jacobian of the softmax
    #[arg(long)]
    pub jacobian: bool,
    /// A well-known worked example
    #[arg(long, value_name = "NAME", conflicts_with_all = ["loss", "logits", "probabilities", "target", "weights", "set"])]
    pub example: Option<String>,
    /// Print JSON; without a loss, read one case or an array of cases from standard input
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// What to list; all where not given
    pub what: Option<What>,
    /// Print an array of objects with at least name and summary
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `score`.
#[derive(Debug, Args)]
pub struct ScoreArgs {
    /// An npz file with probabilities (N x K) and labels (N; several labels a row: N x K; numbers: predictions and
    /// targets), or CSV with columns label,p0,p1,...
    pub file: PathBuf,
    /// Print one object; what is undefined is null, and its reason stands under undefined
    #[arg(long)]
    pub json: bool,
    /// From which probability on a label, or class 1 of two, is predicted: 0.5; 0.3,0.6 (one for each label); best-f1; cost
    #[arg(long, value_name = "THRESHOLDS")]
    pub thresholds: Option<String>,
    /// What a miss and a false alarm cost
    #[arg(long, value_name = "MISS:ALARM")]
    pub costs: Option<String>,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Embedded sets, formats, imbalances, augmentations.
    Data,
    /// Networks with shapes and parameter counts.
    Models,
    /// The catalogue of losses.
    Losses,
    /// Class-weight schemes.
    Weights,
    /// Orders of the images.
    Samplers,
    /// Update rules and schedules.
    Optimizers,
    /// Built-in recipes by the question they are about.
    Recipes,
    /// What a recipe can expect of a run.
    Metrics,
    /// Keys of the laboratory.
    Keys,
}

/// Reads `--pace`: seconds, or `None` for full speed.
///
/// # Errors
/// For anything but `full` or a number of seconds above 0.
pub fn pace(text: &str) -> Result<Option<f64>, SettingError> {
    let seconds = text.strip_suffix('s').unwrap_or(text).parse::<f64>().ok();
    match (text, seconds.filter(|seconds| *seconds > 0.0 && *seconds < 1e6)) {
        ("full", _) => Ok(None),
        (_, Some(seconds)) => Ok(Some(seconds)),
        (_, None) => {
            Err(SettingError::new("--pace", format!("expected seconds such as 30s, or full, found '{text}'")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_pace_is_seconds_or_full() {
        assert_eq!(
            (pace("30s").unwrap(), pace("2").unwrap(), pace("full").unwrap()),
            (Some(30.0), Some(2.0), None)
        );
        assert!(pace("fast").is_err() && pace("0s").is_err());
    }
}
