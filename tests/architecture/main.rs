//! The invariants of `src/lib.rs`, read from the sources.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

mod adding;
mod files;

use files::Files;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module at the top may name. `ui` never names `nn`: it sees events and reports, not layers.
const ARROWS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("data", &["base"]),
    ("loss", &["base", "kernels"]),
    ("nn", &["base", "kernels"]),
    ("metrics", &["base"]),
    ("lab", &["base", "data", "kernels", "loss", "metrics", "nn"]),
    ("explain", &["base", "lab", "loss", "metrics"]),
    ("score", &["base", "lab", "metrics"]),
    ("cli", &["base", "lab"]),
    ("console", &["lab", "score"]),
    (
        "commands",
        &["base", "data", "kernels", "loss", "metrics", "nn", "lab", "explain", "score", "cli", "console"],
    ),
    ("ui", &["base", "data", "loss", "metrics", "lab", "explain", "cli", "console"]),
    ("main", &["cli", "commands", "console", "kernels", "ui"]),
];

/// Modules that go beside the arrows, each for a reason.
const BESIDE: &[(&str, &[&str])] = &[
    // `dl-lab list keys` prints the one table of keys.
    ("commands", &["ui", "keymap"]),
];

/// The rooms of lab and ui from the top down: each names only itself and those behind it.
const ROOMS: [(&str, &[&str]); 2] = [
    ("lab", &["drive", "analysis", "learn", "record", "bench", "recipe"]),
    (
        "ui",
        &[
            "session", "leaving", "view", "update", "app", "overlay", "panes", "choices", "model", "numbers",
            "layout", "effect", "keymap", "action", "widgets", "terminal", "theme",
        ],
    ),
];

/// Most lines of a file before its tests.
const LONGEST: usize = 300;

/// A file below `src`.
struct Source {
    /// Relative to `src`, with `/`.
    path: String,
    /// Everything.
    text: String,
    /// Without tests at the end and without comments.
    code: String,
    /// Lines before the tests.
    length: usize,
}

impl Source {
    fn read(root: &Path, file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap();
        let path = file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
        let code = text[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
        Self {
            length: text[..end].lines().count(),
            code: code.flat_map(|line| [line, "\n"]).collect(),
            path,
            text,
        }
    }

    fn is_test(&self) -> bool {
        is_test(&self.path)
    }
}

/// Files that only tests use, by their paths below `src`.
fn is_test(path: &str) -> bool {
    let names = ["tests.rs", "fixtures.rs", "testing.rs", "proofs.rs", "golden.rs", "stored.rs"];
    let named = names.iter().any(|name| path.ends_with(&format!("/{name}")));
    named || ["/tests/", "/golden/", "/testing/"].iter().any(|folder| path.contains(folder))
}

/// The files below a folder of the crate, tests among them.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => files(&path, found),
            false if path.extension().is_some_and(|extension| extension == "rs") => found.push(path),
            false => {}
        }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    found.sort();
    found.iter().map(|file| Source::read(&root, file)).collect()
}

/// Files of the program itself that hold one of these words where they may not.
fn holding<'a>(sources: &'a [Source], words: &'a [&str], may: impl Fn(&str) -> bool + 'a) -> Vec<String> {
    let program = sources.iter().filter(move |source| !source.is_test() && !may(&source.path));
    let wrong = program.flat_map(|source| {
        words
            .iter()
            .filter(|word| source.code.contains(**word))
            .map(|word| format!("{}: {word}", source.path))
    });
    wrong.collect()
}

fn nothing() -> Vec<String> {
    Vec::new()
}

/// The program's files, parsed.
fn parsed() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    Files::parse(&root, &found, is_test)
}

fn begins(file: &[String], with: &[&str]) -> bool {
    file.iter().zip(with).filter(|(own, other)| own == other).count() == with.len()
}

/// `lab::record::event`.
fn name(file: &[String]) -> String {
    file.join("::")
}

