//! The terminal layer under a pseudo-terminal: every way in, every way out.
//!
//! The program under test is this file's own `probe`, which the other tests start in a process of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails by a panic")]

mod probe;
#[path = "../support/mod.rs"]
mod support;

use rustix::process::Signal as Kill;

use support::pty::{Exit, Pty};

const PROBE: &str = "DL_LAB_TERMINAL_PROBE";

/// Not a test of its own: the program that the tests below look at. Without its variable it has nothing to do.
#[test]
fn probe() {
    if std::env::var_os(PROBE).is_some() {
        std::process::exit(probe::run().into());
    }
}

/// The probe's program and arguments.
fn probe_command() -> (String, [&'static str; 3]) {
    let program = std::env::current_exe().unwrap().into_os_string().into_string().unwrap();
    (program, ["--exact", "probe", "--nocapture"])
}

const ENVIRONMENT: [(&str, &str); 5] = [
    (PROBE, "1"),
    ("TERM", "xterm-256color"),
    ("LANG", "C.UTF-8"),
    ("PATH", "/usr/bin:/bin"),
    ("PS1", "READY> "),
];

fn start() -> Pty {
    let (program, arguments) = probe_command();
    let mut pty = Pty::spawn(&program, &arguments, (80, 24), &ENVIRONMENT);
    pty.wait_for("probe ready");
    pty
}

/// Starts the probe from a shell script, in which `PROBE` stands for the command.
fn start_in_shell(script: &str) -> Pty {
    let (program, arguments) = probe_command();
    let script = script.replace("PROBE", &format!("'{program}' {}", arguments.join(" ")));
    let mut pty = Pty::spawn("sh", &["-c", &script], (80, 24), &ENVIRONMENT);
    pty.wait_for("probe ready");
    pty
}

#[track_caller]
fn assert_exit(exit: &Exit, code: u32) {
    assert_eq!((exit.code, exit.signal.as_deref()), (code, None), "{exit:?}");
    assert_eq!(exit.leftovers, Vec::<&str>::new());
}

fn count(haystack: &[u8], needle: &[u8]) -> usize {
    haystack.windows(needle.len()).filter(|window| *window == needle).count()
}

#[test]
fn keys_pastes_and_focus_arrive_and_quitting_leaves_nothing_on() {
    let mut pty = start();
    assert!(pty.screen().alternate_screen() && pty.screen().hide_cursor() && pty.screen().bracketed_paste());
    assert!(!pty.is_cooked());
    for (keys, shown) in [
        ("x", "last x"),
        ("\x1b[A", "last Up"),
        ("\x1b", "last Esc"),
        ("\x03", "last KeyModifiers(CONTROL)+c"),
        ("\x1b[200~q\nq\x1b[201~", "last Paste(\"q\\nq\")"),
        ("\x1b[O", "last FocusLost"),
    ] {
        pty.type_keys(keys);
        pty.wait_for(shown);
    }
    pty.type_keys("q");
    assert_exit(&pty.wait_exit(), 0);
}

#[test]
fn frames_are_whole_updates_and_unchanged_ones_are_no_bytes() {
    let mut pty = start();
    pty.type_keys("i");
    pty.wait_for("last 20 draws, 1 frame");
    pty.type_keys("q");
    assert_exit(&pty.wait_exit(), 0);
    let (begins, ends) = (count(pty.raw(), b"\x1b[?2026h"), count(pty.raw(), b"\x1b[?2026l"));
    assert_eq!((begins, ends), (3, 4), "leaving closes once more, to be sure");
    for question in [&b"\x1b[6n"[..], b"\x1b[c", b"\x1b[?u", b"\x1b]11;?", b"$p"] {
        assert_eq!(count(pty.raw(), question), 0, "the terminal is never asked");
    }
}

#[test]
fn the_size_follows_the_window_down_to_one_cell() {
    let mut pty = start();
    pty.wait_for("size 80x24");
    pty.resize((1, 1));
    pty.wait_until("a single p", |screen| screen.contents() == "p");
    pty.resize((120, 40));
    pty.wait_for("size 120x40");
    for width in 30..100 {
        pty.resize((width, 20));
    }
    pty.resize((0, 0));
    pty.resize((61, 7));
    pty.wait_for("size 61x7");
    pty.type_keys("q");
    assert_exit(&pty.wait_exit(), 0);
}

#[test]
fn signals_restore_the_terminal_and_give_the_shells_exit_codes() {
    for (signal, code) in [(Kill::TERM, 143), (Kill::INT, 130), (Kill::HUP, 129)] {
        let mut pty = start();
        pty.kill(Kill::USR1);
        pty.wait_for("last checkpoint");
        pty.kill(signal);
        assert_exit(&pty.wait_exit(), code);
    }
}

#[test]
fn a_shell_can_stop_and_continue_the_program() {
    let (program, arguments) = probe_command();
    let mut pty = Pty::spawn("sh", &["-i"], (80, 24), &ENVIRONMENT);
    pty.wait_for("READY> ");
    pty.type_keys(&format!("'{program}' {}\n", arguments.join(" ")));
    pty.wait_for("probe ready");
    for round in 1..=2 {
        pty.type_keys("x");
        pty.wait_for("last x");
        pty.type_keys("\x1a");
        pty.wait_until("the shell's prompt", |screen| {
            let text = screen.contents();
            text.matches("Stopped").count() == round && text.trim_end().ends_with("READY>")
        });
        assert!(!pty.screen().alternate_screen() && !pty.screen().hide_cursor(), "round {round}");
        pty.type_keys("fg\n");
        pty.wait_for("probe ready");
        pty.wait_for("last KeyModifiers(CONTROL)+z");
    }
    pty.type_keys("q");
    pty.wait_until("the shell's prompt", |screen| screen.contents().trim_end().ends_with("READY>"));
    pty.type_keys("exit $?\n");
    assert_exit(&pty.wait_exit(), 0);
}

#[test]
fn without_job_control_there_is_no_stopping() {
    let mut pty = start_in_shell("PROBE; exit $?");
    pty.type_keys("\x1a");
    pty.wait_for("last KeyModifiers(CONTROL)+z");
    pty.kill(Kill::CONT);
    pty.type_keys("q");
    assert_exit(&pty.wait_exit(), 0);
}

#[test]
fn a_panic_of_the_user_interface_restores_the_terminal_and_is_reported() {
    let mut pty = start();
    pty.type_keys("p");
    let exit = pty.wait_exit();
    assert_exit(&exit, 101);
    assert!(pty.screen_text().contains("the probe panics"), "{}", pty.screen_text());
    assert!(pty.screen_text().contains("probe.rs"), "{}", pty.screen_text());
}

#[test]
fn a_panic_elsewhere_is_shown_on_a_screen_that_lives_on() {
    let mut pty = start();
    pty.type_keys("t");
    pty.wait_for("last thread 'trainer' panicked");
    assert!(pty.screen().alternate_screen() && !pty.is_cooked());
    pty.type_keys("q");
    assert_exit(&pty.wait_exit(), 0);
}

#[test]
fn a_lost_terminal_ends_the_session_leader() {
    let mut pty = start();
    pty.hang_up("x");
    assert_eq!(pty.wait_exit().code, 129);
}

#[test]
fn a_lost_terminal_is_noticed_where_no_signal_arrives() {
    let mut pty = start_in_shell("trap '' HUP; PROBE; exit $?");
    pty.hang_up("x");
    assert_eq!(pty.wait_exit().code, 129);
}

#[test]
fn a_stalled_line_blocks_neither_keys_nor_leaving() {
    let mut pty = start();
    pty.stall(true);
    pty.type_keys("abc");
    pty.stall(false);
    pty.wait_for("last c");
    pty.stall(true);
    pty.type_keys("dq");
    let exit = pty.wait_exit();
    assert_eq!(exit.code, 0);
    assert!(!exit.leftovers.contains(&"line modes"), "{exit:?}");
}
