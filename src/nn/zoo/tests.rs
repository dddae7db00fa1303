//! Names, shapes and counts.

use super::*;
use crate::base::spec::{Spec, SpecError};

fn model(text: &str) -> Result<Model, SpecError> {
    Model::parse(&Spec::parse(text).unwrap())
}

fn names(text: &str) -> Vec<String> {
    let network = model(text).unwrap().build([28, 28, 1], 10, 1).unwrap();
    network.layers().iter().map(|layer| layer.name().to_owned()).collect()
}

#[test]
fn parameter_counts_are_those_of_the_shapes() {
    let shape = [28, 28, 1];
    let counts = [
        ("linear", 7_850),
        ("mlp:256,128", 235_146),
        ("mlp:20,norm=batch", 785 * 20 + 40 + 210),
        ("cnn", 10 * 16 + 145 * 32 + 1569 * 128 + 129 * 10),
        ("cnn:8,join=average,norm=batch", 80 + 16 + 90),
        ("lenet", 61_706),
    ];
    for (text, count) in counts {
        let model = model(text).unwrap();
        assert_eq!(model.parameter_count(shape, 10).unwrap(), count, "{text}");
        assert_eq!(model.build(shape, 10, 1).unwrap().parameter_count(), count, "{text}");
    }
}

#[test]
fn texts_come_back_and_wrong_ones_are_refused() {
    for text in [
        "linear",
        "mlp:256,128",
        "mlp:10,activation=step,norm=batch,dropout=0.5",
        "cnn:16,32,fc=128",
        "cnn:4,fc=0,activation=tanh,pool=avg,join=average,norm=batch,dropout=0.25",
        "lenet",
        "lenet:pool=max",
        "lenet:activation=relu,pool=max",
    ] {
        assert_eq!(model(text).unwrap().to_string(), text);
    }
    assert_eq!(model("mlp").unwrap().to_string(), "mlp:256,128");
    assert_eq!(model("cnn").unwrap().to_string(), "cnn:16,32,fc=128");
    assert_eq!(model("cnn:8,join=average").unwrap().to_string(), "cnn:8,fc=0,join=average");
    for text in [
        "lineer",
        "linear:3",
        "mlp:0",
        "mlp:x",
        "mlp:8,depth=2",
        "mlp:8,dropout=1",
        "cnn:0",
        "cnn:2000",
        "cnn:fc=-1",
        "cnn:pool=min",
        "cnn:norm=layer",
        "lenet:6",
        "lenet:fc=3",
        "lenet:activation=step",
        "cnn:activation=",
    ] {
        assert!(model(text).is_err(), "{text}");
    }
    assert!(model("mlp:8,activation=rely").unwrap_err().0.contains("did you mean 'relu'?"));
    assert!(model("cnn:join=averge").unwrap_err().0.contains("did you mean 'average'?"));
}

#[test]
fn extras_stand_where_their_names_say() {
    assert_eq!(
        names("mlp:9,8,norm=batch,dropout=0.5"),
        ["dense1", "norm1", "dropout1", "dense2", "norm2", "dropout2", "output"]
    );
    assert_eq!(names("cnn:4,8,dropout=0.5"), ["conv1", "conv2", "dropout1", "dense1", "dropout2", "output"]);
    assert_eq!(names("cnn:4,norm=batch,join=average"), ["conv1", "norm1", "average", "output"]);
    assert_eq!(names("lenet"), ["conv1", "conv2", "dense1", "dense2", "output"]);
}

#[test]
fn a_shape_that_cannot_work_names_the_layer() {
    let refusal = |text: &str, side| {
        model(text).unwrap().build([side, side, 3], 2, 1).err().map(|error| error.to_string())
    };
    assert_eq!(
        refusal("lenet", 8).unwrap(),
        "conv2 leaves nothing of a 4x4 image; give larger images (--size) or fewer layers"
    );
    assert!(refusal("cnn:4,4,4,4", 8).unwrap().starts_with("conv4 leaves nothing of a 1x1 image"));
    assert!(refusal("cnn:4,4,4,4,norm=batch", 8).unwrap().starts_with("norm4 "));
    assert!(refusal("mlp:16384", 224).unwrap().starts_with("dense1 would have"));
    for side in [8, 9, 28, 224] {
        assert_eq!(refusal("cnn:2,4,fc=8", side), None);
        assert_eq!(refusal("cnn:2,join=average", side), None);
    }
    assert_eq!(refusal("lenet", 12), None);
}

#[test]
fn twins_of_one_seed_start_alike() {
    for text in ["mlp:7", "cnn:3,fc=4"] {
        let build = |seed| {
            let network = model(text).unwrap().build([8, 8, 1], 3, seed).unwrap();
            network.tensors().next().unwrap().values.clone()
        };
        assert_eq!(build(1), build(1));
        assert_ne!(build(1), build(2));
    }
}

#[test]
fn a_normalised_head_has_cosines_and_no_bias() {
    let model = Model::parse(&Spec::parse("mlp:6").unwrap()).unwrap();
    let output = Output { count: 3, normalised: true };
    let network = model.build([4, 4, 1], output, 1).unwrap();
    let names: Vec<&str> = network.tensors().map(|tensor| tensor.name.as_str()).collect();
    assert_eq!(names, ["dense1.weight", "dense1.bias", "output.weight"]);
    assert_eq!(model.parameter_count([4, 4, 1], output).unwrap(), network.parameter_count());
}
