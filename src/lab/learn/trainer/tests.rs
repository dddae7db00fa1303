//! Training on a small drawn set.

use super::*;
use crate::lab::fixtures::{COUNTS, Recorder, arm_on, bench_of, dataset, recipe, trainer, trainer_with};
use crate::lab::learn::teacher::arm_of;
use crate::lab::recipe::Edit;
use crate::lab::record::event::Body;
use crate::metrics::Report;

fn edit(field: &str, value: &str) -> Edit {
    Edit::parse(field, value).unwrap()
}

fn values(trainer: &Trainer) -> Vec<f32> {
    trainer.network().tensors().flat_map(|tensor| tensor.values.clone()).collect()
}

fn bits(trainer: &Trainer) -> Vec<u32> {
    values(trainer).into_iter().map(f32::to_bits).collect()
}

fn advance(trainer: &mut Trainer, steps: usize) {
    for _ in 0..steps {
        trainer.advance().unwrap();
    }
}

/// After all steps.
fn trained(settings: &[&str]) -> Trainer {
    let mut trainer = trainer_with(settings);
    Recorder::record(&mut trainer, &[]);
    trainer
}

#[track_caller]
fn assert_close(one: &[f32], other: &[f32], tolerance: f32) {
    assert_eq!(one.len(), other.len());
    let worst = one.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst <= tolerance, "they differ by up to {worst}");
}

#[test]
fn twins_start_alike_and_see_the_same_batches() {
    let mut recipe = recipe(&["model=mlp:8"]);
    recipe.add_arm("B:weights=balanced;loss=focal").unwrap();
    let bench = bench_of(dataset(COUNTS), &recipe);
    let mut twins = ArmId::all().take(2).map(|id| arm_on(&bench, &recipe, id)).collect::<Vec<_>>();
    assert_eq!(bits(&twins[0]), bits(&twins[1]));
    for _ in 0..7 {
        for twin in &mut twins {
            advance(twin, 1);
        }
        assert_eq!(twins[0].order, twins[1].order);
    }
    assert_ne!(bits(&twins[0]), bits(&twins[1]));
}

#[test]
fn the_numbers_of_an_evaluation_follow_from_its_predictions() {
    for loss in ["softmax-ce", "sigmoid-bce", "brier"] {
        let mut trainer = trained(&[&format!("loss={loss}")]);
        let evaluation = trainer.evaluate();
        let predictions = evaluation.predictions.as_ref().unwrap();
        assert_eq!(predictions.indices, trainer.bench.dataset.parts.validation);
        assert_eq!(evaluation.confusion, predictions.confusion(&trainer.bench));
        assert_eq!(evaluation.report, Report::new(&evaluation.confusion, &trainer.bench.counts));
        let right = evaluation.confusion.trace() as f64 / 30.0;
        assert_eq!((evaluation.report.accuracy, evaluation.confusion.total()), (Some(right), 30));
        let label = |index: &u32| usize::from(trainer.bench.dataset.labels[*index as usize]);
        let truths = predictions.indices.iter().map(label).enumerate();
        let surprisals = truths.map(|(at, truth)| f64::from(predictions.surprisal(at, truth).unwrap()));
        let mean = surprisals.sum::<f64>() / 30.0;
        assert!((evaluation.validation.unweighted.unwrap() - mean).abs() < 1e-6, "{loss}");
    }
}

#[test]
fn shares_of_the_gradient_sum_to_one_and_belong_to_their_class() {
    let mut trainer = trainer_with(&["weights=balanced"]);
    assert!(trainer.evaluate().gradient_share.iter().all(Option::is_none), "before the first step");
    advance(&mut trainer, 5);
    let shares: Vec<f64> = trainer.evaluate().gradient_share.into_iter().flatten().collect();
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{shares:?}");
    // Balanced weights give every class the same gradient at the start, when all predictions are alike.
    assert!(shares.iter().all(|share| (0.2..0.5).contains(share)), "{shares:?}");
    let mut trainer = trainer_with(&["weights=manual:0,1,0"]);
    advance(&mut trainer, 5);
    assert_eq!(trainer.evaluate().gradient_share, [Some(0.0), Some(1.0), Some(0.0)]);
    assert!(trainer.evaluate().gradient_share.iter().all(Option::is_none), "a new interval begins");
}

