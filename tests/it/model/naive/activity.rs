//! What was done with leads, counted naively: every contact and meeting is looked up anew for every lead
//! that it may be about.

use std::collections::BTreeMap;

use chrono::FixedOffset;
use serde_json::{Value as Json, json};

use super::{Lead, field, leads, micros, micros_of, text};

/// What counts: the channels that are calls, the outcomes that say that somebody was reached, and within
/// how many days.
pub struct Rules {
    pub calls: &'static [&'static str],
    pub reached: &'static [&'static str],
    pub touch_days: i64,
}

impl Rules {
    /// The command that makes them hold.
    pub fn body(&self) -> Json {
        let Self { calls, reached, touch_days } = self;
        let activity = json!({"calls": calls, "reached": reached, "touch_days": touch_days});
        json!({"activity": activity, "effective_from": "2000-01-01T00:00:00Z"})
    }
}

/// A lead with what happened to it and to those that it took in.
struct Worked<'a> {
    lead: Lead,
    facts: Vec<&'a Json>,
}

impl Worked<'_> {
    fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Json> {
        self.facts.iter().filter(move |fact| fact["type"] == kind).map(|fact| &fact["data"])
    }

    fn booked(&self) -> bool {
        self.of("LeadBehaviorRecorded").any(|data| data["behavior"] == "meeting_booked")
    }

    fn touched(&self, rules: &Rules) -> bool {
        let until = self.lead.times()[1].unwrap() + rules.touch_days * 86_400_000_000;
        let in_time = |data: &Json| micros_of(&data["at"]) <= until;
        self.of("LeadContacted").any(|data| is(&data["outcome"], rules.reached) && in_time(data))
    }

    fn calls(&self, rules: &Rules, connected: bool) -> usize {
        let calls = self.of("LeadContacted").filter(|data| is(&data["channel"], rules.calls));
        calls.filter(|data| !connected || is(&data["outcome"], rules.reached)).count()
    }
}

/// Case doesn't matter.
fn is(word: &Json, words: &[&str]) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(&text(word)))
}

/// The figures as text: all leads, then each group.
pub fn activity(
    events: &[&Json],
    by: &str,
    (range, zone): (Option<(&str, &str)>, FixedOffset),
    rules: &Rules,
) -> Vec<String> {
    let survivors: BTreeMap<String, String> = (events.iter())
        .filter(|event| event["type"] == "LeadMergedInto")
        .map(|event| (text(&event["stream"]["id"]), text(&event["data"]["survivor_id"])))
        .collect();
    let mut facts: BTreeMap<String, Vec<&Json>> = BTreeMap::new();
    for event in events {
        let mut id = text(&event["stream"]["id"]);
        while let Some(survivor) = survivors.get(&id) {
            id = survivor.clone();
        }
        facts.entry(id).or_default().push(event);
    }
    let range = range.map(|(from, to)| micros(from, zone)..micros(to, zone));
    let worked: Vec<Worked<'_>> = leads(events)
        .into_iter()
        .map(|(id, lead)| Worked { lead, facts: facts.remove(&id).unwrap_or_default() })
        .filter(|worked| {
            range.as_ref().is_none_or(|range| range.contains(&worked.lead.reached[0].unwrap()))
        })
        .collect();
    let mut groups: BTreeMap<String, Vec<&Worked<'_>>> = BTreeMap::new();
    for one in &worked {
        groups.entry(one.lead.data[field(by)].to_string()).or_default().push(one);
    }
    let mut lines = vec![line("all", &worked.iter().collect::<Vec<_>>(), rules)];
    lines.extend(groups.iter().map(|(key, leads)| line(key, leads, rules)));
    lines
}

fn line(key: &str, leads: &[&Worked<'_>], rules: &Rules) -> String {
    let mql: Vec<_> = leads.iter().filter(|one| one.lead.times()[1].is_some()).collect();
    let booked = mql.iter().filter(|one| one.booked()).count();
    let touched = mql.iter().filter(|one| one.touched(rules)).count();
    let calls = leads.iter().map(|one| one.calls(rules, false)).sum();
    let connected = leads.iter().map(|one| one.calls(rules, true)).sum();
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    let rates = [share(booked, mql.len()), share(touched, mql.len()), share(connected, calls)];
    shown(key, [leads.len(), mql.len(), booked, touched, calls, connected], rates)
}

/// The platform's answer in the same words.
pub fn answered(answer: &Json) -> Vec<String> {
    let line = |key: &str, part: &Json| {
        let count = |name: &str| part[name].as_u64().unwrap() as usize;
        let rates = ["booking_rate", "touch_rate", "connect_rate"].map(|name| part[name].as_f64());
        shown(key, ["leads", "mql", "booked", "touched", "calls", "connected"].map(count), rates)
    };
    let groups = answer["groups"].as_array().unwrap();
    let mut lines: Vec<_> = groups.iter().map(|g| line(&g["key"].to_string(), g)).collect();
    lines.sort();
    lines.insert(0, line("all", answer));
    lines
}

fn shown(key: &str, counts: [usize; 6], rates: [Option<f64>; 3]) -> String {
    format!("{key}: {counts:?} {rates:?}")
}
