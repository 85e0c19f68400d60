//! The naive count: events in, maps and sorted lists out. Slow, short and obvious on purpose; it
//! shares no code with the platform and was written from the page that promises the answers.

pub mod activity;
pub mod deals;
pub mod figures;
pub mod log;
pub mod shown;

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};
use serde_json::Value as Json;

/// Microseconds since 1970.
pub type Micros = i64;

/// An instant, or the first one of a date in the zone.
pub fn micros(text: &str, zone: FixedOffset) -> Micros {
    let midnight =
        |day: NaiveDate| zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).unwrap();
    match text.parse::<NaiveDate>() {
        Ok(day) => midnight(day).timestamp_micros(),
        Err(_) => text.parse::<DateTime<Utc>>().unwrap().timestamp_micros(),
    }
}

/// An instant in an event.
pub fn micros_of(time: &Json) -> Micros {
    time.as_str().unwrap().parse::<DateTime<Utc>>().unwrap().timestamp_micros()
}

/// Text in an event; empty if there is none.
pub fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

/// The field of an event that a grouping goes by.
pub fn field(by: &str) -> &str {
    if by == "owner" { "owner_id" } else { by }
}

/// A lead: when it reached each of the five stages, its data, and how it left, if it did.
struct Lead {
    reached: [Option<Micros>; 5],
    data: Json,
    left: Option<&'static str>,
    deal: String,
}

impl Lead {
    /// A stage that was skipped counts with the time of the later one.
    fn times(&self) -> [Option<Micros>; 5] {
        let mut times = self.reached;
        for stage in (0..4).rev() {
            times[stage] = times[stage].or(times[stage + 1]);
        }
        times
    }

    /// A stage that is reached twice was reached at the earlier time.
    fn reach(&mut self, stage: usize, at: Micros) {
        self.reached[stage] = Some(self.reached[stage].map_or(at, |known| known.min(at)));
    }

    fn change(&mut self, changes: &Json) {
        for field in ["source", "region", "product", "owner_id"] {
            if changes[field].is_object() {
                self.data[field] = changes[field]["after"].clone();
            }
        }
    }
}

fn leads(events: &[&Json]) -> BTreeMap<String, Lead> {
    let mut leads: BTreeMap<String, Lead> = BTreeMap::new();
    for event in events {
        let (id, data) = (text(&event["stream"]["id"]), &event["data"]);
        let at = micros_of(&event["occurred_at"]);
        match event["type"].as_str().unwrap() {
            "LeadCreated" => {
                let reached = [Some(at), None, None, None, None];
                let (data, deal) = (data.clone(), String::new());
                leads.insert(id, Lead { reached, data, left: None, deal });
            }
            "LeadQualified" => {
                let lead = leads.get_mut(&id).unwrap();
                lead.reach(if data["level"] == "mql" { 1 } else { 2 }, at);
                lead.left = None;
            }
            "LeadDisqualified" => leads.get_mut(&id).unwrap().left = Some("disqualified"),
            "LeadRecycled" => leads.get_mut(&id).unwrap().left = Some("recycled"),
            // Whoever is taken up again has not left.
            "LeadNurtured" => leads.get_mut(&id).unwrap().left = None,
            "LeadConverted" => {
                let lead = leads.get_mut(&id).unwrap();
                lead.deal = text(&data["opportunity"]["id"]);
                if !lead.deal.is_empty() {
                    lead.reach(3, at);
                }
            }
            "OpportunityWon" => {
                if let Some(lead) = leads.values_mut().find(|lead| lead.deal == id) {
                    lead.reach(4, micros_of(&data["won_at"]));
                }
            }
            kind => changed(&mut leads, kind, &id, data),
        }
    }
    leads
}

