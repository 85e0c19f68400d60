//! Bad requests as a table: status, kind of problem, and the words that help.

use super::fakes::api;

/// Sends a read and checks the refusal; `named` must all be in its text.
async fn check(path: &str, status: u16, slug: &str, named: &[&str]) {
    let api = api();
    let got = api.get("acme", path).await;
    assert_eq!((got.status.as_u16(), got.slug().as_str()), (status, slug), "{path}");
    assert_eq!(got.header("content-type"), "application/problem+json", "{path}");
    let text = got.json().to_string();
    for word in named {
        assert!(text.contains(word), "{path}: {word} is not in {text}");
    }
    assert!(api.asked().is_empty(), "{path}: the question was asked nevertheless");
}

#[tokio::test]
async fn every_bad_parameter_is_refused_with_words_that_help() {
    let cases: &[(&str, u16, &str, &[&str])] = &[
        ("/v1/leads?asof=2026-01-01", 400, "malformed", &["asof", "as_of, basis"]),
        ("/v1/leads?state=gone", 422, "invalid", &["state", "disqualified"]),
        ("/v1/leads?owner=me", 422, "invalid", &["owner", "UUID"]),
        ("/v1/leads?limit=0", 422, "invalid", &["limit", "1 to 500"]),
        ("/v1/leads?limit=501", 422, "invalid", &["limit", "1 to 500"]),
        ("/v1/leads?limit=many", 400, "malformed", &["limit", "whole number"]),
        ("/v1/leads?count=yes", 400, "malformed", &["count", "true or false"]),
        ("/v1/leads?source=", 422, "invalid", &["source"]),
        ("/v1/leads?sort=region", 422, "invalid", &["sort", "score"]),
        ("/v1/conversions?sort=score", 400, "malformed", &["sort", "newest first"]),
        ("/v1/leads?limit=5&limit=6", 400, "malformed", &["limit", "more than once"]),
        ("/v1/leads?external_id=10042", 422, "invalid", &["external_id", "system:id"]),
        ("/v1/leads?cursor=AAAAAAAAAAM", 400, "malformed", &["cursor", "next"]),
        ("/v1/leads?as_of=2026-01-01T09:00:00", 422, "invalid", &["as_of", "offset"]),
        ("/v1/leads?as_of=yesterday", 422, "invalid", &["as_of"]),
        ("/v1/leads?as_of=2026-06-01T12:00:01Z", 422, "invalid", &["as_of", "after now"]),
        ("/v1/leads?basis=recorded", 422, "invalid", &["basis", "as_of"]),
        ("/v1/leads?as_of=2026-01-01&basis=guessed", 422, "invalid", &["basis", "occurred"]),
        ("/v1/leads?wait_ms=5", 422, "invalid", &["wait_ms", "at_least"]),
        ("/v1/leads?at_least=1&wait_ms=60001", 422, "invalid", &["wait_ms", "0 to 60000"]),
        ("/v1/leads?at_least=soon", 400, "malformed", &["at_least", "whole number"]),
        ("/v1/leads?at_least=-1", 422, "invalid", &["at_least", "whole number"]),
        ("/v1/leads?limit=1.5", 422, "invalid", &["limit", "1 to 500"]),
        ("/v1/leads?limit=18446744073709551616", 422, "invalid", &["limit", "1 to 500"]),
        ("/v1/leads?limit=NaN", 400, "malformed", &["limit", "whole number"]),
        ("/v1/leads?limit=%D9%A1", 400, "malformed", &["limit", "whole number"]),
        ("/v1/duplicates/leads?score_min=NaN", 400, "malformed", &["score_min", "number"]),
        ("/v1/duplicates/leads?score_min=-0.1", 422, "invalid", &["score_min", "0 to 1"]),
        ("/v1/opportunities?amount_min=NaN", 400, "malformed", &["amount_min", "decimal"]),
        ("/v1/funnel?by=colour", 422, "invalid", &["by", "region"]),
        ("/v1/funnel?from=2026-02-01&to=2026-01-01", 422, "invalid", &["to", "before"]),
        ("/v1/funnel?limit=5", 400, "malformed", &["limit", "legal are: by, from, to"]),
        ("/v1/audit?type=thing", 422, "invalid", &["type", "account"]),
        ("/v1/leads/not-a-uuid", 404, "unknown-target", &["UUID"]),
        ("/v1/positions?deep=true", 400, "malformed", &["deep", "none"]),
        ("/v1/events?types=LeadBorn", 422, "invalid", &["types", "LeadBorn"]),
        ("/v1/events?from_position=x", 400, "malformed", &["from_position", "whole number"]),
        ("/v1/events?from_position=0", 422, "invalid", &["from_position"]),
        ("/v1/events?from_position=-1", 422, "invalid", &["from_position"]),
        ("/v1/events/stream?from_position=x", 400, "malformed", &["from_position"]),
        ("/v1/events/stream?from_position=0", 422, "invalid", &["from_position"]),
        ("/v1/events/stream?from_position=1.5", 422, "invalid", &["from_position"]),
        ("/v1/events/stream?limit=3", 400, "malformed", &["limit", "from_position"]),
    ];
    for (path, status, slug, named) in cases {
        check(path, *status, slug, named).await;
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let got = api().get("acme", "/v1/leads?asof=1&state=gone&owner=me&limit=0&cursor=x").await;
    let errors = got.json()["errors"].as_array().unwrap().clone();
    let fields: Vec<&str> = errors.iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!(got.status, 400);
    assert_eq!(fields, ["cursor", "asof", "state", "owner", "limit"]);
}

#[tokio::test]
async fn a_cursor_opens_only_the_list_that_gave_it() {
    let api = api();
    let next = |got: super::fakes::Got| got.json()["next"].as_str().unwrap().to_owned();
    let cursor = next(api.get("acme", "/v1/leads?state=mql").await);
    let follow = |query: &str| format!("/v1/leads?{query}&cursor={cursor}");
    assert_eq!(api.get("acme", &follow("state=mql&limit=9")).await.status, 200);
    assert_eq!(api.get("acme", &follow("state=sql")).await.slug(), "malformed");
    assert_eq!(api.get("admin", &follow("state=mql")).await.slug(), "malformed");
    let elsewhere = format!("/v1/accounts?cursor={cursor}");
    assert_eq!(api.get("acme", &elsewhere).await.slug(), "malformed");
}
