//! The ten classes of Fashion-MNIST, shared by its reader and by the drawn set.

/// The names of the classes, in the order of Fashion-MNIST's labels.
pub const CLOTHES: [&str; 10] =
    ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];
