//! Random accounts and deals with random conditions on them, against the plain way of doing it.

use event_schema::Timestamp;
use event_schema::event::OpportunityKind;
use event_schema::value::{Key, Money};
use proptest::prelude::*;
use rules::settings::Book;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;
use crate::models::customers::opportunities::{OpportunityRow, Standing};
use crate::models::customers::rows::AccountRow;
use crate::models::listing::is;

/// A deal: its account, its amount, whether it was won.
type Deal = (usize, i64, bool);
/// An account: its size, whether it is in the east.
type Client = (Option<u32>, bool);

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn account(n: usize, (size, east): Client) -> AccountRow {
    AccountRow {
        id: Uuid::from_u128(n as u128 + 1),
        position: 2 * n as u64 + 1,
        revision: 1,
        number: String::new(),
        name: format!("Customer {n}"),
        industry: None,
        size,
        revenue: None,
        first_contact_at: None,
        region: east.then(|| "east".into()),
        owner_id: None,
        grade: None,
        tags: Vec::new(),
        domain: None,
        website: None,
        phone: None,
        address: None,
        need: None,
        life_cycle: None,
        links: Vec::new(),
        external_id: None,
        custom: Default::default(),
        last: None,
        lead_ids: Vec::new(),
        merged: Vec::new(),
        grade_reviewed_at: None,
        by_rule: Vec::new(),
        template: None,
        handover: None,
        created_at: Timestamp::from_micros(n as i64),
        updated_at: Timestamp::from_micros(n as i64),
    }
}

fn deal(n: usize, (account, amount, won): Deal) -> OpportunityRow {
    let at = Timestamp::from_micros(n as i64);
    OpportunityRow {
        id: Uuid::from_u128((1 << 64) | n as u128),
        position: 2 * n as u64 + 2,
        revision: 1,
        account_id: Uuid::from_u128(account as u128 + 1),
        lead_id: None,
        name: format!("Deal {n}"),
        standing: if won { Standing::Won { at, reason: None } } else { Standing::Open },
        pipeline: key("standard"),
        stage: key("proposal"),
        probability: Decimal::TEN,
        overridden: false,
        amount: Money { amount: amount.into(), currency: "CNY".parse().unwrap() },
        expected_close: "2030-01-01".parse().unwrap(),
        pushes: 0,
        pushed_days: 0,
        kind: OpportunityKind::New,
        product: None,
        region: None,
        source: None,
        owner_id: None,
        driver_id: None,
        use_case: None,
        partner: None,
        competitors: Vec::new(),
        buying_motives: Vec::new(),
        next_step: None,
        next_step_on: None,
        documents: Vec::new(),
        in_pipeline: true,
        approval: None,
        risks: Vec::new(),
        milestones: Vec::new(),
        roles: Vec::new(),
        visits: Vec::new(),
        external_id: None,
        custom: Default::default(),
        closing_note: None,
        opened_at: at,
        silence: rules::idle::Silence::new(at, at),
        updated_at: at,
    }
}

fn customers(accounts: &[Client], deals: &[Deal]) -> Customers {
    let mut customers = Customers::default();
    for (n, one) in accounts.iter().enumerate() {
        customers.add_account(&account(n, *one));
    }
    for (n, one) in deals.iter().enumerate() {
        customers.add_opportunity(&deal(n, *one));
    }
    customers
}

/// Every place that a condition finds, page by page.
fn found(customers: &Customers, list: List, condition: &Condition) -> Vec<Place> {
    let sifting = Sifting { condition: Some(condition.clone()), ..Sifting::default() };
    let book = Book::default();
    let (mut all, mut paging) = (Vec::new(), Paging { limit: 3, after: None, count: true });
    loop {
        let wanted = Wanted { list, conditions: Vec::new(), within: Vec::new() };
        let present = (&book, Timestamp::from_micros(0));
        let chosen = customers.sifted(wanted, (&sifting, &paging), present).unwrap();
        let places = chosen.places.clone();
        let page = chosen.page(places);
        all.extend(page.items);
        paging.after = page.next;
        if paging.after.is_none() {
            assert_eq!(page.count, Some(all.len() as u64));
            return all;
        }
    }
}

