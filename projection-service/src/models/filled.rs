//! How complete records are, by the key fields in force: of one record for its page, and of all of them
//! as a column and as a figure (C4, C101, C102). Records keep which key fields they have as bits, so that
//! a new version of the setting holds at once and no record is read for it.

use std::borrow::Cow;

use hashbrown::HashMap;
use rules::settings::{Completeness as Setting, key_field};
use rust_decimal::Decimal;

use crate::column::Place;
use crate::query::{Completeness, Filled, FilledFigures};
use crate::sheet::{Cell, Groups};

/// The field of lists that says the share.
const COMPLETENESS: &str = "completeness";
/// The field of lists that says whether the share is below the goal.
const INCOMPLETE: &str = "incomplete";

/// Whether a field of lists is told by the key fields in force.
pub fn is_told(field: &str) -> bool {
    field == COMPLETENESS || field == INCOMPLETE
}

/// How complete the records of a kind are, told from their bits: made once for all that an answer shows.
pub struct Shares {
    /// The key fields, each with its bit.
    fields: Vec<(Cow<'static, str>, u32)>,
    /// The bits of the key fields.
    asked: u32,
    /// The share by how many of them there are; none without key fields.
    shares: Vec<Option<Decimal>>,
    /// The same, as columns keep it.
    by_count: Vec<i64>,
    /// From which share on a record is complete enough, and as columns keep it.
    goal: (Decimal, i64),
}

impl Shares {
    /// By the setting in force; without one, or without key fields, no record has a share. `bit` is the
    /// bit of a field.
    pub fn new(setting: Option<&Setting>, bit: impl Fn(&str) -> Option<u32>) -> Self {
        let fields = setting.map_or(&[][..], |setting| &setting.key_fields);
        let named = |field: &str| key_field(field).map_or(Cow::Owned(field.into()), Cow::Borrowed);
        let fields: Vec<(Cow<'static, str>, u32)> =
            fields.iter().map(|field| (named(field), bit(field).unwrap_or(0))).collect();
        let asked = fields.iter().fold(0, |all, (_, bit)| all | bit);
        let all = fields.len();
        let share = |count: usize| {
            (all > 0).then(|| (Decimal::from(count) / Decimal::from(all)).round_dp(4))
        };
        let shares: Vec<Option<Decimal>> = (0..=all).map(share).collect();
        let by_count = shares.iter().map(|share| share.map_or(Cell::None, Cell::Decimal).number());
        let goal = setting.map_or(Decimal::ZERO, |setting| setting.goal);
        let goal = (goal, Cell::Decimal(goal).number());
        Self { by_count: by_count.collect(), fields, asked, shares, goal }
    }

    /// How many key fields a record with these bits has.
    fn count(&self, bits: u32) -> usize {
        (bits & self.asked).count_ones() as usize
    }

    /// The share of a record with these bits.
    pub fn of(&self, bits: u32) -> i64 {
        self.by_count[self.count(bits)]
    }

    /// What is shown of a record with these bits.
    pub fn filled(&self, bits: u32) -> Filled {
        let share = self.shares[self.count(bits)];
        let missing = self.fields.iter().filter(|(_, bit)| bits & bit == 0);
        Filled {
            share,
            missing: missing.map(|(field, _)| field.clone()).collect(),
            incomplete: share.is_some_and(|share| share < self.goal.0),
        }
    }

    /// The column of a field that says the shares, or whether they are below the goal; a record without
    /// a share isn't.
    pub fn column(&self, field: &str, shares: impl Iterator<Item = i64>) -> Vec<i64> {
        if field == COMPLETENESS {
            return shares.collect();
        }
        shares.map(|share| i64::from(share != Cell::None.number() && share < self.goal.1)).collect()
    }
}

/// Some records' shares, added up.
#[derive(Clone, Copy, Default)]
struct Sum {
    records: u64,
    filled: u64,
    at_goal: u64,
}

impl Sum {
    fn add(&mut self, bits: u32, shares: &Shares) {
        let share = shares.of(bits);
        self.records += 1;
        self.filled += shares.count(bits) as u64;
        self.at_goal += u64::from(share != Cell::None.number() && share >= shares.goal.1);
    }

    /// With so many key fields.
    fn figures(&self, fields: usize) -> FilledFigures {
        let whole = Decimal::from(self.records) * Decimal::from(fields);
        let mean = Decimal::from(self.filled).checked_div(whole);
        let mean = mean.map(|mean| mean.round_dp(4).normalize());
        FilledFigures { records: self.records, mean, at_goal: self.at_goal }
    }
}

/// Groups, and the place in them that a record is counted by.
pub type Grouped<'a> = (Groups<'a>, &'a dyn Fn(Place) -> Option<Place>);

/// The figures of records with these places and bits, in groups if `groups` says in which each is.
pub fn figures<'a>(
    setting: Option<&Setting>,
    shares: &Shares,
    records: impl Iterator<Item = (Place, u32)>,
    groups: Option<Grouped<'a>>,
) -> Completeness {
    let (mut all, mut sums) = (Sum::default(), HashMap::<u32, Sum>::new());
    for (place, bits) in records {
        all.add(bits, shares);
        if let Some((groups, of)) = &groups {
            let number = of(place).map_or_else(|| groups.none(), |place| groups.of(place));
            sums.entry(number).or_default().add(bits, shares);
        }
    }
    let key_fields: Vec<String> =
        setting.map_or(&[][..], |s| &s.key_fields).iter().map(ToString::to_string).collect();
    let fields = key_fields.len();
    let named = groups.iter().flat_map(|(groups, _)| {
        sums.iter().map(|(number, sum)| (groups.name(*number), sum.figures(fields)))
    });
    let mut groups: Vec<_> = named.collect();
    // By name, and those without one last.
    groups.sort_by(|(one, _), (other, _)| (one.is_none(), one).cmp(&(other.is_none(), other)));
    let goal = setting.map(|setting| setting.goal.normalize());
    Completeness { goal, key_fields, all: all.figures(fields), groups }
}

#[cfg(test)]
mod tests {
    use event_schema::event::SettingKind;
    use rules::presets::presets;

    use super::*;

    #[test]
    fn completeness_is_filled_key_fields_by_key_fields() {
        let is_ours = |kind, key: &str| kind == SettingKind::Completeness && key == "account";
        let shipped = presets().into_iter().find(|p| is_ours(p.kind, p.key.as_str())).unwrap();
        let setting: Setting = serde_json::from_value(shipped.body).unwrap();
        let bit = |field: &str| {
            let place = setting.key_fields.iter().position(|known| **known == *field);
            place.map(|place| 1 << place)
        };
        let shares = Shares::new(Some(&setting), bit);
        let has = ["name", "industry", "region"].into_iter().filter_map(bit).sum();
        let filled = shares.filled(has);
        assert_eq!(filled.share.unwrap().to_string(), "0.375");
        assert_eq!(filled.missing, ["size", "owner", "grade", "need", "contact"]);
        assert!(filled.incomplete);
        let whole = shares.filled(u32::MAX);
        assert_eq!((whole.share, whole.incomplete), (Some(Decimal::ONE), false));
        assert_eq!(whole.missing, Vec::<String>::new());
        assert_eq!(Shares::new(None, bit).filled(has), Filled::default());
    }
}
