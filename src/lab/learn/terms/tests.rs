use super::*;
use crate::lab::fixtures::{Recorder, arm_on, bench_of, recipe, several, trainer_with, valued};
use crate::lab::learn::trainer::Trainer;
use crate::lab::recipe::ArmId;
use crate::lab::record::event::Body;

fn trainer(settings: &[&str]) -> Trainer {
    let recipe = recipe(settings);
    arm_on(&bench_of(several(), &recipe), &recipe, ArmId::A)
}

fn terms(trainer: &mut Trainer) -> Terms {
    trainer.evaluate().terms.unwrap()
}

#[test]
fn one_term_needs_no_comparison() {
    assert_eq!(trainer_with(&[]).evaluate().terms, None);
}

#[test]
fn values_add_up_to_the_objective_and_shares_to_one() {
    let mut trainer = trainer(&["model=mlp:6,5", "aux=level@dense1:mse,factor=0.5", "l2=0.01", "l1=0.001"]);
    let evaluation = trainer.evaluate();
    let found = evaluation.terms.unwrap();
    let names: Vec<&str> = found.terms.iter().map(|term| term.name.as_str()).collect();
    assert_eq!(
        (names, found.layers),
        (
            vec!["loss", "level@dense1", "L1", "L2"],
            vec!["dense1".into(), "dense2".into(), "output".to_owned()]
        )
    );
    let sum: f64 = found.terms.iter().map(|term| term.value.unwrap()).sum();
    assert!((sum - evaluation.validation.objective.unwrap()).abs() < 1e-6);
    let sum: f64 = found.terms.iter().map(|term| term.train.unwrap()).sum();
    assert!((sum - evaluation.train.objective.unwrap()).abs() < 1e-6);
    for layer in 0..3 {
        let shares: f64 = found.terms.iter().map(|term| term.layers[layer].unwrap()).sum();
        assert!((shares - 1.0).abs() < 1e-9);
    }
}

#[test]
fn a_head_pulls_where_it_is_attached_and_below_and_nowhere_above() {
    let far = terms(&mut trainer(&["model=mlp:6,5", "aux=level@dense1:mse"]));
    assert_eq!(
        (far.terms[1].trunk, far.terms[1].layers[1], far.terms[1].layers[2]),
        (Some(0.0), Some(0.0), Some(0.0))
    );
    assert!(far.terms[1].layers[0].unwrap() > 0.0);
    let near = terms(&mut trainer(&["model=mlp:6,5", "aux=level@dense2:mse"]));
    assert!(near.terms[1].trunk.unwrap() > 0.0 && near.terms[1].layers[1].unwrap() > 0.0);
    let stronger = terms(&mut trainer(&["model=mlp:6,5", "aux=level@dense2:mse,factor=4"]));
    assert!(stronger.terms[1].trunk > near.terms[1].trunk);
}

#[test]
fn a_factor_and_a_penalty_change_what_is_learnt() {
    let weights = |settings: &[&str]| {
        let mut trainer = trainer(&[&["model=mlp:6"], settings].concat());
        Recorder::record(&mut trainer, &[]);
        (trainer.network().lengths(), trainer.network().clone())
    };
    let (plain, network) = weights(&[]);
    let (short, _) = weights(&["l2=0.5"]);
    assert!(short[1] < 0.9 * plain[1], "{short:?} {plain:?}");
    let (sparse, _) = weights(&["l1=0.1"]);
    assert!(sparse[0] < 0.9 * plain[0], "{sparse:?} {plain:?}");
    let first = |network: &Network| network.tensors().next().unwrap().values.clone();
    let (_, helped) = weights(&["aux=level@dense1:mse"]);
    assert_ne!(first(&helped), first(&network));
}

#[test]
fn an_auxiliary_loss_falls_while_its_head_learns() {
    let mut trainer = trainer(&["model=mlp:16", "aux=level@dense1:mse", "epochs=30", "lr=0.02"]);
    let recorder = Recorder::record(&mut trainer, &[]);
    let values = recorder.events.iter().filter_map(|event| match &event.body {
        Body::Evaluated(evaluation) => evaluation.terms.as_ref().and_then(|terms| terms.terms[1].train),
        _ => None,
    });
    let values: Vec<f64> = values.collect();
    assert!(values[values.len() - 1] < 0.5 * values[0], "{values:?}");
}

#[test]
fn numbers_are_learnt_and_a_signed_difference_runs_away() {
    let train = |loss: &str| {
        let recipe = recipe(&[&format!("loss={loss}"), "epochs=30", "lr=0.02"]);
        let mut trainer = arm_on(&bench_of(valued(), &recipe), &recipe, ArmId::A);
        Recorder::record(&mut trainer, &[]);
        trainer.evaluate()
    };
    for loss in ["mse", "mae-regression", "huber", "msle", "poisson"] {
        let evaluation = train(loss);
        let values = evaluation.values().unwrap().overall;
        assert!(values.rmse < values.baseline_rmse, "{loss}: {values:?}");
    }
    let away = train("signed-difference");
    assert!(away.validation.objective.unwrap() < -1.0, "{:?}", away.validation);
}
