//! The settings of an arm as a log has them: its fields with their values, in pairs of texts.

use super::fields::{self, Scope};
use super::{Overrides, Recipe, SettingError, Settings};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

impl Serialize for Settings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.fields())
    }
}

impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pairs = Vec::<(String, String)>::deserialize(deserializer)?;
        read(&pairs).map_err(serde::de::Error::custom)
    }
}

/// Fields that a log does not have are at their defaults, because earlier versions had fewer.
fn read(pairs: &[(String, String)]) -> Result<Settings, SettingError> {
    let mut own = Overrides::default();
    for (name, value) in pairs {
        own.set(fields::find(name, "settings of an arm", |field| field.scope != Scope::Bench)?, value)?;
    }
    own.over(&Recipe::default())?.settings()
}

#[cfg(test)]
mod tests {
    use super::Scope;
    use crate::lab::recipe::fields::FIELDS;
    use crate::lab::recipe::{Recipe, Settings};

    #[test]
    fn every_field_comes_back_as_it_was_written() {
        let mut recipe = Recipe::default();
        for assignment in [
            "model=mlp:32,dropout=0.5",
            "loss=focal:gamma=3",
            "weights=effective:beta=0.99,after=0.5",
            "reduction=torch",
            "sampler=without:Coat",
            "optimizer=adamw",
            "schedule=step",
            "lr=0.003",
            "batch=17",
            "augment=flip+shift:2",
            "init=bias:1,-2.5",
            "aux=class@dense1:brier,factor=0.5",
            "l1=0.25",
            "l2=0.000125",
            "teacher=some/run:B",
            "freeze=dense1,output",
        ] {
            recipe.set(assignment).unwrap();
        }
        let settings = recipe.check().unwrap().arms.remove(0).settings;
        let usual = Recipe::default().check().unwrap().arms.remove(0).settings;
        for field in FIELDS.iter().filter(|field| field.scope != Scope::Bench) {
            assert_ne!(settings.text(field.name), usual.text(field.name), "{} is another", field.name);
        }
        let written = serde_json::to_string(&settings).unwrap();
        assert!(written.starts_with("[[\"model\",\"mlp:32"), "{written}");
        assert_eq!(serde_json::from_str::<Settings>(&written).unwrap(), settings);
        assert_eq!(serde_json::from_str::<Settings>("[]").unwrap(), usual);
        for (field, value, expected) in [
            ("loss", "focl", "loss: unknown loss 'focl'"),
            ("lr", "fast", "lr: expected a number or auto, found 'fast'"),
            ("los", "brier", "settings of an arm: no field 'los' here; did you mean 'loss', 'l1' or 'l2'?"),
        ] {
            let error =
                serde_json::from_str::<Settings>(&format!("[[\"{field}\",\"{value}\"]]")).unwrap_err();
            assert!(error.to_string().starts_with(expected), "{error}");
        }
    }
}
