//! The real program under a pseudo-terminal: what a person at a terminal gets, and what is left when they go.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails by a panic")]

mod support;

use assert_cmd::Command;
use dl_lab::lab::record::store;
use dl_lab::lab::{Body, Event};
use rustix::process::Signal as Kill;
use std::path::PathBuf;
use support::pty::{Exit, Pty};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_dl-lab");
const WIDE: (u16, u16) = (120, 40);

/// A person's home with the program running in it.
struct Session {
    pty: Pty,
    home: TempDir,
}

impl Session {
    fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, &[])
    }

    /// Starts the program with further variables.
    fn start_with(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), PROGRAM, arguments, variables)
    }

    fn start_in(home: TempDir, program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let path = home.path().to_str().unwrap().to_owned();
        let mut environment = vec![
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("PATH", "/usr/bin:/bin"),
            ("PS1", "READY> "),
            ("HOME", path.as_str()),
            ("XDG_STATE_HOME", path.as_str()),
            ("DL_LAB_CACHE", path.as_str()),
        ];
        environment.extend(variables);
        Self { pty: Pty::spawn(program, arguments, WIDE, &environment), home }
    }

    fn run_folder(&self) -> PathBuf {
        self.home.path().join("dl-lab/runs/garments-0001")
    }

    /// Quits a session in which nothing trains any more, or answers the question.
    fn quit(&mut self, keys: &str) -> String {
        self.pty.type_keys(keys);
        assert_exit(&self.pty.wait_exit(), 0);
        self.pty.screen_text()
    }
}

#[track_caller]
fn assert_exit(exit: &Exit, code: u32) {
    assert_eq!((exit.code, exit.signal.as_deref()), (code, None), "{exit:?}");
    assert_eq!(exit.leftovers, Vec::<&str>::new());
}

/// Every arm of a stored run, with its last word.
fn last_words(path: &std::path::Path) -> Vec<Event> {
    let stored = store::open(path).unwrap();
    stored.recipe.check().unwrap();
    let mut last: Vec<Event> = Vec::new();
    for event in stored.events {
        last.retain(|known| known.arm != event.arm);
        last.push(event);
    }
    last
}

fn frames(raw: &[u8]) -> usize {
    raw.windows(8).filter(|window| *window == b"\x1b[?2026h").count()
}

#[test]
fn a_short_run_is_watched_to_its_end_continued_and_left_with_a_summary() {
    let mut session = Session::start(&["--pace", "full", "--epochs", "2"]);
    for title in ["1 Curves", "2 Prediction", "3 Confusion", "4 Imbalance"] {
        session.pty.wait_for(title);
    }
    session.pty.wait_for("done, c continues");
    session.pty.wait_for("epoch  2.0/2");
    session.pty.type_keys("c");
    session.pty.wait_for("epoch  4.0/4");
    session.pty.wait_for("done, c continues");
    let summary = session.quit("q");
    for expected in ["dl-lab: garments (exp:100), seed 7", "balanced", "stored in", "dl-lab run"] {
        assert!(summary.contains(expected), "{expected} in:\n{summary}");
    }
    assert!(summary.trim().lines().count() <= 14, "{summary}");
    let last = last_words(&session.run_folder());
    assert_eq!(last.len(), 2);
    assert!(last.iter().all(|event| matches!(event.body, Body::Ended(_))), "{last:?}");
}

#[test]
fn a_recipe_opens_from_the_start_page_with_its_own_data_and_arms() {
    let mut session = Session::start(&["--classes", "Bag,Coat", "--pace", "full", "--epochs", "1"]);
    session.pty.wait_for("done, c continues");
    session.pty.type_keys("H");
    session.pty.wait_for("Enter opens");
    session.pty.type_keys("zero-slo\r");
    session.pty.wait_for("watch:");
    session.pty.wait_for("activation=step");
    session.pty.type_keys("4");
    session.pty.wait_for("Sandal");
    session.pty.type_keys("X");
    session.pty.wait_for("Reference result");
    // The question is answered where it is asked.
    let summary = session.quit("\x1bqy");
    assert!(summary.contains("dl-lab run --recipe zero-slope --seed 7"), "{summary}");
}

