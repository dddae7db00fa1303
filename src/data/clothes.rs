//! The class names of Fashion-MNIST, shared by the reader of its files and by the set drawn in its likeness.

/// The ten classes in label order, as the data set's authors name them (Xiao, Rasul and Vollgraf 2017).
pub const CLOTHES: [&str; 10] =
    ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];
