//! Files of weights that a network begins with.
#![no_main]

use dl_lab::base::spec::Spec;
use dl_lab::lab::learn::weights_file;
use dl_lab::nn::zoo::Model;
use dl_lab_fuzz::{said_in_one_line, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let path = write("net.safetensors", bytes);
    let spec = Spec::parse("cnn:1,fc=2,norm=batch").expect("a model");
    let model = Model::parse(&spec).expect("a model");
    let images = [4, 4, 1];
    let mut network = model.build(images, 2, 7).expect("a network");
    match weights_file::begin(&mut network, images, &path) {
        Ok(Some(message)) | Err(message) => said_in_one_line(&message),
        Ok(None) => {}
    }
    assert!(network.tensors().all(|tensor| tensor.values.iter().all(|x| x.is_finite())));
});