#[test]
fn keys_act_on_a_paused_arm_and_the_window_may_shrink_to_nothing() {
    let mut session = Session::start(&["--paused"]);
    session.pty.wait_for("paused");
    session.pty.wait_for("epoch  0.0/30");
    session.pty.type_keys("l");
    session.pty.wait_for("loss of A");
    session.pty.type_keys("focal\r");
    session.pty.wait_for("focal:gamma=2");
    session.pty.type_keys("w");
    session.pty.wait_for("class weights of A");
    session.pty.type_keys("sqrt\r");
    session.pty.wait_for("A: weights none \u{2192} sqrt-inverse at step 0; u undoes");
    session.pty.type_keys("uu");
    session.pty.wait_until_gone("focal:gamma=2");
    session.pty.type_keys(".");
    session.pty.wait_until_gone("epoch  0.0/30");
    session.pty.resize((1, 1));
    session.pty.wait_until("one cell", |screen| screen.contents().chars().count() <= 1);
    session.pty.resize(WIDE);
    for title in ["1 Curves", "2 Prediction", "3 Confusion", "4 Imbalance", "q quit"] {
        session.pty.wait_for(title);
    }
    session.pty.type_keys("q");
    session.pty.wait_for("Leave?");
    session.pty.type_keys("n");
    session.pty.wait_until_gone("Leave?");
    let summary = session.quit("qy");
    assert!(summary.contains("of 30 epochs were done") && summary.contains("validation set"), "{summary}");
}

#[test]
fn while_paused_and_untouched_no_byte_is_written() {
    let mut session = Session::start(&["--paused"]);
    session.pty.wait_for("paused");
    session.pty.type_keys("2T");
    session.pty.wait_for("T=2");
    let before = (frames(session.pty.raw()), session.pty.raw().len());
    for shown in ["T=5", "T=10", "T=0.5"] {
        session.pty.type_keys("T");
        session.pty.wait_for(shown);
    }
    let after = (frames(session.pty.raw()), session.pty.raw().len());
    assert_eq!(after.0 - before.0, 3, "a frame a key and no other");
    assert!(after.1 - before.1 < 3 * 4096, "{} bytes for three small changes", after.1 - before.1);
    session.quit("qy");
}

#[test]
fn control_c_leaves_at_once() {
    let mut session = Session::start(&["--pace", "60s"]);
    session.pty.wait_for("training");
    let summary = session.quit("\x03");
    assert!(summary.contains("stored in"), "{summary}");
}

#[test]
fn a_signal_ends_the_program_and_the_run_is_whole() {
    for (signal, code) in [(Kill::TERM, 143), (Kill::HUP, 129)] {
        let mut session = Session::start(&["--pace", "60s"]);
        session.pty.wait_for("training");
        session.pty.wait_until("an evaluation", |screen| !screen.contents().contains("no evaluation yet"));
        session.pty.kill(signal);
        assert_exit(&session.pty.wait_exit(), code);
        let last = last_words(&session.run_folder());
        assert_eq!(last.len(), 2, "{signal:?}");
        assert!(last.iter().all(|event| matches!(event.body, Body::Ended(_))), "{signal:?}: {last:?}");
    }
}

#[test]
fn a_lost_terminal_ends_the_program_and_the_run_is_whole() {
    let mut session = Session::start(&["--pace", "60s"]);
    session.pty.wait_for("training");
    session.pty.hang_up("b");
    assert_eq!(session.pty.wait_exit().code, 129);
    let last = last_words(&session.run_folder());
    assert!(!last.is_empty() && last.iter().all(|event| matches!(event.body, Body::Ended(_))), "{last:?}");
}

#[test]
fn a_shell_can_stop_and_continue_it() {
    let mut session = Session::start_in(tempfile::tempdir().unwrap(), "sh", &["-i"], &[]);
    session.pty.wait_for("READY> ");
    session.pty.type_keys(&format!("'{PROGRAM}' --paused\n"));
    session.pty.wait_for("1 Curves");
    session.pty.type_keys("\x1a");
    session.pty.wait_until("the shell's prompt", |screen| {
        let text = screen.contents();
        text.contains("Stopped") && text.trim_end().ends_with("READY>")
    });
    assert!(!session.pty.screen().alternate_screen() && !session.pty.screen().hide_cursor());
    session.pty.type_keys("fg\n");
    for shown in ["1 Curves", "• paused", "q quit"] {
        session.pty.wait_for(shown);
    }
    session.pty.type_keys("\x03");
    session.pty.wait_until("the shell's prompt", |screen| screen.contents().trim_end().ends_with("READY>"));
    session.pty.type_keys("exit $?\n");
    assert_exit(&session.pty.wait_exit(), 0);
}