#[test]
fn arrows_point_one_way() {
    let files = parsed();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (file, named) in files.edges.iter().filter(|(file, _)| !file.is_empty()) {
        let known = ARROWS.iter().find(|(module, _)| *module == file[0]);
        let (module, to) = known.unwrap_or_else(|| panic!("{}: a module without arrows", name(file)));
        for (other, path) in named.iter().filter(|(other, _)| !other.is_empty()) {
            let beside = BESIDE.iter().any(|(from, what)| from == module && begins(other, what));
            seen += 1;
            if other[0] != *module && !to.contains(&other[0].as_str()) && !beside {
                wrong.push(format!("{}: {}", name(file), name(path)));
            }
        }
    }
    assert_eq!(wrong, nothing());
    assert!(seen > 1000, "paths are found: {seen}");
}

#[test]
fn exceptions_from_the_arrows_are_still_needed() {
    let files = parsed();
    for (module, path) in BESIDE {
        let own = files.edges.iter().filter(|(file, _)| file.first().is_some_and(|first| first == module));
        let used = own.flat_map(|(_, named)| named.keys()).any(|other| begins(other, path));
        assert!(used, "{module} names {path:?} no more");
    }
}

#[test]
fn rooms_name_only_those_below() {
    let files = parsed();
    let mut wrong = Vec::new();
    for (module, rooms) in ROOMS {
        let room = |file: &[String]| {
            let name = file.get(1).filter(|_| file[0] == module)?;
            let known = rooms.iter().position(|room| room == name);
            Some(known.unwrap_or_else(|| panic!("{module}::{name} is in no room")))
        };
        for (file, named) in files.edges.iter().filter(|(file, _)| !file.is_empty()) {
            for (other, path) in named.iter().filter(|(other, _)| !other.is_empty()) {
                if let Some((from, to)) = room(file).zip(room(other)).filter(|(from, to)| to < from) {
                    wrong.push(format!("{} -> {}: {}: {}", rooms[from], rooms[to], name(file), name(path)));
                }
            }
        }
    }
    assert_eq!(wrong, nothing());
}

#[test]
fn no_files_name_each_other_in_a_circle() {
    let circles = parsed().circles();
    let names =
        |circle: &Vec<Vec<String>>| circle.iter().map(|file| name(file)).collect::<Vec<_>>().join(", ");
    assert_eq!(circles.iter().map(names).collect::<Vec<_>>(), nothing());
}

#[test]
fn only_the_screen_knows_the_terminal() {
    let words = ["ratatui", "crossterm", "tui_input"];
    assert_eq!(holding(&sources(), &words, |path| path.starts_with("ui/")), nothing());
}

#[test]
fn only_workers_and_the_screen_start_threads_and_read_clocks() {
    let words = ["thread::", "Instant", "SystemTime", "rayon::spawn"];
    let may = |path: &str| path.starts_with("ui/") || path.starts_with("lab/drive/worker");
    assert_eq!(holding(&sources(), &words, may), nothing());
}

#[test]
fn only_main_and_commands_print_and_the_screen_when_it_is_gone() {
    let sources = sources();
    let macros = ["println!", "eprintln!", "print!(", "eprint!(", "dbg!"];
    assert_eq!(holding(&sources, &macros, |_| false), nothing());
    let may = |path: &str| {
        path == "main.rs"
            || path == "ui/leaving.rs"
            || ["commands/", "ui/terminal/"].iter().any(|f| path.starts_with(f))
    };
    assert_eq!(holding(&sources, &["stdout()", "stderr()"], may), nothing());
}

#[test]
fn every_random_number_comes_from_the_seed() {
    let sources = sources();
    let may = |path: &str| path == "base/random.rs";
    let seeding = [
        "SeedableRng",
        "from_seed",
        "seed_from_u64",
        "from_rng",
        "from_os_rng",
        "rand::rng",
        "thread_rng",
        "getrandom",
    ];
    assert_eq!(holding(&sources, &seeding, may), nothing());
    // The dice of the drawn sets name the type of the streams that they are given.
    let naming = |path: &str| may(path) || path == "data/generate/dice.rs";
    assert_eq!(holding(&sources, &["rand::", "rand_chacha"], naming), nothing());
}

