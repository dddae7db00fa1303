//! Events folded into what panes show.