#[test]
fn a_change_made_by_hand_is_the_change_of_a_recipe() {
    let script = [
        (0, "lr", "0.1"),
        (3, "loss", "focal:gamma=2"),
        (7, "sampler", "class-balanced"),
        (7, "weights", "balanced"),
        (15, "lr", "0.02"),
        (15, "extend", "2"),
        (25, "extend", "1"),
    ];
    let by_hand = Recorder::record(&mut trainer_with(&[]), &script);
    let mut recipe = recipe(&[]);
    for (step, field, value) in &script {
        recipe.add_change(&format!("{step}:{field}={value}")).unwrap();
    }
    let written = Recorder::record(&mut trainer(&recipe), &[]);
    assert_eq!(by_hand.bits().len(), 30);
    assert_eq!(by_hand.bits(), written.bits());
    assert_eq!(by_hand.lines(), written.lines());
    assert_ne!(by_hand.bits(), Recorder::record(&mut trainer_with(&["epochs=6"]), &[]).bits());
}

#[test]
fn undo_brings_back_settings_and_network_of_the_moment_before_and_steps_go_on() {
    let mut trainer = trainer_with(&["optimizer=adam", "epochs=10"]);
    advance(&mut trainer, 4);
    let images = trainer.bench.probe.clone();
    let before = (trainer.predict(&images).logits, trainer.settings.clone());
    trainer.change(&edit("weights", "balanced")).unwrap();
    advance(&mut trainer, 3);
    trainer.change(&edit("lr", "0.2")).unwrap();
    let between = trainer.predict(&images).logits;
    advance(&mut trainer, 2);
    let changed = trainer.change(&edit("undo", "lr")).unwrap();
    assert_eq!((changed.field.as_str(), changed.from.as_str(), changed.to.as_str()), ("lr", "0.2", "0.05"));
    assert!(changed.restored && trainer.predict(&images).logits == between);
    assert_eq!((trainer.settings.text("weights").as_str(), trainer.step()), ("balanced", 9));
    advance(&mut trainer, 1);
    trainer.change(&edit("undo", "weights")).unwrap();
    assert_eq!((trainer.predict(&images).logits, trainer.settings.clone()), before);
    assert!(trainer.change(&edit("undo", "weights")).is_err(), "there is nothing left to take back");
}

#[test]
fn an_undo_made_by_hand_is_the_undo_of_a_recipe_and_is_evaluated_at_once() {
    let script =
        [(3, "loss", "focal:gamma=2"), (6, "sampler", "sqrt"), (9, "undo", "sampler"), (12, "undo", "loss")];
    let by_hand = Recorder::record(&mut trainer_with(&[]), &script);
    let mut recipe = recipe(&[]);
    for (step, field, value) in &script {
        recipe.add_change(&format!("{step}:{field}={value}")).unwrap();
    }
    let again = crate::lab::recipe::Recipe::from_toml(&recipe.to_toml()).unwrap();
    let written = Recorder::record(&mut trainer(&again), &[]);
    assert_eq!(by_hand.lines(), written.lines());
    let evaluated = by_hand.events.iter().filter(|event| matches!(event.body, Body::Evaluated(_)));
    assert_eq!(evaluated.map(|event| event.step).collect::<Vec<_>>(), [0, 5, 9, 10, 12, 15]);
    recipe.change.clear();
    recipe.add_change("5:undo=loss").unwrap();
    let bench = bench_of(dataset(COUNTS), &recipe);
    let checked = recipe.check().unwrap();
    let pool = crate::lab::drive::worker::pool(Some(1)).unwrap();
    let refused = arm_of(bench, &checked, &checked.arms[0], pool).err().map(|error| error.to_string());
    assert_eq!(refused.as_deref(), Some("undo: loss was not changed before"));
}

