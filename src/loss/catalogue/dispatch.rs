//! From a table of losses to an enum that knows each of them.

/// Makes of rows `Name: file,` the enum [`Loss`](super::Loss), the table [`ALL`](super::ALL) in the same order, and the
/// calls of what the losses say of themselves.
macro_rules! losses {
    ($($name:ident: $file:ident,)*) => {
        $(pub use $file::$name;)*

        /// A loss with its parameters, ready to be evaluated; see [`ALL`] for what each is.
        #[derive(Clone, PartialEq)]
        pub enum Loss {
            $(
                #[doc = concat!("See [`", stringify!($name), "`].")]
                $name($name),
            )*
        }

        /// Every loss, in the order in which the screen steps through them.
        pub static ALL: [&LossEntry; [$(stringify!($name)),*].len()] = [$($name::ENTRY),*];

        $(
            impl From<$name> for Loss {
                fn from(loss: $name) -> Self {
                    Self::$name(loss)
                }
            }
        )*

        /// As the type of its row is written, which has the same name.
        impl std::fmt::Debug for Loss {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self { $(Self::$name(own) => own.fmt(f)),* }
            }
        }

        impl Loss {
            /// Reads the parameters of the loss of this row, which is one of [`ALL`].
            pub(in crate::loss) fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
                let name = arguments.entry.name;
                $(if name == $name::ENTRY.name {
                    return $name::read(arguments).map(Self::from);
                })*
                unreachable!("'{name}' has a row of the catalogue, and every row its loss")
            }

            /// Its row of the catalogue.
            pub fn entry(&self) -> &'static LossEntry {
                match self { $(Self::$name(_) => $name::ENTRY),* }
            }

            /// The values of its parameters, in the order of the catalogue.
            pub(in crate::loss) fn values(&self) -> Vec<&[f64]> {
                match self { $(Self::$name(own) => own.values()),* }
            }

            /// Replaces the logits or predictions in `grad` by the gradient.
            pub(in crate::loss) fn in_place<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
                match self { $(Self::$name(own) => own.row(sample, grad)),* }
            }

            /// What its value is.
            pub fn measure(&self) -> ValueMeasure {
                match self { $(Self::$name(own) => own.measure()),* }
            }

            /// How its outputs become probabilities of classes that exclude each other.
            pub fn probability_map(&self) -> ProbabilityMap {
                match self { $(Self::$name(own) => own.probability_map()),* }
            }

            /// How an output becomes the predicted number. [`Loss::row`] takes msle's predictions, all other losses' outputs.
            pub fn link(&self) -> Link {
                match self { $(Self::$name(own) => own.link()),* }
            }

            /// The loss on data of this many classes, where it must know their number.
            #[must_use]
            pub fn for_classes(&self, classes: usize) -> Self {
                match self { $(Self::$name(own) => own.for_classes(classes).into()),* }
            }

            /// The loss for one class, or for any, against all the others taken together.
            #[must_use]
            pub fn for_one(&self, class: Option<usize>) -> Self {
                match self { $(Self::$name(own) => own.for_one(class).into()),* }
            }

            /// Whether its parameters fit a problem with this many classes.
            ///
            /// # Errors
            /// If a loss of two classes is given more, one on class numbers other than its own, or a list is neither empty
            /// nor of the length and the values that it must have.
            pub fn check(&self, classes: usize) -> Result<(), SpecError> {
                match self { $(Self::$name(own) => own.check(classes)),* }
            }

            /// Whether it is defined for such predictions.
            pub(in crate::loss) fn check_predictions(&self, predictions: &[f64]) -> Result<(), SpecError> {
                match self { $(Self::$name(own) => own.check_predictions(predictions)),* }
            }

            /// Whether it is defined for such targets.
            pub(in crate::loss) fn check_targets(&self, targets: &[f64]) -> Result<(), SpecError> {
                match self { $(Self::$name(own) => own.check_targets(targets)),* }
            }

            /// Whether it needs the training counts, as [`Context::log_prior`](crate::loss::Context::log_prior) or as
            /// [`Context::margins`](crate::loss::Context::margins).
            pub fn needs_counts(&self) -> bool {
                match self { $(Self::$name(own) => own.needs_counts()),* }
            }

            /// [`Context::margins`](crate::loss::Context::margins) for these training counts; empty for a loss without margins.
            pub fn margins<F: Real>(&self, counts: &[usize]) -> Vec<F> {
                match self { $(Self::$name(own) => own.margins(counts)),* }
            }

            /// How much of `ln pi_k` it adds to the logits before the softmax; `None` if it adds none.
            pub fn prior_shift(&self) -> Option<f64> {
                match self { $(Self::$name(own) => own.prior_shift()),* }
            }

            /// What it divides the logits of both models by; `None` if there is only one.
            pub fn temperature(&self) -> Option<f64> {
                match self { $(Self::$name(own) => own.temperature()),* }
            }

            /// The largest second derivative of its value by one of this many outputs; `None` where it is not the same
            /// everywhere.
            pub fn curvature(&self, outputs: usize) -> Option<f64> {
                match self { $(Self::$name(own) => own.curvature(outputs)),* }
            }
        }
    };
}

pub(super) use losses;
