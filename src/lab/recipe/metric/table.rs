//! All numbers that a recipe can expect something of, by what they look at. How each is measured stands in
//! [`crate::lab::analysis::finding`], whose matches miss none.

/// A number that a run can be asked for.
pub struct MetricRow {
    /// What recipes call it.
    pub name: &'static str,
    /// The names of its arguments; all of them must be given.
    pub takes: &'static [&'static str],
    /// One sentence, with the unit.
    pub summary: &'static str,
    /// Which number it is.
    pub quantity: Quantity,
}

macro_rules! metrics {
    ($($(#[$doc:meta])* $group:ident { $($variant:ident $name:literal [$($takes:literal),*] $summary:literal;)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum $group {
                $(#[doc = $summary] $variant,)*
            }
        )*

        /// Which number is measured.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Quantity {
            $($(#[$doc])* $group($group),)*
        }

        /// All metrics.
        pub const METRICS: &[MetricRow] = &[
            $($(MetricRow {
                name: $name,
                takes: &[$($takes),*],
                summary: $summary,
                quantity: Quantity::$group($group::$variant),
            },)*)*
        ];
    };
}

metrics! {
    /// One number for all classes.
    Overall {
        Loss "loss" [] "The unweighted loss: mean -ln p of the truth in nats; of numbers their mean squared error.";
        TrainLoss "train-loss" [] "The unweighted loss on the sample of the training set, in nats.";
        Objective "objective" [] "What the arm minimises, on the sample of the training set.";
        Accuracy "accuracy" [] "The share of correct predictions under the prior of the validation set.";
        PriorAccuracy "prior-accuracy" [] "The share of correct predictions under the prior of the training set.";
        Baseline "majority-baseline" [] "The accuracy of always answering the largest class of the validation set.";
        Balanced "balanced-accuracy" [] "The mean of the classes' recall.";
        MacroF1 "macro-f1" [] "The mean of the classes' F1.";
        Kappa "kappa" [] "Cohen's kappa for grades: a mistake weighs the square of how many grades it is off.";
    }
    /// Numbers of one class.
    OfClass {
        Recall "recall" ["class"] "Of the class, or of the images with the label, the share that is found.";
        Precision "precision" ["class"] "Of what is taken for the class, the share that is of it.";
        Says "says" ["class"] "The share of all images that are taken for the class.";
        Share "gradient-share" ["class"] "The class's share of the sum of |dL/dlogits| since the evaluation before.";
        RaisedRecall "raised-recall" ["class", "by"]
            "The recall of the class once its logit is raised by so much on every image.";
        RaisedBalance "raised-balance" ["class", "by"]
            "The balanced accuracy once the class's logit is raised by so much on every image.";
    }
    /// What the scores of one class against all others can do, whatever the threshold.
    OfScores {
        Auroc "auroc" ["class"]
            "The chance that an image of the class scores above another; one half tells nothing.";
        AveragePrecision "average-precision" ["class"]
            "The mean precision over the images of the class; its share of all images tells nothing.";
        Separation "separation" ["class"]
            "The distance of the class's mean log-odds from that of the others, in standard deviations (d').";
        MiddleOdds "middle-odds" ["class"]
            "The log-odds half-way between the means of the class and of the others: ln(prior odds) + ln(weight) for \
             an ideal model.";
        MeanProbability "mean-probability" ["class", "weight"]
            "The mean probability of the class once the log-odds are lowered by ln(weight); 1 leaves them.";
        RecallAt "recall-at" ["class", "threshold"]
            "The recall of the class where it is called from this probability on.";
        AlarmsAt "alarms-at" ["class", "threshold"]
            "The share of the others that are called, too, from this probability on.";
        BeyondRecall "recall-beyond-ideal" ["class", "weight"]
            "Recall at one half less that of an ideal model of the same separation and this weight.";
        BeyondAlarms "alarms-beyond-ideal" ["class", "weight"]
            "The share of false alarms at one half less that of an ideal model of the same separation and this \
             weight.";
    }
    /// What the probabilities say, and whether it is so.
    OfBelief {
        Ece "ece" [] "Expected calibration error in 15 bins: how far confidence is from accuracy on average.";
        Temperature "temperature" []
            "What the logits are best divided by, fitted on every second image of each class; above 1 the model \
             was too sure.";
        CooledEce "tempered-ece" [] "Expected calibration error with that temperature, on the other images.";
        CorrectedEce "corrected-ece" []
            "Expected calibration error once the prior that was taught is exchanged for that of the validation set.";
        CorrectedLoss "corrected-loss" []
            "The unweighted loss once the prior that was taught is exchanged for that of the validation set, in nats.";
        Overconfidence "overconfidence" []
            "The mean top probability less the accuracy; below 0 the model is more accurate than it is confident.";
        Entropy "entropy" []
            "The mean entropy of the predicted distributions, in nats: the surprise that the model itself expects.";
        TargetEntropy "target-entropy" []
            "The mean entropy of the targets, in nats: the floor of the loss; 0 where every image has one class.";
        Kl "kl" [] "The mean divergence of the targets from the predictions, in nats: the loss above its floor.";
        Bytes "bytes" ["code"]
            "Bytes to send the labels of the validation set in an ideal code for: uniform classes, the prior of the \
             part, or what the model says of each image.";
    }
    /// Numbers of images with several labels.
    OfLabels {
        Hamming "hamming" [] "The share of wrong predictions among all labels of all images.";
        Subset "subset-accuracy" [] "The share of images whose labels are all right.";
        LabelF1 "micro-f1" [] "F1 of all labels counted together.";
        None "none-of-these" [] "The share of validation images for which every sigmoid says no.";
    }
    /// Errors of predicted numbers.
    OfNumbers {
        MeanError "mean-error" [] "The mean distance of prediction and truth, in the units of the targets.";
        RootSquare "root-mean-square" [] "The root of the mean squared error, in the units of the targets.";
        RootLog "root-mean-square-log" [] "The root of the mean square of ln(1 + prediction) - ln(1 + truth).";
        Bias "bias" [] "The mean of prediction less truth, in the units of the targets.";
        R2 "r2" [] "The share of the variance that is explained; 0 is no better than the mean.";
    }
    /// Predictions on out-of-distribution images.
    OfOod {
        Sureness "ood-confidence" [] "The mean of the top probability on OOD images.";
        OodNone "ood-none" ["source"]
            "The share of OOD images for which every sigmoid says no; source: where they are from, or \
             all.";
        OodAuroc "ood-auroc" ["score"]
            "The chance that an image of the data set scores above an OOD image: max-probability, max-logit, \
             energy or max-sigmoid.";
        Several "ood-several" ["source"]
            "The share of OOD images that are given two or more probabilities of one half at least, \
             each sigmoid by itself; a softmax never does. Source: where they are from, or all.";
    }
    /// How training went.
    OfCourse {
        StepsTo "steps-to" ["loss"]
            "The step of the first evaluation whose unweighted loss on the validation set is not above this.";
        SecondsTo "seconds-to" ["loss"]
            "The seconds of training steps up to there. They depend on the machine: expect no more than an order of \
             magnitude.";
        Noise "noise" [] "The standard deviation of the batches' objective over the second half of the run.";
        Spike "largest-batch" [] "The largest objective of a batch in the second half of the run.";
        Lowest "lowest-loss" []
            "The lowest unweighted loss on the validation set over the run: what stopping in time would have kept.";
        Diverged "diverged" [] "1 if the numbers left the finite range, else 0.";
    }
    /// What training made of the numbers inside.
    OfInside {
        Parameter "parameter" ["at"]
            "One number of a network that has few: weights output by output from 0 on, then biases.";
        Boundary "boundary" []
            "Where a network of one weight and one bias changes its mind: -b / w, in units of the input.";
        TermShare "trunk-share" ["term"] "The term's share of the gradient at the outputs of the last hidden layer.";
        LayerShare "layer-share" ["term", "layer"]
            "The term's share of the length of the gradient of a layer's weights.";
    }
}

#[cfg(test)]
mod tests {
    use super::METRICS;

    #[test]
    fn every_metric_has_a_name_of_its_own_and_a_sentence() {
        let mut names: Vec<&str> = METRICS.iter().map(|row| row.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), METRICS.len());
        assert!(METRICS.iter().all(|row| row.summary.ends_with('.')));
    }
}