#[test]
fn nothing_is_unsafe() {
    let word = ["un", "safe"].concat();
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|source| source.text.contains(&word))
        .map(|source| source.path)
        .collect();
    assert_eq!(wrong, nothing());
}

#[test]
fn what_is_undefined_is_not_nan() {
    let words = ["::NAN", "::nan()"];
    let may = |path: &str| !["metrics/", "loss/"].iter().any(|folder| path.starts_with(folder));
    assert_eq!(holding(&sources(), &words, may), nothing());
}

#[test]
fn drawing_changes_nothing() {
    assert_eq!(
        holding(&sources(), &["fn render(&mut self", "fn draw(&mut self, area"], |_| false),
        nothing()
    );
}

#[test]
fn tests_neither_sleep_nor_hide() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&root.join("src"), &mut found);
    files(&root.join("tests"), &mut found);
    let words = [["thread::", "sleep"].concat(), ["#[", "ignore"].concat()];
    // The one reason to leave a test out: its data lie beside the repository. `.ci/run` asks for those tests.
    let reason = [words[1].as_str(), " = \"needs ../shared\"]"].concat();
    let texts = found.iter().map(|file| (file, fs::read_to_string(file).unwrap().replace(&reason, "")));
    let wrong: Vec<_> = texts
        .filter(|(_, text)| words.iter().any(|word| text.contains(word)))
        .map(|(file, _)| file)
        .collect();
    assert_eq!(wrong, Vec::<&PathBuf>::new());
}

#[test]
fn no_file_is_long() {
    let long = |source: &&Source| source.length > LONGEST && !source.is_test();
    let wrong: Vec<String> =
        sources().iter().filter(long).map(|source| format!("{}: {}", source.path, source.length)).collect();
    assert_eq!(wrong, nothing());
}

#[test]
fn every_crate_is_named_by_a_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest: toml::Table = fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    let mut texts = String::new();
    for folder in ["src", "tests", "benches"] {
        let mut found = Vec::new();
        files(&root.join(folder), &mut found);
        found.iter().for_each(|file| texts.push_str(&fs::read_to_string(file).unwrap()));
    }
    let named = |name: &&String| {
        let name = name.replace('-', "_");
        [format!("{name}::"), format!("use {name};"), format!("use {name} as")]
            .iter()
            .any(|path| texts.contains(path))
    };
    for table in ["dependencies", "dev-dependencies"] {
        let crates = manifest[table].as_table().unwrap();
        let idle: Vec<&String> = crates.keys().filter(|name| !named(name)).collect();
        assert_eq!(idle, Vec::<&String>::new(), "{table}");
    }
}

/// Names of types that are declared outside tests, with the files that do so.
fn declared() -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        for line in source.code.lines() {
            let line = line.trim_start();
            let line = match line.strip_prefix("pub") {
                Some(rest) if rest.starts_with('(') => rest.split_once(") ").map_or("", |(_, rest)| rest),
                Some(rest) => rest.trim_start(),
                None => line,
            };
            let name = ["struct ", "enum ", "trait "].iter().find_map(|word| line.strip_prefix(word));
            let ends = |c: char| !c.is_alphanumeric() && c != '_';
            if let Some(name) = name.and_then(|rest| rest.split(ends).next()).filter(|name| !name.is_empty())
            {
                found.entry(name.to_owned()).or_default().push(source.path.clone());
            }
        }
    }
    found
}

#[test]
fn no_two_types_have_one_name() {
    let declared = declared();
    assert!(declared.len() > 500, "types are found: {}", declared.len());
    let twice: Vec<_> = declared.iter().filter(|(_, files)| files.len() > 1).collect();
    assert_eq!(twice, Vec::new());
}
