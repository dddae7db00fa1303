//! A laboratory driven without a screen, through its channel.

use super::*;
use crate::lab::analysis::journal::Journal;
use crate::lab::drive::summary::ArmSummary;
use crate::lab::drive::worker::run_here;
use crate::lab::fixtures::{COUNTS, bench_of, canonical, dataset, kind, recipe};
use crate::lab::learn::teacher::arm_of;
use crate::lab::record::event::{Changed, Ended};
use crate::lab::record::store;
use crossbeam_channel::Receiver;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Longer than anything here takes; only a hang gets there.
const HANG: Duration = Duration::from_mins(1);
const B: usize = 1;

/// A laboratory on the small drawn set, and everything that its arms have said.
struct LaboratoryBed {
    lab: Laboratory,
    inbox: Receiver<Message>,
    heard: Vec<Event>,
}

impl LaboratoryBed {
    fn open(recipe: Recipe, counts: [usize; 3], paused: bool, store: Option<Store>) -> Self {
        let (to, inbox) = crossbeam_channel::bounded(16);
        let bench = bench_of(dataset(counts), &recipe);
        let conduct = RunOptions { paused, pace: None, store };
        let pool = worker::pool(Some(1)).unwrap();
        // No such set: the bench is given by hand.
        let recipe = Recipe { data: "bands".into(), ..recipe };
        let mut lab = Laboratory::open(recipe, conduct, pool, to).unwrap();
        lab.start(bench).unwrap();
        Self { lab, inbox, heard: Vec::new() }
    }

    /// Paused before the first step.
    fn paused(settings: &[&str], store: Option<Store>) -> Self {
        let mut bed = Self::open(recipe(settings), COUNTS, true, store);
        bed.wait("paused", &[(0, 0), (B, 0)]);
        bed
    }

    /// Listens until each of these arms has said this at this step since the last call.
    fn wait(&mut self, wanted: &str, arms: &[(usize, u64)]) {
        let mut missing = arms.to_vec();
        while !missing.is_empty() {
            let message = self.inbox.recv_timeout(HANG).expect("arms that still speak");
            let Message::Arm(number, event) = message else { continue };
            let Some(event) = self.lab.hear(number, event) else { continue };
            if kind(&event.body) == wanted {
                missing.retain(|arm| *arm != (event.arm.index(), event.step));
            }
            self.heard.push(event);
        }
    }

    fn change(&mut self, arm: ArmId, field: &str, value: &str, step: u64) {
        self.lab.send(arm, Command::Change(Edit::parse(field, value).unwrap()));
        self.wait("changed", &[(arm.index(), step)]);
    }

    /// Both arms make this many steps more and pause there.
    fn step_to(&mut self, by: u64, step: u64) {
        self.lab.send_all(&Command::Step(by));
        self.wait("paused", &[(0, step), (B, step)]);
    }

    fn finish(self) -> Finished {
        self.lab.finish(&self.inbox)
    }
}

fn arm(index: usize) -> ArmId {
    ArmId::all().nth(index).unwrap()
}

/// The canonical lines of a stored run, without times.
fn stored_lines(path: &Path) -> Vec<String> {
    canonical(&store::open(path).unwrap().events)
}

/// What a run without a screen stores for a recipe.
fn headless(recipe: &Recipe, path: &Path) {
    let (bench, checked) = (bench_of(dataset(COUNTS), recipe), recipe.check().unwrap());
    let mut folder = store::RunFolder::create(path, recipe).unwrap();
    let mut summaries = Vec::new();
    for arm in &checked.arms {
        let pool = worker::pool(Some(2)).unwrap();
        let mut trainer = arm_of(Arc::clone(&bench), &checked, arm, pool).unwrap();
        let never = AtomicBool::new(false);
        let (ended, rates) = run_here(&mut trainer, &never, &mut |event| folder.append(&event).unwrap());
        summaries.push(ArmSummary::measure(&trainer, &ended, &rates));
    }
    folder.close(recipe, &bench, &ArmSummary::leavings(&summaries)).unwrap();
}

