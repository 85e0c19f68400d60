//! How complete records are, by the key fields in force: of one record for its page, and of all of them
//! as a column and as a figure (C4, C101, C102). Records keep which key fields they have as bits, so that
//! a new version of the setting holds at once and no record is read for it.

use hashbrown::HashMap;
use rules::settings::Completeness as Setting;
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

/// Filled key fields by key fields, by the setting in force.
pub fn filled(setting: Option<&Setting>, has: impl Fn(&str) -> bool) -> Filled {
    let Some(setting) = setting else { return Filled::default() };
    let share = setting.share(&has);
    Filled {
        share,
        missing: setting.missing(has).into_iter().map(str::to_owned).collect(),
        incomplete: share.is_some_and(|share| share < setting.goal),
    }
}

/// The share of every record of a kind, told from its bits.
pub struct Shares {
    /// The bits of the key fields.
    asked: u16,
    /// By how many of them there are, as columns keep it.
    by_count: Vec<i64>,
    /// From which share on a record is complete enough, as columns keep it.
    goal: i64,
}

impl Shares {
    /// By the setting in force; without one, or without key fields, no record has a share. `bit` is the
    /// bit of a field.
    pub fn new(setting: Option<&Setting>, bit: impl Fn(&str) -> Option<u16>) -> Self {
        let fields = setting.map_or(&[][..], |setting| &setting.key_fields);
        let asked = fields.iter().filter_map(|field| bit(field)).fold(0, |all, bit| all | bit);
        let all = fields.len();
        let share = |count: usize| {
            let share = (all > 0).then(|| Decimal::from(count) / Decimal::from(all));
            share.map_or(Cell::None, |share| Cell::Decimal(share.round_dp(4))).number()
        };
        let goal = setting.map_or(Decimal::ZERO, |setting| setting.goal);
        Self { asked, by_count: (0..=all).map(share).collect(), goal: Cell::Decimal(goal).number() }
    }

    /// The share of a record with these bits.
    pub fn of(&self, bits: u16) -> i64 {
        self.by_count[(bits & self.asked).count_ones() as usize]
    }

    /// The column of a field that says the shares, or whether they are below the goal; a record without
    /// a share isn't.
    pub fn column(&self, field: &str, shares: impl Iterator<Item = i64>) -> Vec<i64> {
        if field == COMPLETENESS {
            return shares.collect();
        }
        shares.map(|share| i64::from(share != Cell::None.number() && share < self.goal)).collect()
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
    fn add(&mut self, bits: u16, shares: &Shares) {
        let share = shares.of(bits);
        self.records += 1;
        self.filled += u64::from((bits & shares.asked).count_ones());
        self.at_goal += u64::from(share != Cell::None.number() && share >= shares.goal);
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
    records: impl Iterator<Item = (Place, u16)>,
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
