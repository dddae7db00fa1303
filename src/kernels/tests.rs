//! Every product of every kind that the CPU has against its definition in plain numbers, and against each other.

use super::vectors::on_every_kind;
use super::*;

/// Numbers of a hash of their place: between -2 and 2, the same everywhere.
fn numbers(n: usize, key: u64) -> Vec<f32> {
    let number = |at: u64| {
        let mut x = (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ key.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 30)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
        (x >> 40) as f32 / (1 << 22) as f32 - 2.0
    };
    (0..n as u64).map(number).collect()
}

/// `[n, m]` from the element of row i and column j as a sum of products.
fn by_definition(n: usize, m: usize, k: usize, term: impl Fn(usize, usize, usize) -> f64) -> Vec<f64> {
    let element = |at: usize| (0..k).map(|step| term(at / m, at % m, step)).sum();
    (0..n * m).map(element).collect()
}

/// Kinds differ from the definition, and so from each other, by no more than rounding: 1e-5 sqrt(depth).
#[track_caller]
fn assert_close(what: &str, found: &[f32], expected: &[f64], depth: usize) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let tolerance = 1e-5 * (depth as f64).sqrt();
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((f64::from(*found) - expected).abs() < tolerance, "{what} at {at}: {found} for {expected}");
    }
}

/// Rows, depth and columns: one and many, below, at and above every height, block and panel.
const SHAPES: [[usize; 3]; 10] = [
    [1, 1, 1],
    [3, 5, 10],
    [8, 16, 32],
    [9, 257, 17],
    [13, 40, 16],
    [7, 600, 33],
    [64, 784, 10],
    [21, 31, 47],
    [12, 513, 65],
    [64, 130, 6],
];

fn laid_out(layout: Layout, values: &[f32]) -> Vec<f32> {
    let mut out = vec![0.0; layout.size()];
    for (at, value) in values.iter().enumerate() {
        out[layout.position(at / layout.columns, at % layout.columns)] = *value;
    }
    out
}

fn matrix(layout: Layout, values: &[f32]) -> Vec<f32> {
    let places = 0..layout.rows * layout.columns;
    places.map(|at| values[layout.position(at / layout.columns, at % layout.columns)]).collect()
}

#[test]
fn forward_products_meet_their_definition() {
    for [n, k, m] in SHAPES {
        let (x, w, bias) = (numbers(n * k, 1), numbers(k * m, 2), numbers(m, 3));
        let product = by_definition(n, m, k, |i, j, s| f64::from(x[i * k + s]) * f64::from(w[s * m + j]));
        on_every_kind(|kind| {
            let what = format!("{kind}: {n}x{k}x{m}");
            let layout = Layout::new(k, m);
            let w = laid_out(layout, &w);
            let mut y = vec![f32::NAN; n * m];
            multiply(&x, &w, layout, None, &mut y);
            assert_close(&what, &y, &product, k);
            let with_bias: Vec<f64> =
                product.iter().enumerate().map(|(at, p)| p + f64::from(bias[at % m])).collect();
            let padded = laid_out(Layout::new(1, m), &bias);
            multiply(&x, &w, layout, Some(&padded), &mut y);
            assert_close(&what, &y, &with_bias, k);
        });
    }
}

#[test]
fn a_transpose_is_one() {
    for [_, k, m] in SHAPES {
        let w = numbers(k * m, 2);
        on_every_kind(|kind| {
            let (layout, turned) = (Layout::new(k, m), Layout::new(m, k));
            let w = laid_out(layout, &w);
            let mut out = vec![0.0; turned.size()];
            for (block, out) in out.chunks_mut(turned.block_size()).enumerate() {
                transpose_block(&w, layout, block, out);
            }
            let (found, expected) = (matrix(turned, &out), matrix(layout, &w));
            for (at, found) in found.iter().enumerate() {
                assert_eq!(*found, expected[at % k * m + at / k], "{kind}: {k}x{m} at {at}");
            }
        });
    }
}

