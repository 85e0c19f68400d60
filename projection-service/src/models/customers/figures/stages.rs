//! From stage to stage: how many go on, how long that takes, and how long they stay (C132, C133).

use std::collections::BTreeMap;

use event_schema::Timestamp;
use event_schema::command::StageKind;
use event_schema::time::MICROS_PER_SECOND;
use rules::settings::Pipeline;
use rust_decimal::prelude::ToPrimitive;

use super::{Counted, Present, rate};
use crate::models::customers::opportunities::Opportunities;
use crate::quantile::median_and_p90;
use crate::query::{StageConversion, StageDwell};

/// The open stages of a pipeline in order, each with its number, if a deal was ever in it.
struct Line<'a> {
    number: u32,
    key: &'a str,
    pipeline: &'a Pipeline,
    places: Vec<Option<u32>>,
}

/// Where a step leads.
#[derive(Clone, Copy)]
enum Goal {
    /// To the open stage at this place, or beyond it.
    Stage(usize),
    /// To the win.
    Won,
}

/// From each step to the next, and from the last to the win.
pub fn conversion(
    index: &Opportunities,
    present: &Present<'_>,
    deals: &[Counted<'_>],
) -> Vec<StageConversion> {
    let mut found = Vec::new();
    for line in lines(index, present, deals) {
        let steps = line.steps();
        for (nth, (place, from)) in steps.iter().enumerate() {
            let next = steps.get(nth + 1);
            let goal = next.map_or(Goal::Won, |(place, _)| Goal::Stage(*place));
            let target = line.pipeline.stages.iter().find(|stage| stage.key.as_str() == *from);
            let target = target.and_then(|stage| line.pipeline.targets.conversion.get(&stage.key));
            let to = next.map_or_else(|| line.won(), |(_, key)| key);
            let target = target.and_then(ToPrimitive::to_f64);
            found.push(line.measure(deals, (*place, goal), (from, to), target));
        }
    }
    found
}

/// From each pipeline's first step to the win.
pub fn end_to_end(
    index: &Opportunities,
    present: &Present<'_>,
    deals: &[Counted<'_>],
) -> Vec<StageConversion> {
    let measured = lines(index, present, deals).into_iter().filter_map(|line| {
        let (place, from) = line.steps().first().copied()?;
        let target = line.pipeline.targets.end_to_end.as_ref().and_then(ToPrimitive::to_f64);
        Some(line.measure(deals, (place, Goal::Won), (from, line.won()), target))
    });
    measured.collect()
}

/// How long the stays in each open stage took that have ended.
pub fn dwell(
    index: &Opportunities,
    present: &Present<'_>,
    deals: &[Counted<'_>],
) -> Vec<StageDwell> {
    let mut stays: BTreeMap<(u32, u32), Vec<i64>> = BTreeMap::new();
    for deal in deals {
        for stay in deal.stays {
            let took = stays.entry((deal.columns.pipeline, stay.stage)).or_default();
            took.extend(stay.left_at.map(|left| left.micros_since(stay.entered_at)));
        }
    }
    let text = |number| index.values.value(number).unwrap_or_default().to_owned();
    let mut measured: Vec<(usize, StageDwell)> = Vec::new();
    for ((pipeline, stage), mut took) in stays {
        let (pipeline_key, stage_key) = (text(pipeline), text(stage));
        let known = present.pipelines.get(&pipeline);
        let place = known.and_then(|p| p.place(stage_key.parse().ok()?)).unwrap_or(usize::MAX);
        let stays = took.len() as u64;
        let (median_seconds, p90_seconds) = seconds(&mut took);
        let (pipeline, stage) = (pipeline_key, stage_key);
        measured.push((place, StageDwell { pipeline, stage, stays, median_seconds, p90_seconds }));
    }
    measured.sort_by(|(a_place, a), (b_place, b)| {
        (&a.pipeline, a_place, &a.stage).cmp(&(&b.pipeline, b_place, &b.stage))
    });
    measured.into_iter().map(|(_, dwell)| dwell).collect()
}

/// The pipelines that have deals, by key; one that isn't in force has no order to measure by.
fn lines<'a>(
    index: &'a Opportunities,
    present: &Present<'a>,
    deals: &[Counted<'_>],
) -> Vec<Line<'a>> {
    let mut numbers: Vec<u32> = deals.iter().map(|deal| deal.columns.pipeline).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let line = |number: u32| {
        let pipeline = *present.pipelines.get(&number)?;
        let open = pipeline.stages.iter().filter(|stage| stage.kind == StageKind::Open);
        let places = open.map(|stage| index.values.number(stage.key.as_str())).collect();
        Some(Line { number, key: index.values.value(number)?, pipeline, places })
    };
    let mut lines: Vec<Line<'_>> = numbers.into_iter().filter_map(line).collect();
    lines.sort_by_key(|line| line.key);
    lines
}

impl<'a> Line<'a> {
    /// The steps: place among the open stages, and key.
    fn steps(&self) -> Vec<(usize, &'a str)> {
        let open = self.pipeline.stages.iter().filter(|stage| stage.kind == StageKind::Open);
        let steps = open.enumerate().filter(|(_, stage)| stage.step);
        steps.map(|(place, stage)| (place, stage.key.as_str())).collect()
    }

    /// The stage of the win.
    fn won(&self) -> &'a str {
        self.pipeline.first(StageKind::Won).map_or("won", |stage| stage.key.as_str())
    }

    fn measure(
        &self,
        deals: &[Counted<'_>],
        (place, goal): (usize, Goal),
        (from, to): (&str, &str),
        target: Option<f64>,
    ) -> StageConversion {
        let mut entered = 0;
        let mut took = Vec::new();
        for deal in deals.iter().filter(|deal| deal.columns.pipeline == self.number) {
            let stays = deal.stays;
            let number = self.places[place];
            let Some(nth) = stays.iter().position(|stay| Some(stay.stage) == number) else {
                continue;
            };
            entered += 1;
            let passed = self.passed(deal, nth, goal);
            took.extend(passed.map(|passed| passed.micros_since(stays[nth].entered_at)));
        }
        let passed = took.len();
        let (median_seconds, p90_seconds) = seconds(&mut took);
        StageConversion {
            pipeline: self.key.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            entered: entered as u64,
            passed: passed as u64,
            rate: rate(passed, entered),
            target,
            median_seconds,
            p90_seconds,
        }
    }

    /// When a deal got to the goal after its `nth` stay: in log order, whatever the times say.
    fn passed(&self, deal: &Counted<'_>, nth: usize, goal: Goal) -> Option<Timestamp> {
        let beyond = |stage: u32| match goal {
            Goal::Won => false,
            Goal::Stage(goal) => {
                let place = self.places.iter().position(|known| *known == Some(stage));
                place.is_some_and(|place| place >= goal)
            }
        };
        let later = deal.stays[nth + 1..].iter().find(|stay| beyond(stay.stage));
        later.map(|stay| stay.entered_at).or(deal.columns.won_at)
    }
}

/// Median and 90th percentile of microseconds, in seconds.
fn seconds(micros: &mut [i64]) -> (Option<f64>, Option<f64>) {
    let seconds = |micros: f64| micros / MICROS_PER_SECOND as f64;
    let found = median_and_p90(micros);
    (found.map(|(median, _)| seconds(median)), found.map(|(_, p90)| seconds(p90 as f64)))
}