/// What is known of a lead changed, or whose it is, or that it is another one.
fn changed(leads: &mut BTreeMap<String, Lead>, kind: &str, id: &str, data: &Json) {
    match kind {
        "LeadUpdated" => leads.get_mut(id).unwrap().change(data),
        "LeadAssigned" => leads.get_mut(id).unwrap().data["owner_id"] = data["after"].clone(),
        "LeadDeclined" => leads.get_mut(id).unwrap().data["owner_id"] = Json::Null,
        "LeadsMerged" => {
            let lead = leads.get_mut(id).unwrap();
            lead.change(data);
            if data["state"].is_object() {
                lead.left = None;
            }
        }
        // One that was never a lead of its own has nothing to bring along.
        "LeadMergedInto" => {
            let Some(duplicate) = leads.remove(id) else { return };
            let survivor = leads.get_mut(&text(&data["survivor_id"])).unwrap();
            for (stage, at) in duplicate.reached.iter().enumerate() {
                at.iter().for_each(|at| survivor.reach(stage, *at));
            }
        }
        _ => {}
    }
}

/// A funnel as text, so that a difference can be read: all leads, then each group.
pub fn funnel(
    events: &[&Json],
    by: &str,
    range: Option<(&str, &str)>,
    zone: FixedOffset,
) -> Vec<String> {
    let within = |lead: &Lead| {
        let range = range.map(|(from, to)| micros(from, zone)..micros(to, zone));
        range.is_none_or(|range| range.contains(&lead.reached[0].unwrap()))
    };
    let leads: Vec<Lead> = leads(events).into_values().filter(within).collect();
    let mut groups: BTreeMap<String, Vec<&Lead>> = BTreeMap::new();
    for lead in &leads {
        groups.entry(lead.data[field(by)].to_string()).or_default().push(lead);
    }
    let mut lines = vec![line("all", &leads.iter().collect::<Vec<_>>(), zone)];
    lines.extend(groups.iter().map(|(key, leads)| line(key, leads, zone)));
    lines
}

const PAIRS: [(usize, usize); 6] = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 3), (0, 4)];

fn line(key: &str, leads: &[&Lead], zone: FixedOffset) -> String {
    let reached = |stage: usize| leads.iter().filter(|lead| lead.times()[stage].is_some()).count();
    let furthest = |lead: &Lead| lead.times().iter().rposition(Option::is_some).unwrap();
    let current = |stage| leads.iter().filter(|l| l.left.is_none() && furthest(l) == stage).count();
    let left = |how| leads.iter().filter(|lead| lead.left == Some(how)).count();
    let mut line = format!("{key}:");
    for stage in 0..5 {
        line += &format!(" {}/{}", reached(stage), current(stage));
    }
    line += &format!(" left {} {}", left("disqualified"), left("recycled"));
    for (from, to) in PAIRS {
        let both = leads.iter().filter_map(|lead| Some((lead.times()[from]?, lead.times()[to]?)));
        let rate = (reached(from) > 0).then(|| reached(to) as f64 / reached(from) as f64);
        let seconds: Vec<f64> = both.clone().map(|(a, b)| (b - a) as f64 / 1e6).collect();
        let day = |at| zone.timestamp_micros(at).unwrap().date_naive();
        let days: Vec<f64> = both.map(|(a, b)| (day(b) - day(a)).num_days() as f64).collect();
        line += &step(rate, median(seconds.clone()), p90(seconds), median(days));
    }
    line
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    (n > 0).then(|| f64::midpoint(values[(n - 1) / 2], values[n / 2]))
}

fn p90(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() * 9).div_ceil(10);
    (rank > 0).then(|| values[rank - 1])
}

/// Rounded to what doubles can agree on.
fn step(rate: Option<f64>, median: Option<f64>, p90: Option<f64>, days: Option<f64>) -> String {
    // A median may lie half a microsecond from either side, which is where rounding would part.
    let exact = |value: f64| (value * 2e6).round() / 2e6;
    let shown = |value: Option<f64>| value.map_or("-".into(), |v| format!("{:.3}", exact(v)));
    format!(" {}|{}|{}|{}", shown(rate), shown(median), shown(p90), shown(days))
}
