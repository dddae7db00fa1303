//! What the documents repeat of the program is what the program says.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

use dl_lab::lab::recipe::{Experiment, Outline, built_in};

use dl_lab::ui::keymap::{GROUPS, KEYS, label};

/// The table as it must stand between the marks.
fn table() -> String {
    let mut lines = vec!["| keys | what they do |".to_owned(), "|---|---|".to_owned()];
    for (group, title) in GROUPS {
        lines.push(format!("| **{title}** | |"));
        let rows = KEYS.iter().filter(|row| row.group == group);
        lines.extend(rows.map(|row| format!("| `{}` | {} |", label(row), row.summary)));
    }
    lines.join("\n")
}

/// What stands in a document between the marks of this name.
fn between(document: &str, mark: &str) -> String {
    let text = std::fs::read_to_string(format!("{}/{document}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (_, rest) = text.split_once(&format!("<!-- {mark} -->")).unwrap();
    rest.split_once(&format!("<!-- /{mark} -->")).unwrap().0.trim().to_owned()
}

#[test]
fn the_table_of_keys_in_the_readme_is_the_programs() {
    let expected = table();
    assert_eq!(
        between("README.md", "keys"),
        expected,
        "write this between the marks of README.md:\n{expected}"
    );
}

/// The experiments as they must stand between the marks of their page.
fn page() -> String {
    let mut page = String::new();
    for (at, outline) in Outline::built_in().iter().enumerate() {
        if at == 0 || Outline::built_in()[at - 1].topic != outline.topic {
            page.extend(["\n## ", outline.topic.question, "\n"]);
        }
        page.push_str(&section(outline));
    }
    page
}

fn section(outline: &Outline) -> String {
    let Experiment { name, question, watch, found, next, .. } = &outline.experiment;
    let arms = outline.arms_in_words().iter().map(|arm| format!("- `{arm}`\n")).collect::<Vec<_>>().concat();
    let data = &outline.data;
    format!(
        "\n### {name}\n\n**{question}**\n\n![{name}](images/{name}.png)\n\n`{data}`\n\n{arms}\n{watch}\n\n**Found:** {found}\n\n\
         **Next:** {next}\n"
    )
}

#[test]
fn the_page_of_experiments_says_what_the_recipes_say() {
    let expected = page();
    let found = between("assets/recipes/README.md", "recipes");
    assert!(
        found == expected.trim(),
        "write this between the marks of assets/recipes/README.md:\n{expected}"
    );
}

#[test]
fn every_experiment_has_an_image() {
    for recipe in built_in::ALL {
        let path = format!("{}/assets/recipes/images/{}.png", env!("CARGO_MANIFEST_DIR"), recipe.name);
        let picture = image::open(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(picture.width() > 600, "{path} is {} pixels wide", picture.width());
    }
}
