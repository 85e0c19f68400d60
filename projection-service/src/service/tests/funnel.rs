//! The funnel against plain counting, at twenty-four instants, by both bases and every grouping.

use std::collections::{BTreeMap, HashMap};

use event_schema::commit::Commit;
use event_schema::event::QualifiedLevel;
use event_schema::{Event, LeadEvent, OpportunityEvent, SettingEvent, event::SettingKind};
use rules::settings::Book;
use rules::zone::Zone;
use uuid::Uuid;

use super::as_of::counting;
use super::*;
use crate::query::{Conversion, Funnel, FunnelBy, FunnelGroup, LeadStage, Left, Range, StageCount};
use crate::testing::{Dice, History};

const STAGES: [LeadStage; 5] =
    [LeadStage::Lead, LeadStage::Mql, LeadStage::Sql, LeadStage::Opportunity, LeadStage::Won];

#[derive(Clone)]
struct Plain {
    times: [Option<Timestamp>; 5],
    left: bool,
    key: Option<String>,
}

fn plain(commits: &[(Position, &Commit)], by: Option<FunnelBy>) -> Vec<Plain> {
    let mut leads: BTreeMap<Uuid, Plain> = BTreeMap::new();
    let mut opened: HashMap<Uuid, Uuid> = HashMap::new();
    for (commit, fact) in commits.iter().flat_map(|(_, c)| c.facts.iter().map(move |f| (c, f))) {
        let (id, at) = (fact.stream.id, commit.head.occurred_at);
        let earliest = |time: &mut Option<Timestamp>, at| {
            *time = Some(time.map_or(at, |t: Timestamp| t.min(at)));
        };
        match &fact.event {
            Event::Lead(LeadEvent::LeadCreated(lead)) => {
                let key = match by {
                    None => None,
                    Some(FunnelBy::Source) => Some(lead.source.to_string()),
                    Some(FunnelBy::Owner) => lead.owner_id.map(|owner| owner.to_string()),
                    Some(FunnelBy::Region) => lead.region.as_ref().map(ToString::to_string),
                    Some(FunnelBy::Product) => lead.product.as_ref().map(ToString::to_string),
                };
                let times = [Some(at), None, None, None, None];
                leads.insert(id, Plain { times, left: false, key });
            }
            Event::Lead(LeadEvent::LeadQualified(qualified)) => {
                if let Some(lead) = leads.get_mut(&id) {
                    let stage = if qualified.level == QualifiedLevel::Mql { 1 } else { 2 };
                    earliest(&mut lead.times[stage], at);
                    lead.left = false;
                }
            }
            Event::Lead(LeadEvent::LeadNurtured(_)) => {
                _ = leads.get_mut(&id).map(|lead| lead.left = false);
            }
            Event::Lead(LeadEvent::LeadDisqualified(_)) => {
                _ = leads.get_mut(&id).map(|lead| lead.left = true);
            }
            Event::Lead(LeadEvent::LeadConverted(converted)) => {
                if let Some(lead) = leads.get_mut(&id) {
                    lead.left = false;
                    lead.times[2].get_or_insert(at);
                    if let Some(opportunity) = converted.opportunity {
                        opened.insert(opportunity.id.0, id);
                        earliest(&mut lead.times[3], at);
                    }
                }
            }
            Event::Opportunity(OpportunityEvent::OpportunityWon(won)) => {
                if let Some(lead) = opened.get(&id).and_then(|lead| leads.get_mut(lead)) {
                    earliest(&mut lead.times[4], won.won_at);
                }
            }
            _ => {}
        }
    }
    for lead in leads.values_mut() {
        for stage in (1..4).rev() {
            lead.times[stage] = lead.times[stage].or(lead.times[stage + 1]);
        }
    }
    leads.into_values().collect()
}

fn median(mut values: Vec<i64>) -> Option<f64> {
    values.sort_unstable();
    let n = values.len();
    (n > 0).then(|| (values[(n - 1) / 2] as f64 + values[n / 2] as f64) / 2.0)
}

fn count(leads: &[&Plain], zone: Zone) -> (Vec<StageCount>, Left, Vec<Conversion>) {
    let reached = |s: usize| leads.iter().filter(|l| l.times[s].is_some()).count() as u64;
    let in_it = |l: &Plain, s: usize| {
        l.times[s].is_some() && (s == 4 || l.times[s + 1].is_none()) && !l.left
    };
    let stages = (0..5).map(|s| {
        let current = leads.iter().filter(|l| in_it(l, s)).count() as u64;
        StageCount { stage: STAGES[s], reached: reached(s), current }
    });
    let disqualified = leads.iter().filter(|l| l.left).count() as u64;
    let pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 3), (0, 4)];
    let conversions = pairs.map(|(from, to)| {
        let took = |f: &dyn Fn(Timestamp, Timestamp) -> i64| -> Vec<i64> {
            leads.iter().filter_map(|l| Some(f(l.times[from]?, l.times[to]?))).collect()
        };
        let mut micros = took(&|a, b| b.micros_since(a));
        micros.sort_unstable();
        let days = took(&|a, b| i64::from(zone.day_number(b) - zone.day_number(a)));
        let p90 = (micros.len() * 9).div_ceil(10).checked_sub(1).map(|i| micros[i]);
        Conversion {
            from: STAGES[from],
            to: STAGES[to],
            rate: (reached(from) > 0).then(|| reached(to) as f64 / reached(from) as f64),
            median_seconds: median(micros).map(|m| m / 1e6),
            p90_seconds: p90.map(|m| m as f64 / 1e6),
            median_days: median(days),
        }
    });
    (stages.collect(), Left { disqualified, recycled: 0 }, conversions.to_vec())
}