/// A condition on accounts or deals, as its own words say it.
#[derive(Debug, Clone)]
enum Asked {
    /// Accounts: of at least this size. Deals: of at least this amount.
    AtLeast(i64),
    /// Accounts: in the east. Deals: won.
    Is,
    Not(Box<Asked>),
    Either(Box<Asked>, Box<Asked>),
    /// Accounts: with so many of such deals. Deals: with such an account.
    Has(Box<Asked>, u32),
}

fn asked() -> impl Strategy<Value = Asked> {
    let leaf = prop_oneof![(-1_i64..5).prop_map(Asked::AtLeast), Just(Asked::Is)];
    leaf.prop_recursive(4, 12, 2, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            boxed().prop_map(Asked::Not),
            (boxed(), boxed()).prop_map(|(a, b)| Asked::Either(a, b)),
            (boxed(), 1_u32..3).prop_map(|(such, min)| Asked::Has(such, min)),
        ]
    })
}

fn condition(list: List, asked: &Asked) -> Condition {
    let deals = list == List::Opportunities;
    match asked {
        Asked::AtLeast(n) if deals => between("amount", Some(Operand::Decimal((*n).into())), None),
        Asked::AtLeast(n) => between("size", Some(Operand::Number(*n)), None),
        Asked::Is if deals => is("state", Operand::Word("won".into())),
        Asked::Is => is("region", Operand::Word("east".into())),
        Asked::Not(not) => Condition::Not(Box::new(condition(list, not))),
        Asked::Either(a, b) => Condition::Any(vec![condition(list, a), condition(list, b)]),
        Asked::Has(such, min) => {
            let (relation, of) = match deals {
                true => ("account", List::Accounts),
                false => ("opportunities", List::Opportunities),
            };
            let such = Some(Box::new(condition(of, such)));
            Condition::Has(Related { relation: relation.into(), such, min: *min })
        }
    }
}

/// The plain way.
fn account_meets(accounts: &[Client], deals: &[Deal], n: usize, asked: &Asked) -> bool {
    let meets = |asked: &Asked| account_meets(accounts, deals, n, asked);
    match asked {
        Asked::AtLeast(least) => accounts[n].0.is_some_and(|size| i64::from(size) >= *least),
        Asked::Is => accounts[n].1,
        Asked::Not(not) => !meets(not),
        Asked::Either(a, b) => meets(a) || meets(b),
        Asked::Has(such, min) => {
            let own = (0..deals.len()).filter(|deal| deals[*deal].0 == n);
            own.filter(|deal| deal_meets(accounts, deals, *deal, such)).count() >= *min as usize
        }
    }
}

fn deal_meets(accounts: &[Client], deals: &[Deal], n: usize, asked: &Asked) -> bool {
    let meets = |asked: &Asked| deal_meets(accounts, deals, n, asked);
    match asked {
        Asked::AtLeast(least) => deals[n].1 >= *least,
        Asked::Is => deals[n].2,
        Asked::Not(not) => !meets(not),
        Asked::Either(a, b) => meets(a) || meets(b),
        Asked::Has(such, min) => *min == 1 && account_meets(accounts, deals, deals[n].0, such),
    }
}

proptest! {
    #[test]
    fn what_belongs_to_a_record_is_counted_as_the_plain_way_counts_it(
        accounts in prop::collection::vec((prop::option::of(0_u32..5), any::<bool>()), 1..20),
        deals in prop::collection::vec((0_usize..20, 0_i64..5, any::<bool>()), 0..40),
        asked in asked(),
    ) {
        let deals: Vec<Deal> =
            deals.into_iter().map(|(n, amount, won)| (n % accounts.len(), amount, won)).collect();
        let customers = customers(&accounts, &deals);
        let expected: Vec<Place> = (0..accounts.len())
            .rev()
            .filter(|n| account_meets(&accounts, &deals, *n, &asked))
            .map(|n| n as Place)
            .collect();
        let condition_of = |list| condition(list, &asked);
        prop_assert_eq!(found(&customers, List::Accounts, &condition_of(List::Accounts)), expected);
        let expected: Vec<Place> = (0..deals.len())
            .rev()
            .filter(|n| deal_meets(&accounts, &deals, *n, &asked))
            .map(|n| n as Place)
            .collect();
        let of_deals = condition_of(List::Opportunities);
        prop_assert_eq!(found(&customers, List::Opportunities, &of_deals), expected);
    }
}