#[test]
fn a_change_taken_back_leaves_no_trace() {
    let fields = [
        ("loss", "brier", "softmax-ce"),
        ("weights", "balanced", "none"),
        ("reduction", "torch", "mean"),
        ("sampler", "sqrt", "uniform"),
        ("lr", "1", "0.05"),
    ];
    let untouched = Recorder::record(&mut trainer_with(&[]), &[]).bits();
    for (field, there, back) in fields {
        let undone = Recorder::record(&mut trainer_with(&[]), &[(6, field, there), (6, field, back)]).bits();
        assert_eq!(undone, untouched, "{field}");
        assert_ne!(
            Recorder::record(&mut trainer_with(&["weights=inverse"]), &[(6, field, there)]).bits(),
            untouched
        );
    }
}

#[test]
fn another_sampler_draws_the_next_batch() {
    let mut trainer = trainer_with(&[]);
    advance(&mut trainer, 7);
    trainer.change(&edit("sampler", "class-balanced")).unwrap();
    let whole = trainer_with(&["sampler=class-balanced"]);
    assert_eq!(trainer.order, whole.draw_order(1));
    let changed = trainer.advance().unwrap();
    let mut uniform = trainer_with(&[]);
    advance(&mut uniform, 7);
    assert_ne!(Some(changed), uniform.advance().ok(), "the eighth batch is another one");
}

#[test]
fn augmentation_changes_what_is_learnt_and_nothing_that_is_measured() {
    let augment = "augment=shift:1+flip";
    let (mut plain, mut changed) = (trainer_with(&[]), trainer_with(&[augment]));
    assert_eq!(plain.evaluate().validation, changed.evaluate().validation);
    advance(&mut plain, 5);
    advance(&mut changed, 5);
    assert_ne!(bits(&plain), bits(&changed));
    // Two trainers with one network measure alike, whatever their images go through in training.
    changed.network = plain.network.clone();
    let (one, other) = (plain.evaluate(), changed.evaluate());
    assert_eq!((one.train, one.validation, one.confusion), (other.train, other.validation, other.confusion));
    assert_eq!(Recorder::record(&mut trainer_with(&["augment=none"]), &[]).bits(), {
        Recorder::record(&mut trainer_with(&[]), &[]).bits()
    });
}

#[test]
fn augmented_bits_do_not_depend_on_the_number_of_threads() {
    let recipe =
        recipe(&["augment=crop:2+shift:1+flip", "batch=200", "model=mlp:5", "sampler=class-balanced"]);
    let bench = bench_of(dataset([300, 60, 8]), &recipe);
    let checked = recipe.check().unwrap();
    let trained = |threads| {
        let pool = crate::lab::drive::worker::pool(Some(threads)).unwrap();
        let mut trainer = arm_of(Arc::clone(&bench), &checked, &checked.arms[0], pool).unwrap();
        advance(&mut trainer, 6);
        bits(&trainer)
    };
    assert_eq!(trained(1), trained(3));
}

#[test]
fn a_move_as_large_as_the_images_is_refused_with_its_field() {
    let mut recipe = recipe(&[]);
    recipe.add_arm("B:augment=shift:6").unwrap();
    let bench = bench_of(dataset(COUNTS), &recipe);
    let checked = recipe.check().unwrap();
    let pool = || crate::lab::drive::worker::pool(Some(1)).unwrap();
    assert!(arm_of(Arc::clone(&bench), &checked, &checked.arms[0], pool()).is_ok());
    let refused = arm_of(bench, &checked, &checked.arms[1], pool()).err().unwrap();
    assert_eq!(
        (refused.field.as_str(), refused.problem.starts_with("shift:6 moves")),
        ("arm B: augment", true)
    );
}

#[test]
fn without_shuffling_batches_are_the_training_part_in_its_order() {
    let mut trainer = trainer_with(&["sampler=in-order"]);
    for _ in 0..2 {
        advance(&mut trainer, 5);
        let drawn: Vec<u32> = trainer.order.iter().map(|turn| turn.image).collect();
        assert_eq!(drawn, trainer.bench.dataset.parts.train);
    }
}

