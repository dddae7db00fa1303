//! Arms in threads of their own, driven through their channels. Nothing here sleeps: every wait is for a message.

use super::*;
use crate::lab::fixtures::{Recorder, canonical, kind, trainer_with};
use crate::lab::learn::trainer::DriverVerdict;
use crate::lab::recipe::Edit;
use crate::lab::record::event::Kept;
use crate::lab::record::sheets::Look;
use std::time::Duration;

/// Longer than anything here takes; only a hang gets there.
const HANG: Duration = Duration::from_mins(1);

fn hear(inbox: &Receiver<Message>) -> Event {
    match inbox.recv_timeout(HANG).expect("an arm that still speaks") {
        Message::Arm(_, event) => event,
        other => panic!("{other:?}"),
    }
}

/// Everything up to the first event of this name at this step or later.
fn listen(inbox: &Receiver<Message>, wanted: &str, step: u64) -> Vec<Event> {
    let mut heard = vec![hear(inbox)];
    while !heard.last().is_some_and(|event| kind(&event.body) == wanted && event.step >= step) {
        heard.push(hear(inbox));
    }
    heard
}

fn kinds(events: &[Event]) -> Vec<(&'static str, u64)> {
    events.iter().map(|event| (kind(&event.body), event.step)).collect()
}

fn steps_in(events: &[Event]) -> usize {
    let points = |event: &Event| if let Body::Steps(steps) = &event.body { steps.len() } else { 0 };
    events.iter().map(points).sum()
}

fn spawn(settings: &[&str], beginning: Beginning, room: usize) -> (Worker, Receiver<Message>) {
    let (to, inbox) = crossbeam_channel::bounded(room);
    (Worker::spawn(trainer_with(settings), beginning, &threads(1), to).unwrap(), inbox)
}

fn threads(most: usize) -> Arc<Threads> {
    Arc::new(Threads::new(pool(Some(most)).unwrap()))
}

/// An arm that the test drives by hand, with the sender of its commands.
fn by_hand(threads: &Arc<Threads>, wanted: &Arc<WantedLook>) -> (Live, Sender<Command>) {
    let (commands, waiting) = unbounded();
    let to = crossbeam_channel::bounded(10).0;
    (Live::new(Beginning::default(), waiting, to, Arc::clone(wanted), Share::new(threads)), commands)
}

fn paused() -> Beginning {
    Beginning { paused: true, ..Beginning::default() }
}

#[test]
fn neither_pace_nor_a_full_channel_changes_a_bit() {
    let expected = Recorder::record(&mut trainer_with(&[]), &[]).lines();
    for (pace, room) in [(0.0, 1000), (0.0, 1), (0.002, 1000)] {
        let (worker, inbox) = spawn(&[], Beginning { pace, ..Beginning::default() }, room);
        let mut events = listen(&inbox, "rested", 15);
        worker.send(Command::Stop);
        events.extend(listen(&inbox, "ended", 15));
        assert_eq!(canonical(&events), expected, "pace {pace}, room for {room}");
        assert_eq!(worker.finish().unwrap().steps, 15);
    }
}

#[test]
fn a_paused_arm_makes_no_step_until_it_is_told() {
    let (worker, inbox) = spawn(&[], paused(), 1000);
    let begun = listen(&inbox, "paused", 0);
    assert_eq!(kinds(&begun), [("started", 0), ("evaluated", 0), ("paused", 0)]);
    worker.send(Command::Step(0));
    worker.send(Command::Step(3));
    assert_eq!(kinds(&listen(&inbox, "paused", 3)).last(), Some(&("paused", 3)));
    worker.send(Command::Change(Edit::Rate(0.01)));
    assert_eq!(kinds(&listen(&inbox, "changed", 0)), [("changed", 3)]);
    worker.send(Command::Resume);
    assert_eq!(kinds(&listen(&inbox, "resumed", 0)), [("resumed", 3)]);
    assert_eq!(steps_in(&listen(&inbox, "rested", 15)), 12);
}

