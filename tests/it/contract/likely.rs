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