#[test]
fn a_frozen_layer_keeps_its_bits_while_the_others_move() {
    for optimizer in ["sgd:momentum=0.9,decay=0.1", "adamw:decay=0.1"] {
        let settings = ["model=mlp:8,6", "freeze=dense1,dense2", &format!("optimizer={optimizer}")];
        let mut trainer = trainer_with(&settings);
        let before: Vec<Vec<f32>> = trainer.network.tensors().map(|tensor| tensor.values.clone()).collect();
        advance(&mut trainer, 10);
        let moved = trainer.network.tensors().zip(&before).map(|(now, before)| now.values != *before);
        assert_eq!(moved.collect::<Vec<_>>(), [false, false, false, false, true, true], "{optimizer}");
        assert_eq!(trainer.notes, ["dense1, dense2 frozen: 21 of 371 parameters train"]);
        assert_eq!((trainer.started().parameters, trainer.started().notes), (371, trainer.notes.clone()));
    }
}

#[test]
fn a_frozen_normalisation_keeps_its_statistics() {
    let names = ["conv1.weight", "conv1.bias"];
    let model = "model=cnn:4,fc=6,norm=batch";
    let norm = trainer_with(&[model]).network.layers()[1].name().to_owned();
    let mut trainer = trainer_with(&[model, &format!("freeze=conv1,{norm}")]);
    let before: Vec<Vec<f32>> = trainer.network.tensors().map(|tensor| tensor.values.clone()).collect();
    advance(&mut trainer, 3);
    for (tensor, before) in trainer.network.tensors().zip(&before) {
        let kept = names.contains(&tensor.name.as_str()) || tensor.name.starts_with(&norm);
        assert_eq!(tensor.values == *before, kept, "{}", tensor.name);
    }
}

#[test]
fn what_is_dropped_of_an_image_differs_from_epoch_to_epoch() {
    let losses = |model: &str| {
        let settings = ["sampler=in-order", "batch=100", "lr=1e-30", "epochs=2", model];
        let mut trainer = trainer_with(&settings);
        [(); 2].map(|()| trainer.advance().unwrap().unweighted)
    };
    let [first, second] = losses("model=mlp:20");
    assert_eq!(first, second, "the same images and weights");
    let [first, second] = losses("model=mlp:20,dropout=0.5");
    assert_ne!(first, second);
}

#[test]
fn layers_that_are_not_there_cannot_be_frozen() {
    let refused = |settings: &[&str]| {
        let recipe = recipe(settings);
        let (bench, checked) = (bench_of(dataset(COUNTS), &recipe), recipe.check().unwrap());
        let pool = crate::lab::drive::worker::pool(Some(1)).unwrap();
        arm_of(bench, &checked, &checked.arms[0], pool).err().map(|error| error.to_string())
    };
    let error = refused(&["model=mlp:8", "freeze=dense2"]).unwrap();
    assert_eq!(error, "freeze: expected layers among dense1, output, found 'dense2'; did you mean 'dense1'?");
    assert!(refused(&["freeze=output"]).unwrap().starts_with("freeze: output are all layers"));
    assert_eq!(refused(&["freeze=none"]), None);
}

#[test]
fn going_on_starts_the_schedule_again() {
    let mut trainer = trainer_with(&[]);
    let recorder = Recorder::record(&mut trainer, &[(15, "extend", "2")]);
    assert_eq!((trainer.step(), trainer.total_steps()), (25, 25));
    let kinds = recorder.kinds();
    assert_eq!(
        kinds[3..],
        [
            "evaluated 10",
            "evaluated 15",
            "rested 15",
            "changed 15",
            "evaluated 20",
            "evaluated 25",
            "rested 25",
            "ended 25"
        ]
    );
    let rates = recorder.events.iter().filter_map(|event| match &event.body {
        Body::Evaluated(evaluation) => Some((event.step, evaluation.lr)),
        _ => None,
    });
    let rates: Vec<_> = rates.collect();
    assert!(rates[3].1 < 1e-6 && (rates[4].1 - 0.025).abs() < 1e-6, "{rates:?}");
}

