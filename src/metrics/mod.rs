//! What can be computed from predictions; undefined is `None`, never NaN.
