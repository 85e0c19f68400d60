//! What the row of an opportunity shows of itself to conditions: a value for each column, in the order
//! of `List::fields`.

use event_schema::value::Key;

use super::row::{OpportunityRow, Standing};
use crate::query::{ApprovalState, OpportunityState};
use crate::sheet::Cell;

/// How many columns are kept; whether a deal is large is asked of those it follows from.
pub const OPPORTUNITY_COLUMNS: usize = 32;

/// The column of a deal's account.
pub const ACCOUNT: usize = 0;

/// The risks that a deal has.
pub fn risks(row: &OpportunityRow) -> Vec<String> {
    row.risks.iter().map(|known| known.risk.to_string()).collect()
}

/// What a deal says of itself.
pub fn of_opportunity<'a>(
    row: &'a OpportunityRow,
    risks: &'a [String],
    competitors: &'a [String],
) -> [Cell<'a>; OPPORTUNITY_COLUMNS] {
    let (won_at, lost_at, win_reason, loss_reason) = match &row.standing {
        Standing::Open => (None, None, None, None),
        Standing::Won { at, reason } => (Some(*at), None, reason.as_ref(), None),
        Standing::Lost { at, reason } => (None, Some(*at), None, Some(reason)),
    };
    let entered = row.visits.last().map_or(row.opened_at, |visit| visit.entered_at);
    [
        Cell::Id(row.account_id),
        Cell::id(row.owner_id.map(|owner| owner.0)),
        Cell::id(row.driver_id.map(|driver| driver.0)),
        Cell::Word(state(row.standing.state())),
        Cell::Word(row.pipeline.as_str()),
        Cell::Word(row.stage.as_str()),
        Cell::Word(row.kind.name()),
        Cell::word(row.product.as_deref()),
        Cell::word(row.region.as_deref()),
        Cell::word(row.source.as_deref()),
        Cell::Decimal(row.amount.amount),
        Cell::Word(row.amount.currency.as_str()),
        Cell::Decimal(row.probability),
        Cell::Flag(row.overridden),
        Cell::Flag(row.in_pipeline),
        Cell::date(Some(row.expected_close)),
        Cell::Number(row.pushes.into()),
        Cell::Number(row.pushed_days.into()),
        Cell::Words(risks),
        Cell::Words(competitors),
        Cell::word(row.approval.as_ref().map(|known| approval(known.state))),
        Cell::date(row.next_step_on),
        Cell::word(loss_reason.map(Key::as_str)),
        Cell::word(win_reason.map(Key::as_str)),
        Cell::time(Some(entered)),
        Cell::time(Some(row.opened_at)),
        Cell::time(won_at),
        Cell::time(lost_at),
        Cell::time(Some(row.silence.since)),
        Cell::time(Some(row.updated_at)),
        Cell::id(row.partner.map(|partner| partner.account_id.0)),
        row.partner.and_then(|partner| partner.commission).map_or(Cell::None, Cell::Decimal),
    ]
}

/// The public name of a state.
pub fn state(state: OpportunityState) -> &'static str {
    match state {
        OpportunityState::Open => "open",
        OpportunityState::Won => "won",
        OpportunityState::Lost => "lost",
    }
}

fn approval(state: ApprovalState) -> &'static str {
    match state {
        ApprovalState::Requested => "requested",
        ApprovalState::Approved => "approved",
        ApprovalState::Rejected => "rejected",
    }
}

#[cfg(test)]
mod tests {
    use rules::views::List;

    use super::*;

    #[test]
    fn the_columns_are_those_of_the_list_but_for_the_last() {
        let fields = List::Opportunities.fields();
        assert_eq!(fields.len(), OPPORTUNITY_COLUMNS + 1);
        assert_eq!((fields[ACCOUNT].name, fields[OPPORTUNITY_COLUMNS].name), ("account", "large"));
    }
}
