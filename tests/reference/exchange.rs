//! Networks that PyTorch stored give its logits, and go back into a file of the same tensors.

use dl_lab::base::spec::Spec;
use dl_lab::lab::learn::weights_file;
use dl_lab::nn::zoo::Model;
use dl_lab::nn::{Network, Shape};
use safetensors::SafeTensors;
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Fixture {
    model: String,
    shape: Shape,
    #[serde(rename = "pictures")]
    images: Vec<Vec<f32>>,
    logits: Vec<Vec<f32>>,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("../fixtures/exchange.json")).unwrap()
}

fn stored() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange.safetensors")
}

/// The network of the fixture, begun with what PyTorch stored.
fn begun(fixture: &Fixture) -> Network {
    let model = Model::parse(&Spec::parse(&fixture.model).unwrap()).unwrap();
    let mut network = model.build(fixture.shape, fixture.logits[0].len(), 1).unwrap();
    let left = weights_file::begin(&mut network, fixture.shape, &stored()).unwrap();
    assert_eq!(left, None, "the file fills the whole network");
    network
}

#[test]
fn a_network_stored_by_pytorch_gives_its_logits() {
    let fixture = fixture();
    let x = fixture.images.concat();
    let size = x.len() / fixture.images.len();
    let logits = begun(&fixture)
        .predict(fixture.images.len(), |first, out| out.copy_from_slice(&x[first * size..][..out.len()]));
    for (found, expected) in logits.iter().zip(fixture.logits.concat()) {
        assert!((found - expected).abs() < 1e-4, "{found} for {expected}");
    }
}

#[test]
fn what_is_stored_here_has_the_names_shapes_and_numbers_of_pytorch() {
    let fixture = fixture();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.safetensors");
    weights_file::write(&path, &begun(&fixture), fixture.shape).unwrap();
    let (ours, theirs) = (std::fs::read(&path).unwrap(), std::fs::read(stored()).unwrap());
    let (ours, theirs) =
        (SafeTensors::deserialize(&ours).unwrap(), SafeTensors::deserialize(&theirs).unwrap());
    assert_eq!(ours.len(), theirs.len());
    for (name, theirs) in theirs.tensors() {
        let ours = ours.tensor(&name).unwrap();
        assert_eq!((ours.shape(), ours.data()), (theirs.shape(), theirs.data()), "{name}");
    }
}
