//! How fast the read models are built, how much memory they take and how long the funnel answers:
//! `cargo run --release -p projection-service --example rebuild -- sled 200000`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use event_log::{AppendEntry, EventLog, MemoryLog};
use event_schema::codec::{EntryDraft, commit_line};
use event_schema::commit::{Actor, Commit, CommitHead, Fact, Origin};
use event_schema::entry::{EntryId, LogId};
use event_schema::event::{
    Behavior, LeadBehaviorRecorded, LeadContacted, LeadCreated, LeadQualified, LeadScored, Point,
    Priority, QualifiedBy, QualifiedLevel, ScorePart,
};
use event_schema::id::{CommandId, LeadId, PersonId, UserId};
use event_schema::personal::{Personal, Place, Sealed};
use event_schema::value::Text;
use event_schema::{Event, TenantId, Timestamp};
use projection_service::query::{AsOf, Ask, AtLeast, FunnelBy, Paging, Query, Range, Sight};
use projection_service::{Config, OpenBoxes, Projections, StoreKind};
use smallvec::{SmallVec, smallvec};
use uuid::Uuid;

const START: &str = "2025-01-01T00:00:00Z";
const SPAN_SECONDS: u64 = 365 * 86_400;

struct NoBoxes;

impl OpenBoxes for NoBoxes {
    fn open(&self, _: TenantId, _: &Sealed, _: &Place) -> Option<Personal> {
        None
    }

    fn holds(&self, _: TenantId, _: event_schema::personal::KeySlot) -> bool {
        false
    }

    fn secret(&self, _: TenantId) -> Option<[u8; 32]> {
        None
    }
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).expect("a short text")
}

fn commit(at: Timestamp, id: u128, lead: LeadId, from: u64, events: Vec<Event>) -> Commit {
    let head = CommitHead {
        id: CommandId(Uuid::from_u128(id)),
        command: "CreateLead".into(),
        actor: Actor::platform(),
        on_behalf_of: None,
        correlation_id: None,
        causation: None,
        recorded_at: "2026-02-01T00:00:00Z".parse().expect("a time"),
        occurred_at: at,
        origin: Origin::History,
        idempotency: None,
        about: None,
        settings: SmallVec::new(),
    };
    let fact = |(i, event)| Fact { stream: lead.into(), revision: from + i, event, personal: None };
    Commit { head, facts: (0..).zip(events).map(fact).collect() }
}

fn created(dice: &mut Dice, n: u64) -> LeadCreated {
    let region = ["north", "south", "east", "west"][dice.below(4) as usize];
    LeadCreated {
        person_id: PersonId(Uuid::from_u128(n.into())),
        company: Some(text(&format!("Company {} Ltd", dice.below(300_000)))),
        source: text(&format!("source-{}", dice.below(8))),
        seniority: None,
        industry: None,
        company_size: Some(120),
        region: Some(text(region)),
        interest: None,
        use_case: None,
        budget: None,
        persona: None,
        partner: None,
        product: Some(text("platform")),
        utm: None,
        consent: None,
        owner_id: Some(UserId(Uuid::from_u128(u128::from(dice.below(50))))),
        follows_lead_id: None,
        external_id: None,
        custom: Default::default(),
        personal_custom: Vec::new(),
        mailbox: None,
        domain: None,
        company_hash: None,
        personal: Vec::new(),
        as_written: Default::default(),
        keys: SmallVec::new(),
        normaliser: 1,
    }
}

fn scored() -> LeadScored {
    let point = Point { rule: text("behaviour.x"), part: ScorePart::Behaviour, points: 5 };
    let points = smallvec![point];
    LeadScored {
        model_version: 1,
        points,
        fit: 0,
        behaviour: 5,
        total: 5,
        priority: Priority::Low,
        band: None,
    }
}

/// The commits of one lead: creation, a behaviour with its points, and levels and a contact for some.
fn lead(dice: &mut Dice, n: u64) -> Vec<Commit> {
    let id = LeadId(Uuid::from_u64_pair(n << 20, dice.below(u64::MAX)));
    let start: Timestamp = START.parse().expect("a time");
    let mut at = start.plus_seconds(dice.below(SPAN_SECONDS) as i64);
    let number = u128::from(n) << 8;
    let mut commits = vec![commit(at, number, id, 1, vec![created(dice, n).into()])];
    at = at.plus_seconds(dice.below(86_400) as i64);
    let behavior = Behavior::EmailOpened;
    let behaved = LeadBehaviorRecorded { behavior, at, key: false };
    commits.push(commit(at, number + 1, id, 2, vec![behaved.into(), scored().into()]));
    for (i, level) in [QualifiedLevel::Mql, QualifiedLevel::Sql].into_iter().enumerate() {
        if dice.below(100) < 45 {
            at = at.plus_micros(dice.below(20 * 86_400_000_000) as i64);
            let event = LeadQualified { level, by: QualifiedBy::Person, checklist: None };
            let revision = 4 + i as u64;
            commits.push(commit(at, number + 2 + i as u128, id, revision, vec![event.into()]));
        }
    }
    if dice.below(2) == 0 {
        let revision = 6;
        let events = vec![contacted(dice, at).into()];
        commits.push(commit(at, number + 9, id, revision, events));
    }
    commits
}

