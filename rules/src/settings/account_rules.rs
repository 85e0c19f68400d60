//! How customers are looked after: tags by rule at their creation (C99), grades by what they ordered
//! and their review (C96, C97), how often they are called (C110), and what a hand-over asks for
//! (C109).

use event_schema::problem::FieldError;
use event_schema::value::{Code, Text};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::check::fault;
use super::handover::HandoverRules;
use crate::naming::Naming;
use crate::views::{
    BadCondition, Condition, CustomColumns, FILTER_BYTES_MAX, Known, List, holds, read,
};
use crate::zone::Zone;

/// Longest time over which orders are counted for a grade, in days.
const WINDOW_DAYS_MAX: u32 = 3_660;

/// A version of the rules on accounts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRules {
    /// The tags that a new account gets by itself.
    #[serde(default)]
    pub tags: Vec<TagRule>,
    /// The grades by what was ordered: the first line whose thresholds are all met.
    #[serde(default)]
    pub grades: Vec<GradeLine>,
    /// Over how many days, up to today, orders are counted for a grade.
    pub window_days: u32,
    /// Days after which a grade is to be looked at again; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_days: Option<u32>,
    /// The grades whose accounts have somebody of their own to look after them.
    #[serde(default)]
    pub dedicated: Vec<Code>,
    /// After how many days a customer is to be heard of again; a grade that isn't named has no
    /// rhythm.
    #[serde(default)]
    pub rhythm: Vec<RhythmLine>,
    /// What a hand-over asks for.
    #[serde(default)]
    pub handover: HandoverRules,
    /// What hints are given about names; absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub naming: Option<Naming>,
}

/// A tag and which new accounts get it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagRule {
    /// The tag.
    pub tag: Text<50>,
    /// Which ones.
    pub when: When,
}

/// A condition on a new account, kept as it was written and read once.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    written: Value,
    read: Result<Condition, BadCondition>,
}

/// From what an account is proposed for a grade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeLine {
    /// The grade.
    pub grade: Code,
    /// Least sum of its orders in the base currency; absent: any.
    #[serde(default, with = "optional_decimal", skip_serializing_if = "Option::is_none")]
    pub amount_min: Option<Decimal>,
    /// Least number of its orders; absent: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders_min: Option<u32>,
}

/// How often the customers of a grade are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RhythmLine {
    /// The grade.
    pub grade: Code,
    /// After so many days without an interaction the next one is due.
    pub days: u32,
}

impl AccountRules {
    /// The tags that the rules give an account, each once, in their order.
    pub fn tags<'a>(&self, of: &dyn Fn(&str) -> Known<'a>) -> Vec<Text<50>> {
        let mut tags: Vec<Text<50>> = Vec::new();
        for rule in &self.tags {
            if rule.when.holds(of) && !tags.contains(&rule.tag) {
                tags.push(rule.tag.clone());
            }
        }
        tags
    }

    /// The grade by so much in so many orders; `None` if no line fits.
    pub fn grade(&self, amount: Decimal, orders: u32) -> Option<Code> {
        let fits = |line: &&GradeLine| {
            line.amount_min.is_none_or(|least| amount >= least)
                && line.orders_min.is_none_or(|least| orders >= least)
        };
        self.grades.iter().find(fits).map(|line| line.grade)
    }

    /// After how many days a customer of this grade is to be heard of again.
    pub fn rhythm(&self, grade: &str) -> Option<u32> {
        self.rhythm.iter().find(|line| line.grade.as_str() == grade).map(|line| line.days)
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        for (i, rule) in self.tags.iter().enumerate() {
            faults.extend(rule.when.faults(&format!("tags[{i}].when")));
        }
        for (i, line) in self.grades.iter().enumerate() {
            if self.grades[..i].iter().any(|before| before.grade == line.grade) {
                let message = format!("is named twice: {}", line.grade);
                faults.push(fault(format!("grades[{i}].grade"), "duplicate", message));
            }
            if line.amount_min.is_some_and(|least| least.is_sign_negative()) {
                let at = format!("grades[{i}].amount_min");
                faults.push(fault(at, "out-of-range", "must not be negative"));
            }
        }
        for (i, line) in self.rhythm.iter().enumerate() {
            if self.rhythm[..i].iter().any(|before| before.grade == line.grade) {
                let message = format!("is named twice: {}", line.grade);
                faults.push(fault(format!("rhythm[{i}].grade"), "duplicate", message));
            }
            if line.days == 0 {
                faults.push(fault(
                    format!("rhythm[{i}].days"),
                    "out-of-range",
                    "must be 1 or more",
                ));
            }
        }
        if !(1..=WINDOW_DAYS_MAX).contains(&self.window_days) {
            let message = format!("must be 1 to {WINDOW_DAYS_MAX}");
            faults.push(fault("window_days", "out-of-range", message));
        }
        faults.extend(self.naming.iter().flat_map(Naming::faults));
        if self.review_days == Some(0) {
            faults.push(fault("review_days", "out-of-range", "must be 1 or more"));
        }
        faults
    }
}

impl When {
    /// Whether an account meets it. One that can't be read, since a newer Kith wrote it, is met by
    /// none.
    fn holds<'a>(&self, of: &dyn Fn(&str) -> Known<'a>) -> bool {
        self.read.as_ref().is_ok_and(|condition| holds(condition, of))
    }

    fn faults(&self, at: &str) -> Vec<FieldError> {
        if self.written.to_string().len() > FILTER_BYTES_MAX {
            let message = format!("must have at most {FILTER_BYTES_MAX} bytes");
            return vec![fault(at, "too-long", message)];
        }
        let bad = self.read.as_ref().err().into_iter().flatten();
        let told = |bad: &FieldError| {
            let path = format!("{at}.{}", bad.field);
            fault(path.trim_end_matches('.'), &bad.code, bad.message.clone())
        };
        bad.map(told).collect()
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.written.serialize(to)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Value::deserialize(from)?;
        // A new account has no field of times, so the zone says nothing.
        let read = read(List::NewAccounts, &written, Zone::UTC, &CustomColumns::default());
        Ok(Self { written, read })
    }
}

/// As the decimals of other settings, where one may be absent.
mod optional_decimal {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    struct Written(#[serde(with = "super::super::decimal")] Decimal);

    pub fn serialize<S: Serializer>(decimal: &Option<Decimal>, to: S) -> Result<S::Ok, S::Error> {
        match decimal {
            Some(decimal) => super::super::decimal::serialize(decimal, to),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
        Ok(Option::<Written>::deserialize(from)?.map(|written| written.0))
    }
}
