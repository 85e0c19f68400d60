//! The list of records that may be ones that were there before them.

use event_schema::Position;
use rules::duplicates::Traits;
use rules::settings::Duplicates as Rules;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;

use super::{Found, Similar};
use crate::column::Place;
use crate::query::{
    AlikeRow, AskError, DuplicateRow, Duplicates, OtherRow, Page, Paging, Proposal, SeekKey,
};

/// A certain likelihood, in ten-thousandths.
const WHOLE: u16 = 10_000;
/// About how many records are read at a time to compare them: some milliseconds.
const READ_AT_ONCE: usize = 2_000;

/// By which rules, as likely as what or likelier, and which part of the list.
pub type Wanted<'a> = (&'a Rules, u16, &'a Paging);

/// The records of one kind.
pub trait Records {
    /// By what they may be one with others.
    fn similar(&self) -> &Similar;
    /// The position of the event that created a record.
    fn position(&self, at: Place) -> Position;
    /// What is compared of a record.
    fn traits(&self, at: Place) -> Result<Traits, AskError>;
    /// What is shown of a record.
    fn shown(&self, at: Place) -> Result<AlikeRow, AskError>;
}

/// What was found, by the ids of the records.
pub fn proposals(found: Vec<Found>, id: impl Fn(Place) -> Uuid) -> Vec<Proposal> {
    let proposal = |Found { at, likely }| Proposal {
        id: id(at),
        score: likely.share(),
        because: likely.because.names().map(str::to_owned).collect(),
    };
    found.into_iter().map(proposal).collect()
}

/// A page of the list; `None` if some records are still to be compared, of which a part was by this
/// call.
pub fn page(
    of: &impl Records,
    (rules, score_min, paging): Wanted<'_>,
) -> Result<Option<Duplicates>, AskError> {
    let similar = of.similar();
    if !similar.compare_some(rules, READ_AT_ONCE, |at| of.traits(at))? {
        return Ok(None);
    }
    let listed = similar.listed(rules);
    let from = |least: u16| listed.doubtful.partition_point(|(score, _)| *score >= least);
    let all = &listed.doubtful[..from(score_min)];
    let rate_from = (rules.rate_from * Decimal::from(WHOLE)).ceil().to_u16().unwrap_or(WHOLE);
    let key = |(score, at): &(u16, Place)| (*score, of.position(*at));
    // Downwards by both.
    let begin = paging.after.map_or(0, |after| {
        let after = (u16::try_from(after.rank).unwrap_or(u16::MAX), after.position);
        all.partition_point(|listed| key(listed) >= after)
    });
    let page = all[begin..].iter().take(usize::from(paging.limit));
    let items = page.map(|(_, at)| row(of, rules, *at)).collect::<Result<Vec<_>, _>>()?;
    let end = begin + items.len();
    let next = all[..end].last().filter(|_| end < all.len()).map(|last| {
        let (score, position) = key(last);
        SeekKey { position, rank: score.into() }
    });
    Ok(Some(Duplicates {
        page: Page { items, next, count: paging.count.then_some(all.len() as u64) },
        records: listed.records,
        doubtful: from(rate_from) as u64,
        invalid: None,
        goal: rules.rate_goal,
    }))
}

fn row(of: &impl Records, rules: &Rules, at: Place) -> Result<DuplicateRow, AskError> {
    let found = of.similar().found(rules, at, |at| of.traits(at))?;
    let other = |Found { at, likely }: Found| {
        let record = of.shown(at)?;
        let because = likely.because.names().map(str::to_owned).collect();
        Ok(OtherRow { record, score: likely.share(), because })
    };
    let others = found.into_iter().map(other).collect::<Result<_, AskError>>()?;
    Ok(DuplicateRow { record: of.shown(at)?, others })
}
