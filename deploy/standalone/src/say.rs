//! What a verb says: results on standard output, everything else on standard error.

use std::error::Error;
use std::fmt;
use std::io::Write;

/// Why a command line came to nothing.
#[derive(Debug)]
pub struct Failure {
    what: String,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// For a reason that has no cause below it.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), cause: None }
    }

    /// Wraps a cause, for `map_err`.
    pub fn because<E: Into<Box<dyn Error + Send + Sync>>>(
        what: impl Into<String>,
    ) -> impl FnOnce(E) -> Self {
        let what = what.into();
        |cause| Self { what, cause: Some(cause.into()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

/// A line of the result. A reader that has gone away is no fault.
pub fn line(text: impl fmt::Display) {
    drop(writeln!(std::io::stdout().lock(), "{text}"));
}

/// A line about how it goes.
pub fn note(text: impl fmt::Display) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// A failure with all of its causes.
pub fn error(failure: &Failure) {
    let mut text = format!("kith: {failure}");
    let mut cause = failure.source();
    while let Some(below) = cause {
        text.push_str(&format!(": {below}"));
        cause = below.source();
    }
    note(text);
}