fn expected(leads: &[Plain], range: Range, by: Option<FunnelBy>, zone: Zone) -> Funnel {
    let cohort: Vec<&Plain> =
        leads.iter().filter(|l| range.contains(l.times[0].unwrap())).collect();
    let mut groups: BTreeMap<Option<&str>, Vec<&Plain>> = BTreeMap::new();
    for lead in cohort.iter().filter(|_| by.is_some()) {
        groups.entry(lead.key.as_deref()).or_default().push(lead);
    }
    let mut groups: Vec<FunnelGroup> = groups
        .into_iter()
        .map(|(key, leads)| {
            let (stages, left, conversion) = count(&leads, zone);
            FunnelGroup { key: key.map(str::to_owned), stages, left, conversion }
        })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.stages[0].reached));
    let (stages, left, conversion) = count(&cohort, zone);
    Funnel { stages, left, conversion, groups, targets: Vec::new() }
}

/// The zone that counts: settings by their effective time, whenever they were recorded; for the
/// recorded basis only those recorded by then.
fn zone_of(commits: &[Commit], as_of: AsOf) -> Zone {
    let mut book = Book::default();
    for (commit, fact) in commits.iter().flat_map(|c| c.facts.iter().map(move |f| (c, f))) {
        let Event::Setting(SettingEvent::SettingDefined(defined)) = &fact.event else { continue };
        let recorded_at = commit.head.recorded_at;
        let known = !matches!(as_of, AsOf::Recorded(at) if recorded_at > at);
        if known && defined.kind == SettingKind::Tenant {
            book.apply(defined, recorded_at);
        }
    }
    let at = match as_of {
        AsOf::Now => now(),
        AsOf::Occurred(at) | AsOf::Recorded(at) => at,
    };
    book.tenant(at).map_or(Zone::UTC, |tenant| tenant.body.time_zone)
}

fn ranges(dice: &mut Dice, commits: &[Commit], zone: Zone) -> Vec<Range> {
    let at = |dice: &mut Dice| commits[dice.below(commits.len() as u64) as usize].head.occurred_at;
    let (a, b) = (at(dice), at(dice));
    let (from, to) = (a.min(b), a.max(b));
    let day = |at| zone.day_start(zone.date_of(at));
    vec![
        Range::default(),
        Range { from: Some(from), to: Some(to) },
        Range { from: Some(day(from)), to: Some(day(to)) },
        Range { from: Some(day(from)), to: None },
    ]
}

#[tokio::test]
async fn the_funnel_is_what_plain_counting_finds() {
    let world = World::new();
    let mut history = History::new(51);
    let mut dice = Dice::new(51);
    let mut commits = Vec::new();
    let service = service(&world).await;
    for round in 0..3 {
        let more = history.commits(250);
        world.append(&more);
        commits.extend(more);
        let mut instants = vec![AsOf::Now];
        for _ in 0..4 {
            let at = commits[dice.below(commits.len() as u64) as usize].head.occurred_at;
            instants.extend([AsOf::Occurred(at), AsOf::Recorded(at.plus_seconds(40_000))]);
        }
        for as_of in instants {
            let zone = zone_of(&commits, as_of);
            let dimensions =
                [FunnelBy::Source, FunnelBy::Owner, FunnelBy::Region, FunnelBy::Product];
            for by in dimensions.into_iter().map(Some).chain([None]) {
                let leads = plain(&counting(&commits, as_of), by);
                for range in ranges(&mut dice, &commits, zone) {
                    let query = Query::Funnel { range, by };
                    let answer = ask(&service, &world, query, as_of).await.unwrap();
                    let Answer::Funnel(found) = answer else { panic!() };
                    let expected = expected(&leads, range, by, zone);
                    assert_eq!(found, expected, "round {round} {as_of:?} {by:?} {range:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_index_is_there_before_the_first_question() {
    let world = World::new();
    let mut history = History::new(61);
    let is_lead = |commit: &Commit| {
        let created = |event: &Event| matches!(event, Event::Lead(LeadEvent::LeadCreated(_)));
        commit.facts.iter().filter(|fact| created(&fact.event)).count()
    };
    let mut leads = 0;
    while leads < 300 {
        let commits = history.commits(100);
        leads += commits.iter().map(is_lead).sum::<usize>();
        world.append(&commits);
    }
    let service = service(&world).await;
    let mut progress = service.subscribe();
    let model = service.models.funnel.model();
    while !model.read(world.tenant, |m, _| Ok(m.is_warm())).unwrap().0 {
        progress.changed().await.unwrap();
    }
}
