//! The naive count: events in, maps and sorted lists out. Slow, short and obvious on purpose; it
//! shares no code with the platform.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use event_log::dice::Dice;
use rust_decimal::Decimal;
use serde_json::Value as Json;

/// Events in log order, with the instant from which each counts by business time.
pub struct Log(Vec<(String, Json)>);

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

impl Log {
    /// A commit counts whole, at the latest of its own time and its streams' predecessors'. Commits
    /// are told apart by their time of recording, of which no two have the same.
    pub fn read(lines: &[Json]) -> Self {
        let mut streams: BTreeMap<String, String> = BTreeMap::new();
        let mut log = Vec::new();
        for commit in lines.chunk_by(|a, b| a["recorded_at"] == b["recorded_at"]) {
            let before =
                commit.iter().filter_map(|e| streams.get(&text(&e["stream"]["id"])).cloned());
            let own = commit.iter().map(|event| text(&event["occurred_at"]));
            let counts = before.chain(own).max().unwrap();
            for event in commit {
                streams.insert(text(&event["stream"]["id"]), counts.clone());
                log.push((counts.clone(), event.clone()));
            }
        }
        Self(log)
    }

    pub fn all(&self) -> Vec<&Json> {
        self.0.iter().map(|(_, event)| event).collect()
    }

    pub fn occurred_by(&self, then: &str) -> Vec<&Json> {
        self.0.iter().filter(|(counts, _)| counts.as_str() <= then).map(|(_, e)| e).collect()
    }

    pub fn recorded_by(&self, then: &str) -> Vec<&Json> {
        self.all()
            .into_iter()
            .filter(|event| text(&event["recorded_at"]).as_str() <= then)
            .collect()
    }

    pub fn some_recording(&self, dice: &mut Dice) -> String {
        text(&self.0[dice.below(self.0.len() as u64) as usize].1["recorded_at"])
    }
}

type Micros = i64;

fn micros(time: &Json) -> Micros {
    let time: DateTime<Utc> = time.as_str().unwrap().parse().unwrap();
    time.timestamp_micros()
}

/// A lead: when it reached each of the five stages, its group, and how it left.
struct Lead {
    reached: [Option<Micros>; 5],
    data: Json,
    disqualified: bool,
    deal: String,
}

impl Lead {
    fn reach(&mut self, stage: usize, at: Micros) {
        self.reached[stage] = Some(self.reached[stage].map_or(at, |known| known.min(at)));
    }

    /// A stage that was skipped counts with the time of the later one.
    fn times(&self) -> [Option<Micros>; 5] {
        let mut times = self.reached;
        for stage in (0..4).rev() {
            times[stage] = times[stage].or(times[stage + 1]);
        }
        times
    }
}

fn leads(events: &[&Json]) -> BTreeMap<String, Lead> {
    let mut leads: BTreeMap<String, Lead> = BTreeMap::new();
    for event in events {
        let (id, data, at) =
            (text(&event["stream"]["id"]), &event["data"], micros(&event["occurred_at"]));
        match event["type"].as_str().unwrap() {
            "LeadCreated" => {
                let reached = [Some(at), None, None, None, None];
                let lead =
                    Lead { reached, data: data.clone(), disqualified: false, deal: String::new() };
                leads.insert(id, lead);
            }
            "LeadQualified" => {
                let lead = leads.get_mut(&id).unwrap();
                lead.reach(if data["level"] == "mql" { 1 } else { 2 }, at);
                lead.disqualified = false;
            }
            "LeadDisqualified" => leads.get_mut(&id).unwrap().disqualified = true,
            "LeadNurtured" => leads.get_mut(&id).unwrap().disqualified = false,
            "LeadConverted" => {
                let lead = leads.get_mut(&id).unwrap();
                lead.deal = text(&data["opportunity"]["id"]);
                if !lead.deal.is_empty() {
                    lead.reach(3, at);
                }
            }
            "OpportunityWon" => {
                if let Some(lead) = leads.values_mut().find(|lead| lead.deal == id) {
                    lead.reach(4, micros(&data["won_at"]));
                }
            }
            _ => {}
        }
    }
    leads
}

/// A funnel as text, so that a difference can be read: all leads, then each group.
pub fn funnel(events: &[&Json], by: &str, range: Option<(&str, &str)>) -> Vec<String> {
    let field = if by == "owner" { "owner_id" } else { by };
    let within = |lead: &Lead| {
        let day = DateTime::from_timestamp_micros(lead.reached[0].unwrap()).unwrap().date_naive();
        range.is_none_or(|(from, to)| (from..to).contains(&day.to_string().as_str()))
    };
    let leads: Vec<Lead> = leads(events).into_values().filter(within).collect();
    let mut groups: BTreeMap<String, Vec<&Lead>> = BTreeMap::new();
    for lead in &leads {
        groups.entry(lead.data[field].to_string()).or_default().push(lead);
    }
    let mut lines = vec![line("all", &leads.iter().collect::<Vec<_>>())];
    lines.extend(groups.iter().map(|(key, leads)| line(key, leads)));
    lines
}

const PAIRS: [(usize, usize); 6] = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 3), (0, 4)];