fn contacted(dice: &mut Dice, at: Timestamp) -> LeadContacted {
    LeadContacted {
        channel: text(["call", "mail"][dice.below(2) as usize]),
        outcome: text(["reached", "busy", "no answer"][dice.below(3) as usize]),
        at,
        interest: None,
        next_at: None,
        as_written: Default::default(),
    }
}

async fn fill(log: &MemoryLog, tenant: TenantId, leads: u64) -> u64 {
    let mut dice = Dice(1);
    for group in 0..leads.div_ceil(100) {
        let head = log.head(tenant).await.expect("memory can be read");
        let mut draft = EntryDraft::default();
        for n in group * 100..(group + 1) * 100 {
            for commit in lead(&mut dice, n) {
                draft.push(commit_line(&commit), commit.facts.len() as u32);
            }
        }
        let id = EntryId(Uuid::from_u128(u128::from(group)));
        let (entry, bytes) = draft.seal(log.id(), id, tenant, (head.position, head.chain));
        let entry = AppendEntry { head: entry, bytes };
        log.append(tenant, head.sequence, entry).await;
    }
    log.head(tenant).await.expect("memory can be read").position
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kb| kb.parse().ok());
    kb.unwrap_or(0_u64) / 1024
}

#[allow(clippy::print_stdout, reason = "an example that measures says what it measured")]
async fn measure(service: &Projections, tenant: TenantId, events: u64) {
    let now: Timestamp = "2026-03-01T00:00:00Z".parse().expect("a time");
    let ask = |query| Ask {
        tenant,
        query,
        as_of: AsOf::Now,
        now,
        sight: Sight::Sealed,
        at_least: Some(AtLeast { position: events, wait: Duration::from_secs(60) }),
    };
    for (name, query) in questions() {
        let mut times = Vec::new();
        for _ in 0..5 {
            let begun = Instant::now();
            service.ask(ask(query.clone())).await.expect("an answer");
            times.push(begun.elapsed());
        }
        println!("{name}: first {:?}, then {:?}", times[0], times[1..].iter().min());
    }
}

fn questions() -> [(&'static str, Query); 9] {
    let at = |text: &str| Some(text.parse::<Timestamp>().expect("a time"));
    let days = Range { from: at("2025-02-01T00:00:00Z"), to: at("2025-12-01T00:00:00Z") };
    let cut = Range { from: at("2025-02-01T00:00:01Z"), to: at("2025-12-01T00:00:00Z") };
    let paging = Paging { limit: 50, after: None, count: true };
    let filter = projection_service::query::LeadFilter {
        text: Some("comp 1234".into()),
        ..Default::default()
    };
    [
        ("funnel, whole days", Query::Funnel { range: days, by: None }),
        (
            "funnel, whole days, by source",
            Query::Funnel { range: days, by: Some(FunnelBy::Source) },
        ),
        ("funnel, whole days, by owner", Query::Funnel { range: days, by: Some(FunnelBy::Owner) }),
        ("funnel, cut days", Query::Funnel { range: cut, by: None }),
        ("funnel, cut days, by owner", Query::Funnel { range: cut, by: Some(FunnelBy::Owner) }),
        ("activity", Query::Activity { range: cut, by: None }),
        ("activity by owner", Query::Activity { range: cut, by: Some(FunnelBy::Owner) }),
        (
            "leads, first page and count",
            Query::Leads { filter: Default::default(), paging: paging.clone() },
        ),
        ("leads by text", Query::Leads { filter, paging }),
    ]
}

#[allow(clippy::print_stdout, reason = "an example that measures says what it measured")]
#[tokio::main]
async fn main() {
    let kind = match std::env::args().nth(1).as_deref() {
        Some("sled") => StoreKind::Sled,
        Some("fjall") => StoreKind::Fjall,
        _ => StoreKind::Memory,
    };
    let leads = std::env::args().nth(2).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let tenant: TenantId = "default".parse().expect("a tenant's name");
    let log = Arc::new(MemoryLog::new(LogId(Uuid::from_u128(1))));
    let events = fill(&log, tenant, leads).await;
    let logged = resident_mb();
    println!("{kind:?}: {leads} leads, {events} events, the log itself takes {logged} MB");

    let dir = std::env::temp_dir().join(format!("kith-rebuild-{}", std::process::id()));
    let config = Config { dir: dir.clone(), store: kind };
    let begun = Instant::now();
    let service = Projections::open(config, log, Arc::new(NoBoxes)).await.expect("a new folder");
    service.start();
    let mut progress = service.subscribe();
    while !service.health().is_ready() || service.position(tenant, "audit") < events {
        progress.changed().await.expect("the service runs");
    }
    let took = begun.elapsed();
    let rate = events as f64 / took.as_secs_f64();
    println!("built in {took:?}: {rate:.0} events/s, {} MB more", resident_mb() - logged);

    measure(&service, tenant, events).await;
    println!("all in all {} MB more than the log", resident_mb() - logged);
    let begun = Instant::now();
    service.stop();
    println!("stopped in {:?}", begun.elapsed());
    let _ = std::fs::remove_dir_all(dir);
}
