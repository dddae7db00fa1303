//! The floating-point types that losses are computed in.

use std::fmt::{Debug, Display};
use std::iter::Sum;

use super::scalar;
use crate::kernels;
use num_traits::{Float, NumAssign};

/// A function in both precisions.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// For training.
    pub single: fn(f32) -> f32,
    /// For proofs.
    pub double: fn(f64) -> f64,
}

/// A function with two values, in both precisions.
#[derive(Clone, Copy, Debug)]
pub struct FunctionPair {
    /// For training.
    pub single: fn(f32) -> (f32, f32),
    /// For proofs.
    pub double: fn(f64) -> (f64, f64),
}

/// `f32` for training, `f64` for proofs.
///
/// The functions of slices are computed in the vectors in use for `f32`, within the bounds of [`kernels`], and number by
/// number for `f64`. A number's result does not depend on what lies beside it.
pub trait Real: Float + NumAssign + Sum + Debug + Display + Send + Sync + 'static {
    /// The nearest value of this type.
    fn of(value: f64) -> Self;

    /// The function in this precision.
    fn call(function: Function, x: Self) -> Self;

    /// Both values in this precision.
    fn call_pair(function: FunctionPair, x: Self) -> (Self, Self);

    /// Replaces every x by e^x.
    fn exp_each(values: &mut [Self]);

    /// Replaces every x by ln(1 + e^x).
    fn softplus_each(values: &mut [Self]);

    /// Replaces every x by 1 / (1 + e^-x).
    fn sigmoid_each(values: &mut [Self]);
}

impl Real for f32 {
    fn of(value: f64) -> Self {
        value as Self
    }

    fn call(function: Function, x: Self) -> Self {
        (function.single)(x)
    }

    fn call_pair(function: FunctionPair, x: Self) -> (Self, Self) {
        (function.single)(x)
    }

    fn exp_each(values: &mut [Self]) {
        kernels::exp(values);
    }

    fn softplus_each(values: &mut [Self]) {
        kernels::softplus(values);
    }

    fn sigmoid_each(values: &mut [Self]) {
        kernels::sigmoid(values);
    }
}

impl Real for f64 {
    fn of(value: f64) -> Self {
        value
    }

    fn call(function: Function, x: Self) -> Self {
        (function.double)(x)
    }

    fn call_pair(function: FunctionPair, x: Self) -> (Self, Self) {
        (function.double)(x)
    }

    fn exp_each(values: &mut [Self]) {
        values.iter_mut().for_each(|x| *x = x.exp());
    }

    fn softplus_each(values: &mut [Self]) {
        values.iter_mut().for_each(|x| *x = scalar::softplus(*x));
    }

    fn sigmoid_each(values: &mut [Self]) {
        values.iter_mut().for_each(|x| *x = scalar::sigmoid(*x));
    }
}