#[test]
fn a_single_step_says_what_it_did_to_one_weight_of_the_watched_class_and_several_do_not() {
    let (worker, inbox) = spawn(&["optimizer=sgd:momentum=0"], paused(), 1000);
    listen(&inbox, "paused", 0);
    worker.send(Command::Watch(0));
    worker.send(Command::Step(1));
    let heard = listen(&inbox, "paused", 1);
    let traced = heard.iter().find_map(|event| match &event.body {
        Body::Traced(step) => Some(step.clone()),
        _ => None,
    });
    let step = traced.unwrap();
    assert_eq!((step.step, step.output), (1, 0), "image 0 is of class 0");
    assert!((step.after - step.before + step.rate * step.gradient).abs() < 1e-6);
    worker.send(Command::Step(2));
    assert!(kinds(&listen(&inbox, "paused", 3)).iter().all(|(kind, _)| *kind != "traced"));
}

/// The numbers of a small network that events tell, by step.
fn numbers_in(events: &[Event]) -> Vec<(u64, Vec<f32>)> {
    let told = |event: &Event| match &event.body {
        Body::Evaluated(evaluation) | Body::Probe(evaluation) => {
            evaluation.parameters.clone().map(|numbers| (event.step, numbers))
        }
        _ => None,
    };
    events.iter().filter_map(told).collect()
}

/// A network of 16 numbers.
const SMALL: &str = "model=cnn:1,fc=0,join=average";

#[test]
fn a_step_that_was_asked_for_tells_the_numbers_of_a_small_network_whatever_the_pace() {
    let steps = |inbox: &Receiver<Message>, end| numbers_in(&listen(inbox, "paused", end));
    for pace in [0.0, 3600.0] {
        let mut twin = trainer_with(&[SMALL]);
        let mut expected = |step| {
            twin.advance().unwrap();
            (step, twin.network().parameters([6, 6, 1]))
        };
        let (worker, inbox) = spawn(&[SMALL], Beginning { pace, ..paused() }, 1000);
        listen(&inbox, "paused", 0);
        worker.send(Command::Step(1));
        assert_eq!(steps(&inbox, 1), [expected(1)], "pace {pace}");
        worker.send(Command::Step(5));
        let several = steps(&inbox, 6);
        assert_eq!(several, [2, 3, 4, 5, 6].map(expected), "pace {pace}: the fifth is an evaluation");
    }
    let (worker, inbox) = spawn(&[], paused(), 1000);
    listen(&inbox, "paused", 0);
    worker.send(Command::Step(1));
    assert!(kinds(&listen(&inbox, "paused", 1)).iter().all(|(kind, _)| *kind != "probe"), "111 numbers");
}

#[test]
fn a_step_between_two_evaluations_tells_the_numbers_before_it_too() {
    let (worker, inbox) = spawn(&[SMALL], Beginning { catch_up: 7, pace: 3600.0, ..paused() }, 1000);
    let mut steps = 0;
    while steps < 7 {
        steps += steps_in(&[hear(&inbox)]);
    }
    worker.send(Command::Step(1));
    let told = numbers_in(&listen(&inbox, "paused", 8));
    assert_eq!(told.iter().map(|(step, _)| *step).collect::<Vec<_>>(), [7, 8]);
    assert!(told[0].1 != told[1].1);
}

#[test]
fn a_stop_is_heard_before_the_next_step_and_while_waiting_for_it() {
    // An hour a step: only the first one is made, and the stop must not wait for the second.
    let (worker, inbox) = spawn(&[], Beginning { pace: 3600.0, ..Beginning::default() }, 1000);
    let first = listen(&inbox, "steps", 1);
    assert_eq!(steps_in(&first), 1);
    worker.send(Command::Stop);
    assert_eq!(kinds(&listen(&inbox, "ended", 0)), [("ended", 1)]);
    assert!(worker.finish().is_none(), "an arm that was stopped has no final numbers");
    // The flag alone is enough, so that commands before it cannot delay it.
    let wanted = Arc::new(WantedLook::default());
    let (mut live, _commands) = by_hand(&threads(1), &wanted);
    let mut trainer = trainer_with(&[]);
    assert_eq!(live.before_step(&mut trainer), DriverVerdict::Go);
    wanted.stop.store(true, Ordering::Relaxed);
    assert_eq!(live.before_step(&mut trainer), DriverVerdict::Stop);
}

