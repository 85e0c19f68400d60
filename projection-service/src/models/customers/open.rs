//! The funnel of opportunities: the open ones by stage, how many, how much, and how much weighted by
//! their chances; beside it what is measured of all of them.

use std::collections::BTreeMap;

use event_schema::Timestamp;
use event_schema::value::{Currency, Key};
use rules::settings::Book;
use rust_decimal::Decimal;

use super::Customers;
use super::figures::{Counted, figures};
use super::opportunities::{Opportunities, OpportunityColumns};
use crate::query::{DealsBy, DealsOf, OpenFunnel, OpenGroup, OpenStage, OpportunityState};

/// Sums of one stage.
#[derive(Default, Clone)]
struct Sums {
    count: u64,
    amount: BTreeMap<Currency, Decimal>,
    weighted: BTreeMap<Currency, Decimal>,
}

/// Sums by the numbers of pipeline and stage.
type Stages = BTreeMap<(u32, u32), Sums>;

impl Customers {
    /// The deals that are asked for, but for those that are left out of the pipeline. `book` has the
    /// order of the stages at `at`.
    pub fn open_funnel(
        &self,
        of: &DealsOf,
        by: Option<DealsBy>,
        (book, at): (&Book, Timestamp),
    ) -> OpenFunnel {
        let index = &self.opportunities;
        let DealsOf { pipeline, kind, close } = of;
        let pipeline = pipeline.as_deref();
        let wanted = pipeline.map(|pipeline| index.values.number(pipeline));
        let all = index.columns.iter().zip(&index.stays);
        let counted = all.map(|(columns, stays)| Counted { columns, stays });
        let counted: Vec<Counted<'_>> = counted
            .filter(|Counted { columns, .. }| {
                columns.in_pipeline
                    && wanted.is_none_or(|wanted| wanted == Some(columns.pipeline))
                    && kind.is_none_or(|kind| kind == columns.kind)
                    && close.contains(columns.expected_close)
            })
            .collect();
        let mut all = Stages::new();
        let mut groups: BTreeMap<Option<String>, Stages> = BTreeMap::new();
        let open = |deal: &&Counted<'_>| deal.columns.state == OpportunityState::Open;
        for Counted { columns, .. } in counted.iter().filter(open) {
            add(&mut all, columns);
            if let Some(by) = by {
                add(groups.entry(key(index, columns, by)).or_default(), columns);
            }
        }
        let stages = |sums: Stages| in_order(index, sums, book, at);
        let groups = groups.into_iter().map(|(key, sums)| OpenGroup { key, stages: stages(sums) });
        OpenFunnel {
            groups: groups.collect(),
            stages: stages(all),
            figures: figures(index, &counted, pipeline, (book, at)),
        }
    }
}

fn add(stages: &mut Stages, columns: &OpportunityColumns) {
    let sums = stages.entry((columns.pipeline, columns.stage)).or_default();
    let money = columns.amount;
    sums.count += 1;
    *sums.amount.entry(money.currency).or_default() += money.amount;
    *sums.weighted.entry(money.currency).or_default() +=
        money.amount * columns.probability / Decimal::ONE_HUNDRED;
}

fn key(index: &Opportunities, columns: &OpportunityColumns, by: DealsBy) -> Option<String> {
    let value = |number| index.values.value(number).map(str::to_owned);
    match by {
        DealsBy::Source => value(columns.source),
        DealsBy::Owner => columns.owner.map(|owner| owner.to_string()),
        DealsBy::Region => value(columns.region),
        DealsBy::Product => value(columns.product),
        DealsBy::Kind => Some(columns.kind.name().to_owned()),
    }
}

/// The stages in the order of their pipelines; a stage that its pipeline no longer has comes last.
fn in_order(index: &Opportunities, sums: Stages, book: &Book, at: Timestamp) -> Vec<OpenStage> {
    let text = |number| index.values.value(number).unwrap_or_default().to_owned();
    let listed = |money: BTreeMap<Currency, Decimal>| {
        money.into_iter().map(|(currency, sum)| (currency.to_string(), sum.normalize())).collect()
    };
    let mut stages: Vec<(usize, OpenStage)> = sums
        .into_iter()
        .map(|((pipeline, stage), sums)| {
            let (pipeline, stage) = (text(pipeline), text(stage));
            let place = stage_place(book, &pipeline, &stage, at).unwrap_or(usize::MAX);
            let (amount, weighted) = (listed(sums.amount), listed(sums.weighted));
            (place, OpenStage { pipeline, stage, count: sums.count, amount, weighted })
        })
        .collect();
    stages.sort_by(|(a_place, a), (b_place, b)| {
        (&a.pipeline, a_place, &a.stage).cmp(&(&b.pipeline, b_place, &b.stage))
    });
    stages.into_iter().map(|(_, stage)| stage).collect()
}

fn stage_place(book: &Book, pipeline: &str, stage: &str, at: Timestamp) -> Option<usize> {
    let (pipeline, stage) = (pipeline.parse::<Key>().ok()?, stage.parse().ok()?);
    book.pipeline(pipeline, at).ok()?.body.place(stage)
}