#[test]
fn products_for_the_weights_add_the_shards() {
    for [n, k, m] in SHAPES {
        let (x, delta) = (numbers(2 * n * k, 1), numbers(2 * n * m, 2));
        let expected =
            by_definition(k, m, 2 * n, |i, j, s| f64::from(x[s * k + i]) * f64::from(delta[s * m + j]));
        let sums = by_definition(1, m, 2 * n, |_, j, s| f64::from(delta[s * m + j]));
        on_every_kind(|kind| {
            let what = format!("{kind}: {n}x{k}x{m}");
            let rows = Layout::new(n, m);
            let shards: Vec<[Vec<f32>; 2]> = x
                .chunks(n * k)
                .zip(delta.chunks(n * m))
                .map(|(x, delta)| {
                    let mut left = vec![f32::NAN; packed_columns(n, k)];
                    pack_columns(x, k, &mut left);
                    let mut right = vec![f32::NAN; rows.size()];
                    pack_rows(delta, rows, &mut right);
                    assert_eq!(right, laid_out(rows, delta), "{what}");
                    [left, right]
                })
                .collect();
            let shards = shards.iter().map(|[left, right]| (left.as_slice(), right.as_slice()));
            let layout = Layout::new(k, m);
            let mut gradient = vec![f32::NAN; layout.size()];
            for (block, gradient) in gradient.chunks_mut(layout.block_size()).enumerate() {
                for (panel, gradient) in gradient.chunks_mut(layout.panel_size(block)).enumerate() {
                    weight_gradient(shards.clone(), layout, [block, panel], gradient);
                }
            }
            assert_close(&what, &matrix(layout, &gradient), &expected, 2 * n);
            let bias = Layout::new(1, m);
            let mut gradient = vec![f32::NAN; bias.size()];
            for (panel, gradient) in gradient.chunks_mut(bias.panel_size(0)).enumerate() {
                bias_gradient(shards.clone(), bias, panel, gradient);
            }
            assert_close(&what, &gradient[..m], &sums, 2 * n);
        });
    }
}

/// Height, width and channels of an image, the side of the kernel and its outputs: unrolled and general windows, few
/// and odd and many channels.
const WINDOWS: [[usize; 5]; 9] = [
    [6, 7, 1, 3, 16],
    [9, 8, 1, 5, 6],
    [8, 9, 1, 5, 20],
    [5, 16, 1, 3, 5],
    [5, 6, 3, 3, 17],
    [9, 9, 6, 5, 16],
    [4, 19, 17, 3, 33],
    [3, 5, 33, 3, 9],
    [6, 18, 16, 3, 32],
];

/// The element of the window of a pixel at a row of the kernel matrix.
fn element([_, width, channels, side, _]: [usize; 5], pixel: usize, depth: usize) -> usize {
    let across = width - side + 1;
    let (row, column) = (pixel / across, pixel % across);
    let (line, within) = (depth / (side * channels), depth % (side * channels));
    ((row + line) * width + column) * channels + within
}

#[test]
fn sliding_meets_its_definition() {
    for shape in WINDOWS {
        let [height, width, channels, side, outputs] = shape;
        let (rows, across, depth) = (height - side + 1, width - side + 1, side * side * channels);
        let (image, kernel) = (numbers(height * width * channels, 1), numbers(depth * outputs, 2));
        let expected = by_definition(rows * across, outputs, depth, |pixel, output, at| {
            f64::from(image[element(shape, pixel, at)]) * f64::from(kernel[at * outputs + output])
        });
        on_every_kind(|kind| {
            let layout = Layout::new(depth, outputs);
            let mut packed = vec![0.0; kernel_size(depth, outputs)];
            pack_kernel(&laid_out(layout, &kernel), layout, &mut packed);
            let mut out = vec![f32::NAN; rows * across * outputs];
            slide(Slide {
                image: &image,
                sliding: Sliding { width, channels, side, across },
                filled: 0..height,
                kernel: &packed,
                start: &[],
                rows: 0..rows,
                outputs,
                columns: outputs,
                out: &mut out,
            });
            assert_close(&format!("{kind}: {shape:?}"), &out, &expected, depth);
        });
    }
}

/// Gradients of windows with their outputs filled up.
fn widened(delta: &[f32], outputs: usize) -> Vec<f32> {
    let mut out = vec![f32::NAN; delta.len() / outputs * padded(outputs)];
    widen(delta, outputs, &mut out);
    let mut back = vec![f32::NAN; delta.len()];
    narrow(&out, outputs, &mut back);
    assert_eq!(back, delta, "what is widened comes back");
    out.resize(out.len() + slack(outputs), 0.0);
    out
}

