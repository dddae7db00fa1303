//! What goes in and comes out of each layer.

use super::*;
use crate::nn::activation::Activation;
use crate::nn::conv::Geometry;
use crate::nn::epilogue::{Epilogue, Pool};
use crate::nn::proofs::{numbers, predict};
use crate::nn::{Network, Role};

fn finish(pool: Pool) -> Epilogue {
    Epilogue { activation: Activation::Relu, pool }
}

fn conv(input: Shape, kernel: usize, padding: usize, pool: Pool) -> Layer {
    Conv::new(1, "layer", Geometry { input, kernel, padding, filters: 5 }, finish(pool)).into()
}

fn norm(input: Shape, pool: Pool) -> Layer {
    BatchNorm::new("layer", input, finish(pool)).into()
}

#[test]
fn shapes_and_tensors_are_those_of_the_layer() {
    let name = || "layer".to_owned();
    let dense: Layer = Dense::new(1, "layer", 6, 4, Activation::Tanh).into();
    let dropout: Layer = Dropout { name: name(), shape: [4, 5, 2], rate: 0.5, seed: 1 }.into();
    let average: Layer = GlobalAverage { name: name(), input: [4, 5, 2] }.into();
    let rows: [(Layer, Shape, Shape, &[usize]); 11] = [
        (dense, [1, 1, 6], [1, 1, 4], &[24, 4]),
        (conv([8, 9, 2], 3, 1, Pool::None), [8, 9, 2], [8, 9, 5], &[90, 5]),
        (conv([8, 9, 2], 3, 1, Pool::Max), [8, 9, 2], [4, 4, 5], &[90, 5]),
        (conv([8, 9, 2], 5, 0, Pool::None), [8, 9, 2], [4, 5, 5], &[250, 5]),
        (conv([8, 9, 2], 5, 0, Pool::Average), [8, 9, 2], [2, 2, 5], &[250, 5]),
        (conv([3, 3, 1], 1, 0, Pool::Max), [3, 3, 1], [1, 1, 5], &[5, 5]),
        (norm([7, 4, 3], Pool::None), [7, 4, 3], [7, 4, 3], &[3, 3, 3, 3]),
        (norm([7, 4, 3], Pool::Average), [7, 4, 3], [3, 2, 3], &[3, 3, 3, 3]),
        (norm([1, 1, 9], Pool::None), [1, 1, 9], [1, 1, 9], &[9, 9, 9, 9]),
        (dropout, [4, 5, 2], [4, 5, 2], &[]),
        (average, [4, 5, 2], [1, 1, 2], &[]),
    ];
    for (layer, input, output, tensors) in rows {
        assert_eq!((layer.input(), layer.output()), (input, output), "{layer:?}");
        assert_eq!(layer.tensors().map(Tensor::count).collect::<Vec<_>>(), tensors, "{layer:?}");
        let trained: Vec<bool> = layer.tensors().map(|tensor| tensor.role != Role::Statistic).collect();
        assert!(trained.is_sorted_by(|one, next| one >= next), "those that move come first");
        let size = output.iter().product::<usize>();
        let x = numbers(2 * layer.inputs(), 1);
        assert_eq!(predict(&Network::new([layer]), &x).len(), 2 * size);
    }
}