#[test]
fn going_on_may_be_asked_for_early() {
    let mut trainer = trainer_with(&["schedule=cosine"]);
    trainer.change(&edit("extend", "1")).unwrap();
    assert_eq!((trainer.total_steps(), trainer.rate()), (20, 0.05));
    let recorder = Recorder::record(&mut trainer, &[(2, "extend", "1")]);
    assert_eq!((trainer.step(), recorder.bits().len()), (25, 25));
}

#[test]
fn a_change_that_does_not_fit_changes_nothing() {
    let mut trainer = trainer_with(&[]);
    assert!(trainer.change(&edit("weights", "manual:1,2")).is_err());
    assert_eq!(trainer.settings, trainer_with(&[]).settings);
    let mut recipe = recipe(&[]);
    recipe.add_change("4:weights=manual:1,2").unwrap();
    let bench = bench_of(dataset(COUNTS), &recipe);
    let checked = recipe.check().unwrap();
    let refused =
        arm_of(bench, &checked, &checked.arms[0], crate::lab::drive::worker::pool(Some(1)).unwrap());
    assert_eq!(refused.err().unwrap().field, "weights", "before the first step");
}

#[test]
fn a_run_that_diverges_ends_with_the_step_and_the_layer() {
    for (model, loss) in [("linear", "mse-logits"), ("mlp:8", "mse-logits")] {
        let settings = ["lr=1000000", "epochs=200", &format!("model={model}"), &format!("loss={loss}")];
        let mut trainer = trainer_with(&settings);
        let recorder = Recorder::record(&mut trainer, &[]);
        let Some(Body::Ended(Ended::Diverged { what, layer })) = recorder.events.last().map(|e| &e.body)
        else {
            panic!("{model} {loss}: {:?}", recorder.kinds().last())
        };
        let step = trainer.step();
        assert_eq!(*what, format!("the objective at step {step}"));
        assert!(
            ["the output of ", "dense1.", "output.", "the loss"].iter().any(|s| layer.starts_with(s)),
            "{layer}"
        );
        assert_eq!(recorder.bits().len() as u64, step, "the step that diverged is a point, too");
        assert_eq!(recorder.bits().last(), Some(&[None, None]));
        assert!(values(&trainer).iter().any(|x| x.is_finite()), "the last update was not made");
        assert!(!recorder.lines().iter().any(|line| line.contains("NaN") || line.contains("inf")));
    }
}

#[test]
fn a_tensor_that_broke_in_the_last_step_is_found_before_it_is_evaluated() {
    let mut trainer = trainer_with(&["steps=3", "model=mlp:4"]);
    let mut recorder = Recorder { stop_at: Some(2), ..Recorder::default() };
    run(&mut trainer, &mut recorder);
    trainer.network.tensors_mut().nth(2).unwrap().values[0] = f32::INFINITY;
    let broken = trainer.broken();
    let expected = Ended::Diverged { what: "a weight after step 2".into(), layer: "output.weight".into() };
    assert_eq!(broken, Some(expected));
}

#[test]
fn a_rate_too_small_to_matter_moves_nothing() {
    let mut trainer = trainer_with(&["lr=1e-30", "model=mlp:8"]);
    let before = bits(&trainer);
    let first = trainer.evaluate();
    Recorder::record(&mut trainer, &[]);
    // Biases start at 0, next to which even 1e-30 is something.
    let weights = |trainer: &Trainer| {
        trainer.network().tensors().step_by(2).map(|t| t.values.clone()).collect::<Vec<_>>()
    };
    assert_eq!(weights(&trainer), weights(&trainer_with(&["model=mlp:8"])));
    assert_ne!(before, bits(&trained(&["model=mlp:8"])));
    let last = trainer.evaluate();
    assert_eq!((first.confusion, first.validation), (last.confusion, last.validation));
}

#[test]
fn weights_of_one_are_no_weights() {
    for reduction in ["reduction=mean", "reduction=torch"] {
        let none = Recorder::record(&mut trainer_with(&[reduction]), &[]);
        let ones = Recorder::record(&mut trainer_with(&[reduction, "weights=manual:1,1,1"]), &[]);
        assert_eq!(none.bits(), ones.bits());
    }
}

