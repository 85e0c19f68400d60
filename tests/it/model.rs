//! Random histories against a naive count: the funnels, by every grouping, on many past instants, by
//! both axes of time. `KITH_SEED` runs one seed alone.

mod history;
mod naive;

use event_log::dice::Dice;
use kith_tests::samples::token;
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

use naive::Log;

const SEEDS: u64 = 20;
const INSTANTS: usize = 24;
const BY: [&str; 4] = ["source", "owner", "region", "product"];

#[test]
fn twenty_random_histories_are_counted_as_a_naive_reader_would() {
    let home = crate::home();
    let kith = home.serve();
    let only: Option<u64> = std::env::var("KITH_SEED").ok().and_then(|seed| seed.parse().ok());
    for seed in (1..=SEEDS).filter(|seed| only.is_none_or(|only| only == *seed)) {
        let client = tenant(&kith, seed);
        history::play(&client, seed);
        check(&client, seed);
    }
    kith.stop();
    home.run(&["verify"]).ok();
}

/// Every history has a tenant of its own.
fn tenant(kith: &Kith, seed: u64) -> Client {
    let order = json!({"role": "admin", "tenant": format!("seed-{seed}"), "subject": "model"});
    kith.admin.with_token(&token(&kith.admin, &order))
}

fn check(client: &Client, seed: u64) {
    let log = Log::read(&client.get("/v1/events").status(200).lines());
    let mut dice = Dice::new(seed);
    let head = client.read("/v1/positions")["head"].clone();
    client.read(format!("/v1/leads?at_least={head}&wait_ms=60000"));
    compare(client, &format!("seed {seed}, live"), "", &log.all());
    for _ in 0..INSTANTS {
        let then = history::instant(&mut dice);
        let what = format!("seed {seed}, occurred by {then}");
        compare(client, &what, &format!("&as_of={then}"), &log.occurred_by(&then));
        let then = log.some_recording(&mut dice);
        let what = format!("seed {seed}, recorded by {then}");
        let query = format!("&as_of={then}&basis=recorded");
        compare(client, &what, &query, &log.recorded_by(&then));
    }
}

/// Asks both funnels, with and without a range, by everything; and counts the same events.
fn compare(client: &Client, what: &str, world: &str, events: &[&Json]) {
    for by in BY {
        for range in [None, Some(("2024-03-01", "2024-06-15"))] {
            let part = range.map_or(String::new(), |(from, to)| format!("&from={from}&to={to}"));
            let answer = client.read(format!("/v1/funnel?by={by}{part}{world}"));
            let expected = naive::funnel(events, by, range);
            assert_eq!(naive::shown(&answer), expected, "{what}, by {by}, {range:?}");
        }
        for pipeline in ["", "&pipeline=template"] {
            let path = format!("/v1/funnel/opportunities?by={by}{pipeline}{world}");
            let expected = naive::open(events, by, pipeline.strip_prefix("&pipeline="));
            assert_eq!(naive::shown_open(&client.read(path)), expected, "{what}, open by {by}");
        }
    }
}
