use super::*;
use crate::lab::fixtures::{COUNTS, bench_of, dataset, recipe, several, valued};
use crate::lab::record::evaluation::Losses;
use crate::loss::stable;

/// Three samples with a logit of 2 for their own class, one of each class.
const LOGITS: [f32; 9] = [2.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 2.0];

/// An objective on its bench.
struct Bed {
    objective: Objective,
    bench: Arc<Bench>,
}

impl Bed {
    fn new(settings: &[&str]) -> Self {
        Self::on(bench_of(dataset(COUNTS), &recipe(settings)), settings)
    }

    fn on(bench: Arc<Bench>, settings: &[&str]) -> Self {
        let settings = recipe(settings).check().unwrap().arms.remove(0).settings;
        Self { objective: Objective::new(&settings, &bench, None).unwrap(), bench }
    }

    /// An image of each of these classes.
    fn images(&self, labels: &[u16]) -> Vec<u32> {
        let first = |label: &u16| self.bench.dataset.labels.iter().position(|l| l == label).unwrap() as u32;
        labels.iter().map(first).collect()
    }

    fn sums(&self, delta: &mut [f32; 9]) -> ShardSums {
        let mut sums = ShardSums::default();
        let images = self.images(&[0, 1, 2]);
        let divisor = self.objective.divisor(&self.bench, images.iter().copied());
        let mut rows = Rows { head: 0, first: 0, logits: &LOGITS, delta };
        self.objective.shard(&self.bench, &mut rows, images.into_iter(), [divisor, 3.0], &mut sums);
        sums
    }

    fn losses(&self, logits: &[f32], labels: &[u16]) -> Losses {
        self.objective.measure(&self.bench, &[logits], &self.images(labels), [0.0; 2]).losses()
    }
}

#[test]
fn a_weight_acts_on_the_objective_and_on_the_gradient_of_its_class_but_not_on_the_unweighted_loss() {
    let (mut unweighted, mut weighted) = ([0.0; 9], [0.0; 9]);
    let none = Bed::new(&[]).sums(&mut unweighted);
    let three = Bed::new(&["weights=manual:1,1,3"]).sums(&mut weighted);
    let loss = (1.0 + 2.0 * (-2.0_f64).exp()).ln();
    assert!((none.objective - loss).abs() < 1e-6 && (three.objective - loss * 5.0 / 3.0).abs() < 1e-6);
    assert_eq!(none.unweighted, three.unweighted);
    assert!((none.unweighted.unwrap() - 3.0 * loss).abs() < 1e-6);
    assert_eq!((&none.gradient[..2], unweighted[..6].len()), (&three.gradient[..2], 6));
    assert!((three.gradient[2] - 3.0 * none.gradient[2]).abs() < 1e-6);
    assert_eq!(unweighted[..6], weighted[..6]);
}

#[test]
fn what_the_sum_is_divided_by_is_the_number_or_the_weights() {
    let divisor = |settings: &[&str]| {
        let bed = Bed::new(settings);
        bed.objective.divisor(&bed.bench, bed.images(&[0, 2, 2]).into_iter()).to_bits()
    };
    assert_eq!(divisor(&["weights=manual:1,1,3"]), 3.0_f32.to_bits());
    assert_eq!(divisor(&["weights=manual:1,1,3", "reduction=torch"]), 7.0_f32.to_bits());
    assert_eq!(divisor(&["reduction=torch"]), 3.0_f32.to_bits());
}

#[test]
fn a_batch_without_weight_pulls_nowhere() {
    let mut delta = [1.0; 9];
    let bed = Bed::new(&["weights=manual:0,0,1", "reduction=torch"]);
    let sums = bed.sums(&mut delta);
    assert_eq!((delta[..6].to_vec(), &sums.gradient[..2]), (vec![0.0; 6], &[0.0, 0.0][..]));
    assert_eq!(bed.losses(&LOGITS[..3], &[0]).objective, Some(0.0));
}

#[test]
fn deferred_weights_are_one_until_their_time_comes() {
    let mut bed = Bed::new(&["weights=balanced:after=0.5"]);
    let mut objective = |done: f64| {
        bed.objective.reach(done);
        bed.sums(&mut [0.0; 9]).objective
    };
    let unweighted = Bed::new(&[]).sums(&mut [0.0; 9]).objective;
    let weighted = Bed::new(&["weights=balanced"]).sums(&mut [0.0; 9]).objective;
    assert_eq!(
        [objective(0.0), objective(0.49), objective(0.5), objective(1.0)],
        [unweighted, unweighted, weighted, weighted]
    );
    assert_ne!(unweighted, weighted);
}

#[test]
fn losses_of_nothing_and_losses_without_probabilities_are_undefined() {
    assert_eq!(Bed::new(&[]).losses(&[], &[]), Losses { unweighted: None, objective: None });
    let scores = Bed::new(&["loss=mse-logits"]).losses(&LOGITS, &[0, 1, 2]);
    assert!(scores.objective.is_some() && scores.unweighted.is_none());
    assert_eq!(Bed::new(&[]).losses(&[f32::NAN; 3], &[0]), Losses { unweighted: None, objective: None });
}

#[test]
fn the_unweighted_loss_of_a_label_model_is_that_of_its_normalised_probabilities() {
    let label = Bed::new(&["loss=sigmoid-bce"]).losses(&LOGITS, &[0, 1, 2]);
    let p = |z: f64| 1.0 / (1.0 + (-z).exp());
    let expected = -(p(2.0) / (p(2.0) + 2.0 * p(0.0))).ln();
    assert!((label.unweighted.unwrap() - expected).abs() < 1e-6, "{label:?}");
    assert!(label.objective.unwrap() > label.unweighted.unwrap());
}

