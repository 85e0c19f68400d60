//! What the rows of interactions, orders and contracts show of themselves to conditions: a value for
//! each column, in the order of `List::fields`.

use super::trade_rows::{ContractRow, InteractionRow, OrderRow};
use crate::sheet::Cell;

/// The column that says whether an order was cancelled.
pub const ORDER_CANCELLED_AT: usize = 4;

/// What an interaction says of itself.
pub fn of_interaction(row: &InteractionRow) -> [Cell<'_>; 8] {
    [
        Cell::Word(&row.channel),
        Cell::word(row.direction.map(|direction| direction.name())),
        Cell::word(row.outcome.as_deref()),
        Cell::word(row.sentiment.map(|sentiment| sentiment.name())),
        Cell::word(row.priority.map(|priority| priority.name())),
        Cell::time(Some(row.at)),
        Cell::time(row.next_at),
        row.duration_seconds.map_or(Cell::None, |seconds| Cell::Number(seconds.into())),
    ]
}

/// What an order says of itself.
pub fn of_order(row: &OrderRow) -> [Cell<'_>; 5] {
    [
        Cell::word(row.product.as_deref()),
        Cell::Word(row.amount.currency.as_str()),
        Cell::Decimal(row.amount.amount),
        Cell::time(Some(row.ordered_at)),
        Cell::Flag(row.cancelled.is_some()),
    ]
}

/// What a contract says of itself.
pub fn of_contract(row: &ContractRow) -> [Cell<'_>; 5] {
    let amount = row.amount.as_ref();
    [
        Cell::word(amount.map(|amount| amount.currency.as_str())),
        amount.map_or(Cell::None, |amount| Cell::Decimal(amount.amount)),
        Cell::date(Some(row.starts_on)),
        Cell::date(Some(row.ends_on)),
        Cell::time(Some(row.recorded_at)),
    ]
}

#[cfg(test)]
mod tests {
    use rules::views::List;

    use super::*;

    #[test]
    fn the_columns_stand_where_the_list_has_them() {
        assert_eq!(List::Orders.fields()[ORDER_CANCELLED_AT].name, "cancelled");
        let lens = [List::Interactions, List::Orders, List::Contracts].map(|l| l.fields().len());
        assert_eq!(lens, [8, 5, 5]);
    }
}
