//! Of which state of the world an answer is: `as_of`, `basis`, `at_least`, `wait_ms`.

use std::time::Duration;

use event_schema::Position;
use projection_service::query::{AsOf, AtLeast};
use serde::{Deserialize, Serialize};

use super::{Param, Params, Word};

/// How long to wait for a position unless told, in milliseconds.
pub const WAIT_MS_PRESET: u64 = 2_000;
/// How long to wait at most, in milliseconds.
pub const WAIT_MS_MAX: u64 = 60_000;

/// A state of the world, and how far the models must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct World {
    /// Which state.
    pub as_of: AsOf,
    /// How far.
    pub at_least: Option<AtLeast>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Basis {
    Occurred,
    Recorded,
}

impl Word for Basis {
    const ALL: &'static [Self] = &[Self::Occurred, Self::Recorded];
}

/// `at_least`, looked at before anything is taken: dates are read by the settings at that position.
/// `None` if it isn't there or the question is refused for it anyway.
pub fn at_least(given: &[(String, String)], legal: &[&[Param]]) -> Option<AtLeast> {
    let value = |name: &str| given.iter().find(|(known, _)| known == name).map(|(_, value)| value);
    if !legal.iter().copied().flatten().any(|param| param.name == "at_least") {
        return None;
    }
    let position = value("at_least")?.parse().ok()?;
    let wait_ms = value("wait_ms").map_or(Ok(WAIT_MS_PRESET), |wait| wait.parse()).ok()?;
    let wait = Duration::from_millis(wait_ms);
    (wait_ms <= WAIT_MS_MAX).then_some(AtLeast { position, wait })
}

impl Params {
    /// Takes the four parameters.
    pub fn world(&mut self) -> World {
        World { as_of: self.as_of(), at_least: self.at_least() }
    }

    /// Takes the two parameters that say how far the models must be.
    pub fn waiting(&mut self) -> Option<AtLeast> {
        self.at_least()
    }

    fn as_of(&mut self) -> AsOf {
        let named = self.given.iter().any(|(name, _)| name == "as_of");
        let at = self.instant("as_of");
        let basis: Option<Basis> = self.word("basis");
        if basis.is_some() && !named {
            self.faults.invalid("basis", "without-as-of", "means something only with as_of");
        }
        if at.is_some_and(|at| at > self.now) {
            let message = format!("is after now, which is {}", self.now);
            self.faults.invalid("as_of", "after-now", message);
        }
        match (at, basis) {
            (None, _) => AsOf::Now,
            (Some(at), None | Some(Basis::Occurred)) => AsOf::Occurred(at),
            (Some(at), Some(Basis::Recorded)) => AsOf::Recorded(at),
        }
    }

    fn at_least(&mut self) -> Option<AtLeast> {
        let named = self.given.iter().any(|(name, _)| name == "at_least");
        let position: Option<Position> = self.number("at_least", 0..=u64::MAX);
        let wait = self.number("wait_ms", 0..=WAIT_MS_MAX);
        if wait.is_some() && !named {
            self.faults.invalid(
                "wait_ms",
                "without-at-least",
                "means something only with at_least",
            );
        }
        let wait = Duration::from_millis(wait.unwrap_or(WAIT_MS_PRESET));
        position.map(|position| AtLeast { position, wait })
    }
}
