//! The losses and their parameters.

/// A loss with its parameters, ready to be evaluated; see [`super::catalogue`] for what each is.
#[derive(Clone, Debug, PartialEq)]
pub enum Loss {
    /// Softmax cross-entropy.
    SoftmaxCe {
        /// The share of the target that is spread over all classes, in `0..=1`.
        label_smoothing: f64,
    },
    /// Kullback-Leibler divergence of the softmax probabilities from the target.
    Kl,
    /// Focal loss.
    Focal {
        /// How strongly easy samples are turned down; 0 is cross-entropy.
        gamma: f64,
    },
    /// Poly-1.
    Poly1 {
        /// Added to the first coefficient of the polynomial; 0 is cross-entropy.
        epsilon: f64,
    },
    /// Generalised cross-entropy.
    Gce {
        /// Between cross-entropy (towards 0) and half the absolute error (1).
        q: f64,
    },
    /// Symmetric cross-entropy.
    SymmetricCe {
        /// The factor of cross-entropy.
        alpha: f64,
        /// The factor of its reverse.
        beta: f64,
        /// What stands for `ln 0` in the reverse; not above 0.
        log_zero: f64,
    },
    /// Absolute error of the softmax probabilities.
    Mae,
    /// Squared error of the softmax probabilities.
    Brier,
    /// Softmax cross-entropy on logits that the training prior has moved.
    LogitAdjusted {
        /// How far; 1 is the balanced softmax.
        tau: f64,
    },
    /// Softmax cross-entropy of cosines, the true one lowered by a margin.
    Ldam {
        /// The margin of the rarest class.
        max_margin: f64,
        /// What the cosines are multiplied by.
        scale: f64,
    },
    /// What a guess drawn from the softmax probabilities costs on average.
    ExpectedCost {
        /// `C[truth][class]`, K x K row by row, 0 on the diagonal; empty where every mistake costs 1.
        costs: Vec<f64>,
    },
    /// Cross-entropy of softplus outputs over their sum.
    L1Normalised,
    /// Binary cross-entropy of every output.
    SigmoidBce {
        /// Multiplies the positive terms: empty, one value for all classes or one for each.
        pos_weight: Vec<f64>,
    },
    /// Focal loss of every sigmoid.
    SigmoidFocal {
        /// How strongly easy terms are turned down.
        gamma: f64,
        /// Multiplies the positive terms, `1 - alpha` the negative ones.
        alpha: f64,
    },
    /// Asymmetric loss of every sigmoid.
    Asl {
        /// How strongly easy positives are turned down.
        gamma_pos: f64,
        /// How strongly easy negatives are turned down.
        gamma_neg: f64,
        /// What the probability of a negative is lowered by first.
        clip: f64,
    },
    /// Squared error of the logits.
    MseLogits,
    /// Hinge of Weston and Watkins.
    Hinge {
        /// By how much the true class must lead.
        margin: f64,
    },
    /// Hinge of Crammer and Singer.
    CrammerSinger {
        /// By how much the true class must lead its strongest rival.
        margin: f64,
    },
    /// Cross-entropy of two classes with one logit.
    Logistic,
    /// Squared error of the sigmoid of one logit.
    LogisticSquare,
    /// Squared error of the number of the class.
    ClassIndex {
        /// How classes are numbered: 0 as in the set, otherwise the seed of a permutation; a whole number.
        order: f64,
        /// How many classes there are, a whole number; 0 until the data say so ([`Loss::for_classes`]).
        classes: f64,
    },
    /// Binary cross-entropy of the thresholds between ordered classes.
    Ordinal,
    /// Squared error.
    Mse,
    /// Absolute error.
    MaeRegression,
    /// Squared error near the target, absolute error away from it.
    Huber {
        /// The error at which the one becomes the other, above 0.
        delta: f64,
    },
    /// Squared error of the logarithms.
    Msle,
    /// Negative log-likelihood of a Poisson count.
    Poisson,
    /// Prediction less target: no loss.
    SignedDifference,
    /// Half the squared distance of two vectors.
    Embedding,
    /// Divergence from a teacher's softened probabilities, with cross-entropy of the label.
    Distillation {
        /// What both models' logits are divided by, above 0.
        temperature: f64,
        /// The factor of the teacher's term, in `0..=1`; the label's has the rest.
        alpha: f64,
    },
}
