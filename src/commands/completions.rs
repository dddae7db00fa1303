//! `dl-lab completions`: what a shell needs to complete flags and subcommands, made from the same table as the flags.

use crate::cli::{Cli, CompletionsArgs};
use crate::console::Failure;
use clap::CommandFactory;
use std::io::{self, Write};

/// Prints the script of a shell.
///
/// # Errors
/// If standard output cannot be written.
pub fn completions(arguments: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "dl-lab", &mut script);
    Ok(io::stdout().lock().write_all(&script)?)
}