#[test]
fn the_twin_that_teaches_most_is_added() {
    let twin = |settings: &[&str], counts| {
        LaboratoryBed::open(recipe(settings), counts, true, None).lab.recipe.arm.remove(0)
    };
    let balanced = [20, 20, 19];
    assert_eq!(twin(&[], COUNTS).fields.text("weights").as_deref(), Some("balanced"));
    assert_eq!(twin(&["weights=inverse"], COUNTS).fields.text("weights").as_deref(), Some("none"));
    let label = twin(&[], balanced);
    assert_eq!(
        (label.fields.text("weights"), label.fields.text("loss").as_deref()),
        (None, Some("sigmoid-bce"))
    );
    assert_eq!(twin(&["loss=sigmoid-bce"], balanced).fields.text("loss").as_deref(), Some("softmax-ce"));
    let mut own = recipe(&[]);
    own.add_arm("B:lr=0.1").unwrap();
    assert_eq!(
        LaboratoryBed::open(own, COUNTS, true, None).lab.recipe.arm.len(),
        1,
        "a second arm of one's own stays"
    );
}

#[test]
fn a_stored_run_is_that_of_its_recipe_made_again_without_a_screen() {
    let folder = tempfile::tempdir().unwrap();
    let (live, again) = (folder.path().join("live"), folder.path().join("again"));
    let mut bed = LaboratoryBed::paused(&["model=mlp:5"], Some(Store::At(live.clone())));
    bed.change(ArmId::A, "loss", "brier", 0);
    bed.step_to(4, 4);
    // There, back and there again at one step; and what two hands do to two arms.
    for loss in ["focal:gamma=2", "brier", "focal:gamma=2"] {
        bed.change(ArmId::A, "loss", loss, 4);
    }
    bed.change(arm(B), "sampler", "class-balanced", 4);
    bed.lab.send_all(&Command::Resume);
    bed.wait("rested", &[(0, 15), (B, 15)]);
    bed.change(ArmId::A, "lr", "0.3", 15);
    bed.change(ArmId::A, "extend", "1", 15);
    bed.wait("rested", &[(0, 20)]);
    bed.change(ArmId::A, "extend", "1", 20);
    bed.wait("rested", &[(0, 25)]);
    bed.change(arm(B), "extend", "2", 15);
    bed.wait("rested", &[(B, 25)]);
    let finished = bed.finish();
    assert_eq!(finished.path.as_deref(), Some(live.as_path()));
    assert_eq!(finished.summaries.iter().map(|arm| arm.steps).collect::<Vec<_>>(), [25, 25]);
    let recipe = store::open(&live).unwrap().recipe;
    assert_eq!(recipe.change.len(), 9);
    headless(&recipe, &again);
    assert_eq!(stored_lines(&live), stored_lines(&again));
    let predictions = ["predictions-A.npz", "predictions-B.npz", "test-A.npz", "test-B.npz"];
    let others = ["recipe.toml", "weights-A.safetensors", "weights-B.safetensors"];
    for name in predictions.into_iter().chain(others) {
        assert!(
            std::fs::read(live.join(name)).unwrap() == std::fs::read(again.join(name)).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn a_replay_ends_in_the_state_of_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let mut bed = LaboratoryBed::paused(&[], Some(Store::At(path.clone())));
    bed.step_to(7, 7);
    bed.change(ArmId::A, "weights", "balanced", 7);
    bed.lab.send_all(&Command::Resume);
    bed.wait("rested", &[(0, 15), (B, 15)]);
    bed.lab.send_all(&Command::Stop);
    bed.wait("ended", &[(0, 15), (B, 15)]);
    let heard = std::mem::take(&mut bed.heard);
    bed.finish();
    let fold = |events: &[Event]| {
        let mut arms = BTreeMap::<ArmId, Vec<Event>>::new();
        events.iter().for_each(|event| arms.entry(event.arm).or_default().push(event.clone()));
        arms.into_iter().map(|(arm, events)| (arm, Journal::told(&events))).collect::<BTreeMap<_, _>>()
    };
    let replayed = fold(&store::open(&path).unwrap().events);
    for (arm, (live, journal)) in fold(&heard) {
        let (stored, also) = &replayed[&arm];
        assert_eq!(journal.entries, also.entries);
        assert_eq!((&stored.status, stored.step, &stored.started), (&live.status, live.step, &live.started));
        assert_eq!((&stored.marks, &stored.silent), (&live.marks, &live.silent));
        let (was, is) = (live.latest.unwrap(), stored.latest.clone().unwrap());
        assert_eq!((&was.confusion, was.lr, was.none_of_these), (&is.confusion, is.lr, is.none_of_these));
        let (was, is) = (was.predictions.unwrap(), is.predictions.unwrap());
        assert_eq!(
            (&was.indices, &was.logits, &was.predicted, was.map),
            (&is.indices, &is.logits, &is.predicted, is.map)
        );
    }
}

#[test]
fn a_twin_added_later_does_what_it_would_have_done_from_the_start() {
    let mut bed = LaboratoryBed::paused(&[], None);
    bed.lab.send_all(&Command::Resume);
    bed.wait("rested", &[(0, 15), (B, 15)]);
    bed.change(ArmId::A, "extend", "1", 15);
    bed.wait("rested", &[(0, 20)]);
    let mut settings = bed.lab.recipe.check().unwrap().arms[0].settings.clone();
    settings.loss =
        Some(crate::loss::Loss::parse(&crate::base::spec::Spec::parse("brier").unwrap()).unwrap());
    let late = bed.lab.add(settings).unwrap();
    assert_eq!((late, bed.lab.recipe.arm[1].fields.text("loss").as_deref()), (arm(2), Some("brier")));
    bed.wait("rested", &[(2, 20)]);
    bed.lab.send_all(&Command::Stop);
    bed.wait("ended", &[(2, 20)]);
    let recipe = bed.lab.recipe.clone();
    let heard: Vec<Event> = bed.heard.iter().filter(|event| event.arm == late).cloned().collect();
    let checked = recipe.check().unwrap();
    let pool = worker::pool(Some(1)).unwrap();
    let mut trainer = arm_of(bed.lab.bench.clone().unwrap(), &checked, &checked.arms[2], pool).unwrap();
    let mut events = Vec::new();
    run_here(&mut trainer, &AtomicBool::new(false), &mut |event| events.push(event));
    assert_eq!(canonical(&heard), canonical(&events));
}

#[test]
fn a_twin_goes_through_its_elders_changes_but_those_in_which_it_differs() {
    let mut bed = LaboratoryBed::paused(&[], None);
    bed.step_to(3, 3);
    bed.change(ArmId::A, "lr", "0.2", 3);
    bed.change(ArmId::A, "loss", "brier", 3);
    let late = bed.lab.twin(ArmId::A, "lr=0.01").unwrap();
    bed.lab.send_all(&Command::Resume);
    bed.wait("rested", &[(0, 15), (2, 15)]);
    let changed: Vec<(u64, String)> = bed
        .heard
        .iter()
        .filter(|event| event.arm == late)
        .filter_map(|event| match &event.body {
            Body::Changed(changed) => Some((event.step, changed.field.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(changed, [(3, "loss".to_owned())]);
    assert!(bed.lab.twin(ArmId::A, "lr=fast").is_err() && bed.lab.twin(ArmId::A, "seed=3").is_err());
}

#[test]
fn six_arms_are_the_most_and_a_dropped_letter_is_given_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let mut bed = LaboratoryBed::paused(&[], Some(Store::At(path.clone())));
    bed.step_to(3, 3);
    let settings = bed.lab.recipe.check().unwrap().arms[0].settings.clone();
    bed.change(arm(B), "lr", "0.2", 3);
    bed.lab.remove(arm(B)).unwrap();
    assert!(bed.lab.remove(ArmId::A).is_err());
    assert_eq!((bed.lab.recipe.arm.len(), bed.lab.recipe.change.len()), (0, 0));
    for letter in 1..6 {
        assert_eq!(bed.lab.add(settings.clone()).unwrap(), arm(letter));
    }
    assert!(bed.lab.add(settings).unwrap_err().to_string().contains("6 arms already"));
    bed.wait("paused", &[(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)]);
    bed.lab.send_all(&Command::Resume);
    bed.wait("rested", &[(0, 15), (1, 15), (2, 15), (3, 15), (4, 15), (5, 15)]);
    assert_eq!(bed.finish().summaries.len(), 6);
    let run = store::open(&path).unwrap();
    let started =
        run.events.iter().filter(|event| kind(&event.body) == "started").map(|event| event.arm.index());
    assert_eq!(started.collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5], "nothing is left of the first B");
    headless(&run.recipe, &folder.path().join("again"));
    assert_eq!(stored_lines(&path), stored_lines(&folder.path().join("again")));
}

#[test]
fn a_restart_closes_the_run_it_leaves_and_begins_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let mut bed = LaboratoryBed::paused(&[], Some(Store::At(path.clone())));
    bed.step_to(4, 4);
    bed.change(ArmId::A, "lr", "0.01", 4);
    let refused = Recipe { batch: 0, ..bed.lab.recipe.clone() };
    assert!(bed.lab.restart(refused).is_err());
    let next = Recipe { imbalance: Some("exp:10".into()), change: Vec::new(), ..bed.lab.recipe.clone() };
    bed.lab.restart(next).unwrap();
    bed.lab.send_all(&Command::Resume);
    assert!(bed.heard.iter().all(|event| event.step <= 4));
    let per_epoch = bed.lab.bench.as_ref().unwrap().counts.iter().sum::<usize>().div_ceil(16) as u64;
    bed.wait("rested", &[(0, 3 * per_epoch), (B, 3 * per_epoch)]);
    let second = bed.finish().path.unwrap();
    assert_eq!(second, folder.path().join("run-0001"));
    let first = store::open(&path).unwrap();
    assert_eq!((first.recipe.imbalance, first.recipe.change.len()), (None, 1));
    let ends = first.events.iter().filter(|event| matches!(event.body, Body::Ended(Ended::Stopped)));
    assert_eq!(ends.map(|event| event.step).collect::<Vec<_>>(), [4, 4]);
    assert!(path.join("predictions-A.npz").exists());
    assert_eq!(store::open(&second).unwrap().recipe.imbalance.as_deref(), Some("exp:10"));
}

#[test]
fn leaving_in_the_middle_gives_every_arm_one_last_word() {
    let folder = tempfile::tempdir().unwrap();
    let store = Some(Store::Below(folder.path().to_owned()));
    let bed = LaboratoryBed::open(recipe(&["epochs=100000"]), COUNTS, false, store);
    let finished = bed.finish();
    assert!(finished.summaries.is_empty());
    let path = finished.path.unwrap();
    assert_eq!(path, folder.path().join("bands-0001"));
    let run = store::open(&path).unwrap();
    for arm in [ArmId::A, arm(B)] {
        let own: Vec<&Event> = run.events.iter().filter(|event| event.arm == arm).collect();
        assert!(matches!(own[own.len() - 1].body, Body::Ended(Ended::Stopped)));
        assert_eq!(own.iter().filter(|event| kind(&event.body) == "ended").count(), 1);
    }
}

#[test]
fn what_the_recipe_planned_is_not_written_down_twice() {
    let mut planned = recipe(&[]);
    planned.add_change("2:lr=0.1").unwrap();
    let mut bed = LaboratoryBed::open(planned, COUNTS, true, None);
    bed.wait("paused", &[(0, 0), (B, 0)]);
    bed.step_to(3, 3);
    assert_eq!(bed.lab.recipe.change.len(), 1);
    let lr = |event: &Event| matches!(&event.body, Body::Changed(Changed { field, .. }) if field == "lr");
    assert_eq!(bed.heard.iter().filter(|event| lr(event)).count(), 2, "it acts on both arms");
    bed.change(ArmId::A, "lr", "0.1", 3);
    assert_eq!(bed.lab.recipe.change.len(), 2);
}

#[test]
fn data_that_cannot_be_used_give_the_run_before_back() {
    let mut bed = LaboratoryBed::paused(&[], None);
    let recipe = bed.lab.recipe.clone();
    bed.lab.restart(Recipe { data: "no/such/set".into(), ..recipe.clone() }).unwrap();
    assert!(bed.lab.bench.is_none());
    let failed = std::iter::from_fn(|| bed.inbox.recv_timeout(HANG).ok()).any(
        |message| matches!(message, Message::Loaded(load, loaded) if bed.lab.awaits(load) && loaded.is_err()),
    );
    assert!(failed);
    let (back, begun) = bed.lab.go_back().unwrap();
    assert_eq!((back, begun.is_ok()), (recipe, true));
    bed.wait("paused", &[(0, 0), (B, 0)]);
    assert!(bed.lab.bench.is_some() && bed.lab.go_back().is_none());
    bed.finish();
}