#[test]
fn a_stored_run_comes_back_into_the_same_panes_and_takes_no_orders() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("kept");
    let folder = folder.to_str().unwrap().to_owned();
    let arguments = ["--pace", "full", "--epochs", "1", "--out", &folder];
    let mut first = Session::start_in(home, PROGRAM, &arguments, &[]);
    first.pty.wait_for("done, c continues");
    let matrix = |screen: &str| {
        let rows = screen.lines().skip_while(|line| !line.contains("3 Confusion")).skip(1);
        rows.map(|row| row.chars().take(58).collect::<String>()).collect::<Vec<_>>().join("\n")
    };
    first.pty.wait_for("epoch  1.0/1");
    let shown = matrix(&first.pty.screen_text());
    first.quit("q");
    let mut again = Session::start_in(first.home, PROGRAM, &[&folder], &[]);
    again.pty.wait_for("stored run");
    again.pty.wait_for("epoch  1.0/1");
    let footer = |text: &str| text.lines().take(14).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(footer(&matrix(&again.pty.screen_text())), footer(&shown));
    for key in ["l", " ", "i"] {
        again.pty.type_keys(key);
        again.pty.wait_for("this is a stored run: nothing trains here");
        again.pty.type_keys("d");
        again.pty.wait_until_gone("nothing trains here");
    }
    again.quit("q");
}

#[test]
fn without_colours_none_is_sent() {
    let mut session = Session::start_with(&["--pace", "full", "--epochs", "1"], &[("NO_COLOR", "1")]);
    session.pty.wait_for("done, c continues");
    session.pty.type_keys("?");
    session.pty.wait_for("Esc closes");
    session.pty.type_keys("\x1b");
    session.pty.wait_until_gone("Esc closes");
    session.quit("q");
    let raw = String::from_utf8_lossy(session.pty.raw()).into_owned();
    let colours: Vec<&str> = sgr(&raw).filter(|code| is_colour(code)).collect();
    assert_eq!(colours, Vec::<&str>::new());
    assert!(sgr(&raw).any(|code| code == "7"), "a selection is reversed");
}

/// The parameters of all sequences that set how text looks.
fn sgr(raw: &str) -> impl Iterator<Item = &str> {
    let sequences = raw.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';')?;
        rest[end..].starts_with('m').then_some(&rest[..end])
    });
    sequences.flat_map(|parameters| parameters.split(';'))
}

/// 39 and 49 are the terminal's own colours.
fn is_colour(code: &str) -> bool {
    code.parse().is_ok_and(|code: u32| matches!(code, 30..=38 | 40..=48 | 90..=107))
}

#[test]
fn a_terminal_without_unicode_gets_ascii() {
    let mut session = Session::start_with(&["--pace", "full", "--epochs", "1"], &[("LANG", "C")]);
    session.pty.wait_for("done, c continues");
    for (keys, shown) in [("5", "5 Images"), ("8", "8 Journal"), ("?", "Esc closes")] {
        session.pty.type_keys(keys);
        session.pty.wait_for(shown);
    }
    session.pty.type_keys("\x1b");
    session.pty.wait_until_gone("Esc closes");
    session.quit("q");
    let foreign = session.pty.raw().iter().position(|byte| !byte.is_ascii());
    let around = foreign.map(|at| String::from_utf8_lossy(&session.pty.raw()[at.saturating_sub(40)..at + 9]));
    assert_eq!(around, None);
}

#[test]
fn data_that_cannot_be_used_are_named_on_the_main_screen() {
    let mut session = Session::start(&["/no/such/pictures"]);
    assert_exit(&session.pty.wait_exit(), 2);
    let text = session.pty.screen_text();
    assert!(text.contains("/no/such/pictures") && text.trim().lines().count() <= 4, "{text}");
}

