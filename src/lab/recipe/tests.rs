//! Recipes as text: defaults, round trips, refusals.

use super::fields::FIELDS;
use super::*;

fn error(recipe: &Recipe) -> String {
    recipe.check().unwrap_err().to_string()
}

#[test]
fn the_table_of_fields_is_the_recipe() {
    let mut full = Recipe {
        imbalance: Some("none".into()),
        classes: vec!["A".into()],
        freeze: vec!["dense1".into()],
        hold_out: vec!["B".into()],
        ood: vec!["noise".into()],
        label_column: vec!["label".into()],
        ..Recipe::default()
    };
    (full.target, full.path_column) = (Some("labels".into()), Some("file".into()));
    (full.split_column, full.group_column) = (Some("split".into()), Some("patient".into()));
    full.extra = Some("age=age".into());
    (full.size, full.resize, full.steps) = (Some(32), Some("crop".into()), Some(5));
    full.range = Some("0..1".into());
    (full.image_folder, full.image_suffix) = (Some("photos".into()), Some(".png".into()));
    (full.label_from, full.label_separator) = (Some("{label}.*".into()), Some(";".into()));
    full.train = Some(100);
    let table = toml::Table::try_from(&full).unwrap();
    let mut keys: Vec<&str> = table.keys().map(String::as_str).collect();
    let mut names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    keys.sort_unstable();
    names.sort_unstable();
    assert_eq!(keys, names);
}

#[test]
fn a_recipe_survives_its_text() {
    let mut recipe = Recipe::default();
    recipe.add_arm("B:weights=balanced;model=mlp:256,128").unwrap();
    recipe.add_change("420:loss=focal:gamma=2").unwrap();
    recipe.add_change("B@500:lr=0.01;extend=3").unwrap();
    recipe.set("arm.B.lr=0.2").unwrap();
    recipe.set("classes=Bag,Coat").unwrap();
    assert_eq!(Recipe::from_toml(&recipe.to_toml()).unwrap(), recipe);
    let checked = recipe.check().unwrap();
    assert_eq!(
        checked.arms[1].settings.differences(&checked.arms[0].settings),
        ["model=mlp:256,128", "weights=balanced", "lr=0.2"]
    );
    let changes: Vec<_> = checked.changes.iter().map(|c| (c.step, c.edit.field())).collect();
    assert_eq!(changes, [(420, "loss"), (500, "lr"), (500, "extend")]);
    let again: Vec<_> = checked.changes.iter().map(Change::to_recipe).collect();
    assert_eq!(again[0], recipe.change[0]);
}

#[test]
fn an_empty_text_is_the_default() {
    assert_eq!(Recipe::from_toml("").unwrap(), Recipe::default());
}

#[test]
fn errors_name_the_field_the_value_and_the_nearest() {
    let toml = |text: &str| Recipe::from_toml(text).unwrap_err().to_string();
    assert_eq!(toml("wieghts = 'none'"), "recipe: no field 'wieghts' here; did you mean 'weights'?");
    assert_eq!(toml("lr = 'fast'"), "lr: expected a number or \"auto\", found \"fast\"");
    assert!(toml("[[arm]]\nname = 'B'\nseed = 3").contains("[[arm]]: no field 'seed' here"));
    assert!(toml("lr = ").starts_with("recipe: "));
    let with = |assignment: &str| {
        let mut recipe = Recipe::default();
        recipe.set(assignment).unwrap();
        error(&recipe)
    };
    assert!(with("loss=focall").contains("did you mean 'focal'?"), "{}", with("loss=focall"));
    assert_eq!(with("lr=-1"), "lr: expected a number above 0, found -1");
    assert!(with("pixels=0-1").starts_with("pixels: unknown pixels '0-1'"));
    assert!(with("batch=0").starts_with("batch: expected 1 to 65,536"));
    assert!(with("valid=1").starts_with("valid: "));
}

#[test]
fn arms_and_changes_that_cannot_be_are_refused() {
    let mut recipe = Recipe::default();
    assert!(recipe.add_arm("B").is_err() && recipe.add_arm("B:seed=2").is_err());
    assert!(recipe.add_change("x:lr=1").is_err() && recipe.add_change("3:model=linear").is_err());
    assert!(recipe.set("lr").is_err() && recipe.set("arm.C.lr=1").is_err() && recipe.set("a.b=1").is_err());
    recipe.add_arm("B:loss=nothing").unwrap();
    assert!(error(&recipe).starts_with("arm B: loss: "), "{}", error(&recipe));
    let mut recipe = Recipe::default();
    recipe.add_arm("A:lr=1").unwrap();
    assert!(error(&recipe).contains("arm A is there already"));
    let mut recipe = Recipe::default();
    recipe.add_change("C@3:lr=1").unwrap();
    assert_eq!(error(&recipe), "change: there is no arm C");
}

#[test]
fn other_images_are_read_again_and_other_settings_are_not() {
    let with = |assignment: &str| {
        let mut recipe = Recipe::default();
        recipe.set(assignment).unwrap();
        recipe.has_images_of(&Recipe::default())
    };
    let images = [
        "data=x",
        "classes=A",
        "hold-out=A",
        "ood=noise",
        "target=values",
        "path-column=a",
        "label-column=a",
        "split-column=a",
        "group-column=a",
        "image-folder=a",
        "image-suffix=a",
        "label-separator=;",
        "label-from={label}.*",
        "extra=a=b",
        "size=8",
        "resize=fit",
        "range=0..4095",
        "strict=true",
        "valid=0.2",
        "seed=8",
    ];
    assert!(images.iter().all(|assignment| !with(assignment)));
    assert!(
        ["lr=1", "imbalance=none", "no-cache=true", "pixels=-1..1"].iter().all(|assignment| with(assignment))
    );
}
