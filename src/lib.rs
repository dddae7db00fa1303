//! dl-lab: a laboratory in the terminal for losses and class imbalance.
//!
//! # Map
//!
//! ```text
//! main ─▶ ui, commands ─▶ explain, score ─▶ lab ─▶ data, nn, loss, metrics ─▶ base, kernels
//! ```
//!
//! | module | what it is |
//! |---|---|
//! | [`base`] | keyed random streams, the grammar of names, safe writing, the arrays of NumPy |
//! | [`data`] | images and their classes: reading, drawing, splitting, thinning, ordering |
//! | [`loss`] | losses on logits: value and gradient together; class weights; reductions |
//! | [`nn`] | networks: layers, optimisers, schedules |
//! | [`kernels`] | products, convolutions and passes in vectors; a crate of its own in `src/kernels` |
//! | [`metrics`] | from predictions to numbers; undefined is `None`, never NaN |
//! | [`lab`] | an experiment without a screen, in six rooms: recipes, benches, records, training, analysis, threads |
//! | [`explain`] | losses taken apart on a small worked example |
//! | [`score`] | the metrics of predictions from anywhere |
//! | [`commands`] | what runs without a screen and prints |
//! | [`console`] | tables, and why the program ends early |
//! | [`ui`] | everything on the screen |
//! | [`cli`] | the command line |
//!
//! # Invariants
//!
//! `tests/architecture` holds them.
//!
//! 1. **Arrows point one way.** `data`, `nn`, `loss` and `metrics` do not know each other, and none of them knows a
//!    run, its files or a screen. `ui` never imports `nn`: it sees events and reports, not layers.
//! 2. Only `ui` names ratatui or crossterm. Only `lab::drive::worker` and `ui` start threads of their own and read a clock.
//!    Only `main`, `commands` and the way out of `ui` print. All randomness comes from the recipe's seed, through
//!    [`base::random`].
//! 3. **Drawing changes nothing.** Every render takes `&self`; the same state and size give the same cells.
//! 4. **A run is its event log.** The screen, the headless command and the run folder consume one stream of
//!    [`lab::Event`]s; opening a stored run folds it into the same panes.
//! 5. **A run is reproducible.** The same recipe and binary give the same bits on the same kind of vectors
//!    ([`kernels::Vectors`]), whatever the number of threads, the pace or the screen: work is split by rows of the output,
//!    and shards are added in a fixed order.
//! 6. **Neither side waits.** Training never blocks on the screen or the terminal, nor the screen on training.
//!
//! # Reading order
//!
//! [`lab::record::event`] is the protocol on one page; [`lab::learn::trainer`] is the training loop as a plain function;
//! [`lab::record::history`] folds events into what panes show; [`ui::model`] is what panes see, [`ui::app`] that and the
//! panes, [`ui::update`] what an action does to it, [`ui::view`] how it is drawn. [`loss::catalogue`] and [`nn::network`] are the mathematics.
//!
//! # Choices
//!
//! - A pane may change what several panes share (the chosen label, the number that is shown): it is given the model to
//!   change. What is beside both, another pane or an arm, it asks for ([`ui::panes::Request`]); nothing else is an effect.
//! - A loss and an optimiser are types that say all of themselves; the enums that know each of them, with their dispatch,
//!   are made by a macro from one list of rows. A new one cannot be forgotten in a match, because nobody writes the matches.
//! - An arm or a change of a recipe holds the fields that differ, as rows of the table of fields with their values, not a
//!   member for each: the table alone says which fields there are.
//! - A trainer has the run of its teacher as a trait, because the teacher may be a trainer itself.
//! - What stands for a quantity or a pane is an enum with one row each; a match on it misses none.
//!
//! # Where do I add...
//!
//! | a... | here |
//! |---|---|
//! | loss | a file in `src/loss/catalogue/rows` and its row in `src/loss/catalogue/rows/mod.rs`; a case in `tests/fixtures/losses.json` |
//! | class-weight scheme | a row in `src/loss/weights/mod.rs` |
//! | term of the training loss of an arm | [`lab::learn::objective`]; what it is compared with is a source there, its share of the gradient is [`lab::learn::terms`] |
//! | kind of targets | [`data::targets`]; its report beside the others in [`lab::record::evaluation`], its panes in [`ui::panes`] |
//! | worked example | a row in [`explain::example`], a test in `tests/explain.rs` |
//! | sampler, imbalance, augmentation | a row in [`data::sampler`], [`data::imbalance`], [`data::augment`] |
//! | data format | a file with its reader in `src/data`, and a row in `src/data/format.rs` |
//! | embedded set | a file in `src/data/generate` and a row in its table |
//! | optimiser | a file in `src/nn/optimizer` and its row in `src/nn/optimizer/mod.rs` |
//! | model | [`nn::zoo`]; a layer beside [`nn::dense`] and in [`nn::layer`] |
//! | metric | a file in [`metrics`]; if a pane shows it, a field of [`metrics::Report`]; if `dl-lab score` does, of [`score`] |
//! | look inside a network | a sheet of [`lab::record::sheets`], filled in [`lab::learn::inspect`]; pane 7 draws sheets of every kind |
//! | caption | a rule in [`lab::analysis::advice`] that names its evidence and the action that answers it |
//! | built-in recipe | a file in `assets/recipes` and its name in [`lab::recipe::built_in`]; its section of `assets/recipes/README.md`, which a test spells out, and an image in `assets/recipes/images` |
//! | number that a recipe can expect | a row in [`lab::recipe::metric`]; the compiler then asks for its arm in `src/lab/analysis/finding/rows` |
//! | layout of a tensor in files of other programs | [`nn::exchange`]; the files are [`lab::learn::weights_file`] |
//! | field of a recipe | a member of [`lab::recipe::Recipe`] and its row in `src/lab/recipe/fields/rows.rs`: flag, help and `--set` follow; of an arm, a member of [`lab::recipe::Settings`] |
//! | key | a row in [`ui::keymap`]; help, footer, palette and `list keys` follow |
//! | pane | a file in `src/ui/panes` and its row in `src/ui/panes/mod.rs`, its name in `src/lab/recipe/pane.rs`, a slot in `src/ui/layout.rs`; a key of its own in `src/ui/keymap/rows.rs` if it shall have one |

#[cfg(not(unix))]
compile_error!("dl-lab runs on Linux and macOS: its terminal code is that of a Unix system");

pub mod base;
pub mod cli;
pub mod commands;
pub mod console;
pub mod data;
pub mod explain;
pub mod lab;
pub mod loss;
pub mod metrics;
pub mod nn;
pub mod score;
pub mod ui;

pub use dl_lab_kernels as kernels;
