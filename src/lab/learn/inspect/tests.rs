//! What is seen of trained arms.

use super::*;
use crate::lab::fixtures::trainer_with;
use crate::lab::learn::trainer::Trainer;
use crate::lab::record::sheets::SheetKind;
use crate::nn::activation::Activation;
use crate::nn::conv::{Conv, Geometry};
use crate::nn::dense::Dense;
use crate::nn::epilogue::{Epilogue, Pool};
use crate::nn::{Layer, Network};

fn see(settings: &[&str], look: Look) -> Seen {
    let mut trainer = trainer_with(settings);
    trainer.advance().unwrap();
    Viewer::new(look, trainer.network(), trainer.step())
        .see(trainer.network(), &trainer.bench, Some(3))
        .unwrap()
}

#[test]
fn a_linear_model_has_a_template_for_each_class() {
    let trainer = trainer_with(&[]);
    let seen = Viewer::new(Look::Weights, trainer.network(), trainer.step())
        .see(trainer.network(), &trainer.bench, None)
        .unwrap();
    let sheet = &seen.sheets[0];
    assert_eq!(
        (seen.image, sheet.kind, sheet.shape, sheet.total),
        (None, SheetKind::Templates, [6, 6, 1], 3)
    );
    let matrix = trainer.network().layers()[0].tensors().next().unwrap().matrix();
    for (class, tile) in sheet.tiles.iter().enumerate() {
        assert_eq!((tile.index, &tile.values), (class, &matrix.column(class).to_vec()));
    }
    let [low, high] = sheet.range().unwrap();
    assert!(low < 0.0 && high > 0.0);
}

#[test]
fn hidden_units_keep_their_places_while_they_learn() {
    let mut trainer = trainer_with(&["model=mlp:40"]);
    let viewer = Viewer::new(Look::Weights, trainer.network(), trainer.step());
    let units = |trainer: &Trainer| -> Vec<usize> {
        let seen = viewer.see(trainer.network(), &trainer.bench, None).unwrap();
        assert_eq!((seen.sheets[0].kind, seen.sheets[0].total), (SheetKind::Units { chosen_at: 0 }, 40));
        seen.sheets[0].tiles.iter().map(|tile| tile.index).collect()
    };
    let before = units(&trainer);
    assert_eq!(before.len(), 24, "the strongest of 40");
    for _ in 0..10 {
        trainer.advance().unwrap();
    }
    assert_eq!(units(&trainer), before);
}

#[test]
fn the_strongest_unit_is_the_one_with_the_largest_weights_on_both_sides() {
    let trainer = trainer_with(&["model=mlp:5"]);
    let mut network = trainer.network().clone();
    for tensor in network.tensors_mut() {
        let mut matrix = tensor.matrix();
        match tensor.name.as_str() {
            "dense1.weight" => matrix.column_mut(3).fill(9.0),
            "output.weight" => matrix.row_mut(3).fill(9.0),
            _ => {}
        }
        tensor.set(&matrix);
    }
    assert_eq!(weights::strongest(&network)[0], 3);
}

#[test]
fn outputs_are_those_of_the_hidden_layers_on_the_watched_image() {
    let seen = see(&["model=mlp:40,7"], Look::Maps);
    let names: Vec<(&str, [usize; 3])> =
        seen.sheets.iter().map(|sheet| (sheet.layer.as_str(), sheet.shape)).collect();
    assert_eq!(names, [("dense1", [3, 16, 1]), ("dense2", [2, 4, 1])]);
    assert_eq!(seen.image, Some(3));
    let first = &seen.sheets[0].tiles[0].values;
    assert_eq!((first.len(), first.iter().filter(|x| x.is_nan()).count()), (48, 8));
    assert_eq!(see(&[], Look::Maps).sheets, [], "nothing lies between pixels and logits");
}

#[test]
fn outputs_need_an_image_and_weights_do_not() {
    let trainer = trainer_with(&["model=mlp:4"]);
    assert_eq!(
        Viewer::new(Look::Maps, trainer.network(), trainer.step()).see(
            trainer.network(),
            &trainer.bench,
            None
        ),
        None
    );
    assert!(
        Viewer::new(Look::Weights, trainer.network(), trainer.step())
            .see(trainer.network(), &trainer.bench, None)
            .is_some()
    );
}

/// Four kernels of 3 x 3 on an image of 6 x 6, pooled to 3 x 3, then logits.
fn convolutional() -> Network {
    let geometry = Geometry { input: [6, 6, 1], kernel: 3, padding: 1, filters: 4 };
    let finish = Epilogue { activation: Activation::Relu, pool: Pool::Max };
    let output = Dense::new(1, "output", 36, 3, Activation::Identity);
    Network::new([Layer::Conv(Conv::new(1, "conv1", geometry, finish)), Layer::Dense(output)])
}

#[test]
fn a_convolution_shows_its_kernels_and_the_maps_it_makes() {
    let (network, trainer) = (convolutional(), trainer_with(&[]));
    assert!(weights::strongest(&network).is_empty(), "kernels have no need of a choice");
    let sheet = weights::sheet(&network, [6, 6, 1], &[], 0).remove(0);
    assert_eq!((sheet.kind, sheet.shape, sheet.total), (SheetKind::Filters, [3, 3, 1], 4));
    let matrix = network.layers()[0].tensors().next().unwrap().matrix();
    assert_eq!(sheet.tiles[2].values, matrix.column(2).to_vec());
    let maps = maps::sheets(&network, &trainer.bench, 3);
    assert_eq!((maps.len(), maps[0].kind), (1, SheetKind::Maps { whole: [3, 3] }));
    assert_eq!((maps[0].shape, maps[0].total), ([3, 3, 1], 4));
    let mut image = vec![0.0; 36];
    trainer.bench.gather(std::iter::once(3), &mut image);
    let outputs = network.outputs_of(1, 1, |_, out| out.copy_from_slice(&image));
    let channel = |index: usize| outputs.iter().skip(index).step_by(4).copied().collect::<Vec<f32>>();
    assert_eq!(maps[0].tiles[3].values, channel(3));
}
