//! The files of the crate, parsed: what each names, and the file that defines it.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Macro, UseTree, Visibility};

/// A path from the crate's root, or of a module.
pub(crate) type Names = Vec<String>;

/// Every file of the program itself, by the path of its module, with the files that it names.
pub(crate) struct Files {
    /// For each file the others that it names, with one of the paths by which it does.
    pub(crate) edges: BTreeMap<Names, BTreeMap<Names, Names>>,
}

/// What one file says.
#[derive(Default)]
struct Imports {
    /// Everything that it names, from the crate's root.
    named: BTreeSet<Names>,
    /// What it passes on, by the name that it has here.
    passed: BTreeMap<String, Names>,
}

impl Files {
    /// Parses the files below `src`; `is_test` says which belong to tests alone.
    pub(crate) fn parse(src: &Path, found: &[std::path::PathBuf], is_test: impl Fn(&str) -> bool) -> Self {
        let mut imports = BTreeMap::new();
        for file in found {
            let relative = file.strip_prefix(src).unwrap().to_str().unwrap().replace('\\', "/");
            if is_test(&relative) || relative.starts_with("kernels/") {
                continue;
            }
            let module = module_of(&relative);
            let parsed = syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap();
            let mut reader = Reader { module: module.clone(), imports: Imports::default() };
            reader.visit_file(&parsed);
            imports.insert(module, reader.imports);
        }
        let edges = imports.iter().map(|(module, own)| (module.clone(), edges_of(module, own, &imports)));
        Self { edges: edges.collect() }
    }

    /// Groups of files that name each other in a circle, parents and children aside.
    pub(crate) fn circles(&self) -> Vec<Vec<Names>> {
        let mut walk = Walk::default();
        for file in self.edges.keys() {
            if !walk.number.contains_key(file) {
                walk.go(self, file);
            }
        }
        walk.circles
    }
}

/// `ui/panes/mod.rs` and `ui/panes.rs` are `[ui, panes]`.
fn module_of(relative: &str) -> Names {
    let path = relative.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

fn edges_of(module: &Names, own: &Imports, all: &BTreeMap<Names, Imports>) -> BTreeMap<Names, Names> {
    let mut edges = BTreeMap::new();
    for path in &own.named {
        if let Some(owner) = owner(path, all, 0).filter(|owner| owner != module) {
            edges.entry(owner).or_insert_with(|| path.clone());
        }
    }
    edges
}

/// The file that defines what a path names, however often it is passed on.
fn owner(path: &[String], all: &BTreeMap<Names, Imports>, depth: usize) -> Option<Names> {
    let length = (0..=path.len()).rev().find(|length| all.contains_key(&path[..*length]))?;
    let file = &path[..length];
    match path.get(length).and_then(|name| all[file].passed.get(name)) {
        Some(passed) if depth < 8 => {
            owner(&[passed.as_slice(), &path[length + 1..]].concat(), all, depth + 1)
        }
        _ => Some(file.to_vec()),
    }
}

/// Tarjan's strongly connected components.
#[derive(Default)]
struct Walk {
    number: BTreeMap<Names, usize>,
    lowest: BTreeMap<Names, usize>,
    stack: Vec<Names>,
    circles: Vec<Vec<Names>>,
}

impl Walk {
    fn go(&mut self, files: &Files, file: &Names) {
        let number = self.number.len();
        self.number.insert(file.clone(), number);
        self.lowest.insert(file.clone(), number);
        self.stack.push(file.clone());
        let related = |other: &Names| file.starts_with(other) || other.starts_with(file);
        let others: Vec<Names> = files
            .edges
            .get(file)
            .into_iter()
            .flat_map(BTreeMap::keys)
            .filter(|o| !related(o))
            .cloned()
            .collect();
        for other in others {
            let reached = match self.number.get(&other) {
                None => {
                    self.go(files, &other);
                    self.lowest[&other]
                }
                Some(number) if self.stack.contains(&other) => *number,
                Some(_) => continue,
            };
            let lowest = self.lowest[file].min(reached);
            self.lowest.insert(file.clone(), lowest);
        }
        if self.lowest[file] == number {
            let at = self.stack.iter().position(|open| open == file).unwrap();
            let circle = self.stack.split_off(at);
            if circle.len() > 1 {
                self.circles.push(circle);
            }
        }
    }
}

/// Collects what a file names.
struct Reader {
    module: Names,
    imports: Imports,
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let list = attribute.path().is_ident("cfg").then(|| attribute.meta.require_list().ok()).flatten();
        list.is_some_and(|list| list.tokens.to_string() == "test")
    })
}

impl Reader {
    /// A path from the crate's root; `None` for one of another crate, and for a name in scope.
    fn resolved(&self, names: &[String]) -> Option<Names> {
        let mut at = match names.first()?.as_str() {
            "crate" | "dl_lab" => Vec::new(),
            "self" | "super" => self.module.clone(),
            _ => return None,
        };
        let mut rest = names;
        while let Some(name @ ("crate" | "dl_lab" | "self" | "super")) = rest.first().map(String::as_str) {
            if name == "super" {
                at.pop();
            }
            rest = &rest[1..];
        }
        at.extend_from_slice(rest);
        Some(at)
    }

    fn tree(&mut self, tree: &UseTree, before: &[String], passes_on: bool) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, &with(path.ident.to_string()), passes_on),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before, passes_on)),
            UseTree::Glob(_) => self.name(before, None),
            UseTree::Name(name) if name.ident == "self" => self.name(before, None),
            UseTree::Name(name) => {
                let known = passes_on.then(|| name.ident.to_string());
                self.name(&with(name.ident.to_string()), known);
            }
            UseTree::Rename(rename) => {
                let known = passes_on.then(|| rename.rename.to_string());
                self.name(&with(rename.ident.to_string()), known);
            }
        }
    }

    fn name(&mut self, names: &[String], passed_as: Option<String>) {
        let resolved = self.resolved(names);
        if let Some(known) = passed_as {
            // A child may be named without `self`.
            let target = resolved.clone().unwrap_or_else(|| [self.module.as_slice(), names].concat());
            self.imports.passed.insert(known, target);
        }
        self.imports.named.extend(resolved);
    }

    /// The paths in the tokens of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut names: Names = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.flush(&mut names);
                    }
                    names.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.flush(&mut names);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.flush(&mut names);
    }

    fn flush(&mut self, names: &mut Names) {
        if names.len() > 1 {
            self.name(names, None);
        }
        names.clear();
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes: &[Attribute] = match item {
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            _ => &[],
        };
        if !is_for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if module.content.is_some() {
            self.module.push(module.ident.to_string());
            visit::visit_item_mod(self, module);
            self.module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.tree(&item.tree, &[], !matches!(item.vis, Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() > 1 {
            self.name(&names, None);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}
