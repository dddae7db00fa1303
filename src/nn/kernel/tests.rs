//! Every product against its definition in plain numbers.

use super::*;
use crate::base::random;
use ndarray::Array2;

fn numbers(n: usize, key: u64) -> Vec<f32> {
    let mut rng = random::stream(8, "kernel", key);
    (0..n).map(|_| random::normal(&mut rng)).collect()
}

/// `[n, m]` from the element of row i and column j as a sum of products.
fn by_definition(n: usize, m: usize, k: usize, term: impl Fn(usize, usize, usize) -> f64) -> Vec<f64> {
    let element = |at: usize| (0..k).map(|step| term(at / m, at % m, step)).sum();
    (0..n * m).map(element).collect()
}

fn assert_close(what: &str, found: &[f32], expected: &[f64], depth: usize) {
    assert_eq!(found.len(), expected.len());
    let tolerance = 1e-5 * (depth as f64).sqrt();
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((f64::from(*found) - expected).abs() < tolerance, "{what} at {at}: {found} for {expected}");
    }
}

/// Rows, depth and columns: one and many, below, at and above every block, panel and depth.
const SHAPES: [[usize; 3]; 9] = [
    [1, 1, 1],
    [3, 5, 10],
    [8, 16, 32],
    [9, 257, 17],
    [13, 40, 16],
    [7, 600, 33],
    [64, 784, 10],
    [21, 31, 47],
    [12, 513, 65],
];

fn laid_out(layout: Layout, values: &[f32]) -> Vec<f32> {
    layout.arrange(&Array2::from_shape_vec((layout.rows, layout.columns), values.to_vec()).unwrap())
}

#[test]
fn forward_products_meet_their_definition() {
    for [n, k, m] in SHAPES {
        let (x, w, mut y) = (numbers(n * k, 1), numbers(k * m, 2), numbers(n * m, 3));
        let product = by_definition(n, m, k, |i, j, s| f64::from(x[i * k + s]) * f64::from(w[s * m + j]));
        let expected: Vec<f64> = y.iter().zip(product).map(|(y, p)| f64::from(*y) + p).collect();
        let layout = Layout { rows: k, columns: m };
        multiply_add(&x, &laid_out(layout, &w), layout, &mut y);
        assert_close(&format!("{n}x{k}x{m}"), &y, &expected, k);
    }
}

#[test]
fn products_towards_the_inputs_meet_their_definition() {
    for [n, k, m] in SHAPES {
        let (delta, w, mut dx) = (numbers(n * m, 1), numbers(k * m, 2), vec![f32::NAN; n * k]);
        let expected =
            by_definition(n, k, m, |i, j, s| f64::from(delta[i * m + s]) * f64::from(w[j * m + s]));
        let layout = Layout { rows: k, columns: m };
        input_gradient(&delta, &laid_out(layout, &w), layout, &mut dx);
        assert_close(&format!("{n}x{k}x{m}"), &dx, &expected, m);
    }
}

#[test]
fn products_for_the_weights_add_the_shards() {
    for [n, k, m] in SHAPES {
        let (x, delta) = (numbers(2 * n * k, 1), numbers(2 * n * m, 2));
        let rows = Layout { rows: n, columns: m };
        let packed: Vec<Vec<f32>> = delta
            .chunks(n * m)
            .map(|delta| {
                let mut out = vec![f32::NAN; rows.size()];
                pack_rows(delta, rows, &mut out);
                assert_eq!(out, laid_out(rows, delta));
                out
            })
            .collect();
        let expected =
            by_definition(k, m, 2 * n, |i, j, s| f64::from(x[s * k + i]) * f64::from(delta[s * m + j]));
        let layout = Layout { rows: k, columns: m };
        let mut gradient = vec![f32::NAN; layout.size()];
        for (block, gradient) in gradient.chunks_mut(layout.block_size()).enumerate() {
            let rows = BLOCK.min(k - block * BLOCK);
            for (panel, gradient) in gradient.chunks_mut(rows * layout::WIDTH).enumerate() {
                let shards = x.chunks(n * k).zip(packed.iter().map(Vec::as_slice));
                weight_gradient(shards, layout, [block, panel], gradient);
            }
        }
        let found = layout.matrix(&gradient);
        assert_close(&format!("{n}x{k}x{m}"), found.as_slice().unwrap(), &expected, 2 * n);
    }
}

#[test]
fn passes_meet_their_definition() {
    let mut sums = vec![1.0; 3];
    pass::add_rows(&[1.0, 2.0, 3.0, 10.0, 20.0, 30.0], &mut sums);
    assert_eq!(sums, [12.0, 23.0, 34.0]);
    let mut out = [0.0; 3];
    affine(&[0, 1, 255], 2.0, -1.0, &mut out);
    assert_eq!(out, [-1.0, 1.0, 509.0]);
}
