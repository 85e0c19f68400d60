//! The figures of the work on a cohort of leads (C88): with how many a meeting was booked, how many were
//! reached in time, and how many calls reached somebody. Found by looking at every lead.

use rules::settings::{Activity as Rules, Words};

use super::Funnels;
use super::columns::{Columns, dimension};
use super::contacts::{Contacted, Word};
use super::lead::Lead;
use crate::column::Dictionary;
use crate::days::DAY_MICROS;
use crate::query::{Activity, ActivityFigures, ActivityGroup, ActivityTargets, FunnelBy, Range};

/// What the rules say of the words that were met, by their numbers.
struct Meaning {
    calls: Vec<bool>,
    reached: Vec<bool>,
    touch_micros: i64,
}

impl Meaning {
    fn of(rules: &Rules, columns: &Columns) -> Self {
        let contacts = columns.contacts();
        Self {
            calls: known(&rules.calls, contacts.words(Word::Channel)),
            reached: known(&rules.reached, contacts.words(Word::Outcome)),
            touch_micros: DAY_MICROS.saturating_mul(rules.touch_days.into()),
        }
    }

    fn is_call(&self, contacted: &Contacted) -> bool {
        self.calls[contacted.channel as usize]
    }

    fn is_reached(&self, contacted: &Contacted) -> bool {
        self.reached[contacted.outcome as usize]
    }
}

/// Which numbers of a dictionary stand for one of the words; that of none doesn't.
fn known(words: &Words, numbers: &Dictionary) -> Vec<bool> {
    let meant = (1..=numbers.len())
        .map(|number| numbers.value(number as u32).is_some_and(|value| words.contains(value)));
    std::iter::once(false).chain(meant).collect()
}

/// Sums up a group of leads.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    leads: u64,
    mql: u64,
    booked: u64,
    touched: u64,
    calls: u64,
    connected: u64,
}

impl Tally {
    /// What one lead adds.
    fn of(lead: &Lead, logged: &[Contacted], meaning: Option<&Meaning>) -> Self {
        let qualified = lead.qualified();
        let is_mql = u64::from(qualified.is_some());
        let booked = is_mql * u64::from(lead.booked);
        let mut tally = Self { leads: 1, mql: is_mql, booked, ..Self::default() };
        let Some(meaning) = meaning else { return tally };
        let last = qualified.map(|at| at.saturating_add(meaning.touch_micros));
        for contacted in logged {
            let times = u64::from(contacted.times);
            let reached = meaning.is_reached(contacted);
            if reached && last.is_some_and(|last| contacted.first <= last) {
                tally.touched = 1;
            }
            if meaning.is_call(contacted) {
                tally.calls += times;
                tally.connected += if reached { times } else { 0 };
            }
        }
        tally
    }

    fn add(&mut self, more: &Self) {
        let Self { leads, mql, booked, touched, calls, connected } = more;
        self.leads += leads;
        self.mql += mql;
        self.booked += booked;
        self.touched += touched;
        self.calls += calls;
        self.connected += connected;
    }

    fn figures(self, rules: Option<&Rules>) -> ActivityFigures {
        let Self { leads, mql, booked, touched, calls, connected } = self;
        let said = |count: u64| rules.map(|_| count);
        let (touched, calls, connected) = (said(touched), said(calls), said(connected));
        ActivityFigures { leads, mql, booked, touched, calls, connected }
    }
}

impl Funnels {
    /// The figures of the leads created in a range. Without rules nothing is known of contacts.
    pub fn activity(&self, range: &Range, by: Option<FunnelBy>, rules: Option<&Rules>) -> Activity {
        let meaning = rules.map(|rules| Meaning::of(rules, &self.columns));
        let (all, groups) = self.tallies(range, by, meaning.as_ref());
        let mut groups: Vec<ActivityGroup> = by.map_or_else(Vec::new, |by| {
            let values = self.columns.values(by);
            let there_are = (0..).zip(groups).filter(|(_, tally): &(u32, Tally)| tally.leads > 0);
            there_are
                .map(|(number, tally)| ActivityGroup {
                    key: values.value(number).map(str::to_owned),
                    figures: tally.figures(rules),
                })
                .collect()
        });
        groups.sort_by(|a, b| (b.figures.leads, &a.key).cmp(&(a.figures.leads, &b.key)));
        Activity { figures: all.figures(rules), groups, targets: rules.map(targets) }
    }

    /// Of the whole, and of the groups by number of their value.
    fn tallies(
        &self,
        range: &Range,
        by: Option<FunnelBy>,
        meaning: Option<&Meaning>,
    ) -> (Tally, Vec<Tally>) {
        let from = range.from.map_or(i64::MIN, |from| from.micros());
        let to = range.to.map_or(i64::MAX, |to| to.micros());
        let dimension = by.map(dimension);
        let (mut all, mut groups) = (Tally::default(), Vec::new());
        let mut contacts = self.columns.contacts().all().peekable();
        for (place, lead) in (0..).zip(self.columns.leads()) {
            let logged = contacts.next_if(|(of, _)| *of == place).map_or(&[][..], |(_, all)| all);
            if lead.created < from || lead.created >= to || !lead.counts() {
                continue;
            }
            let tally = Tally::of(lead, logged, meaning);
            all.add(&tally);
            if let Some(dimension) = dimension {
                let at = lead.dimensions[dimension] as usize;
                if groups.len() <= at {
                    groups.resize(at + 1, Tally::default());
                }
                groups[at].add(&tally);
            }
        }
        (all, groups)
    }
}

fn targets(rules: &Rules) -> ActivityTargets {
    ActivityTargets {
        booking_min: rules.booking_min,
        touch_days: rules.touch_days,
        touch_min: rules.touch_min,
        connect_min: rules.connect_min,
        connect_max: rules.connect_max,
    }
}
