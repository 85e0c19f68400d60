//! Random histories against a naive count: the funnels, by every grouping and range, on many past
//! instants, by both axes of time, in several zones. `KITH_SEED` runs one history alone.

use chrono::FixedOffset;
use event_log::dice::Dice;
use kith_tests::samples::token;
use kith_tests::{Client, Kith, knob};
use serde_json::{Value as Json, json};

use super::history;
use super::naive::activity::{self, Rules};
use super::naive::deals::Chosen;
use super::naive::log::Log;
use super::naive::{self, Micros, deals, figures, micros, shown};

/// Histories (`KITH_HISTORIES`).
const HISTORIES: u64 = 20;
/// Instants of each history on each axis of time.
const INSTANTS: usize = 24;
const BY: [&str; 4] = ["source", "owner", "region", "product"];
const DEALS_BY: [&str; 5] = ["source", "owner", "region", "product", "kind"];
/// None, whole days of the tenant's zone, and instants in the middle of days.
const RANGES: [Option<(&str, &str)>; 3] = [
    None,
    Some(("2024-03-01", "2024-06-15")),
    Some(("2024-02-11T07:31:05.250001Z", "2024-09-30T22:15:00Z")),
];
/// Deals of which pipeline and kind, and with an expected close in which range.
const DEALS: [Chosen<'_>; 3] = [
    Chosen { pipeline: None, kind: Some("new"), close: None },
    Chosen { pipeline: Some("template"), kind: None, close: None },
    Chosen { pipeline: None, kind: None, close: Some(("2024-04-01", "2024-12-31")) },
];
/// What counts of the work on leads, as shipped and otherwise.
const WORK: [Rules; 2] = [
    Rules {
        calls: &["call", "phone"],
        reached: &["reached", "connected", "replied"],
        touch_days: 7,
    },
    Rules { calls: &["CHAT", "mail"], reached: &["no answer", "Busy"], touch_days: 60 },
];
/// Zones without summer time, so that a naive reader needs no table of them: name and hours.
const ZONES: [(&str, i32); 3] = [("UTC", 0), ("Asia/Shanghai", 8), ("America/Phoenix", -7)];

/// One history, its tenant and what they agreed on.
struct Case {
    seed: u64,
    client: Client,
    zone: FixedOffset,
    work: &'static Rules,
    log: Log,
}

#[test]
fn twenty_random_histories_are_counted_as_a_naive_reader_would() {
    let home = crate::home();
    let kith = home.serve();
    let only = knob("KITH_SEED", 0);
    let (mut won, mut merged, mut contacted) = (0, 0, 0);
    for seed in (1..=knob("KITH_HISTORIES", HISTORIES)).filter(|n| [0, *n].contains(&only)) {
        let case = Case::played(&kith, seed);
        case.check();
        won += case.log.count("OpportunityWon");
        merged += case.log.count("LeadsMerged");
        contacted += case.log.count("LeadContacted");
    }
    assert!(won > 0, "nothing was ever won, so little was compared");
    assert!(merged > 0, "no leads were ever merged");
    assert!(contacted > 0, "no lead was ever contacted");
    kith.stop();
    home.run(&["verify"]).ok();
}

impl Case {
    /// Every history has a tenant of its own.
    fn played(kith: &Kith, seed: u64) -> Self {
        let order = json!({"role": "admin", "tenant": format!("seed-{seed}"), "subject": "model"});
        let client = kith.admin.elsewhere(&token(&kith.admin, &order));
        let (name, hours) = ZONES[seed as usize % ZONES.len()];
        let zone = json!({"time_zone": name, "effective_from": "2000-01-01T00:00:00Z"});
        client.command("DefineTenant", &zone).status(200);
        let nth = seed as usize % WORK.len();
        let work = &WORK[nth];
        if nth != 0 {
            client.command("DefineScoringModel", &work.body()).status(200);
        }
        history::play(&client, seed);
        let log = Log::read(&client.get("/v1/events").status(200).lines());
        Self { seed, client, zone: FixedOffset::east_opt(hours * 3_600).unwrap(), work, log }
    }

    fn check(&self) {
        let mut dice = Dice::new(self.seed);
        let head = self.client.read("/v1/positions")["head"].clone();
        let live = format!("&at_least={head}&wait_ms=60000");
        self.compare("live", (&live, None), &self.log.all());
        for nth in 0..INSTANTS {
            // Every fourth is a bare date: its first instant in the tenant's zone.
            let mut then = history::instant(&mut dice);
            then.truncate(if nth % 4 == 0 { 10 } else { then.len() });
            let at = micros(&then, self.zone);
            let (counts, world) = (self.log.occurred_by(at), format!("&as_of={then}"));
            self.compare(&format!("occurred by {then}"), (&world, Some(at)), &counts);
            let then = self.log.some_recording(&mut dice);
            let at = micros(&then, self.zone);
            let counts = self.log.recorded_by(at);
            let world = format!("&as_of={then}&basis=recorded");
            self.compare(&format!("recorded by {then}"), (&world, Some(at)), &counts);
        }
    }

    /// Asks both funnels, with and without a range, by everything; and counts the same events.
    fn compare(&self, what: &str, (world, now): (&str, Option<Micros>), events: &[&Json]) {
        let (client, zone) = (&self.client, self.zone);
        let what = format!("KITH_SEED={}, {what}", self.seed);
        for by in BY {
            for range in RANGES {
                let part = range.map_or(String::new(), |(a, b)| format!("&from={a}&to={b}"));
                let answer = client.read(format!("/v1/funnel?by={by}{part}{world}"));
                let expected = naive::funnel(events, by, range, zone);
                assert_eq!(shown::funnel(&answer), expected, "{what}, by {by}, {range:?}");
                let answer = client.read(format!("/v1/funnel/activity?by={by}{part}{world}"));
                let expected = activity::activity(events, by, (range, zone), self.work);
                assert_eq!(activity::answered(&answer), expected, "{what}, done, {by}, {range:?}");
            }
        }
        for by in DEALS_BY {
            for chosen in DEALS {
                let Chosen { pipeline, kind, close } = chosen;
                let mut path = format!("/v1/funnel/opportunities?by={by}{world}");
                path += &kind.map_or(String::new(), |kind| format!("&kind={kind}"));
                path += &pipeline.map_or(String::new(), |key| format!("&pipeline={key}"));
                path +=
                    &close.map_or(String::new(), |(a, b)| format!("&close_from={a}&close_to={b}"));
                let answer = client.read(path);
                let expected = deals::open(events, by, chosen);
                assert_eq!(shown::open(&answer), expected, "{what}, open by {by}");
                let expected = figures::figures(events, chosen, zone, now);
                assert_eq!(shown::figures(&answer, now.is_some()), expected, "{what}, figures");
            }
        }
    }
}
