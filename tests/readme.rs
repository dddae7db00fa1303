//! The README's table of keys is the program's.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

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

#[test]
fn the_table_of_keys_in_the_readme_is_the_programs() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let between =
        readme.split("<!-- keys -->").nth(1).and_then(|rest| rest.split("<!-- /keys -->").next()).unwrap();
    let expected = table();
    assert_eq!(between.trim(), expected, "write this between the marks of README.md:\n{expected}");
}
