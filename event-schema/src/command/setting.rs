//! Commands that define settings. Each publishes a new version; what is absent is taken from the
//! version in force.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::choice::choice;
use crate::event::Behavior;
use crate::field::{Instant, shape};
use crate::value::{Currency, Key, Text};

choice! {
    /// The first day of a week.
    WeekStart {
        /// ISO 8601.
        Monday = "monday",
        /// As in much of the Americas.
        Sunday = "sunday",
        /// As in much of the Middle East.
        Saturday = "saturday",
    }
}

choice! {
    /// What a stage of a pipeline means.
    StageKind {
        /// The deal is alive.
        Open = "open",
        /// It was won.
        Won = "won",
        /// It was lost.
        Lost = "lost",
    }
}

shape! {
    /// Sets zone, currency, country and calendar of the tenant.
    DefineTenant {
        /// IANA time zone, such as `Asia/Shanghai`.
        time_zone: Option<Text<64>>,
        /// Currency of reports.
        base_currency: Option<Currency>,
        /// ISO 3166 country, by which phone numbers without a country code are read.
        country: Option<Text<2>>,
        /// Month in which the fiscal year starts, 1 to 12.
        fiscal_year_start: Option<u32>,
        /// First day of the week.
        week_start: Option<WeekStart>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}

shape! {
    /// Whom the tenant wants as a customer (C13).
    IcpShape {
        /// Industries.
        industries: Option<Vec<Text<100>>>,
        /// Regions.
        regions: Option<Vec<Text<100>>>,
        /// Least number of staff.
        size_min: Option<u32>,
        /// Largest number of staff.
        size_max: Option<u32>,
    }
}

shape! {
    /// Publishes a scoring model (C28–C33, C41). It doesn't rescore the past.
    DefineScoringModel {
        /// The ideal customer.
        icp: Option<IcpShape>,
        /// Points for who they are, by rule, such as `seniority.decision_maker`.
        fit: Option<BTreeMap<Key, i32>>,
        /// Points for what they do, by behaviour.
        behaviour: Option<BTreeMap<Key, i32>>,
        /// Total from which a lead with a key behaviour is marketing-qualified.
        mql_total: Option<i32>,
        /// Which behaviours are key.
        key_behaviours: Option<Vec<Behavior>>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}

shape! {
    /// A stage of a pipeline.
    StageShape {
        /// Its key.
        key: Key,
        /// Chance of winning, in percent.
        probability: Decimal,
        /// Open, won or lost.
        kind: StageKind,
        /// What must hold to enter it.
        criteria: Option<Vec<Key>>,
    }
}

shape! {
    /// Publishes a pipeline (C124–C127).
    DefinePipeline {
        /// Which pipeline.
        key: Key,
        /// Its stages, in order; at least one open, one won and one lost.
        stages: Vec<StageShape>,
        /// Whether deals move forward by one stage only; true if absent.
        one_step: Option<bool>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}
