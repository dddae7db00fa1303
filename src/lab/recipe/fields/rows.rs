//! The table of the fields.

use super::{Field, FieldKind, Form, Scope};
use crate::lab::recipe::Recipe;
use toml::Value;

/// Makes of rows `member "name": kind, scope, form, example, help;` the table.
macro_rules! fields {
    ($($member:ident $name:literal: $kind:ident, $scope:ident, $form:ident$(($value:literal))?, $example:literal, $help:literal;)*) => {
        /// All fields, in the order in which a recipe is written.
        pub static FIELDS: &[Field] = &[$(
            Field {
                name: $name,
                kind: FieldKind::$kind,
                scope: Scope::$scope,
                form: Form::$form$(($value))?,
                help: $help,
                example: $example,
                set: |recipe: &mut Recipe, value: Value| {
                    recipe.$member = value.try_into()?;
                    Ok(())
                },
            },
        )*];
    };
}

fields! {
    data "data": Text, Bench, Positional, "data ~/images",
        "An embedded set's name, or a path";
    imbalance "imbalance": Text, Bench, Value("PROFILE"), "imbalance exp:100",
        "Thin the training set: exp:100, step:100,0.5, linear:10, binary:1000, counts:.., none";
    classes "classes": List, Bench, Value("A,B"), "classes Coat,Shirt",
        "Keep only these classes";
    hold_out "hold-out": List, Bench, Value("C,D"), "hold-out Bag",
        "Take these classes out and show them as OOD images";
    ood "ood": List, Bench, Value("WHAT,.."), "ood noise",
        "OOD images: noise, blank, inverted, an embedded set, a path";
    target "target": Text, Bench, Value("KIND"), "target values",
        "What to predict: labels, multi-label, values [default: from the data]";
    path_column "path-column": Text, Bench, Value("COLUMN"), "path-column file",
        "A table's column of image files, by name or number [default: from its content]";
    label_column "label-column": List, Bench, Value("COLUMN,.."), "label-column label",
        "A table's columns of targets";
    split_column "split-column": Text, Bench, Value("COLUMN"), "split-column split",
        "A table's column of train, val and test";
    group_column "group-column": Text, Bench, Value("COLUMN"), "group-column patient",
        "A table's column that says which images stay together, such as a patient's";
    image_folder "image-folder": Text, Bench, Value("FOLDER"), "image-folder photos",
        "Where the images of a table lie [default: below the table's folder, or beside it]";
    image_suffix "image-suffix": Text, Bench, Value("ENDING"), "image-suffix .jpg",
        "What a table leaves out at the end of its images' names: .jpg, _left.png";
    label_separator "label-separator": Text, Bench, Value("LETTER"), "label-separator ;",
        "What separates several labels in one cell of a table [default: from its content]";
    label_from "label-from": Text, Bench, Value("PATTERN"), "label-from {label}.*",
        "Where the label stands in an image's name or path: {label}.*, *_{label}.png, */{label}/*";
    extra "extra": Text, Bench, Value("NAME=COLUMN,..;.."), "extra age=age",
        "Targets beside the main ones, from a table's columns";
    size "size": Count, Bench, Value("PIXELS"), "size 32",
        "Height and width of the images";
    resize "resize": Text, Bench, Value("HOW"), "resize crop",
        "How images are brought to that size: squish, fit, crop";
    range "range": Text, Bench, Signed("BLACK..WHITE"), "range 0..4095",
        "Which numbers of an archive, or of images of 16 bits, are black and white [default: from the data]";
    valid "valid": Number, Bench, Value("FRACTION"), "valid 0.2",
        "The fraction of the training set that becomes the validation set [default: 0.1]";
    train "train": Count, Bench, Value("N"), "train 1000",
        "Keep this many images of the training set, before it is thinned [default: all]";
    pixels "pixels": Text, Bench, Signed("HOW"), "pixels standardised",
        "How bytes become numbers: 0..1, -1..1, standardised [default: 0..1; standardised for your own images]";
    strict "strict": Switch, Bench, Switch, "strict true",
        "Stop loading at the first broken image";
    no_cache "no-cache": Switch, Bench, Switch, "no-cache true",
        "Decode all images anew and keep none for the next time";
    seed "seed": Count, Bench, Value("N"), "seed 8",
        "Decides every random number [default: 7]";
    epochs "epochs": Count, Bench, Value("N"), "epochs 60",
        "Passes through the training set [default: 5; 30 in the laboratory]";
    steps "steps": Count, Bench, Value("N"), "steps 1000",
        "Optimiser steps; overrides the epochs";
    model "model": Text, Arm, Value("MODEL"), "model mlp:256,128",
        "linear, mlp:256,128, cnn:16,32,fc=128, lenet [default: linear]";
    init "init": Text, Arm, Value("START"), "init net.safetensors",
        "What a network begins with: a safetensors file, where name and shape fit; zeros; prior (the outputs begin at the class frequencies, or at the mean); bias:8,0,0 (the outputs' biases); values:W,..,B,.. (all numbers of a small one, row by row of the output) [default: none, drawn from the seed; prior for your own images]";
    freeze "freeze": List, Arm, Value("LAYER,.."), "freeze dense1",
        "Leave these layers as they are: dense1,output [default: none]";
    augment "augment": Text, Arm, Value("STEPS"), "augment shift:2+flip",
        "Change training images at random: shift:2, flip, crop:4, joined by + [default: none]";
    batch "batch": Count, Arm, Value("N"), "batch 32",
        "Images a step [default: 128]";
    optimizer "optimizer": Text, Arm, Value("RULE"), "optimizer adam",
        "sgd:momentum=0.9, adam ... (dl-lab list optimizers) [default: sgd:momentum=0.9]";
    schedule "schedule": Text, Arm, Value("SCHEDULE"), "schedule constant",
        "constant, cosine, step [default: cosine]";
    loss "loss": Text, Live, Value("LOSS"), "loss focal:gamma=2",
        "softmax-ce, focal:gamma=2, sigmoid-bce ... [default: what the targets call for]";
    weights "weights": Text, Live, Value("SCHEME"), "weights manual:1,1,50",
        "Class weights: none, balanced, effective:beta=0.9999, manual:1,5 ... [default: none]";
    reduction "reduction": Text, Live, Value("HOW"), "reduction torch",
        "How a weighted batch is averaged: mean, torch [default: mean]";
    sampler "sampler": Text, Live, Value("SAMPLER"), "sampler class-balanced",
        "uniform, class-balanced, sqrt, oversample, undersample, in-order, without:CLASS,.. [default: uniform]";
    lr "lr": Rate, Live, Signed("RATE"), "lr 0.01",
        "The learning rate [default: the largest of 0.05, 0.025 ... at which the loss falls in a short test]";
    aux "aux": Text, Arm, Value("TARGETS@LAYER:LOSS,factor=F"), "aux class@dense1:softmax-ce",
        "Losses on heads of their own, joined by + [default: none]";
    l1 "l1": Number, Arm, Value("FACTOR"), "l1 0.0001",
        "Factor of the sum of the magnitudes of all weights, a term beside the loss [default: 0]";
    l2 "l2": Number, Arm, Value("FACTOR"), "l2 0.001",
        "Factor of half the sum of the squares of all weights, a term beside the loss [default: 0]";
    teacher "teacher": Text, Arm, Value("ARM|RUN_DIR[:ARM]"), "teacher A",
        "Learn from the outputs of another arm, trained first, or of a stored run [default: none]";
}
