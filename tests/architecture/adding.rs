//! The table "Where do I add..." of `src/lib.rs`: walked, so that it stays true.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What is added, and the cell that says where.
fn rows() -> Vec<(String, String)> {
    let text = read("src/lib.rs");
    let table = text.split("# Where do I add...").nth(1).unwrap_or_default();
    let row = |line: &str| {
        let mut cells = line.strip_prefix("//! | ")?.strip_suffix(" |")?.split(" | ");
        let row = (cells.next()?.to_owned(), cells.next()?.to_owned());
        (!row.0.starts_with("a...") && cells.next().is_none()).then_some(row)
    };
    table.lines().skip(1).take_while(|line| line.starts_with("//!")).filter_map(row).collect()
}

/// Files and folders that a cell names.
fn places(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).filter(|word| word.contains('/') && !word.starts_with('[')).collect()
}

fn cell(what: &str) -> String {
    let found = rows().into_iter().find(|(row, _)| row == what);
    found.unwrap_or_else(|| panic!("the table has a row for a {what}")).1
}

/// Modules that stand in a folder, and those that a file in it declares.
fn modules(folder: &str, table: &str) -> [BTreeSet<String>; 2] {
    let stem = |path: PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let there = fs::read_dir(root().join(folder)).unwrap().filter_map(|entry| stem(entry.unwrap().path()));
    let there = there.filter(|stem| stem != "mod");
    let text = read(table);
    let declared = text.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
    [there.collect(), declared.filter_map(|rest| rest.strip_suffix(';')).map(str::to_owned).collect()]
}

#[test]
fn every_place_that_the_table_names_is_there() {
    let rows = rows();
    assert!(rows.len() > 15, "the table is read: {} rows", rows.len());
    let missing =
        |cell: &str| places(cell).into_iter().find(|place| !root().join(place).exists()).map(str::to_owned);
    let wrong: Vec<_> = rows.iter().filter_map(|(row, cell)| Some((row, missing(cell)?))).collect();
    assert_eq!(wrong, Vec::new());
}

#[test]
fn a_file_and_its_row_are_all_that_a_loss_an_optimiser_and_a_pane_need_there() {
    for (what, folder, table) in [
        ("loss", "src/loss/catalogue/rows", "src/loss/catalogue/rows/mod.rs"),
        ("optimiser", "src/nn/optimizer", "src/nn/optimizer/mod.rs"),
        ("pane", "src/ui/panes", "src/ui/panes/mod.rs"),
    ] {
        let cell = cell(what);
        let named = places(&cell);
        assert!(named.contains(&folder) && named.contains(&table), "{what}: {cell}");
        let [there, declared] = modules(folder, table);
        assert_eq!(there, declared, "{what}");
    }
}

/// Every loss is listed once, and what it needs beside its file names it.
#[test]
fn a_loss_is_in_one_file_in_the_table_and_in_the_fixtures() {
    let [files, _] = modules("src/loss/catalogue/rows", "src/loss/catalogue/rows/mod.rs");
    let (table, fixtures) = (read("src/loss/catalogue/rows/mod.rs"), read("tests/fixtures/losses.json"));
    let mut seen = 0;
    for file in files {
        let text = read(&format!("src/loss/catalogue/rows/{file}.rs"));
        for part in text.split("impl Formula for ").skip(1) {
            let kind = part.split(' ').next().unwrap();
            let name = part.split("name: \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            assert!(table.contains(&format!("    {kind}: {file},")), "{kind} of {file}.rs has no row");
            assert!(fixtures.contains(&format!("\"loss\":\"{name}\"")), "{name} has no fixture");
            seen += 1;
        }
    }
    assert_eq!(seen, dl_lab::loss::catalogue::ALL.len());
}

/// A reader is a row of the table of formats, which names a module of its own.
#[test]
fn a_reader_is_a_module_and_a_row() {
    let places = cell("data format");
    assert!(places.contains("`src/data/format.rs`"), "{places}");
    for format in &dl_lab::data::FORMATS {
        let own = ["", "/mod"].map(|end| root().join(format!("src/data/{}{end}.rs", format.name)));
        assert!(own.iter().any(|path| path.exists()), "{} has a module of its name", format.name);
    }
}