#[test]
fn arms_beside_each_other_make_the_same_bits_as_one_alone() {
    let settings = ["model=mlp:40,20", "batch=40"];
    let expected = Recorder::record(&mut trainer_with(&settings), &[]).lines();
    for most in 1..=4 {
        let threads = threads(most);
        let begin = |_| {
            let (to, inbox) = unbounded();
            (Worker::spawn(trainer_with(&settings), Beginning::default(), &threads, to).unwrap(), inbox)
        };
        let arms: Vec<_> = (0..3).map(begin).collect();
        for (worker, inbox) in arms {
            let mut events = listen(&inbox, "rested", 6);
            worker.send(Command::Stop);
            events.extend(listen(&inbox, "ended", 6));
            assert_eq!(canonical(&events), expected, "three arms on {most} threads");
        }
    }
}

#[test]
fn an_arm_has_half_the_threads_while_another_trains_and_all_while_it_is_paused_or_gone() {
    let threads = threads(4);
    let (mut live, _commands) = by_hand(&threads, &Arc::default());
    let mut trainer = trainer_with(&[]);
    let mut size = || {
        assert_eq!(live.before_step(&mut trainer), DriverVerdict::Go);
        trainer.pool().current_num_threads()
    };
    assert_eq!(size(), 4);
    let (to, inbox) = unbounded();
    let other = Worker::spawn(trainer_with(&["epochs=1000000"]), Beginning::default(), &threads, to).unwrap();
    listen(&inbox, "steps", 1);
    assert_eq!(size(), 2, "the other trains");
    other.send(Command::Pause);
    listen(&inbox, "paused", 1);
    // It obeys only after it has left its threads, having nothing else to do.
    other.send(Command::Change(Edit::Rate(0.01)));
    listen(&inbox, "changed", 1);
    assert_eq!(size(), 4, "the other is paused");
    other.send(Command::Resume);
    listen(&inbox, "resumed", 1);
    listen(&inbox, "steps", 1);
    assert_eq!(size(), 2, "the other trains again");
    drop(other);
    assert_eq!(size(), 4, "the other is gone");
}

#[test]
fn commands_never_block_the_hand_that_gives_them() {
    let (worker, inbox) = spawn(&[], Beginning { pace: 3600.0, ..Beginning::default() }, 1);
    (0..10_000).for_each(|_| worker.send(Command::Pace(3600.0)));
    drop((worker, inbox));
}

#[test]
fn dropping_a_worker_joins_it_though_nobody_listens() {
    let endless = ["epochs=1000000"];
    let (worker, inbox) = spawn(&endless, Beginning::default(), 1);
    hear(&inbox);
    drop(worker);
    let (worker, _inbox) = spawn(&["lr=1000000", "loss=mse-logits", "epochs=100"], Beginning::default(), 1);
    drop(worker);
    let (worker, inbox) = spawn(&endless, Beginning::default(), 10);
    drop(inbox);
    drop(worker);
}

#[test]
fn a_panic_is_the_last_word_of_its_arm() {
    let (worker, inbox) = spawn(&[], paused(), 1000);
    listen(&inbox, "paused", 0);
    worker.send(Command::Step(2));
    listen(&inbox, "paused", 2);
    worker.send(Command::Watch(u32::MAX));
    let Body::Ended(Ended::Failed { message }) = listen(&inbox, "ended", 0).pop().unwrap().body else {
        panic!("no failure")
    };
    assert!(message.contains("range"), "{message}");
    assert!(worker.finish().is_none() && inbox.try_recv().is_err());
}

#[test]
fn a_divergence_is_the_last_word_of_its_arm() {
    let (_worker, inbox) = spawn(&["lr=1000000", "loss=mse-logits", "epochs=100"], Beginning::default(), 1);
    let events = listen(&inbox, "ended", 0);
    assert!(matches!(events.last().unwrap().body, Body::Ended(Ended::Diverged { .. })));
    assert_eq!(steps_in(&events) as u64, events.last().unwrap().step);
}

