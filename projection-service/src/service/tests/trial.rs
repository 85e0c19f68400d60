//! Tried conversion rules against plain counting, at many instants and by both bases.

use std::collections::BTreeMap;

use event_schema::commit::Commit;
use event_schema::event::{Behavior, QualifiedLevel};
use event_schema::{Event, LeadEvent};
use rules::presets::presets;
use rules::settings::patched;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::as_of::counting;
use super::*;
use crate::query::Range;
use crate::testing::{Dice, History};

/// A lead as one remembers it who only reads events.
#[derive(Clone, Default)]
struct Plain {
    state: &'static str,
    region: bool,
    converted: Option<(Timestamp, bool)>,
}

fn plain(commits: &[(Position, &Commit)]) -> BTreeMap<Uuid, Plain> {
    let mut leads: BTreeMap<Uuid, Plain> = BTreeMap::new();
    for (commit, fact) in commits.iter().flat_map(|(_, c)| c.facts.iter().map(move |f| (c, f))) {
        let Event::Lead(event) = &fact.event else { continue };
        if let LeadEvent::LeadCreated(created) = event {
            let region = created.region.is_some();
            leads.insert(fact.stream.id, Plain { state: "new", region, ..Plain::default() });
        }
        let Some(lead) = leads.get_mut(&fact.stream.id) else { continue };
        if let LeadEvent::LeadConverted(converted) = event {
            lead.converted = Some((commit.head.occurred_at, converted.opportunity.is_some()));
        }
        lead.state = match event {
            LeadEvent::LeadQualified(qualified) if qualified.level == QualifiedLevel::Mql => "mql",
            LeadEvent::LeadQualified(_) => "sql",
            LeadEvent::LeadNurtured(_) => "nurturing",
            LeadEvent::LeadDisqualified(_) => "disqualified",
            LeadEvent::LeadRecycled(_) => "recycled",
            LeadEvent::LeadVerified(_) => "verified",
            LeadEvent::LeadContacted(_) if matches!(lead.state, "new" | "verified") => "contacted",
            LeadEvent::LeadBehaviorRecorded(did)
                if did.behavior == Behavior::MeetingBooked && lead.state == "mql" =>
            {
                "meeting_booked"
            }
            _ => lead.state,
        };
    }
    leads
}

fn rules(patch: &Json) -> Json {
    let preset = presets().into_iter().find(|p| {
        p.kind == event_schema::event::SettingKind::ConversionRules && p.key.as_str() == "default"
    });
    patched(&preset.unwrap().body, patch)
}

/// Each set of rules, and which leads it refuses by plain reading.
type Refuses = fn(&Plain) -> bool;

fn sets() -> Vec<(Json, Refuses)> {
    vec![
        (json!({"checklist": [], "required_state": "sql"}), |lead| lead.state != "sql"),
        (json!({"checklist": [], "required_state": "mql"}), |lead| lead.state != "mql"),
        (
            json!({"checklist": [], "required_state": "sql", "required_fields": ["region"]}),
            |lead| lead.state != "sql" || !lead.region,
        ),
        (
            json!({"checklist": [], "required_state": "sql", "opportunity": {"policy": "required"}}),
            |lead| lead.state != "sql" || lead.converted.is_some_and(|(_, opened)| !opened),
        ),
        (json!({}), |_| true),
    ]
}

#[tokio::test]
async fn tried_rules_refuse_whom_plain_reading_refuses() {
    let world = World::new();
    let mut history = History::new(71);
    let mut dice = Dice::new(71);
    let commits = history.commits(600);
    world.append(&commits);
    let service = service(&world).await;
    let mut instants = vec![AsOf::Now];
    for _ in 0..6 {
        let at = commits[dice.below(commits.len() as u64) as usize].head.occurred_at;
        instants.extend([AsOf::Occurred(at), AsOf::Recorded(at.plus_seconds(40_000))]);
    }
    let mut seen = 0;
    for as_of in instants {
        let leads = plain(&counting(&commits, as_of));
        for (patch, refuses) in sets() {
            let at = commits[dice.below(commits.len() as u64) as usize].head.occurred_at;
            let range = Range { from: Some(at.plus_seconds(-2_000_000)), to: Some(at) };
            let rules = rules(&patch).to_string();
            let query = Query::TryConversionRules { rules, range, examples: 3 };
            let Answer::RulesTrial(trial) = ask(&service, &world, query, as_of).await.unwrap()
            else {
                panic!("it is the answer to another question")
            };
            let past: Vec<_> = leads
                .iter()
                .filter(|(_, l)| l.converted.is_some_and(|(at, _)| range.contains(at)))
                .collect();
            let refused = past.iter().filter(|(_, lead)| refuses(lead)).count() as u64;
            let counts = (trial.conversions, trial.refused, trial.unaffected);
            let n = past.len() as u64;
            assert_eq!(counts, (n, refused, n - refused), "{as_of:?} {patch}");
            let waiting = leads.values().filter(|l| l.converted.is_none() && l.state == "sql");
            let waiting: Vec<&Plain> = waiting.collect();
            let refused = waiting.iter().filter(|lead| refuses(lead)).count() as u64;
            let open = (trial.open.n, trial.open.refused);
            assert_eq!(open, (waiting.len() as u64, refused), "{as_of:?} {patch}");
            let times: Vec<_> = trial.examples.iter().map(|example| example.converted_at).collect();
            assert!(times.is_sorted_by(|a, b| a >= b) && times.len() <= 3);
            for example in &trial.examples {
                assert!(refuses(&leads[&example.lead_id]) && !example.unmet.is_empty());
            }
            seen += n;
        }
    }
    assert!(seen > 100, "there were conversions to try rules on: {seen}");
}