#[test]
fn the_gradient_of_a_kernel_meets_its_definition() {
    for shape in WINDOWS {
        let [height, width, channels, side, outputs] = shape;
        let (rows, across, depth) = (height - side + 1, width - side + 1, side * side * channels);
        let mut image = numbers(height * width * channels, 1);
        let delta = numbers(rows * across * outputs, 2);
        let expected = by_definition(depth + 1, outputs, rows * across, |at, output, pixel| {
            let x = if at < depth { f64::from(image[element(shape, pixel, at)]) } else { 1.0 };
            x * f64::from(delta[pixel * outputs + output])
        });
        image.resize(image.len() + 128, 0.0);
        on_every_kind(|kind| {
            let wide = padded(outputs);
            let mut gradient = vec![0.0; (depth + 1) * wide];
            kernel_gradient(KernelGradient {
                image: &image,
                sliding: Sliding { width, channels, side, across },
                deltas: &widened(&delta, outputs),
                line: across * wide,
                rows,
                outputs,
                gradient: &mut gradient,
            });
            let found: Vec<f32> = gradient.chunks(wide).flat_map(|row| row[..outputs].to_vec()).collect();
            assert_close(&format!("{kind}: {shape:?}"), &found, &expected, rows * across);
        });
    }
}

#[test]
fn both_ways_back_to_the_image_meet_their_definition() {
    for shape in WINDOWS {
        let [height, width, channels, side, outputs] = shape;
        let (rows, across, depth) = (height - side + 1, width - side + 1, side * side * channels);
        let (kernel, delta) = (numbers(depth * outputs, 1), numbers(rows * across * outputs, 2));
        let mut expected = vec![0.0; height * width * channels];
        for pixel in 0..rows * across {
            for at in 0..depth {
                let product = |output| {
                    f64::from(delta[pixel * outputs + output]) * f64::from(kernel[at * outputs + output])
                };
                expected[element(shape, pixel, at)] += (0..outputs).map(product).sum::<f64>();
            }
        }
        on_every_kind(|kind| {
            let (what, layout) = (format!("{kind}: {shape:?}"), Layout::new(depth, outputs));
            let kernel = laid_out(layout, &kernel);
            let sliding = Sliding { width, channels, side, across };
            let found = spread_back(&kernel, layout, sliding, rows, &delta);
            assert_close(&what, &found[..expected.len()], &expected, depth * outputs);
            let found = slide_back(&kernel, layout, sliding, rows, &delta);
            assert_close(&what, &found, &expected, depth * outputs);
        });
    }
}

fn spread_back(kernel: &[f32], layout: Layout, sliding: Sliding, rows: usize, delta: &[f32]) -> Vec<f32> {
    let outputs = layout.columns;
    let mut packed = vec![0.0; spread_size(sliding, outputs)];
    pack_kernel_spread(kernel, layout, sliding, &mut packed);
    let mut image = vec![f32::NAN; (rows + sliding.side - 1) * sliding.line()];
    spread(Spread {
        deltas: &widened(delta, outputs),
        line: sliding.across * padded(outputs),
        rows,
        outputs,
        kernel: &packed,
        sliding,
        padding: 0,
        scratch: &mut vec![f32::NAN; spread_scratch(sliding, rows)],
        image: &mut image,
    });
    image
}

fn slide_back(kernel: &[f32], layout: Layout, sliding: Sliding, rows: usize, delta: &[f32]) -> Vec<f32> {
    let (outputs, channels, border) = (layout.columns, sliding.channels, sliding.side - 1);
    let (wide, back_width) = (padded(outputs), sliding.across + 2 * border);
    let mut framed = vec![0.0; (rows + 2 * border) * back_width * wide];
    let deltas = widened(delta, outputs);
    for row in 0..rows {
        let start = ((row + border) * back_width + border) * wide;
        let line = &deltas[row * sliding.across * wide..][..sliding.across * wide];
        framed[start..start + line.len()].copy_from_slice(line);
    }
    let back = Sliding { width: back_width, channels: wide, side: sliding.side, across: sliding.width };
    let mut packed = vec![0.0; kernel_size(back.depth(), channels)];
    pack_kernel_back(kernel, layout, channels, &mut packed);
    let mut out = vec![f32::NAN; (rows + border) * sliding.width * channels];
    slide(Slide {
        image: &framed,
        sliding: back,
        filled: border..border + rows,
        kernel: &packed,
        start: &[],
        rows: 0..rows + border,
        outputs: channels,
        columns: channels,
        out: &mut out,
    });
    out
}

