//! The naive count of open deals, and the naive story of every deal.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value as Json;

use super::{Micros, field, micros_of, text};

/// Amount and weighted amount for each currency.
type Money = BTreeMap<String, (Decimal, Decimal)>;

/// A deal as its events tell it.
pub struct Deal {
    /// What its events said last, by the fields of its opening.
    pub data: Json,
    /// `open`, `won` or `lost`.
    pub state: &'static str,
    /// Open stages: which, when it came and when it went.
    pub stays: Vec<(String, Micros, Option<Micros>)>,
    pub opened: Micros,
    pub won: Option<Micros>,
    pub active: Micros,
    pub pushed: bool,
}

/// Which deals are counted: a pipeline, a kind, and a half-open range of expected closes.
#[derive(Clone, Copy)]
pub struct Chosen<'a> {
    pub pipeline: Option<&'a str>,
    pub kind: Option<&'a str>,
    pub close: Option<(&'a str, &'a str)>,
}

impl Chosen<'_> {
    /// The deals that are counted; those of low intent never are.
    pub fn of(self, events: &[&Json]) -> Vec<Deal> {
        let counts = |deal: &Deal| {
            let close = text(&deal.data["expected_close"]);
            deal.data["in_pipeline"] != false
                && self.pipeline.is_none_or(|wanted| deal.data["pipeline"] == *wanted)
                && self.kind.is_none_or(|wanted| deal.data["kind"] == *wanted)
                && self.close.is_none_or(|(from, to)| *from <= *close && *close < *to)
        };
        stories(events).into_values().filter(counts).collect()
    }
}

/// Open deals as text: group, pipeline, stage, how many, and for each currency how much and how much
/// weighted.
pub fn open(events: &[&Json], by: &str, chosen: Chosen<'_>) -> Vec<String> {
    let number = |json: &Json| text(json).parse::<Decimal>().unwrap();
    let mut sums: BTreeMap<String, (u64, Money)> = BTreeMap::new();
    for Deal { data: deal, .. } in chosen.of(events).iter().filter(|deal| deal.state == "open") {
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

fn stories(events: &[&Json]) -> BTreeMap<String, Deal> {
    let mut deals: BTreeMap<String, Deal> = BTreeMap::new();
    for event in events {
        let (id, data) = (text(&event["stream"]["id"]), &event["data"]);
        let at = micros_of(&event["occurred_at"]);
        if event["type"] == "OpportunityOpened" {
            let stays = vec![(text(&data["stage"]), at, None)];
            let (data, opened, active) = (data.clone(), at, at);
            let new = Deal { data, state: "open", stays, opened, won: None, active, pushed: false };
            deals.insert(id, new);
        } else if event["type"] == "InteractionLogged" {
            if let Some(deal) = deals.get_mut(&text(&data["opportunity_id"])) {
                deal.active = deal.active.max(micros_of(&data["at"]));
            }
        } else if let Some(deal) = deals.get_mut(&id) {
            if event["command"] != "ChangeAccountOwner" {
                deal.active = deal.active.max(at);
            }
            deal.goes_on(event["type"].as_str().unwrap(), data, at);
        }
    }
    deals
}

impl Deal {
    fn goes_on(&mut self, event: &str, data: &Json, at: Micros) {
        match event {
            // What is won stays won, whichever of the stages it is in that count as won.
            "OpportunityStageChanged" if self.state == "won" => {}
            "OpportunityStageChanged" => self.enter(&data["after"], &data["probability"], at),
            "OpportunityReopened" => {
                (self.state, self.won) = ("open", None);
                self.enter(&data["stage"], &data["probability"], at);
            }
            "OpportunityWon" => {
                let won = micros_of(&data["won_at"]);
                self.leave(won);
                (self.state, self.won) = ("won", Some(won));
                self.data["closed_for"] = data["reason"].clone();
                self.data["amount"] = data["amount"].clone();
            }
            "OpportunityLost" => {
                self.leave(at);
                self.state = "lost";
                self.data["closed_for"] = data["reason"].clone();
            }
            "OpportunityOwnerChanged" => self.data["owner_id"] = data["after"].clone(),
            "OpportunityAmountChanged" => self.data["amount"] = data["after"].clone(),
            "ProbabilityOverridden" => self.data["probability"] = data["after"].clone(),
            "ExpectedCloseChanged" => {
                // Dates as text sort as dates do.
                self.pushed |= text(&data["after"]) > text(&data["before"]);
                self.data["expected_close"] = data["after"].clone();
            }
            "OpportunityUpdated" => {
                for name in ["in_pipeline", "region", "product", "kind"] {
                    if let Some(after) = data[name].get("after") {
                        self.data[name] = after.clone();
                    }
                }
            }
            _ => {}
        }
    }

    fn enter(&mut self, stage: &Json, probability: &Json, at: Micros) {
        self.leave(at);
        self.stays.push((text(stage), at, None));
        self.data["stage"] = stage.clone();
        self.data["probability"] = probability.clone();
    }

    /// It leaves the stage that it is in, if it is in an open one.
    fn leave(&mut self, at: Micros) {
        let last = self.stays.last_mut().unwrap();
        last.2 = last.2.or(Some(at));
    }
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
