//! Who may see what: tokens, tenants, roles.

use projection_service::query::Sight;

use super::fakes::api;

#[tokio::test]
async fn nothing_but_the_open_pages_is_answered_without_a_token() {
    let api = api();
    for path in ["/v1/leads", "/v1/positions", "/v1/events", "/v1/events/stream", "/metrics"] {
        let got = api.send("GET", path, &[]).await;
        assert_eq!((got.status.as_u16(), got.slug().as_str()), (401, "unauthenticated"), "{path}");
        assert_eq!(got.header("www-authenticate"), "Bearer", "{path}");
    }
    for path in ["/healthz", "/openapi.json", "/docs", "/problems/malformed"] {
        assert_eq!(api.send("GET", path, &[]).await.status, 200, "{path}");
    }
    assert_eq!(api.get("guess", "/v1/leads").await.status, 401);
    let basic = api.send("GET", "/v1/leads", &[("authorization", "Basic acme")]).await;
    assert_eq!(basic.status, 401);
}

#[tokio::test]
async fn a_token_opens_its_own_tenant_and_the_operators_any() {
    let api = api();
    let tenant_of = async |token: &str, named: Option<&str>| {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(named.map(|tenant| ("kith-tenant", tenant)));
        let got = api.send("POST", "/v1/commands/CreateLead", &headers).await;
        (got.status.as_u16(), String::from_utf8(got.bytes).unwrap())
    };
    assert_eq!(tenant_of("acme", None).await, (200, "acme".into()));
    assert_eq!(tenant_of("acme", Some("acme")).await, (200, "acme".into()));
    assert_eq!(tenant_of("acme", Some("default")).await.0, 403);
    assert_eq!(tenant_of("admin", None).await, (200, "default".into()));
    assert_eq!(tenant_of("admin", Some("acme")).await, (200, "acme".into()));
    assert_eq!(tenant_of("admin", Some("No Tenant")).await.0, 400);
}

#[tokio::test]
async fn a_question_is_asked_for_the_tokens_tenant_with_its_sight() {
    let api = api();
    api.get("acme", "/v1/leads").await;
    api.get("analyst", "/v1/leads").await;
    let asked = api.asked();
    assert!(asked.iter().all(|ask| ask.tenant.as_str() == "acme"));
    assert_eq!(asked[0].sight, Sight::Clear);
    assert_eq!(asked[1].sight, Sight::Sealed);
}

#[tokio::test]
async fn a_role_reads_what_it_is_for() {
    let api = api();
    assert_eq!(api.get("auditor", "/v1/audit").await.status, 200);
    assert_eq!(api.get("auditor", "/v1/leads").await.slug(), "missing-right");
    assert_eq!(api.get("acme", "/metrics").await.slug(), "missing-right");
    assert_eq!(api.get("admin", "/metrics").await.status, 200);
    for (token, status) in [("acme", 403), ("admin", 200)] {
        let bearer = format!("Bearer {token}");
        let got = api.send("POST", "/v1/verify", &[("authorization", &bearer)]).await;
        assert_eq!(got.status, status, "{token}");
    }
}
