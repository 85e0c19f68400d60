//! Plans of contacts with leads (C60).

use crate::choice::choice;
use crate::field::{Instant, shape};
use crate::personal::NOTE_LEN_MAX;
use crate::value::{Key, Text};

choice! {
    /// In what the time until a step of a plan is counted.
    PlanUnit {
        /// Hours.
        Hour = "hour",
        /// Days of 24 hours.
        Day = "day",
    }
}

shape! {
    /// How long after the start of a plan a step is due.
    PlanAfterShape {
        /// So many; up to ten years.
        value: u32,
        /// Of these.
        unit: PlanUnit,
    }
}

shape! {
    /// A step of a plan of contacts.
    PlanStepShape {
        /// By which way, such as call, mail, message or meeting; normalised by the dictionary.
        channel: Text<100>,
        /// When it is due.
        after: PlanAfterShape,
        /// What it is about, at most 200 characters: nothing of a person.
        note: Option<Text<NOTE_LEN_MAX>>,
    }
}

shape! {
    /// Publishes a plan of contacts with a lead (C60): which steps, in which order and when. The steps
    /// are given whole, none due before the one that stands before it. What was planned with it stays
    /// as it was planned.
    DefineContactPlan {
        /// Which one.
        key: Key,
        /// Its steps, 1 to 20.
        steps: Vec<PlanStepShape>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}