#[test]
fn pooling_meets_its_definition_for_any_number_of_channels() {
    for (pixels, channels) in [(2, 1), (7, 3), (10, 6), (9, 16), (5, 17), (6, 33)] {
        let rows = numbers(2 * pixels * channels, 1);
        let size = pixels / 2 * channels;
        let four = |at: usize| {
            let left = at / channels * 2 * channels + at % channels;
            [left, left + channels, left + pixels * channels, left + (pixels + 1) * channels]
        };
        let delta = numbers(size, 2);
        on_every_kind(|kind| {
            let mut y = vec![f32::NAN; size];
            mean(&rows, channels, &mut y);
            let expected: Vec<f64> = (0..size)
                .map(|at| four(at).map(|at| f64::from(rows[at])).iter().sum::<f64>() / 4.0)
                .collect();
            assert_close(&format!("{kind}: {channels}"), &y, &expected, 1);
            let mut back = vec![f32::NAN; rows.len()];
            mean_back(&delta, channels, &mut back);
            let mut wanted = vec![0.0; rows.len()];
            (0..size).for_each(|at| four(at).iter().for_each(|place| wanted[*place] = 0.25 * delta[at]));
            assert_eq!(back, wanted, "{kind}: {channels}");

            let wide = padded(channels);
            let mut filled = vec![f32::NAN; 2 * pixels * wide];
            widen(&rows, channels, &mut filled);
            let mut choice = vec![f32::NAN; size];
            largest(Pair { rows: &filled, pixels, channels }, &mut y, &mut choice);
            let mut back = vec![0.0; 2 * pixels * wide + slack(channels)];
            largest_back(&delta, &choice, channels, (&mut back, pixels * wide));
            for at in 0..size {
                let values = four(at).map(|at| rows[at]);
                let best = (1..4).fold(0, |best, at| if values[at] > values[best] { at } else { best });
                assert_eq!((y[at], choice[at] as usize), (values[best], best), "{kind}: {channels}");
                let place = four(at)[best];
                assert_eq!(back[place / channels * wide + place % channels], delta[at], "{kind}");
            }
        });
    }
}

#[test]
fn passes_meet_their_definition() {
    on_every_kind(|_| {
        let mut sums = vec![1.0; 3];
        passes::add_rows(&[1.0, 2.0, 3.0, 10.0, 20.0, 30.0], &mut sums);
        assert_eq!(sums, [12.0, 23.0, 34.0]);
        add(&[1.0, 1.0], &mut sums);
        assert_eq!(sums, [13.0, 24.0, 34.0]);
        let mut out = [0.0; 3];
        affine(&[0, 1, 255], &[2.0], &[-1.0], &mut out);
        assert_eq!(out, [-1.0, 1.0, 509.0]);
        for channels in 2..7 {
            let scales: Vec<f32> = (1..=channels).map(|at| at as f32).collect();
            let bytes: Vec<u8> = (0..channels * 37).map(|at| at as u8).collect();
            let mut out = vec![0.0; bytes.len()];
            affine(&bytes, &scales, &scales, &mut out);
            for (at, x) in out.iter().enumerate() {
                assert_eq!(*x, (f32::from(bytes[at]) + 1.0) * scales[at % channels], "{channels} at {at}");
            }
        }
    });
}

#[test]
fn updates_meet_their_formulas_with_and_without_penalties() {
    let (w, g, v) = (numbers(37, 1), numbers(37, 2), numbers(37, 3));
    for (l1, l2) in [(0.0, 0.0), (0.3, 0.0), (0.0, 0.2), (0.3, 0.2)] {
        for nesterov in [false, true] {
            on_every_kind(|kind| {
                let rule = SgdStep { rate: 0.1, momentum: 0.9, nesterov, shrinkage: Shrinkage { l1, l2 } };
                let (mut moved, mut velocity) = (w.clone(), v.clone());
                moved[0] = 0.0;
                sgd_step(rule, &mut moved, &g, &mut velocity);
                for at in 0..37 {
                    let w = if at == 0 { 0.0 } else { w[at] };
                    let sign = if w == 0.0 { 0.0 } else { w.signum() };
                    let g = g[at] + l2 * w + l1 * sign;
                    let v = 0.9 * v[at] + g;
                    let step = if nesterov { g + 0.9 * v } else { v };
                    let close =
                        (moved[at] - (w - 0.1 * step)).abs() < 1e-6 && (velocity[at] - v).abs() < 1e-6;
                    assert!(close, "{kind}: {at} with {rule:?}");
                }
            });
        }
    }
}