#[test]
fn a_late_twin_catches_up_though_it_is_paused() {
    let (worker, inbox) = spawn(&[], Beginning { catch_up: 7, pace: 3600.0, ..paused() }, 1000);
    let mut events = listen(&inbox, "evaluated", 5);
    while steps_in(&events) < 7 {
        events.push(hear(&inbox));
    }
    worker.send(Command::Step(1));
    let after = listen(&inbox, "paused", 1);
    assert_eq!((steps_in(&events), steps_in(&after), after.last().unwrap().step), (7, 1, 8));
}

#[test]
fn a_resting_arm_goes_on_when_it_is_given_more_epochs() {
    let (worker, inbox) = spawn(&[], Beginning::default(), 1000);
    listen(&inbox, "rested", 15);
    worker.send(Command::Change(Edit::Extend(1)));
    let more = listen(&inbox, "rested", 20);
    assert_eq!((kinds(&more)[0], steps_in(&more)), (("changed", 15), 5));
    // More than it could do before it hears that it is to stop, however late that is sent.
    worker.send(Command::Change(Edit::Extend(1_000_000)));
    worker.send(Command::Stop);
    let Body::Ended(ended) = listen(&inbox, "ended", 0).pop().unwrap().body else { panic!() };
    assert_eq!(ended, Ended::Stopped, "what was added last was not done");
}

#[test]
fn the_watched_image_is_reported_at_once_while_paused() {
    let (worker, inbox) = spawn(&[], paused(), 1000);
    listen(&inbox, "paused", 0);
    worker.send(Command::Watch(5));
    let Body::Watched(watched) = hear(&inbox).body else { panic!("nothing on the image") };
    assert_eq!(watched, trainer_with(&[]).watch(5));
}

#[test]
fn an_arm_shows_its_inside_while_it_is_looked_at_and_no_longer() {
    let (worker, inbox) = spawn(&[], paused(), 1000);
    listen(&inbox, "paused", 0);
    worker.send(Command::Look(Some(Look::Weights)));
    assert_eq!(kinds(&[hear(&inbox)]), [("seen", 0)], "at once, though it is paused");
    worker.send(Command::Step(2));
    assert_eq!(kinds(&listen(&inbox, "seen", 2)).last(), Some(&("seen", 2)), "what it came to");
    worker.send(Command::Look(None));
    worker.send(Command::Step(3));
    let unseen = listen(&inbox, "paused", 5);
    assert!(unseen.iter().all(|event| kind(&event.body) != "seen"), "{:?}", kinds(&unseen));
    worker.send(Command::Resume);
    let unseen = listen(&inbox, "rested", 15);
    assert!(unseen.iter().all(|event| kind(&event.body) != "seen"));
    worker.send(Command::Look(Some(Look::Weights)));
    assert_eq!(kinds(&[hear(&inbox)]), [("seen", 15)], "at rest too");
}

#[test]
fn outputs_follow_the_watched_image() {
    let (worker, inbox) = spawn(&["model=mlp:9"], paused(), 1000);
    listen(&inbox, "paused", 0);
    worker.send(Command::Look(Some(Look::Maps)));
    for image in [5, 7] {
        worker.send(Command::Watch(image));
        let heard = [hear(&inbox), hear(&inbox)];
        assert_eq!(kinds(&heard), [("watched", 0), ("seen", 0)]);
        let Body::Seen(seen) = &heard[1].body else { panic!("nothing seen") };
        assert_eq!((seen.image, seen.sheets.len()), (Some(image), 1));
    }
}