#[test]
fn the_targets_choose_the_loss_and_refuse_those_that_do_not_fit_them() {
    let chosen = |bench: Arc<Bench>| Bed::on(bench, &[]).objective.loss().name();
    assert_eq!(chosen(bench_of(dataset(COUNTS), &recipe(&[]))), "softmax-ce");
    assert_eq!(chosen(bench_of(several(), &recipe(&[]))), "sigmoid-bce");
    assert_eq!(chosen(bench_of(valued(), &recipe(&[]))), "mse");
    let error = |bench: Arc<Bench>, setting: &str| {
        let settings = recipe(&[setting]).check().unwrap().arms.remove(0).settings;
        Objective::new(&settings, &bench, None).unwrap_err().to_string()
    };
    let several = bench_of(several(), &recipe(&[]));
    let message = error(Arc::clone(&several), "loss=focal");
    assert!(message.starts_with("loss: focal does not fit the targets of bands (multi-label)"), "{message}");
    assert!(message.ends_with("those that do: sigmoid-bce, sigmoid-focal, asl"), "{message}");
    assert!(error(several, "loss=distillation").contains("does not fit"));
    let values = bench_of(valued(), &recipe(&[]));
    assert!(error(Arc::clone(&values), "loss=softmax-ce").contains("mse, mae-regression, huber"));
    assert!(
        error(values, "weights=balanced").starts_with("weights: expected none, as numbers have no classes")
    );
    let classes = bench_of(dataset(COUNTS), &recipe(&[]));
    assert!(error(Arc::clone(&classes), "loss=mse").contains("softmax-ce"));
    assert!(error(classes, "loss=distillation").contains("name one with --teacher"));
}

#[test]
fn a_running_arm_changes_to_losses_that_read_its_outputs_alike() {
    let bench = bench_of(valued(), &recipe(&[]));
    let with = |loss: &str| recipe(&[&format!("loss={loss}")]).check().unwrap().arms.remove(0).settings;
    let of = |loss: &str| {
        let edit = crate::lab::recipe::Edit::parse("loss", loss).unwrap();
        effort(&edit, &bench, &with("mse")).unwrap()
    };
    assert_eq!([of("huber"), of("poisson"), of("msle")], [Effort::Live, Effort::Restart, Effort::Restart]);
    assert!(!live_losses(&bench, &with("mse")).contains(&"poisson"));
    let classes = bench_of(dataset(COUNTS), &recipe(&[]));
    let live = live_losses(&classes, &with("softmax-ce"));
    assert!(live.contains(&"focal") && !live.contains(&"ldam") && !live.contains(&"ordinal"), "{live:?}");
    assert!(!live.contains(&"distillation"), "there is no teacher");
}

#[test]
fn labels_and_numbers_have_a_unweighted_loss_and_a_pull_of_their_own() {
    let bed = Bed::on(bench_of(several(), &recipe(&[])), &["loss=sigmoid-bce:pos_weight=5"]);
    // Labels of the second class: the first two are on.
    let found = bed
        .objective
        .measure(&bed.bench, &[&[0.5, -1.0, 2.0]], &[bed.bench.dataset.parts.train[1]], [0.0; 2])
        .losses();
    let row = bed.bench.dataset.targets.rows().unwrap().row(bed.bench.dataset.parts.train[1] as usize);
    let terms = [0.5_f32, -1.0, 2.0].into_iter().zip(row).map(|(z, t)| stable::softplus(z) - t * z);
    let expected = f64::from(terms.sum::<f32>() / 3.0);
    assert!((found.unweighted.unwrap() - expected).abs() < 1e-6, "{found:?} for {expected}");
    assert!(found.objective > found.unweighted);

    let bed = Bed::on(bench_of(valued(), &recipe(&[])), &["loss=msle"]);
    let image = bed.bench.dataset.parts.train[0];
    let truth = bed.bench.dataset.targets.rows().unwrap()[[image as usize, 0]];
    let found = bed.objective.measure(&bed.bench, &[&[0.3]], &[image], [0.0; 2]).losses();
    let value = stable::softplus(0.3_f32);
    assert!((found.unweighted.unwrap() - f64::from((value - truth).powi(2))).abs() < 1e-6, "{found:?}");
    let expected = f64::from((value.ln_1p() - truth.ln_1p()).powi(2));
    assert!((found.objective.unwrap() - expected).abs() < 1e-6, "{found:?} for {expected}");
}

#[test]
fn auxiliary_losses_find_their_targets_or_say_which_there_are() {
    let bench = bench_of(several(), &recipe(&[]));
    let objective = |aux: &str| {
        let settings =
            recipe(&[&format!("aux={aux}"), "model=mlp:4"]).check().unwrap().arms.remove(0).settings;
        Objective::new(&settings, &bench, None)
    };
    let found = objective("level@dense1:huber,factor=0.5+class@dense1:asl").unwrap();
    assert_eq!(found.terms(), ["loss", "level@dense1", "class@dense1"]);
    assert_eq!(found.auxiliary().map(|(_, outputs)| outputs).collect::<Vec<_>>(), [1, 3]);
    let error = |aux: &str| objective(aux).unwrap_err().to_string();
    assert!(error("levels@dense1:mse").contains("no targets 'levels'; did you mean 'level'?"));
    assert!(error("level@dense1:softmax-ce").contains("softmax-ce does not fit 'level'; those that do: mse"));
    assert!(error("teacher@dense1:embedding").contains("there is no teacher"));
}
