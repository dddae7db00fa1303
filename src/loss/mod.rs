//! Losses on logits: value and gradient together; no layers.
