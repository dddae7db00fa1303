//! Reads the command line, dispatches, and turns an error into one readable line and an exit status.

use clap::Parser;
use clap::error::ErrorKind;
use dl_lab::cli::{Cli, CliCommand};
use dl_lab::commands::{completions, explain, list, run, score};
use dl_lab::console::{Failure, printable};
use dl_lab::kernels::{VARIABLE, Vectors};
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = match Cli::try_parse() {
        Ok(cli) => dispatch(&cli),
        Err(error) => misunderstood(&error),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let text = failure.to_string();
            if !text.is_empty() {
                drop(writeln!(std::io::stderr(), "dl-lab: {}", printable(&text)));
            }
            ExitCode::from(failure.status())
        }
    }
}

fn dispatch(cli: &Cli) -> Result<(), Failure> {
    choose_vectors(cli.vectors.as_deref())?;
    match &cli.command {
        Some(CliCommand::Run(arguments)) => run::run(arguments),
        Some(CliCommand::Explain(arguments)) => explain::explain(arguments),
        Some(CliCommand::List(arguments)) => list::list(arguments),
        Some(CliCommand::Score(arguments)) => score::score(arguments),
        Some(CliCommand::Completions(arguments)) => completions::completions(arguments),
        None => dl_lab::ui::open(&cli.lab),
    }
}

/// Chooses what to compute with, once, before anything is computed.
fn choose_vectors(name: Option<&str>) -> Result<(), Failure> {
    let by = if name.is_some() { "--vectors" } else { VARIABLE };
    Vectors::choose(name).map(drop).map_err(|error| Failure::Input(format!("{by}: {error}")))
}

/// Help and version go to standard output; a mistake becomes one line with the nearest right word.
fn misunderstood(error: &clap::Error) -> Result<(), Failure> {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return Ok(write!(std::io::stdout(), "{}", error.render())?);
    }
    let text = error.render().to_string();
    let message = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("Usage:"));
    let message: Vec<&str> = message.filter(|line| !line.starts_with("For more")).collect();
    let line = message.join("; ");
    Err(Failure::Input(format!("{}; see dl-lab --help", line.trim_start_matches("error: "))))
}
