//! How far long work is: a bar on a terminal, plain lines elsewhere.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use crate::say;

/// How often plain lines come, in percent.
const STEP_PERCENT: u64 = 10;

/// Long work of a known length.
pub struct Progress {
    what: &'static str,
    length: u64,
    done: u64,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Work on `length` of `what`, such as bytes or events.
    pub fn new(what: &'static str, length: u64) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(length);
            let template = "{bar:40} {pos}/{len} {msg} ({eta} left)";
            let style = ProgressStyle::with_template(template);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_message(what);
            bar
        });
        Self { what, length, done: 0, bar }
    }

    /// So much is done by now, of all.
    pub fn reached(&mut self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        } else if step(done, self.length) > step(self.done, self.length) {
            let (percent, length) = (step(done, self.length) * STEP_PERCENT, self.length);
            say::note(format!("{percent} % of {length} {}", self.what));
        }
        self.done = done;
    }

    /// The work has ended.
    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn step(done: u64, length: u64) -> u64 {
    let percent = done.saturating_mul(100).checked_div(length).unwrap_or(100);
    percent.min(100) / STEP_PERCENT
}
