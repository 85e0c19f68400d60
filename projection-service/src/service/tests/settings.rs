//! What the API is told of the settings: the zone in force, and when answers become others.

use event_schema::commit::{Commit, Fact};
use event_schema::event::{SettingDefined, SettingKind};
use event_schema::{StreamId, StreamType};
use rules::zone::Zone;
use uuid::Uuid;

use super::*;
use crate::models::settings::SettingsMark;
use crate::testing::History;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A version of the tenant's own settings.
fn zone_defined(version: u32, zone: &str, effective_from: Option<Timestamp>) -> Commit {
    let mut commit = History::new(u64::from(version)).commits(1).remove(0);
    let defined = SettingDefined {
        kind: SettingKind::Tenant,
        key: "default".parse().unwrap(),
        version,
        effective_from,
        shipped: version == 1,
        body: serde_json::json!({
            "time_zone": zone, "base_currency": "CNY", "country": "CN",
            "fiscal_year_start": 1, "week_start": "monday",
        }),
    };
    commit.facts = vec![Fact {
        stream: StreamId::new(StreamType::Setting, Uuid::from_u128(1)),
        revision: u64::from(version),
        event: defined.into(),
        personal: None,
    }];
    commit
}

#[tokio::test]
async fn the_mark_changes_when_a_version_is_recorded_and_when_its_time_comes() {
    let world = World::new();
    let service = service(&world).await;
    let (turn, before) = (at("2027-07-01T00:00:00Z"), at("2027-06-30T23:59:59.999999Z"));
    let mark = |now| service.settings_mark(world.tenant, now).unwrap();
    let known = |now| {
        let SettingsMark { position, last_turn, today: _ } = mark(now);
        (position, last_turn)
    };
    assert_eq!(known(turn), (0, None));
    let versions = [zone_defined(1, "UTC", None), zone_defined(2, "Asia/Shanghai", Some(turn))];
    for (commit, position) in versions.iter().zip(1..) {
        world.append(std::slice::from_ref(commit));
        wait_for(&service, world.tenant, position).await;
        assert_eq!(known(before), (position, Some(Timestamp::MIN)));
    }
    assert_eq!(known(turn), (2, Some(turn)));
    assert_eq!(mark(turn.plus_seconds(9)), mark(turn));
    assert_ne!(mark(turn.plus_seconds(24 * 3_600)), mark(turn), "another day of silence");
}

#[tokio::test]
async fn the_zone_is_the_one_in_force_at_the_position_that_is_waited_for() {
    let world = World::new();
    let service = service(&world).await;
    let turn = at("2027-07-01T00:00:00Z");
    assert_eq!(service.zone(world.tenant, turn, None).await, Ok(Zone::UTC));
    world.append(&[zone_defined(1, "UTC", None), zone_defined(2, "Asia/Shanghai", Some(turn))]);
    let at_least = Some(AtLeast { position: 2, wait: Duration::from_secs(20) });
    let then = service.zone(world.tenant, turn, at_least).await.unwrap();
    assert_eq!(then.name(), "Asia/Shanghai");
    let before = service.zone(world.tenant, turn.plus_micros(-1), None).await;
    assert_eq!(before, Ok(Zone::UTC));
    let past = Some(AtLeast { position: 3, wait: Duration::ZERO });
    let refused = service.zone(world.tenant, turn, past).await;
    assert_eq!(refused, Err(AskError::PastHead { head: 2 }));
}

#[tokio::test]
async fn settings_that_cannot_be_read_have_neither_zone_nor_mark() {
    let world = World::new();
    let service = service(&world).await;
    service.models.settings.model().quarantine_for_test("a broken disk");
    let refused = service.zone(world.tenant, now(), None).await;
    assert!(matches!(refused, Err(AskError::Unavailable { model, .. }) if model == "settings"));
    assert_eq!(service.settings_mark(world.tenant, now()), None);
}

#[tokio::test]
async fn today_is_the_date_in_the_tenants_zone() {
    let world = World::new();
    let service = service(&world).await;
    let evening = at("2027-06-30T20:00:00Z");
    let today = || service.today(world.tenant, evening).unwrap().to_string();
    assert_eq!(today(), "2027-06-30");
    world.append(&[zone_defined(1, "Asia/Shanghai", None)]);
    wait_for(&service, world.tenant, 1).await;
    assert_eq!(today(), "2027-07-01");
}
