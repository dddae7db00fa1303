//! The flags of the fields of a recipe, built from their table.

use crate::lab::recipe::fields::{FIELDS, Field, Form};
use clap::error::Error;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

/// What was written for fields.
#[derive(Debug, Default)]
pub(super) struct FieldArgs {
    /// In the order of the table.
    pub(super) given: Vec<(&'static Field, String)>,
}

impl FieldArgs {
    /// What was written for the field of this name.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(field, _)| field.name == name).map(|(_, text)| text.as_str())
    }
}

fn flag(field: &'static Field) -> Arg {
    let arg = Arg::new(field.name).help(field.help);
    match field.form {
        Form::Positional => arg.value_name("DATA"),
        Form::Value(name) => arg.long(field.name).value_name(name),
        Form::Signed(name) => arg.long(field.name).value_name(name).allow_hyphen_values(true),
        Form::Switch => arg.long(field.name).action(ArgAction::SetTrue),
    }
}

fn written(matches: &ArgMatches, field: &Field) -> Option<String> {
    match field.form {
        Form::Switch => matches.get_flag(field.name).then(|| true.to_string()),
        Form::Positional | Form::Value(_) | Form::Signed(_) => matches.get_one(field.name).cloned(),
    }
}

impl FromArgMatches for FieldArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let given = FIELDS.iter().filter_map(|field| Some((field, written(matches, field)?)));
        Ok(Self { given: given.collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for FieldArgs {
    fn augment_args(command: Command) -> Command {
        command.args(FIELDS.iter().map(flag))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}