#[test]
fn without_a_terminal_one_line_names_the_command_for_that() {
    let home = tempfile::tempdir().unwrap();
    let run = |term: &str| {
        let mut command = Command::new(PROGRAM);
        command.env_clear().env("HOME", home.path()).env("TERM", term);
        let output = command.output().unwrap();
        let expected = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), expected.lines().count(), output.stdout.len()),
            (Some(2), 1, 0),
            "{expected}"
        );
        assert!(expected.contains("dl-lab run"), "{expected}");
    };
    run("xterm-256color");
    let mut dumb = Session::start_with(&[], &[("TERM", "dumb")]);
    assert_exit(&dumb.pty.wait_exit(), 2);
    assert!(dumb.pty.screen_text().contains("dl-lab run"), "{}", dumb.pty.screen_text());
}

/// Where a text stands on the screen: column and row, counted from 1 as reports of the mouse do.
fn place_of(session: &Session, text: &str) -> (usize, usize) {
    let screen = session.pty.screen_text();
    let lines = screen.lines().enumerate();
    let place = lines.filter_map(|(row, line)| Some((line[..line.find(text)?].chars().count() + 1, row + 1)));
    place.into_iter().next().unwrap_or_else(|| panic!("no {text} in:\n{screen}"))
}

#[test]
fn a_lecture_of_ten_minutes_goes_by_keys_and_words_on_the_screen() {
    let mut session = Session::start(&["--pace", "60s", "--epochs", "60"]);
    let steps = [
        ("", "accurate and finds"),
        ("P", "recall of 'Ankle boot'"),
        ("3", "3 Confusion A row-normalised (recall)"),
        ("P", "4 Imbalance exp:100, train 900 to 9, rarest first"),
        ("3dd", "difference of recall"),
        ("4t", "recall A"),
        ("t", "A recall"),
        ("w", "class weights of A"),
        ("balanced\r", "A: weights none \u{2192} balanced at step"),
        ("u", "A: weights back from balanced to none at step"),
        ("2e", "numbers stand still"),
        ("\x1b", "2 Prediction"),
        ("?", "In Prediction"),
        ("temperature", "Prediction: temperature of the shown bars"),
        ("\x1b", "1 Curves"),
        ("1T", "this key acts in Prediction (2)"),
        (":accuracy\r", "1 Curves accuracy"),
        (":save\r", "weights and predictions go to"),
    ];
    for (keys, words) in steps {
        session.pty.type_keys(keys);
        session.pty.wait_for(words);
    }
    let (column, row) = place_of(&session, "6 Decision");
    session.pty.type_keys(&format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
    session.pty.wait_for("\u{25b8}6 Decision");
    session.pty.type_keys("q");
    session.pty.wait_for("Leave?");
    let summary = session.quit("y");
    assert!(summary.contains("stored in"), "{summary}");
    for name in ["weights-A.safetensors", "predictions-A.npz", "test-A.npz"] {
        assert!(session.run_folder().join(name).is_file(), "{name}");
    }
}

#[test]
fn the_first_three_minutes_with_own_photos_need_no_tuning() {
    let home = tempfile::tempdir().unwrap();
    let photos = home.path().join("photos");
    for (class, images, green) in [("meadow", 60_u32, 25), ("sea", 12, 0)] {
        std::fs::create_dir_all(photos.join(class)).unwrap();
        for at in 0..images {
            let light = 40 + (at * 37) % 160;
            let photo = image::RgbImage::from_fn(24, 24, |x, y| {
                let noise = (x * 7919 + y * 104_729 + at * 31) % 40;
                image::Rgb(
                    [light + noise, light + noise + green, light + noise + 25 - green].map(|byte| byte as u8),
                )
            });
            photo.save(photos.join(class).join(format!("{at}.png"))).unwrap();
        }
    }
    let arguments = ["photos", "--no-mouse", "--pace", "full", "--epochs", "20", "--valid", "0.3"];
    let arguments: Vec<String> =
        arguments.iter().map(|word| word.replace("photos", photos.to_str().unwrap())).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut session = Session::start_in(home, PROGRAM, &arguments, &[]);
    session.pty.wait_for("Done, validation set:");
    session.pty.wait_for("are saved in");
    for (keys, words) in
        [("4", "sea"), ("8", "the largest of 0.05, 0.025 ..."), ("i", "imbalance"), ("\x1b", "8 Journal")]
    {
        session.pty.type_keys(keys);
        session.pty.wait_for(words);
    }
    session.quit("q");
    let raw = session.pty.raw();
    assert!(!raw.windows(8).any(|window| window == b"\x1b[?1000h"), "the mouse is the terminal's");
}