#[test]
fn a_running_arm_is_seen_moving_and_its_layers_are_measured_meanwhile() {
    let (worker, inbox) = spawn(&["epochs=1000000"], Beginning::default(), 100);
    worker.send(Command::Look(Some(Look::Weights)));
    listen(&inbox, "seen", 1);
    worker.send(Command::Examine);
    let heard = listen(&inbox, "examined", 0);
    let Body::Examined(Ok(found)) = &heard.last().unwrap().body else { panic!("no answer") };
    assert!(
        found.step <= heard.last().unwrap().step,
        "it says of when it is, and comes in the order of steps"
    );
    assert!(steps_in(&heard) > 0 && found.layers.len() == 2);
    let goes_on = heard.last().unwrap().step + 1;
    listen(&inbox, "steps", goes_on);
}

#[test]
fn looking_inside_changes_no_bit() {
    let expected = Recorder::record(&mut trainer_with(&[]), &[]).lines();
    let (worker, inbox) = spawn(&[], paused(), 1000);
    for command in [Command::Watch(4), Command::Look(Some(Look::Weights)), Command::Examine, Command::Resume]
    {
        worker.send(command);
    }
    let mut events = listen(&inbox, "rested", 15);
    worker.send(Command::Stop);
    events.extend(listen(&inbox, "ended", 15));
    assert_eq!(canonical(&events), expected);
}

#[test]
fn a_resting_arm_answers_and_a_worker_that_is_dropped_gives_the_question_up() {
    let (worker, inbox) = spawn(&[], Beginning::default(), 1000);
    listen(&inbox, "rested", 15);
    worker.send(Command::Examine);
    let Body::Examined(Ok(found)) = listen(&inbox, "examined", 15).pop().unwrap().body else {
        panic!("none")
    };
    assert_eq!((found.step, found.measured_on), (15, 30));
    worker.send(Command::Examine);
    drop(worker);
}

#[test]
fn only_one_examination_is_under_way() {
    let mut examining = examining::Examining::default();
    examining.begin(|| trainer_with(&[]).subject());
    examining.begin(|| unreachable!("the first has not answered"));
    assert!(examining.answer().recv_timeout(HANG).unwrap().is_ok());
    examining.end();
    assert!(examining.answer().is_empty());
}

#[test]
fn loading_ends_with_an_answer_whatever_happens() {
    let (to, inbox) = unbounded();
    let mut recipe = crate::lab::fixtures::recipe(&[]);
    recipe.data = "no-such-set".into();
    load(4, recipe.check().unwrap(), pool(Some(1)).unwrap(), to);
    let Message::Loaded(4, outcome) = inbox.recv_timeout(HANG).unwrap() else { panic!("no answer") };
    assert!(outcome.unwrap_err().to_string().contains("no-such-set"));
    assert!(not_loaded("why").to_string().contains("why"));
}

#[test]
fn an_arm_at_rest_writes_what_it_would_leave_behind_and_goes_on_as_if_it_had_not() {
    let folder = tempfile::tempdir().unwrap();
    let (worker, inbox) = spawn(&[], Beginning::default(), 1000);
    listen(&inbox, "rested", 15);
    worker.send(Command::Keep(folder.path().to_owned()));
    let Body::Kept(Ok(Kept::All(Some(tested)))) = listen(&inbox, "kept", 15).pop().unwrap().body else {
        panic!("there is a test set")
    };
    assert_eq!(
        (0..3).map(|class| tested.confusion.row_sum(class)).sum::<u64>(),
        18,
        "it is measured on the test set"
    );
    for name in ["weights-A.safetensors", "predictions-A.npz", "test-A.npz"] {
        assert!(folder.path().join(name).is_file(), "{name}");
    }
    let file = folder.path().join("net.safetensors");
    worker.send(Command::Export(file.clone()));
    let Body::Kept(Ok(Kept::Network(said))) = listen(&inbox, "kept", 15).pop().unwrap().body else {
        panic!("a folder that is there")
    };
    assert_eq!(
        (said, std::fs::read(&file).unwrap()),
        (file, std::fs::read(folder.path().join("weights-A.safetensors")).unwrap())
    );
    worker.send(Command::Export(folder.path().join("nowhere/net.safetensors")));
    let Body::Kept(Err(why)) = listen(&inbox, "kept", 15).pop().unwrap().body else {
        panic!("no such folder")
    };
    assert!(why.contains("nowhere") && why.contains("cannot be written"), "{why}");
}
