//! The naive count of open deals.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value as Json;

use super::{field, text};

/// Amount and weighted amount for each currency.
type Money = BTreeMap<String, (Decimal, Decimal)>;

/// Open deals as text: group, pipeline, stage, how many, and for each currency how much and how much
/// weighted.
pub fn open(events: &[&Json], by: &str, pipeline: Option<&str>) -> Vec<String> {
    let number = |json: &Json| text(json).parse::<Decimal>().unwrap();
    let mut sums: BTreeMap<String, (u64, Money)> = BTreeMap::new();
    for deal in still_open(events).values() {
        if pipeline.is_some_and(|wanted| deal["pipeline"] != *wanted) {
            continue;
        }
        let (amount, chance) = (number(&deal["amount"]["amount"]), number(&deal["probability"]));
        for group in ["all".to_owned(), deal[field(by)].to_string()] {
            let stage = format!("{group} {} {}", text(&deal["pipeline"]), text(&deal["stage"]));
            let (count, currencies) = sums.entry(stage).or_default();
            *count += 1;
            let sum = currencies.entry(text(&deal["amount"]["currency"])).or_default();
            *sum = (sum.0 + amount, sum.1 + amount * chance / Decimal::ONE_HUNDRED);
        }
    }
    sums.into_iter().map(|(stage, (count, sums))| line(&stage, count, &sums)).collect()
}

fn still_open(events: &[&Json]) -> BTreeMap<String, Json> {
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
                deals.get_mut(&id).unwrap()["owner_id"] = data["after"].clone();
            }
            "OpportunityWon" | "OpportunityLost" => drop(deals.remove(&id)),
            _ => {}
        }
    }
    deals
}

fn line(stage: &str, count: u64, sums: &Money) -> String {
    let cents = |sum: Decimal| {
        sum.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize()
    };
    let money = sums.iter().map(|(currency, (amount, weighted))| {
        format!("{currency} {} {}", cents(*amount), cents(*weighted))
    });
    format!("{stage}: {count} {}", money.collect::<Vec<_>>().join(", "))
}
