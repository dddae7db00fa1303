//! Job control: stopping for the shell, and knowing whose the terminal is.

use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use rustix::stdio::stdin;
use rustix::termios::tcgetpgrp;

/// Whether a shell with job control could bring the program back.
///
/// Such a shell gives every job a process group of its own. In the session leader's group (`ssh -t host dl-lab`, a
/// container's first process) a stop would freeze the session for good.
pub(super) fn can_stop() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Stops the whole job. SIGSTOP, because SIGTSTP is caught here and discarded in an orphaned group.
/// Returns a moment before the stop takes hold, or after it; says whether the system accepted it.
pub(super) fn stop() -> bool {
    kill_current_process_group(Signal::STOP).is_ok()
}

/// Whether the terminal is this job's, so that it may be written to and its modes changed.
pub(super) fn is_foreground() -> bool {
    tcgetpgrp(stdin()).is_ok_and(|group| group == getpgrp())
}
