//! Who has influence on whom among contacts, and the organisation chart of an account (C116).

use kith_tests::samples::{account, contact, id, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Two accounts: contacts 1, 2 and 3 are at the first, 4 at the second; 2 reports to 1.
fn people() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    for n in [1, 2] {
        at(&kith.admin, 1, "CreateAccount", &account(n));
    }
    for (n, of) in [(1, 1), (2, 1), (3, 1), (4, 2)] {
        let body = with(contact(n), json!({"account_id": id("account", of)}));
        at(&kith.admin, 1, "CreateContact", &body);
    }
    let role = json!({"contact_id": id("contact", 1), "decision_role": "decision_maker"});
    at(&kith.admin, 1, "UpdateContact", &role);
    let reports = json!({"contact_id": id("contact", 2), "reports_to": id("contact", 1)});
    at(&kith.admin, 1, "UpdateContact", &reports);
    (home, kith)
}

/// Sends a command that happened on this day of March 2024.
fn at(client: &Client, day: u32, command: &str, body: &Json) -> Json {
    let answer = client.post(command, body).at(&format!("2024-03-{day:02}T09:00:00Z")).send();
    assert!(answer.status < 300, "{command} {body}: {}", answer.text());
    answer.json()
}

fn link(of: u32, other: u32, relation: &str) -> Json {
    json!({"contact_id": id("contact", of), "other_id": id("contact", other),
           "relation": relation})
}

fn one(n: u32, relation: &str) -> Json {
    json!({"contact_id": id("contact", n), "relation": relation})
}

fn shown(client: &Client, n: u32, world: &str) -> [Json; 2] {
    let contact = client.read(format!("/v1/contacts/{}{world}", id("contact", n)));
    [contact["influences"].clone(), contact["influenced_by"].clone()]
}

fn chart(client: &Client, n: u32, world: &str) -> Json {
    client.read(format!("/v1/accounts/{}/organisation{world}", id("account", n)))
}

/// The people of a chart, by number.
fn people_of(chart: &Json) -> Vec<u32> {
    let ids = chart["people"].as_array().unwrap().iter().map(|one| one["contact_id"].clone());
    ids.map(|found| (1..9).find(|n| found == id("contact", *n)).unwrap()).collect()
}

#[test]
fn influence_shows_on_both_contacts_and_in_the_chart() {
    let (_home, kith) = people();
    let admin = &kith.admin;
    at(admin, 2, "LinkContacts", &link(2, 1, "advises"));
    at(admin, 2, "LinkContacts", &link(4, 1, "blocks"));
    assert_eq!(shown(admin, 1, ""), [json!([]), json!([one(2, "advises"), one(4, "blocks")])]);
    assert_eq!(shown(admin, 2, ""), [json!([one(1, "advises")]), json!([])]);
    let chart = chart(admin, 1, "");
    assert_eq!(people_of(&chart), [1, 2, 3, 4]);
    let boss = &chart["people"][0];
    assert_eq!(boss["decision_role"], "decision_maker");
    assert_eq!(boss["person_name"], contact(1)["person_name"]);
    assert_eq!(chart["people"][3]["account_id"], json!(id("account", 2)));
    let [first, second] = [1, 2].map(|n| id("contact", n));
    assert_eq!(chart["reporting"], json!([{"contact_id": second, "reports_to": first}]));
    assert_eq!(chart["influences"], json!([link(2, 1, "advises"), link(4, 1, "blocks")]));
    // Seen from the other account it is its own contact and whom it has influence on.
    let other = self::chart(admin, 2, "");
    assert_eq!((people_of(&other), &other["reporting"]), (vec![4, 1], &json!([])));
    assert_eq!(other["influences"], json!([link(4, 1, "blocks")]));
    admin.get(format!("/v1/accounts/{}/organisation", id("account", 9))).status(404);
}

