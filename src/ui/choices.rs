//! What can be chosen from lists.

use super::action::Choice;
use crate::lab::recipe::PANE_ROWS;

/// What a choice can be chosen from, with its sentence.
pub(super) fn choices(choice: Choice) -> (&'static str, &'static [(&'static str, &'static str)]) {
    match choice {
        Choice::Model => (
            "model",
            &[
                ("linear", "softmax regression"),
                ("mlp:32", "one small hidden layer"),
                ("mlp:256,128", "two hidden layers"),
                ("mlp:512,256,128", "three hidden layers"),
                ("mlp:128,activation=sigmoid", "sigmoids flatten the gradient"),
                ("mlp:128,activation=tanh", "a centred sigmoid"),
                ("mlp:128,activation=step", "no gradient: only the last layer learns"),
                ("cnn", "two convolutions, then a dense layer"),
                (
                    "cnn:8,16,32,norm=batch,join=average",
                    "normalised, and the mean of each channel at the end",
                ),
                ("lenet", "LeNet-5 with sigmoids and mean pooling, as in 1998"),
                ("lenet:activation=relu,pool=max", "LeNet-5 with today's parts"),
            ],
        ),
        Choice::Imbalance => (
            "imbalance",
            &[
                ("none", "the classes as they are"),
                ("exp:10", "a tail, 10 to 1"),
                ("exp:50", "a long tail, 50 to 1"),
                ("exp:100", "a long tail, 100 to 1"),
                ("exp:100,order=seed", "100 to 1, the seed decides who is rare"),
                ("step:100,0.5", "half the classes rare, 100 to 1"),
                ("linear:10", "falling evenly, 10 to 1"),
                ("binary:100", "one class against all others, 1 to 100"),
                ("binary:1000", "one class against all others, 1 to 1,000"),
            ],
        ),
        Choice::Pane => ("pane", &PANE_ROWS),
    }
}
