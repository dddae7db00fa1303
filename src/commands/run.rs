//! `dl-lab run`: the same recipes without a screen, one arm after the other at full speed.

use super::export::Export;
use super::findings::{self, FindingsTable};
use super::progress::ProgressLine;
use crate::cli::RunArgs;
use crate::console::{Failure, printable, table};
use crate::lab::drive::summary::{self, ArmSummary};
use crate::lab::drive::worker;
use crate::lab::learn::teacher::arm_of;
use crate::lab::recipe::CheckedRecipe;
use crate::lab::record::event::{Body, Ended, Event};
use crate::lab::record::log::{self, Canonical};
use crate::lab::record::store::RunFolder;
use crate::lab::{Bench, Trainer};
use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Epochs where neither a flag nor a recipe file says.
const EPOCHS: u64 = 5;

/// Trains every arm of the recipe and prints events or a table.
///
/// # Errors
/// For input that cannot be used, a run folder that cannot be written, and interruption by a signal.
pub fn run(arguments: &RunArgs) -> Result<(), Failure> {
    let checked = arguments.recipe.recipe(EPOCHS)?.check()?;
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // A second signal ends the program at once.
        signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&stop))?;
        signal_hook::flag::register(signal, Arc::clone(&stop))?;
    }
    let pool = arguments.recipe.pool()?;
    let progress = ProgressLine::default();
    let report = |p: crate::data::Progress<'_>| progress.say(p.what, p.done as u64, p.total as u64);
    let bench = Arc::new(pool.install(|| Bench::prepare(&checked, &report))?);
    bench.dataset.notes.iter().for_each(|note| progress.note(&format!("note: {note}")));
    let trainers =
        checked.arms.iter().map(|arm| arm_of(Arc::clone(&bench), &checked, arm, Arc::clone(&pool)));
    let mut trainers: Vec<Trainer> = trainers.collect::<Result<_, _>>()?;
    trainers.iter_mut().for_each(|trainer| trainer.settle_rate(&|| stop.load(Ordering::Relaxed)));
    for trainer in &trainers {
        trainer.notes.iter().for_each(|note| progress.note(&format!("note: arm {}: {note}", trainer.id)));
    }
    let export = arguments.export.as_deref().map(|path| Export::new(path, trainers.len())).transpose()?;
    let create = |path| RunFolder::create(path, &checked.recipe);
    let folder = arguments.recipe.out.as_deref().map(create).transpose();
    let folder = folder.map_err(|error| Failure::Input(format!("--out: {error}")))?;
    let canonical = Canonical::default();
    let findings = FindingsTable::of(&checked);
    let mut session =
        RunSession { arguments, progress, stop, folder, export, canonical, findings, wrong: None };
    let summaries = session.train(trainers)?;
    session.finish(&checked, &bench, &summaries)
}

struct RunSession<'a> {
    arguments: &'a RunArgs,
    progress: ProgressLine,
    stop: Arc<AtomicBool>,
    folder: Option<RunFolder>,
    export: Option<Export>,
    canonical: Canonical,
    /// What the recipe expects, and what is measured for it.
    findings: Option<FindingsTable>,
    /// The first thing that went wrong while an arm was training.
    wrong: Option<Failure>,
}

impl RunSession<'_> {
    fn train(&mut self, trainers: Vec<Trainer>) -> Result<Vec<ArmSummary>, Failure> {
        let mut summaries = Vec::new();
        for mut trainer in trainers {
            let total = trainer.total_steps();
            let stop = Arc::clone(&self.stop);
            let (ended, rates) = worker::run_here(&mut trainer, &stop, &mut |event| self.take(&event, total));
            if let Some(wrong) = self.wrong.take() {
                return Err(wrong);
            }
            if let Ended::Diverged { what, layer } = &ended {
                let arm = trainer.id;
                let advice = "a smaller --lr, or --pixels standardised, may prevent that";
                self.progress.note(&format!(
                    "arm {arm} diverged: {what} is not finite, first seen in {layer}; {advice}"
                ));
            }
            if let Some(export) = &self.export {
                self.progress.note(&export.write(&trainer, &ended)?);
            }
            summaries.push(ArmSummary::measure(&trainer, &ended, &rates));
        }
        self.progress.finish();
        Ok(summaries)
    }

    fn take(&mut self, event: &Event, total: u64) {
        if self.wrong.is_some() {
            return;
        }
        if let Body::Steps(_) | Body::Evaluated(_) = event.body {
            self.progress.say(&format!("arm {}", event.arm), event.step, total);
        }
        if let Some(findings) = &mut self.findings {
            findings.take(event);
        }
        let stored =
            self.folder.as_mut().map_or(Ok(()), |folder| folder.append(event)).map_err(Failure::from);
        if let Err(failure) = stored.and_then(|()| self.print(event)) {
            self.stop.store(true, Ordering::Relaxed);
            self.wrong = Some(failure);
        }
    }

    fn print(&mut self, event: &Event) -> Result<(), Failure> {
        if !self.arguments.json {
            return Ok(());
        }
        let mut out = BufWriter::new(io::stdout().lock());
        for event in self.canonical.take(event) {
            writeln!(out, "{}", log::line(&event))?;
        }
        Ok(out.flush()?)
    }

    fn finish(self, checked: &CheckedRecipe, bench: &Bench, summaries: &[ArmSummary]) -> Result<(), Failure> {
        if let Some(folder) = self.folder {
            let path = folder.close(&checked.recipe, bench, &ArmSummary::leavings(summaries))?;
            self.progress.note(&format!("stored in {}", path.display()));
        }
        let answer = self.findings.and_then(|findings| findings.answer(checked, bench));
        let mut out = BufWriter::new(io::stdout().lock());
        if self.arguments.json {
            writeln!(out, "{}", summary::line(summaries, answer.as_ref()))?;
        } else {
            let found = answer.iter().flat_map(findings::lines);
            let arms = table::arms(summaries, &bench.dataset.class_names);
            for line in arms.into_iter().chain(found) {
                writeln!(out, "{}", printable(&line))?;
            }
        }
        out.flush()?;
        if self.stop.load(Ordering::Relaxed) { Err(Failure::Quiet(130)) } else { Ok(()) }
    }
}