fn line(key: &str, leads: &[&Lead]) -> String {
    let reached = |stage: usize| leads.iter().filter(|lead| lead.times()[stage].is_some()).count();
    let furthest = |lead: &Lead| lead.times().iter().rposition(Option::is_some).unwrap();
    let current = |stage| leads.iter().filter(|l| !l.disqualified && furthest(l) == stage).count();
    let mut line = format!("{key}:");
    for stage in 0..5 {
        line += &format!(" {}/{}", reached(stage), current(stage));
    }
    line += &format!(" left {}", leads.iter().filter(|lead| lead.disqualified).count());
    for (from, to) in PAIRS {
        let both = leads.iter().filter_map(|lead| Some((lead.times()[from]?, lead.times()[to]?)));
        let rate = (reached(from) > 0).then(|| reached(to) as f64 / reached(from) as f64);
        let seconds: Vec<f64> = both.clone().map(|(a, b)| (b - a) as f64 / 1e6).collect();
        let day = |micros| DateTime::from_timestamp_micros(micros).unwrap().date_naive();
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
    let shown = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.3}"));
    format!(" {}|{}|{}|{}", shown(rate), shown(median), shown(p90), shown(days))
}

/// The platform's answer in the same words.
pub fn shown(answer: &Json) -> Vec<String> {
    let line = |key: String, part: &Json| {
        let mut line = format!("{key}:");
        for stage in part["stages"].as_array().unwrap() {
            line += &format!(" {}/{}", stage["reached"], stage["current"]);
        }
        line += &format!(" left {}", part["left"]["disqualified"]);
        for found in part["conversion"].as_array().unwrap() {
            let number = |name: &str| found[name].as_f64();
            let days = number("median_days");
            line += &step(number("rate"), number("median_seconds"), number("p90_seconds"), days);
        }
        line
    };
    let mut lines = vec![line("all".into(), answer)];
    let groups = answer["groups"].as_array().unwrap();
    lines.extend(groups.iter().map(|group| line(group["key"].to_string(), group)));
    lines[1..].sort();
    lines
}

/// Amount and weighted amount for each currency.
type Money = BTreeMap<String, (Decimal, Decimal)>;

/// Open deals as text: group, pipeline, stage, currency, how many, how much, weighted.
pub fn open(events: &[&Json], by: &str, pipeline: Option<&str>) -> Vec<String> {
    let mut deals: BTreeMap<String, Json> = BTreeMap::new();
    for event in events {
        let (id, data) = (text(&event["stream"]["id"]), &event["data"]);
        match event["type"].as_str().unwrap() {
            "OpportunityOpened" => drop(deals.insert(id, data.clone())),
            "OpportunityStageChanged" => {
                let deal = deals.get_mut(&id).unwrap();
                deal["stage"] = data["after"].clone();
                deal["probability"] = data["probability"].clone();
            }
            "OpportunityOwnerChanged" => {
                deals.get_mut(&id).unwrap()["owner_id"] = data["after"].clone()
            }
            "OpportunityWon" | "OpportunityLost" => drop(deals.remove(&id)),
            _ => {}
        }
    }
    let field = if by == "owner" { "owner_id" } else { by };
    let mut sums: BTreeMap<String, (u64, Money)> = BTreeMap::new();
    for deal in deals.values().filter(|d| pipeline.is_none_or(|wanted| d["pipeline"] == *wanted)) {
        let number = |json: &Json| text(json).parse::<Decimal>().unwrap();
        let (amount, chance) = (number(&deal["amount"]["amount"]), number(&deal["probability"]));
        for group in ["all".to_owned(), deal[field].to_string()] {
            let stage = format!("{group} {} {}", text(&deal["pipeline"]), text(&deal["stage"]));
            let (count, currencies) = sums.entry(stage).or_default();
            *count += 1;
            let sum = currencies.entry(text(&deal["amount"]["currency"])).or_default();
            *sum = (sum.0 + amount, sum.1 + amount * chance / Decimal::ONE_HUNDRED);
        }
    }
    let mut lines: Vec<String> = sums
        .into_iter()
        .map(|(stage, (count, sums))| {
            let money: Vec<_> = sums
                .iter()
                .map(|(currency, (amount, weighted))| {
                    let cents = |sum: &Decimal| {
                        sum.round_dp_with_strategy(
                            2,
                            rust_decimal::RoundingStrategy::MidpointAwayFromZero,
                        )
                    };
                    format!(
                        "{currency} {} {}",
                        cents(amount).normalize(),
                        cents(weighted).normalize()
                    )
                })
                .collect();
            format!("{stage}: {count} {}", money.join(", "))
        })
        .collect();
    lines.sort();
    lines
}

/// The platform's answer in the same words.
pub fn shown_open(answer: &Json) -> Vec<String> {
    let number = |json: &Json| text(json).parse::<Decimal>().unwrap().normalize();
    let mut lines = Vec::new();
    let mut add = |group: String, part: &Json| {
        for stage in part["stages"].as_array().unwrap().iter().filter(|stage| stage["count"] != 0) {
            let (amounts, weights) = (&stage["amount"], &stage["weighted"]);
            let money: Vec<_> = amounts
                .as_array()
                .unwrap()
                .iter()
                .zip(weights.as_array().unwrap())
                .map(|(sum, weighted)| {
                    assert_eq!(sum["currency"], weighted["currency"]);
                    let (amount, weighted) = (number(&sum["amount"]), number(&weighted["amount"]));
                    format!("{} {amount} {weighted}", text(&sum["currency"]))
                })
                .collect();
            let place = format!("{group} {} {}", text(&stage["pipeline"]), text(&stage["stage"]));
            lines.push(format!("{place}: {} {}", stage["count"], money.join(", ")));
        }
    };
    add("all".into(), answer);
    for group in answer["groups"].as_array().unwrap() {
        add(group["key"].to_string(), group);
    }
    lines.sort();
    lines
}
