//! Layers, optimiser steps and whole networks against PyTorch; the scripts beside the fixtures wrote what is expected.
#![allow(clippy::unwrap_used, reason = "a fixture that cannot be read is a failed test")]

mod dense;
mod exchange;
mod networks;
mod stages;

use dl_lab::nn::network::{Network, Rows};
use dl_lab::nn::{Tensor, Workspace};
use ndarray::Array2;

/// As `draw` of `make_images.py`: numbers in [-1, 1) that depend on the key and their place alone.
fn draw(key: u32, n: usize) -> Vec<f32> {
    let number = |place: u32| {
        let x = (key << 20).wrapping_add(place);
        let x = (x ^ (x >> 16)).wrapping_mul(0x85eb_ca6b);
        let x = (x ^ (x >> 13)).wrapping_mul(0xc2b2_ae35);
        ((x ^ (x >> 16)) >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..n as u32).map(number).collect()
}

/// As `scale` of `make_images.py`: a power of two that keeps sums of `fan` products near 1.
fn scale(fan: usize) -> f32 {
    let mut scale = 1.0;
    while fan as f32 * scale * scale > 4.0 {
        scale /= 2.0;
    }
    scale
}

/// Replaces a tensor's numbers, row by row.
fn set(tensor: &mut Tensor, numbers: Vec<f32>) {
    let matrix = Array2::from_shape_vec((tensor.layout.rows, tensor.layout.columns), numbers);
    tensor.set(&matrix.unwrap());
}

/// Sends one batch there and back; `loss` leaves its value in each shard.
fn forward_backward(
    network: &Network,
    x: &[f32],
    loss: impl Fn(Rows<'_>, &mut Vec<f32>) + Sync,
) -> Workspace<Vec<f32>> {
    let inputs = network.inputs();
    let rows = x.len() / inputs;
    let mut work = Workspace::new(network, rows);
    work.resize(rows);
    work.set_keys(0..rows as u64);
    network.forward_backward(
        &mut work,
        |first, out| out.copy_from_slice(&x[first * inputs..][..out.len()]),
        loss,
    );
    work
}

/// Within 1e-5 of max(1, |expected|).
#[track_caller]
fn assert_close(what: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() <= 1e-5 * expected.abs().max(1.0),
            "{what} at {index}: {found} for {expected}"
        );
    }
}
