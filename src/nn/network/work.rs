//! How much arithmetic a network needs.

use super::Network;
use crate::nn::layer::Layer;

/// Multiply-adds of one image, those of products and convolutions alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// On the way forward.
    pub forward: usize,
    /// Of a training step: forward, the gradient of the weights, and that of the inputs for all layers but the first.
    pub step: usize,
}

impl Network {
    /// Its work; multiplied by two it is in floating-point operations.
    pub fn work(&self) -> Work {
        let each = |layers: &[Layer]| layers.iter().map(Layer::multiply_adds).sum::<usize>();
        let forward = each(&self.layers);
        Work { forward, step: 3 * forward - self.layers[0].multiply_adds() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::spec::Spec;
    use crate::nn::zoo::Model;

    fn work(model: &str) -> Work {
        let model = Model::parse(&Spec::parse(model).unwrap()).unwrap();
        model.build([28, 28, 1], 10, 1).unwrap().work()
    }

    #[test]
    fn work_counts_every_product_once() {
        assert_eq!(work("linear"), Work { forward: 7840, step: 2 * 7840 });
        let [first, rest] = [784 * 256, 256 * 128 + 128 * 10];
        assert_eq!(work("mlp:256,128"), Work { forward: first + rest, step: 2 * first + 3 * rest });
        let [first, rest] = [784 * 9 * 16, 196 * 144 * 32 + 1568 * 128 + 1280];
        assert_eq!(work("cnn"), Work { forward: first + rest, step: 2 * first + 3 * rest });
    }
}
