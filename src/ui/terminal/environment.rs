//! What the environment says about the terminal: whether there is one, its colours, its character set.
//!
//! Everything is decided from variables and from the standard streams. The terminal itself is never asked: a late
//! answer would arrive as keystrokes.

use crate::ui::theme::{Charset, ColorMode};
use std::io::IsTerminal;

/// How an environment variable is looked up; tests pass a table instead of the process's environment.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Looks a variable up in the process's environment; a value that is not UTF-8 counts as unset.
pub fn process_variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Whether a full-screen interface makes sense: both streams are terminals and `TERM` names one that can move
/// its cursor.
pub fn is_interactive(lookup: Lookup) -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && !is_dumb(lookup)
}

/// Whether the session came in over SSH. Lost under `sudo` and stale in tmux: good for defaults only.
pub fn over_ssh(lookup: Lookup) -> bool {
    value(lookup, "SSH_CONNECTION").or_else(|| value(lookup, "SSH_TTY")).is_some()
}

/// The colours to use: `choice` (the command line's) first, then `NO_COLOR`, `CLICOLOR_FORCE`, a dumb terminal or
/// `CLICOLOR=0`, `COLORTERM`, and `TERM`. SSH does not forward `COLORTERM`, so 256 colours are the usual answer there.
pub fn color_mode(choice: Option<ColorMode>, lookup: Lookup) -> ColorMode {
    if let Some(mode) = choice {
        return mode;
    }
    let is_zero = |text: String| text == "0";
    let forced = value(lookup, "CLICOLOR_FORCE").is_some_and(|text| text != "0");
    let refused = is_dumb(lookup) || value(lookup, "CLICOLOR").is_some_and(is_zero);
    if value(lookup, "NO_COLOR").is_some() || (refused && !forced) {
        return ColorMode::Mono;
    }
    color_depth(lookup)
}

/// The character set: the first non-empty of `LC_ALL`, `LC_CTYPE` and `LANG` decides; without any, Unicode unless the
/// terminal is a console that lacks the glyphs.
pub fn charset(choice: Option<Charset>, lookup: Lookup) -> Charset {
    if let Some(charset) = choice {
        return charset;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| value(lookup, name));
    let term = value(lookup, "TERM").unwrap_or_default();
    let unicode = match locale.map(|name| name.to_ascii_lowercase()) {
        Some(name) => name.contains("utf-8") || name.contains("utf8"),
        None => !(is_dumb(lookup) || term == "linux" || term.starts_with("vt")),
    };
    if unicode { Charset::Unicode } else { Charset::Ascii }
}

/// Apple's Terminal and GNU screen mangle 24-bit colours whatever `COLORTERM` promises.
fn color_depth(lookup: Lookup) -> ColorMode {
    let term = value(lookup, "TERM").unwrap_or_default();
    let truecolor = value(lookup, "COLORTERM").is_some_and(|text| text == "truecolor" || text == "24bit");
    let apple = value(lookup, "TERM_PROGRAM").is_some_and(|text| text == "Apple_Terminal");
    if apple || term.starts_with("screen") {
        ColorMode::Indexed256
    } else if truecolor || term.ends_with("-direct") {
        ColorMode::TrueColor
    } else if term.contains("256color") {
        ColorMode::Indexed256
    } else {
        ColorMode::Ansi16
    }
}

fn is_dumb(lookup: Lookup) -> bool {
    value(lookup, "TERM").is_none_or(|term| term == "dumb")
}

/// An empty variable counts as unset, as the `NO_COLOR` convention and POSIX locales have it.
fn value(lookup: Lookup, name: &str) -> Option<String> {
    lookup(name).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks variables up in a line such as `TERM=xterm LANG=C`.
    fn with<T>(line: &str, ask: impl FnOnce(Lookup) -> T) -> T {
        ask(&|name| {
            line.split(' ')
                .filter_map(|pair| pair.split_once('='))
                .find(|(key, _)| *key == name)
                .map(|p| p.1.into())
        })
    }

    #[test]
    fn colours_follow_the_documented_order() {
        let rows = [
            ("TERM=xterm-256color", ColorMode::Indexed256),
            ("TERM=xterm-256color COLORTERM=truecolor", ColorMode::TrueColor),
            ("TERM=xterm-256color COLORTERM=24bit NO_COLOR=1", ColorMode::Mono),
            ("TERM=xterm-256color NO_COLOR=", ColorMode::Indexed256),
            ("TERM=xterm-256color CLICOLOR=0", ColorMode::Mono),
            ("TERM=xterm-256color CLICOLOR=0 CLICOLOR_FORCE=1", ColorMode::Indexed256),
            ("TERM=xterm-256color NO_COLOR=1 CLICOLOR_FORCE=1", ColorMode::Mono),
            ("TERM=dumb", ColorMode::Mono),
            ("TERM=dumb CLICOLOR_FORCE=1", ColorMode::Ansi16),
            ("", ColorMode::Mono),
            ("TERM=xterm-direct", ColorMode::TrueColor),
            ("TERM=xterm", ColorMode::Ansi16),
            ("TERM=linux", ColorMode::Ansi16),
            ("TERM=screen", ColorMode::Indexed256),
            ("TERM=screen-256color COLORTERM=truecolor", ColorMode::Indexed256),
            ("TERM=xterm-256color COLORTERM=truecolor TERM_PROGRAM=Apple_Terminal", ColorMode::Indexed256),
        ];
        for (line, expected) in rows {
            assert_eq!(with(line, |lookup| color_mode(None, lookup)), expected, "{line}");
        }
        let chosen = with("NO_COLOR=1", |lookup| color_mode(Some(ColorMode::Ansi16), lookup));
        assert_eq!(chosen, ColorMode::Ansi16, "the command line wins");
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides_the_character_set() {
        let rows = [
            ("TERM=xterm LANG=en_GB.UTF-8", Charset::Unicode),
            ("TERM=xterm LANG=de_DE.utf8", Charset::Unicode),
            ("TERM=xterm LANG=C", Charset::Ascii),
            ("TERM=xterm LANG=POSIX", Charset::Ascii),
            ("TERM=xterm LANG=en_GB.UTF-8 LC_ALL=C", Charset::Ascii),
            ("TERM=xterm LANG=en_GB.UTF-8 LC_ALL=", Charset::Unicode),
            ("TERM=xterm LANG=C LC_CTYPE=C.UTF-8", Charset::Unicode),
            ("TERM=xterm", Charset::Unicode),
            ("TERM=linux", Charset::Ascii),
            ("TERM=linux LANG=C.UTF-8", Charset::Unicode),
            ("TERM=vt100", Charset::Ascii),
            ("TERM=dumb", Charset::Ascii),
        ];
        for (line, expected) in rows {
            assert_eq!(with(line, |lookup| charset(None, lookup)), expected, "{line}");
        }
        assert_eq!(with("LANG=C", |lookup| charset(Some(Charset::Unicode), lookup)), Charset::Unicode);
    }

    #[test]
    fn an_ssh_session_is_known_by_either_variable() {
        assert!(with("SSH_TTY=/dev/pts/1", over_ssh));
        assert!(with("SSH_CONNECTION=a", over_ssh));
        assert!(!with("SSH_TTY= TERM=xterm", over_ssh));
    }
}
