//! How weights start: keyed by the seed and the tensor's name, so that twins start alike and an extra layer
//! disturbs no other.

use super::activation::Activation;
use crate::base::random;
use ndarray::Array2;

/// Uniform in `[-a, a]` with a = sqrt(6 / fan) (He et al. 2015, fan = inputs) before a ReLU, and
/// a = sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010) elsewhere. `fans` are the numbers that meet in an output
/// and that an input reaches; `shape` is that of the matrix.
pub fn weights(
    seed: u64,
    name: &str,
    shape: [usize; 2],
    [inputs, outputs]: [usize; 2],
    activation: Activation,
) -> Array2<f32> {
    let fan = match activation {
        Activation::Relu => inputs,
        Activation::Identity | Activation::Sigmoid | Activation::Tanh | Activation::Step => inputs + outputs,
    };
    let limit = (6.0 / fan as f32).sqrt();
    let mut rng = random::stream(seed, name, 0);
    Array2::from_shape_simple_fn(shape, || limit * (2.0 * random::uniform(&mut rng) - 1.0))
}

/// One sentence for `list models` and the README.
pub const STATEMENT: &str = "weights uniform in +-sqrt(6/inputs) before ReLU (He), +-sqrt(6/(inputs+outputs)) elsewhere (Glorot); biases 0";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_depend_on_seed_and_name_alone() {
        let shape = [30, 20];
        let draw = |seed, name| weights(seed, name, shape, shape, Activation::Relu);
        assert_eq!(draw(1, "dense1.weight"), draw(1, "dense1.weight"));
        assert_ne!(draw(1, "dense1.weight"), draw(1, "dense2.weight"));
        assert_ne!(draw(1, "dense1.weight"), draw(2, "dense1.weight"));
    }

    #[test]
    fn the_variance_before_a_relu_is_two_over_the_inputs() {
        let w = weights(3, "w", [200, 100], [200, 100], Activation::Relu);
        let variance = w.iter().map(|x| x * x).sum::<f32>() / w.len() as f32;
        assert!((variance * 100.0 - 1.0).abs() < 0.05, "{variance}");
    }
}
