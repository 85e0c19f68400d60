//! Refusals that belong to no endpoint, and the pages that explain them.

use event_schema::choice::Choice;
use event_schema::problem::Slug;

use super::fakes::api;

#[tokio::test]
async fn what_is_not_here_is_a_problem_document() {
    let api = api();
    assert_eq!(api.get("acme", "/v1/nothing").await.slug(), "unknown-target");
    assert_eq!(api.get("acme", "/problems/nothing").await.slug(), "unknown-target");
    let id = "0197c0de-0000-7000-8000-000000000001";
    assert_eq!(api.get("acme", &format!("/v1/leads/{id}")).await.slug(), "unknown-target");
    let wrong = api.send("DELETE", "/v1/leads", &[("authorization", "Bearer acme")]).await;
    assert_eq!((wrong.status.as_u16(), wrong.slug().as_str()), (405, "method-not-allowed"));
    assert!(wrong.header("allow").contains("GET"));
}

#[tokio::test]
async fn a_panic_is_that_requests_500() {
    let got = api().send("POST", "/v1/commands", &[("authorization", "Bearer acme")]).await;
    assert_eq!((got.status.as_u16(), got.slug().as_str()), (500, "internal"));
    assert!(!got.json().to_string().contains("a fault"), "a panic's words may hold anything");
}

#[tokio::test]
async fn every_kind_of_problem_has_its_page() {
    let api = api();
    for (name, slug) in Slug::NAMES {
        let got = api.send("GET", &format!("/problems/{name}"), &[]).await;
        assert_eq!(got.status, 200, "{name}");
        let page = String::from_utf8(got.bytes).unwrap();
        assert!(page.contains(&slug.status().to_string()), "{name}");
    }
}

#[tokio::test]
async fn a_platform_that_is_not_ready_says_why() {
    let got = api().send("GET", "/readyz", &[]).await;
    assert_eq!(got.status, 503);
    assert_eq!(got.json()["reasons"][0]["part"], "model:leads");
}