#[test]
fn a_weight_of_three_is_a_class_listed_three_times() {
    let mut tripled = dataset(COUNTS);
    let rare: Vec<u32> =
        tripled.parts.train.iter().copied().filter(|i| tripled.labels[*i as usize] == 2).collect();
    tripled.parts.train.extend(rare.repeat(2));
    let once = recipe(&["reduction=torch", "batch=100", "steps=20", "model=mlp:6", "weights=manual:1,1,3"]);
    let thrice = recipe(&["reduction=torch", "batch=100", "steps=20", "model=mlp:6"]);
    let mut once = trainer(&once);
    let mut thrice = arm_on(&bench_of(tripled, &thrice), &thrice, ArmId::A);
    assert_eq!(thrice.bench.counts, [40, 20, 24]);
    assert_eq!([once.steps_per_epoch(), thrice.steps_per_epoch()], [1, 1], "the whole set is one batch");
    let start = values(&once);
    Recorder::record(&mut once, &[]);
    Recorder::record(&mut thrice, &[]);
    assert_close(&values(&once), &values(&thrice), 1e-5);
    let moved = start.iter().zip(values(&once)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(moved > 0.05, "{moved}");
}

#[test]
fn a_common_factor_of_the_weights_changes_nothing_where_they_are_rescaled() {
    let pairs = [
        ("reduction=torch", "weights=manual:1,2,5", "weights=manual:7,14,35"),
        ("reduction=mean", "weights=manual:1,2,5,normalise=mean", "weights=manual:7,14,35,normalise=mean"),
        ("reduction=mean", "weights=inverse", "weights=balanced"),
    ];
    for (reduction, one, other) in pairs {
        let ([one, other], plain) = (
            [one, other].map(|weights| values(&trained(&[reduction, weights]))),
            values(&trained(&[reduction])),
        );
        assert_close(&one, &other, 1e-5);
        assert!(one.iter().zip(&plain).any(|(a, b)| (a - b).abs() > 1e-3), "{reduction}: they act");
    }
    let scaled =
        ["weights=manual:1,2,5", "weights=manual:7,14,35"].map(|weights| values(&trained(&[weights])));
    assert!(
        scaled[0].iter().zip(&scaled[1]).any(|(a, b)| (a - b).abs() > 1e-2),
        "mean, as given: a larger step"
    );
}

#[test]
fn the_protocol_keeps_its_order() {
    let mut trainer = trainer_with(&[]);
    let recorder = Recorder::record(&mut trainer, &[(7, "lr", "0.01"), (15, "extend", "1")]);
    let kinds = recorder.kinds();
    assert_eq!(kinds[..3], ["started 0", "evaluated 0", "evaluated 5"]);
    assert_eq!(kinds.iter().filter(|kind| kind.starts_with("ended")).count(), 1);
    assert_eq!(kinds.last().unwrap(), "ended 20");
    assert!(recorder.events.windows(2).all(|pair| pair[0].step <= pair[1].step));
    let at = |wanted: &str, step| {
        let here = |event: &crate::lab::Event| {
            crate::lab::fixtures::kind(&event.body) == wanted && event.step == step
        };
        recorder.events.iter().position(here).unwrap()
    };
    assert!(at("steps", 7) < at("changed", 7) && at("changed", 7) < at("steps", 8));
    let numbers: Vec<u64> = recorder
        .events
        .iter()
        .filter_map(|event| if let Body::Steps(steps) = &event.body { Some(steps.first) } else { None })
        .collect();
    assert_eq!(numbers, (1..=20).collect::<Vec<u64>>(), "no step is lost and none comes twice");
}

#[test]
fn a_stop_ends_at_once_and_a_stop_at_rest_is_the_end_of_all_steps() {
    for (stop_at, expected) in [(0, Ended::Stopped), (9, Ended::Stopped), (15, Ended::Completed)] {
        let mut recorder = Recorder { stop_at: Some(stop_at), ..Recorder::default() };
        assert_eq!(run(&mut trainer_with(&[]), &mut recorder), expected);
        assert_eq!(recorder.bits().len() as u64, stop_at);
        assert_eq!(recorder.kinds().last().unwrap(), &format!("ended {stop_at}"));
    }
}
