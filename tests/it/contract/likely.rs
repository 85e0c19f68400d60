//! Likely duplicates: proposals on the page of a record, until somebody merges.

use kith_tests::samples::{account, contact, id, lead, qualify, with};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

/// What a record may be one with, and why.
fn proposals(kith: &Kith, kind: &str, n: u32) -> Vec<(String, Vec<String>)> {
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let page =
        kith.admin.read(format!("/v1/{kind}s/{}?at_least={head}&wait_ms=20000", id(kind, n)));
    let proposals = page["duplicates"].as_array().unwrap();
    assert!(proposals.iter().all(|p| p["score"].as_f64().is_some_and(|s| 0.0 < s && s <= 1.0)));
    let words = |list: &Json| {
        list.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let shown = |p: &Json| (p["id"].as_str().unwrap().to_owned(), words(&p["because"]));
    proposals.iter().map(shown).collect()
}

fn because(kind: &str, n: u32, reasons: &[&str]) -> (String, Vec<String>) {
    (id(kind, n), reasons.iter().map(|reason| (*reason).to_owned()).collect())
}

fn create(client: &Client, n: u32, of: Json) {
    client.command("CreateLead", &with(lead(n), of)).status(201);
}

#[test]
fn leads_are_proposed_the_likeliest_first_until_they_are_merged() {
    let home = crate::home();
    let kith = home.serve();
    let of = |company: &str, email: &str, more: Json| {
        with(json!({"company": company, "email": email, "region": "east"}), more)
    };
    let phone = json!({"phone": "+86 10 6552 9988"});
    create(&kith.admin, 1, of("Nordwind Textiles", "ann@nordwind.example", phone.clone()));
    create(&kith.admin, 2, of("Nordwind Textile AG", "bob@nordwind.example", json!({})));
    create(&kith.admin, 3, of("Olive Press", "cid@olive.example", phone));
    create(
        &kith.admin,
        4,
        of("Nordwind Textiles", "dan@elsewhere.example", json!({"region": "north"})),
    );
    let of_first = || proposals(&kith, "lead", 1);
    let expected = [because("lead", 2, &["domain", "name"]), because("lead", 3, &["phone"])];
    assert_eq!(of_first(), expected);
    assert_eq!(proposals(&kith, "lead", 4), []);
    let merge = |n: u32| json!({"survivor_id": id("lead", 1), "duplicate_id": id("lead", n)});
    kith.admin.command("MergeLeads", &merge(2)).status(200);
    assert_eq!(of_first(), expected[1..]);
    assert_eq!(proposals(&kith, "lead", 2), of_first(), "under every id");
    kith.admin.command("QualifyLead", &qualify(3)).status(200);
    let convert = json!({"lead_id": id("lead", 3), "account": {"mode": "create"}});
    kith.admin.command("ConvertLead", &convert).status(200);
    assert_eq!(of_first(), [], "what is converted can't be merged");
}

#[test]
fn accounts_and_contacts_are_proposed_until_they_are_merged() {
    let home = crate::home();
    let kith = home.serve();
    for (n, name) in [(1, "Nordwind Textiles"), (2, "Nordwind Textil"), (3, "Olive Press")] {
        let named = json!({"name": name, "phone": format!("+86 10 6552 998{}", n % 2)});
        kith.admin.command("CreateAccount", &with(account(n), named)).status(201);
        let shared = json!({"email": format!("ann{}@gmail.com", n % 2)});
        kith.admin.command("CreateContact", &with(contact(n), shared)).status(201);
    }
    let expected = [because("account", 2, &["name"]), because("account", 3, &["phone"])];
    assert_eq!(proposals(&kith, "account", 1), expected);
    assert_eq!(proposals(&kith, "contact", 1), [because("contact", 3, &["email"])]);
    assert_eq!(proposals(&kith, "contact", 2), []);
    for kind in ["account", "contact"] {
        let merge = json!({"survivor_id": id(kind, 1), "duplicate_id": id(kind, 3)});
        let command = if kind == "account" { "MergeAccounts" } else { "MergeContacts" };
        kith.admin.command(command, &merge).status(200);
    }
    assert_eq!(proposals(&kith, "account", 1), expected[..1]);
    assert_eq!(proposals(&kith, "contact", 3), []);
}

/// What a list of likely duplicates says: whom it doubts, and the figures.
fn listed(kith: &Kith, of: &str, more: &str) -> (Vec<String>, Json) {
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let path = format!("/v1/duplicates/{of}?at_least={head}&wait_ms=20000{more}");
    let list = kith.admin.read(path);
    let ids = list["items"].as_array().unwrap().iter();
    let figures = json!([list["records"], list["doubtful"], list["share"], list["goal"]]);
    (ids.map(|item| item["id"].as_str().unwrap().to_owned()).collect(), figures)
}

#[test]
fn whoever_cleans_up_goes_through_the_likeliest_first_and_sees_the_duplicate_rate() {
    let home = crate::home();
    let kith = home.serve();
    let of = |company: &str, email: &str| json!({"company": company, "email": email});
    create(&kith.admin, 1, of("Nordwind Textiles", "ann@nordwind.example"));
    create(&kith.admin, 2, of("Olive Press", "cid@olive.example"));
    create(&kith.admin, 3, of("Nordwind Textile AG", "bob@nordwind.example"));
    create(&kith.admin, 4, of("Baltic Ferries", "dan@olive.example"));
    create(&kith.admin, 5, of("Tin Works", "eve@tin.example"));
    let expected = vec![id("lead", 3), id("lead", 4)];
    // Two people of one domain may be one, and count as two.
    assert_eq!(listed(&kith, "leads", ""), (expected.clone(), json!([5, 1, "0.2", "0.02"])));
    let likely = listed(&kith, "leads", "&score_min=0.9");
    assert_eq!(likely, (expected[..1].to_vec(), json!([5, 1, "0.2", "0.02"])));
    let page = kith.admin.read("/v1/duplicates/leads?limit=1&count=true");
    assert_eq!(
        (&page["items"][0]["name"], &page["count"]),
        (&json!("Nordwind Textile AG"), &json!(2))
    );
    let other = &page["items"][0]["duplicates"][0];
    assert_eq!(
        (&other["id"], &other["name"]),
        (&json!(id("lead", 1)), &json!("Nordwind Textiles"))
    );
    assert_eq!(other["because"], json!(["domain", "name"]));
    let next = page["next"].as_str().unwrap();
    let rest = kith.admin.read(format!("/v1/duplicates/leads?limit=1&cursor={next}"));
    assert_eq!((&rest["items"][0]["id"], &rest["next"]), (&json!(expected[1]), &Json::Null));
    let before = kith.admin.read("/v1/leads?limit=1")["items"][0]["created_at"].clone();
    let merge = json!({"survivor_id": id("lead", 1), "duplicate_id": id("lead", 3)});
    kith.admin.command("MergeLeads", &merge).status(200);
    assert_eq!(listed(&kith, "leads", ""), (expected[1..].to_vec(), json!([4, 0, "0", "0.02"])));
    let past = format!("&basis=recorded&as_of={}", before.as_str().unwrap());
    assert_eq!(listed(&kith, "leads", &past).1[0], json!(5), "as it was");
}

#[test]
fn a_likelihood_is_a_number_from_0_to_1() {
    let home = crate::home();
    let kith = home.serve();
    for (value, status, code) in [("2", 422, "out-of-range"), ("high", 400, "wrong-type")] {
        let path = format!("/v1/duplicates/accounts?score_min={value}");
        let refused = kith.admin.get(path).status(status).json();
        assert_eq!(refused["errors"][0]["field"], "score_min");
        assert_eq!(refused["errors"][0]["code"], code);
    }
    let contacts = kith.admin.read("/v1/duplicates/contacts");
    assert_eq!((&contacts["records"], &contacts["share"]), (&json!(0), &Json::Null));
}

/// What a person says of two records.
fn two(kind: &str, first: u32, second: u32) -> Json {
    json!({"kind": kind, "first_id": id(kind, first), "second_id": id(kind, second),
           "reason": "colleagues"})
}

#[test]
fn leads_that_were_told_apart_are_proposed_nowhere_and_count_for_nothing() {
    let home = crate::home();
    let kith = home.serve();
    let of = |company: &str, email: &str| json!({"company": company, "email": email});
    create(&kith.admin, 1, of("Nordwind Textiles", "ann@nordwind.example"));
    create(&kith.admin, 2, of("Nordwind Textile AG", "bob@nordwind.example"));
    assert_eq!(listed(&kith, "leads", ""), (vec![id("lead", 2)], json!([2, 1, "0.5", "0.02"])));
    let before = kith.admin.read("/v1/leads?limit=1")["items"][0]["created_at"].clone();
    let answer = kith.admin.command("DismissDuplicate", &two("lead", 2, 1)).status(200).json();
    for n in [1, 2] {
        assert_eq!(proposals(&kith, "lead", n), []);
        let page = kith.admin.read(format!("/v1/leads/{}", id("lead", n)));
        assert_eq!(page["revision"], 3, "either history tells it");
    }
    assert_eq!(listed(&kith, "leads", ""), (vec![], json!([2, 0, "0", "0.02"])));
    let past = format!("&basis=recorded&as_of={}", before.as_str().unwrap());
    assert_eq!(listed(&kith, "leads", &past).1[1], 1, "as it was");
    let at = &answer["position"];
    for n in [1, 2] {
        let id = id("lead", n);
        let trail = kith
            .admin
            .read(format!("/v1/audit?type=lead&id={id}&event=DuplicateDismissed&at_least={at}"));
        assert_eq!(trail["items"][0]["reason"], "colleagues", "{trail}");
    }
    // A third lead takes in one of the two, and isn't the other one either.
    create(&kith.admin, 3, of("Nordwind Textiles", "cid@nordwind.example"));
    assert_eq!(proposals(&kith, "lead", 3).len(), 2);
    let merge = json!({"survivor_id": id("lead", 3), "duplicate_id": id("lead", 2)});
    kith.admin.command("MergeLeads", &merge).status(200);
    assert_eq!(proposals(&kith, "lead", 3), []);
    assert_eq!(proposals(&kith, "lead", 1), []);
    kith.admin.command("RestoreDuplicate", &two("lead", 1, 2)).status(200);
    assert_eq!(proposals(&kith, "lead", 1), [because("lead", 3, &["domain", "name"])]);
}

#[test]
fn accounts_and_contacts_that_were_told_apart_stay_so_after_a_restart() {
    let home = crate::home();
    let kith = home.serve();
    for n in [1, 2] {
        let named = json!({"name": format!("Nordwind Textil{}", "e".repeat(n as usize))});
        kith.admin.command("CreateAccount", &with(account(n), named)).status(201);
        let shared = json!({"email": "ann@gmail.com"});
        kith.admin.command("CreateContact", &with(contact(n), shared)).status(201);
    }
    for kind in ["account", "contact"] {
        assert_eq!(proposals(&kith, kind, 1).len(), 1, "{kind}");
        kith.admin.command("DismissDuplicate", &two(kind, 1, 2)).status(200);
        assert_eq!(proposals(&kith, kind, 1), []);
        assert_eq!(listed(&kith, &format!("{kind}s"), "").1[1], 0);
    }
    kith.stop();
    let kith = home.serve();
    for kind in ["account", "contact"] {
        assert_eq!(proposals(&kith, kind, 2), []);
        kith.admin.command("RestoreDuplicate", &two(kind, 2, 1)).status(200);
        assert_eq!(proposals(&kith, kind, 2).len(), 1, "{kind}");
    }
}

#[test]
fn figures_and_proposals_follow_the_rules_in_force() {
    let home = crate::home();
    let kith = home.serve();
    let of = |company: &str, email: &str| json!({"company": company, "email": email});
    create(&kith.admin, 1, of("Nordwind Textiles", "ann@nordwind.example"));
    create(&kith.admin, 2, of("Nordwind Textile AG", "bob@tin.example"));
    create(&kith.admin, 3, of("Olive Press", "cid@tin.example"));
    create(&kith.admin, 4, of("Tin Works", "dan@works.example"));
    for (n, reason) in [(3, "unreachable"), (4, "no_budget")] {
        let body = json!({"lead_id": id("lead", n), "reason": reason});
        kith.admin.command("DisqualifyLead", &body).status(200);
    }
    let invalid = |path: &str| kith.admin.read(format!("/v1/duplicates/{path}"))["invalid"].clone();
    assert_eq!(listed(&kith, "leads", "").1, json!([4, 1, "0.25", "0.02"]));
    assert_eq!(invalid("leads"), json!({"count": 1, "rate": "0.25"}));
    assert_eq!(invalid("accounts"), Json::Null);
    let rules = json!({"similarity": "1", "rate_from": "0.6", "rate_goal": "0.5",
        "invalid_reasons": ["no_budget", "unreachable"]});
    kith.admin.command("DefineDuplicates", &rules).status(200);
    // The names aren't alike enough any more; who shares a domain counts.
    assert_eq!(proposals(&kith, "lead", 1), []);
    assert_eq!(listed(&kith, "leads", "").1, json!([4, 1, "0.25", "0.5"]));
    assert_eq!(invalid("leads"), json!({"count": 2, "rate": "0.5"}));
    kith.admin.command("DefineDuplicates", &json!({"similarity": "0.9"})).status(200);
    assert_eq!(proposals(&kith, "lead", 1), [because("lead", 2, &["name"])]);
}
