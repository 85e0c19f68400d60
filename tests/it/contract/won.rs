//! Why deals are won and lost, by kind, and what comes after the win.

use kith_tests::samples::{
    convert, event_types, filter, id, lead, make_converted, make_sql, qualify, with,
};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

/// Sends a command on the nth deal that must leave this event; the deal as it is shown then.
#[track_caller]
fn change(client: &Client, n: u32, command: &str, fields: Json, event: &str) -> Json {
    let deal = id("opportunity", n);
    let body = with(fields, json!({"opportunity_id": deal}));
    let answer = client.command(command, &body).status(200).json();
    assert_eq!(event_types(&answer), [event], "{answer}");
    client.read(format!("/v1/opportunities/{deal}?at_least={}", answer["position"]))
}

/// An answer that has everything that was done.
#[track_caller]
fn now(kith: &Kith, path: &str) -> Json {
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let and = if path.contains('?') { '&' } else { '?' };
    kith.admin.read(format!("{path}{and}at_least={head}"))
}

fn ids(page: &Json) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|deal| deal["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn why_deals_are_won_and_lost_is_shown_and_counted_by_kind() {
    let home = crate::home();
    let kith = home.serve();
    for n in 1..=3 {
        make_converted(&kith.admin, n);
    }
    change(&kith.admin, 2, "UpdateOpportunity", json!({"kind": "renewal"}), "OpportunityUpdated");
    let fields = json!({"reason": "service", "note": "Ann liked the demo"});
    let deal = change(&kith.admin, 1, "WinOpportunity", fields, "OpportunityWon");
    assert_eq!(deal["win_reason"], "service");
    assert_eq!(
        (&deal["loss_reason"], &deal["closing_note"]),
        (&Json::Null, &json!("Ann liked the demo"))
    );
    change(&kith.admin, 2, "WinOpportunity", json!({}), "OpportunityWon");
    let fields = json!({"reason": "price", "note": "too dear"});
    let deal = change(&kith.admin, 3, "LoseOpportunity", fields, "OpportunityLost");
    assert_eq!(
        (&deal["loss_reason"], &deal["closing_note"]),
        (&json!("price"), &json!("too dear"))
    );

    let funnel = now(&kith, "/v1/funnel/opportunities");
    let none_last = json!([{"reason": null, "count": 1}, {"reason": "service", "count": 1}]);
    assert_eq!(funnel["won_by_reason"], none_last);
    assert_eq!(funnel["lost_by_reason"], json!([{"reason": "price", "count": 1}]));
    let renewals = now(&kith, "/v1/funnel/opportunities?kind=renewal");
    assert_eq!(renewals["won_by_reason"], json!([{"reason": null, "count": 1}]));
    assert_eq!((&renewals["win_rate"], &renewals["lost_by_reason"]), (&json!(1.0), &json!([])));
    kith.admin.get("/v1/funnel/opportunities?kind=odd").problem(422, "invalid");
    kith.admin.get("/v1/funnel?by=kind").problem(422, "invalid");

    let filter = filter(&json!({"field": "win_reason", "is": "service"}));
    let page = now(&kith, &format!("/v1/opportunities?{filter}"));
    assert_eq!(ids(&page), [id("opportunity", 1)]);
    let line = now(&kith, "/v1/audit?event=OpportunityWon")["items"][1].clone();
    assert_eq!(line["reason"], "service", "{line}");
    let reopened =
        change(&kith.admin, 1, "ReopenOpportunity", json!({"reason": "r"}), "OpportunityReopened");
    assert_eq!((&reopened["win_reason"], &reopened["closing_note"]), (&Json::Null, &Json::Null));
}

#[test]
fn deals_are_marked_for_review_by_the_limits_of_their_pipeline() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    for close in ["2099-07-01", "2099-08-01"] {
        let fields = json!({"expected_close": close});
        change(&kith.admin, 1, "ChangeExpectedClose", fields, "ExpectedCloseChanged");
    }
    let deal = format!("/v1/opportunities/{}", id("opportunity", 1));
    assert_eq!(now(&kith, &deal)["review"], json!(["pushed"]));
    let stages: Vec<Json> = [("first_contact", "open"), ("won", "won"), ("lost", "lost")]
        .map(|(key, kind)| json!({"key": key, "probability": "10", "kind": kind}))
        .into();
    let define = |hygiene: Json| {
        let large = json!([{"amount": "1", "currency": "CNY"}]);
        let body = json!({"key": "standard", "stages": stages, "large_deal": large,
            "hygiene": hygiene});
        assert!(kith.admin.command("DefinePipeline", &body).status < 300);
    };
    define(json!({"pushes": 3}));
    assert_eq!(now(&kith, &deal)["review"], json!(["large"]));
    define(json!({"pushes": null}));
    assert_eq!(now(&kith, &deal)["review"], json!(["large"]));
    change(
        &kith.admin,
        1,
        "ChangeExpectedClose",
        json!({"expected_close": "2020-01-01"}),
        "ExpectedCloseChanged",
    );
    assert_eq!(now(&kith, &deal)["review"], json!(["overdue", "large"]));
    change(&kith.admin, 1, "WinOpportunity", json!({}), "OpportunityWon");
    assert_eq!(now(&kith, &deal)["review"], json!([]), "only open deals are looked at");
    let cycle = now(&kith, "/v1/funnel/opportunities?pipeline=template")["cycle"].clone();
    assert_eq!(cycle["target_days"], 42);
}

#[test]
fn idle_deals_are_counted_by_the_limits_of_their_pipeline() {
    let home = crate::home();
    let kith = home.serve();
    for (command, body) in
        [("CreateLead", lead(1)), ("QualifyLead", qualify(1)), ("ConvertLead", convert(1))]
    {
        kith.admin.post(command, &body).at("2024-03-01T09:00:00Z").send();
    }
    let idle = |day: &str| {
        let path = format!("/v1/funnel/opportunities?as_of={day}");
        now(&kith, &path)["idle"]["over"].clone()
    };
    assert_eq!((idle("2024-03-31"), idle("2024-04-01")), (json!(0), json!(1)));
    let deal = format!("/v1/opportunities/{}?as_of=2024-04-01", id("opportunity", 1));
    assert_eq!(now(&kith, &deal)["review"], json!(["idle"]));
}

#[test]
fn a_won_deal_goes_on_to_after_sales_and_was_won_once() {
    let home = crate::home();
    let kith = home.serve();
    make_sql(&kith.admin, 1);
    let mut convert = convert(1);
    convert["opportunity"]["pipeline"] = json!("template");
    kith.admin.command("ConvertLead", &convert).status(200);
    let won = change(&kith.admin, 1, "WinOpportunity", json!({}), "OpportunityWon");
    let fields = json!({"stage": "after_sales"});
    let deal = change(&kith.admin, 1, "ChangeOpportunityStage", fields, "OpportunityStageChanged");
    assert_eq!((&deal["state"], &deal["stage"]), (&json!("won"), &json!("after_sales")));
    assert_eq!((&deal["won_at"], &deal["probability"]), (&won["won_at"], &json!(100.0)));
    let funnel = now(&kith, "/v1/funnel/opportunities");
    assert_eq!(funnel["won_by_reason"], json!([{"reason": null, "count": 1}]));
    assert_eq!((&funnel["win_rate"], &funnel["stages"]), (&json!(1.0), &json!([])));
    let page = now(&kith, "/v1/opportunities?stage=after_sales&state=won");
    assert_eq!(ids(&page), [id("opportunity", 1)]);
}
