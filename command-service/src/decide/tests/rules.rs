//! The duplicate rules, replaced.

use super::*;

fn lead(company: &str, more: Json) -> Json {
    let mut body = json!({"company": company, "source": "web"});
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

#[test]
fn a_domain_that_becomes_a_mail_providers_makes_no_later_address_corporate() {
    let mut bench = Bench::new();
    let same = |name: &str| lead(name, json!({"email": "ann@mail.example"}));
    let first = bench.run("CreateLead", same("Acme")).unwrap();
    assert_eq!(first["events"][0]["data"]["mailbox"], "corporate");
    let rules = json!({"add_generic_domains": ["Mail.Example"]});
    let defined = bench.run("DefineDuplicates", rules.clone()).unwrap();
    assert_eq!(defined["events"][0]["data"]["version"], 2);
    let domains = defined["events"][0]["data"]["body"]["generic_domains"].as_array().unwrap();
    assert!(domains.contains(&json!("mail.example")) && domains.contains(&json!("gmail.com")));
    assert_eq!(bench.run("DefineDuplicates", rules).unwrap()["events"], json!([]));
    let other = bench.run("CreateLead", same("Olive Press")).unwrap();
    assert_eq!(other["events"][0]["data"]["mailbox"], "generic");
    assert_eq!(other["events"][0]["data"]["domain"], Json::Null);
    bench.run("CreateLead", same("Acme")).expect_err("the same address and company");
}

#[test]
fn a_key_that_is_switched_off_refuses_nobody() {
    let mut bench = Bench::new();
    let phone = || lead("Acme", json!({"phone": "+86 10 6552 9988"}));
    bench.run("CreateLead", phone()).unwrap();
    let refused = bench.run("CreateLead", phone()).unwrap_err();
    assert_eq!(refused.kind, "/problems/duplicate-lead");
    let keys = json!({"lead_keys": ["corporate_email", "email_and_company"]});
    bench.run("DefineDuplicates", keys).unwrap();
    bench.run("CreateLead", phone()).unwrap();
}

#[test]
fn a_decision_uses_the_rules_in_force_at_its_time() {
    let mut bench = Bench::new();
    let phone = || lead("Acme", json!({"phone": "+86 10 6552 9988"}));
    bench.run("CreateLead", phone()).unwrap();
    let keys = json!({"lead_keys": ["corporate_email"], "effective_from": "2026-02-01T00:00:00Z"});
    bench.run("DefineDuplicates", keys).unwrap();
    bench.occurred_at = Some("2026-01-31T00:00:00Z".parse().unwrap());
    bench.run("CreateLead", phone()).expect_err("by the rules of then");
    bench.occurred_at = Some("2026-02-01T00:00:00Z".parse().unwrap());
    bench.run("CreateLead", phone()).unwrap();
}

#[test]
fn rules_that_make_no_sense_are_refused_with_all_that_is_wrong() {
    let mut bench = Bench::new();
    let body = json!({"generic_domains": ["mail"], "similarity": "1.5", "proposals_max": 0,
        "common_from": 5000, "rate_from": "-1"});
    let problem = bench.run("DefineDuplicates", body).unwrap_err();
    let mut fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
    fields.sort_unstable();
    let expected =
        ["common_from", "generic_domains[0]", "proposals_max", "rate_from", "similarity"];
    assert_eq!((problem.status, &*fields), (422, &expected[..]));
    let none = json!({"add_generic_domains": ["mail.example", "=1.example", "mail"]});
    let problem = bench.run("DefineDuplicates", none).unwrap_err();
    let told: Vec<_> = problem.errors.iter().map(|e| (&*e.field, &*e.code)).collect();
    let (first, second) = ("add_generic_domains[1]", "add_generic_domains[2]");
    assert_eq!(told, [(first, "bad-domain"), (second, "bad-domain")]);
    let unknown = json!({"invalid_reasons": ["unreachable", "because"]});
    let problem = bench.run("DefineDuplicates", unknown).unwrap_err();
    assert_eq!(problem.errors[0].field, "invalid_reasons[1]");
}
