//! What a command says on standard output.

use std::io::{ErrorKind, Write};

/// Says something on standard output. Who reads may stop, as `| head` does: the work goes on quietly.
pub fn say(what: std::fmt::Arguments) {
    if let Err(error) = std::io::stdout().write_fmt(what) {
        let is_closed = error.kind() == ErrorKind::BrokenPipe;
        assert!(is_closed, "cannot write to standard output: {error}");
    }
}

/// In place of Rust's own, which panics at a closed pipe.
macro_rules! print {
    ($($what:tt)*) => { crate::say::say(format_args!($($what)*)) };
}

/// In place of Rust's own, which panics at a closed pipe.
macro_rules! println {
    ($($what:tt)*) => { crate::say::say(format_args!("{}\n", format_args!($($what)*))) };
}
