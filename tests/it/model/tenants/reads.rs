//! Everything that can be read.

use kith_tests::Client;
use kith_tests::samples::{LISTS, id};

/// What is neither a list nor one record.
const OTHERS: [&str; 15] = [
    "/v1/funnel",
    "/v1/funnel/activity",
    "/v1/funnel/opportunities",
    "/v1/settings",
    "/v1/views",
    "/v1/events",
    "/v1/bulk-actions",
    "/v1/duplicates/leads",
    "/v1/duplicates/accounts",
    "/v1/duplicates/contacts",
    "/v1/completeness/leads",
    "/v1/completeness/accounts",
    "/v1/completeness/contacts",
    "/v1/completeness/interactions",
    "/v1/completeness/meetings",
];

/// Everything that isn't one record.
pub fn all() -> impl Iterator<Item = &'static str> {
    LISTS.into_iter().chain(OTHERS)
}

/// Records, each with the kind of its id.
const RECORDS: [(&str, &str); 8] = [
    ("/v1/leads/{id}", "lead"),
    ("/v1/accounts/{id}", "account"),
    ("/v1/accounts/{id}/timeline", "account"),
    ("/v1/accounts/{id}/organisation", "account"),
    ("/v1/contacts/{id}", "contact"),
    ("/v1/opportunities/{id}", "opportunity"),
    ("/v1/interactions/{id}", "interaction"),
    ("/v1/records/{id}", "record"),
];

/// What is asked elsewhere: the live stream and bulk actions by tests of their own, positions by every
/// other.
const ELSEWHERE: [&str; 3] = ["/v1/events/stream", "/v1/positions", "/v1/bulk-actions/{id}"];

/// Every read in several ways, once it covers the head.
pub fn paths(client: &Client, head: u64) -> Vec<String> {
    is_everything(client);
    let covers = format!("at_least={head}&wait_ms=20000");
    let event = client.get(format!("/v1/events?from_position={head}")).status(200).lines();
    let now = event[0]["recorded_at"].as_str().unwrap().to_owned();
    let mut paths = vec!["/v1/events".to_owned()];
    for read in all().filter(|read| *read != "/v1/events") {
        for world in ["", "&as_of={now}", "&as_of={now}&basis=recorded"] {
            paths.push(format!("{read}?{covers}{}", world.replace("{now}", &now)));
        }
    }
    for by in ["source", "owner", "region", "product"] {
        paths.push(format!("/v1/funnel?by={by}&{covers}"));
        paths.push(format!("/v1/funnel/activity?by={by}&{covers}"));
        paths.push(format!("/v1/funnel/opportunities?by={by}&{covers}"));
    }
    for list in LISTS {
        paths.push(format!("{list}?limit=500&{covers}"));
    }
    for (path, kind) in RECORDS {
        let path = path.replace("{id}", &id(kind, 1));
        paths.push(format!("{path}?{covers}"));
    }
    paths
}

/// A read that nobody added here would go unseen.
fn is_everything(client: &Client) {
    let description = client.read("/openapi.json");
    let described = description["paths"].as_object().unwrap();
    let reads =
        described.iter().filter(|(path, at)| path.starts_with("/v1/") && !at["get"].is_null());
    for (path, _) in reads {
        let of_records = RECORDS.iter().any(|(record, _)| record == path);
        let known =
            of_records || all().any(|read| read == path) || ELSEWHERE.contains(&path.as_str());
        assert!(known, "{path} isn't asked here");
    }
}
