//! Training and measuring: what an arm minimises, its steps, its evaluations, its weights as files and as pictures.

pub mod evaluate;
pub mod inspect;
pub mod objective;
pub mod predict;
pub mod taught;
pub mod teacher;
pub mod terms;
pub mod trainer;
pub mod weights_file;