#[test]
fn a_link_that_was_taken_back_is_in_the_past_alone() {
    let (_home, kith) = people();
    let admin = &kith.admin;
    at(admin, 2, "LinkContacts", &link(2, 1, "advises"));
    at(admin, 2, "LinkContacts", &link(2, 1, "supports"));
    at(admin, 4, "UnlinkContacts", &link(2, 1, "advises"));
    assert_eq!(shown(admin, 2, ""), [json!([one(1, "supports")]), json!([])]);
    assert_eq!(shown(admin, 1, ""), [json!([]), json!([one(2, "supports")])]);
    let then = "?as_of=2024-03-03";
    assert_eq!(shown(admin, 2, then)[0], json!([one(1, "advises"), one(1, "supports")]));
    let lines = chart(admin, 1, then)["influences"].clone();
    assert_eq!(lines, json!([link(2, 1, "advises"), link(2, 1, "supports")]));
    let told = admin.read(format!("/v1/audit?id={}&event=ContactsUnlinked", id("contact", 2)));
    assert_eq!(told["items"][0]["command"], "UnlinkContacts");
}

#[test]
fn merged_contacts_keep_their_influence_and_count_once() {
    let (_home, kith) = people();
    let admin = &kith.admin;
    for body in [
        link(3, 1, "advises"),
        link(2, 1, "advises"),
        link(3, 2, "supports"),
        link(4, 2, "blocks"),
        link(4, 3, "blocks"),
        link(3, 4, "influences"),
    ] {
        at(admin, 2, "LinkContacts", &body);
    }
    let pair = json!({"survivor_id": id("contact", 2), "duplicate_id": id("contact", 3)});
    at(admin, 4, "MergeContacts", &pair);
    let links = [json!([one(1, "advises"), one(4, "influences")]), json!([one(4, "blocks")])];
    assert_eq!([shown(admin, 2, ""), shown(admin, 3, "")], [links.clone(), links]);
    assert_eq!(shown(admin, 1, "")[1], json!([one(2, "advises")]));
    assert_eq!(shown(admin, 4, ""), [json!([one(2, "blocks")]), json!([one(2, "influences")])]);
    assert_eq!(people_of(&chart(admin, 1, "")), [1, 2, 4]);
    assert_eq!(chart(admin, 1, "")["influences"].as_array().unwrap().len(), 3);
    // Taken back under the id of either, it is gone for both.
    at(admin, 5, "UnlinkContacts", &link(4, 3, "blocks"));
    assert_eq!(shown(admin, 2, "")[1], json!([]));
    assert_eq!(shown(admin, 3, "?as_of=2024-03-03")[0].as_array().unwrap().len(), 3);
    // Of merged accounts the chart is one.
    let pair = json!({"survivor_id": id("account", 2), "duplicate_id": id("account", 1)});
    at(admin, 6, "MergeAccounts", &pair);
    let chart = chart(admin, 1, "");
    assert_eq!(
        (people_of(&chart), &chart["account_id"]),
        (vec![1, 2, 4], &json!(id("account", 2)))
    );
    assert_eq!(chart["influences"].as_array().unwrap().len(), 2);
}

#[test]
fn influence_outlives_a_move_to_another_account() {
    let (_home, kith) = people();
    let admin = &kith.admin;
    at(admin, 2, "LinkContacts", &link(2, 1, "advises"));
    let moved = json!({"contact_id": id("contact", 2), "account_id": id("account", 2)});
    at(admin, 3, "UpdateContact", &moved);
    let chart = chart(admin, 1, "");
    assert_eq!((people_of(&chart), &chart["reporting"]), (vec![1, 3, 2], &json!([])));
    assert_eq!(chart["influences"], json!([link(2, 1, "advises")]));
}

#[test]
fn who_may_not_see_persons_sees_the_lines_alone() {
    let (_home, kith) = people();
    at(&kith.admin, 2, "LinkContacts", &link(2, 1, "advises"));
    let order = json!({"role": "analyst"});
    let viewer = kith.admin.with_token(&kith_tests::samples::token(&kith.admin, &order));
    let chart = chart(&viewer, 1, "");
    let boss = &chart["people"][0];
    assert_eq!((&boss["sealed"], &boss["person_name"]), (&json!(true), &Json::Null));
    assert_eq!(chart["influences"], json!([link(2, 1, "advises")]));
}
