//! Flags that make a recipe.

use super::field_args::FieldArgs;
use crate::base::spec::suggest;
use crate::lab::drive::worker;
use crate::lab::recipe::{Recipe, SettingError, built_in, folder};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// What `--no-shuffle` stands for.
const IN_ORDER: &str = "in-order";

/// Flags that make a recipe.
#[derive(Debug, Default, Args)]
pub struct RecipeArgs {
    /// A built-in recipe's name (dl-lab list recipes), or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    pub recipe: Option<String>,
    /// One flag a field.
    #[command(flatten)]
    fields: FieldArgs,
    /// Draw training images as the data have them, every epoch alike: --sampler in-order
    #[arg(long)]
    no_shuffle: bool,
    /// Add an arm that differs from A in these fields
    #[arg(long, value_name = "B:FIELD=VALUE;..")]
    arm: Vec<String>,
    /// Change a field when this many steps are done
    #[arg(long, value_name = "[B@]STEP:FIELD=VALUE")]
    change: Vec<String>,
    /// Set any field of the recipe: lr=0.1, arm.B.loss=brier
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Store the run in this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Threads that share the work [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

impl RecipeArgs {
    /// The recipe: defaults, then the file, then flags, then `--set`. `epochs` is the default number of epochs.
    ///
    /// # Errors
    /// Names the first field that cannot be read.
    pub fn recipe(&self, epochs: u64) -> Result<Recipe, SettingError> {
        self.draws_or_not()?;
        self.is_clear("data")?;
        self.is_clear("ood")?;
        let text = self.recipe.as_deref().map(recipe_text).transpose()?;
        let mut recipe = Recipe::from_toml(text.as_deref().unwrap_or_default())?;
        let says = |text: &String| text.lines().any(|line| line.trim_start().starts_with("epochs"));
        // What a built-in recipe expects was found in as many epochs as it has everywhere.
        if !recipe.is_built_in() && !text.as_ref().is_some_and(says) {
            recipe.epochs = epochs;
        }
        let written = recipe.clone();
        for (field, text) in &self.fields.given {
            field.set(&mut recipe, field.read(text)?)?;
        }
        if self.no_shuffle {
            IN_ORDER.clone_into(&mut recipe.sampler);
        }
        self.arm.iter().try_for_each(|arm| recipe.add_arm(arm))?;
        self.change.iter().try_for_each(|change| recipe.add_change(change))?;
        self.set.iter().try_for_each(|assignment| recipe.set(assignment))?;
        let differs = written != Recipe { seed: written.seed, ..recipe.clone() };
        if let Some(experiment) = recipe.experiment.as_mut().filter(|_| differs) {
            experiment.changed = true;
        }
        Ok(recipe)
    }

    /// A name that is an embedded set's and a path's.
    fn is_clear(&self, field: &str) -> Result<(), SettingError> {
        let names = self.fields.text(field).unwrap_or_default();
        let clash = names.split(',').find_map(folder::clash);
        clash.map_or(Ok(()), |problem| Err(SettingError::new(field, problem)))
    }

    /// A sampler that draws shuffles.
    fn draws_or_not(&self) -> Result<(), SettingError> {
        match self.fields.text("sampler").filter(|sampler| self.no_shuffle && *sampler != IN_ORDER) {
            None => Ok(()),
            Some(sampler) => {
                let problem =
                    format!("expected no --sampler beside it, as {sampler} draws; give one of them");
                Err(SettingError::new("--no-shuffle", problem))
            }
        }
    }

    /// The thread pool that `--threads` asks for.
    ///
    /// # Errors
    /// For a number that is 0 or absurd, or if the system gives no threads.
    pub fn pool(&self) -> Result<Arc<rayon::ThreadPool>, SettingError> {
        if let Some(wrong) = self.threads.filter(|threads| !(1..=1024).contains(threads)) {
            return Err(SettingError::new("--threads", format!("expected 1 to 1024, found {wrong}")));
        }
        worker::pool(self.threads).map_err(|error| SettingError::new("--threads", error.to_string()))
    }

    /// The stored run that DATA names, if it names one.
    pub fn stored_run(&self) -> Option<PathBuf> {
        self.fields.text("data").map(PathBuf::from).filter(|path| folder::is_run(path))
    }
}

fn recipe_text(name: &str) -> Result<String, SettingError> {
    let built_in = built_in::find(name);
    match built_in {
        Some(recipe) => Ok(recipe.text.to_owned()),
        None => std::fs::read_to_string(name).map_err(|error| {
            let names: Vec<&str> = built_in::ALL.iter().map(|recipe| recipe.name).collect();
            let near = suggest(name, &names);
            SettingError::new(
                "--recipe",
                format!("'{name}' is no built-in recipe and cannot be read ({error}){near}"),
            )
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, CliCommand};
    use clap::Parser;

    fn parse(words: &[&str]) -> Recipe {
        let cli = Cli::try_parse_from(["dl-lab", "run"].iter().chain(words)).unwrap();
        let Some(CliCommand::Run(run)) = cli.command else { panic!("run") };
        run.recipe.recipe(5).unwrap()
    }

    #[test]
    fn no_shuffle_is_a_sampler_and_bears_no_other_beside_it() {
        assert_eq!(parse(&["--no-shuffle"]).sampler, "in-order");
        assert_eq!(parse(&["--no-shuffle", "--sampler", "in-order"]), parse(&["--no-shuffle"]));
        let words = ["dl-lab", "run", "--no-shuffle", "--sampler", "class-balanced"];
        let Some(CliCommand::Run(run)) = Cli::try_parse_from(words).unwrap().command else { panic!("run") };
        let error = run.recipe.recipe(5).unwrap_err().to_string();
        assert!(error.starts_with("--no-shuffle: ") && error.contains("class-balanced draws"), "{error}");
    }

    #[test]
    fn the_command_of_a_screen_gives_its_recipe_back() {
        let recipe = parse(&[
            "garments",
            "--lr",
            "0.1",
            "--arm",
            "B:weights=balanced",
            "--change",
            "B@9:lr=0.2",
            "--strict",
        ]);
        let command = crate::lab::drive::summary::command(&recipe);
        let words: Vec<String> =
            command.split(' ').skip(2).map(|word| word.trim_matches('\'').to_owned()).collect();
        assert_eq!(parse(&words.iter().map(String::as_str).collect::<Vec<_>>()), recipe);
    }

    #[test]
    fn an_embedded_set_can_be_named_so_that_no_path_is_meant() {
        assert_eq!(parse(&["pets:"]).data, "pets:");
    }
}
