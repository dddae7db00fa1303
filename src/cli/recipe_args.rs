//! Flags that make a recipe, one a field.

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
    /// An embedded set's name, or a path
    pub data: Option<String>,
    /// A built-in recipe's name (dl-lab list recipes), or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    pub recipe: Option<String>,
    /// Thin the training part: exp:100, step:100,0.5, linear:10, binary:1000, counts:.., none
    #[arg(long, value_name = "PROFILE")]
    imbalance: Option<String>,
    /// Keep only these classes
    #[arg(long, value_name = "A,B")]
    classes: Option<String>,
    /// Take these classes out and show them as pictures from elsewhere
    #[arg(long, value_name = "C,D")]
    hold_out: Option<String>,
    /// Pictures from elsewhere: noise, blank, inverted, an embedded set, a path
    #[arg(long, value_name = "WHAT,..")]
    ood: Option<String>,
    /// What to predict: labels, multi-label, values [default: from the data]
    #[arg(long, value_name = "KIND")]
    target: Option<String>,
    /// A table's column of picture files, by name or number [default: from its content]
    #[arg(long, value_name = "COLUMN")]
    path_column: Option<String>,
    /// A table's columns of targets
    #[arg(long, value_name = "COLUMN,..")]
    label_column: Option<String>,
    /// A table's column of train, val and test
    #[arg(long, value_name = "COLUMN")]
    split_column: Option<String>,
    /// A table's column that says which pictures stay together, such as a patient's
    #[arg(long, value_name = "COLUMN")]
    group_column: Option<String>,
    /// Targets beside the main ones, from a table's columns
    #[arg(long, value_name = "NAME=COLUMN,..;..")]
    extra: Option<String>,
    /// Height and width of the pictures
    #[arg(long, value_name = "PIXELS")]
    size: Option<String>,
    /// How pictures are brought to that size: squish, fit, crop
    #[arg(long, value_name = "HOW")]
    resize: Option<String>,
    /// The fraction of the training part that becomes the validation part [default: 0.1]
    #[arg(long, value_name = "FRACTION")]
    valid: Option<String>,
    /// Keep so many pictures of the training part, before it is thinned [default: all]
    #[arg(long, value_name = "N")]
    train: Option<String>,
    /// How bytes become numbers: 0..1, -1..1, standardised [default: 0..1]
    #[arg(long, value_name = "HOW", allow_hyphen_values = true)]
    pixels: Option<String>,
    /// Let one broken picture stop the loading
    #[arg(long)]
    strict: bool,
    /// Decode all pictures anew and keep none for the next time
    #[arg(long)]
    no_cache: bool,
    /// Decides every random number [default: 7]
    #[arg(long, value_name = "N")]
    seed: Option<String>,
    /// Passes through the training part [default: 5; 30 in the laboratory]
    #[arg(long, value_name = "N")]
    epochs: Option<String>,
    /// Optimiser steps; overrides the epochs
    #[arg(long, value_name = "N")]
    steps: Option<String>,
    /// linear, mlp:256,128, cnn:16,32,fc=128, lenet [default: linear]
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// What a network begins with: a safetensors file, where name and shape fit; zeros; bias:8,0,0 (the outputs' biases);
    /// values:W,..,B,.. (all numbers of a small one, row by row of the output) [default: none, drawn from the seed]
    #[arg(long, value_name = "START")]
    init: Option<String>,
    /// Leave these layers as they are: dense1,output [default: none]
    #[arg(long, value_name = "LAYER,..")]
    freeze: Option<String>,
    /// Change training pictures at random: shift:2, flip, crop:4, joined by + [default: none]
    #[arg(long, value_name = "STEPS")]
    augment: Option<String>,
    /// Pictures a step [default: 128]
    #[arg(long, value_name = "N")]
    batch: Option<String>,
    /// sgd:momentum=0.9, adam, adamw [default: sgd:momentum=0.9]
    #[arg(long, value_name = "RULE")]
    optimizer: Option<String>,
    /// constant, cosine, step [default: cosine]
    #[arg(long, value_name = "SCHEDULE")]
    schedule: Option<String>,
    /// softmax-ce, focal:gamma=2, sigmoid-bce ... [default: what the targets call for]
    #[arg(long, value_name = "LOSS")]
    loss: Option<String>,
    /// Class weights: none, balanced, effective:beta=0.9999, manual:1,5 ... [default: none]
    #[arg(long, value_name = "SCHEME")]
    weights: Option<String>,
    /// Losses on heads of their own, joined by + [default: none]
    #[arg(long, value_name = "TARGETS@LAYER:LOSS,factor=F")]
    aux: Option<String>,
    /// Factor of the sum of the magnitudes of all weights, a term beside the loss [default: 0]
    #[arg(long, value_name = "FACTOR")]
    l1: Option<String>,
    /// Factor of half the sum of the squares of all weights, a term beside the loss [default: 0]
    #[arg(long, value_name = "FACTOR")]
    l2: Option<String>,
    /// Learn from the answers of another arm, trained first, or of a stored run [default: none]
    #[arg(long, value_name = "ARM|RUN_DIR[:ARM]")]
    teacher: Option<String>,
    /// How a weighted batch is averaged: mean, torch [default: mean]
    #[arg(long, value_name = "HOW")]
    reduction: Option<String>,
    /// uniform, class-balanced, sqrt, oversample, undersample, in-order, without:CLASS,.. [default: uniform]
    #[arg(long, value_name = "SAMPLER")]
    sampler: Option<String>,
    /// Deal training pictures as the data have them, every epoch alike: --sampler in-order
    #[arg(long)]
    no_shuffle: bool,
    /// The learning rate [default: 0.05]
    #[arg(long, value_name = "RATE", allow_hyphen_values = true)]
    lr: Option<String>,
    /// Add an arm that differs from A in these fields
    #[arg(long, value_name = "B:FIELD=VALUE;..")]
    arm: Vec<String>,
    /// Change a field when so many steps are done
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
        let text = self.recipe.as_deref().map(recipe_text).transpose()?;
        let mut recipe = Recipe::from_toml(text.as_deref().unwrap_or_default())?;
        let says = |text: &String| text.lines().any(|line| line.trim_start().starts_with("epochs"));
        // What a built-in recipe expects was found in as many epochs as it has everywhere.
        if !recipe.is_built_in() && !text.as_ref().is_some_and(says) {
            recipe.epochs = epochs;
        }
        let written = recipe.clone();
        for (name, value) in
            self.fields().into_iter().filter_map(|(name, value)| value.map(|value| (name, value)))
        {
            recipe.set(&format!("{name}={value}"))?;
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

    /// A sampler that draws shuffles.
    fn draws_or_not(&self) -> Result<(), SettingError> {
        match self.sampler.as_deref().filter(|sampler| self.no_shuffle && *sampler != IN_ORDER) {
            None => Ok(()),
            Some(sampler) => {
                let problem =
                    format!("expected no --sampler beside it, as {sampler} draws; give one of them");
                Err(SettingError::new("--no-shuffle", problem))
            }
        }
    }

    fn fields(&self) -> [(&'static str, Option<&str>); 37] {
        [
            ("data", self.data.as_deref()),
            ("imbalance", self.imbalance.as_deref()),
            ("classes", self.classes.as_deref()),
            ("hold-out", self.hold_out.as_deref()),
            ("ood", self.ood.as_deref()),
            ("target", self.target.as_deref()),
            ("path-column", self.path_column.as_deref()),
            ("label-column", self.label_column.as_deref()),
            ("split-column", self.split_column.as_deref()),
            ("group-column", self.group_column.as_deref()),
            ("extra", self.extra.as_deref()),
            ("size", self.size.as_deref()),
            ("resize", self.resize.as_deref()),
            ("valid", self.valid.as_deref()),
            ("train", self.train.as_deref()),
            ("pixels", self.pixels.as_deref()),
            ("strict", self.strict.then_some("true")),
            ("no-cache", self.no_cache.then_some("true")),
            ("seed", self.seed.as_deref()),
            ("epochs", self.epochs.as_deref()),
            ("steps", self.steps.as_deref()),
            ("model", self.model.as_deref()),
            ("init", self.init.as_deref()),
            ("freeze", self.freeze.as_deref()),
            ("augment", self.augment.as_deref()),
            ("batch", self.batch.as_deref()),
            ("optimizer", self.optimizer.as_deref()),
            ("schedule", self.schedule.as_deref()),
            ("aux", self.aux.as_deref()),
            ("l1", self.l1.as_deref()),
            ("l2", self.l2.as_deref()),
            ("teacher", self.teacher.as_deref()),
            ("loss", self.loss.as_deref()),
            ("weights", self.weights.as_deref()),
            ("reduction", self.reduction.as_deref()),
            ("sampler", self.sampler.as_deref().or(self.no_shuffle.then_some(IN_ORDER))),
            ("lr", self.lr.as_deref()),
        ]
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
        self.data.as_ref().map(PathBuf::from).filter(|path| folder::is_run(path))
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
    use crate::cli::{Cli, Command};
    use clap::Parser;

    fn parse(words: &[&str]) -> Recipe {
        let cli = Cli::try_parse_from(["dl-lab", "run"].iter().chain(words)).unwrap();
        let Some(Command::Run(run)) = cli.command else { panic!("run") };
        run.recipe.recipe(5).unwrap()
    }

    #[test]
    fn every_field_of_a_recipe_has_a_flag() {
        let flags: Vec<&str> = RecipeArgs::default().fields().map(|(name, _)| name).to_vec();
        let mut fields: Vec<&str> =
            crate::lab::recipe::fields::FIELDS.iter().map(|field| field.name).collect();
        fields.sort_by_key(|name| flags.iter().position(|flag| flag == name));
        assert_eq!(flags, fields);
    }

    #[test]
    fn no_shuffle_is_a_sampler_and_bears_no_other_beside_it() {
        assert_eq!(parse(&["--no-shuffle"]).sampler, "in-order");
        assert_eq!(parse(&["--no-shuffle", "--sampler", "in-order"]), parse(&["--no-shuffle"]));
        let words = ["dl-lab", "run", "--no-shuffle", "--sampler", "class-balanced"];
        let Some(Command::Run(run)) = Cli::try_parse_from(words).unwrap().command else { panic!("run") };
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
}
