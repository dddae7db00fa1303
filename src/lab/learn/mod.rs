//! Training and measuring: the training loss of an arm, its steps, its evaluations, its weights as files and as images.

pub mod evaluate;
pub mod inspect;
pub mod objective;
pub mod predict;
pub mod teacher;
pub mod teacher_outputs;
pub mod terms;
pub mod trainer;
pub mod weights_file;
