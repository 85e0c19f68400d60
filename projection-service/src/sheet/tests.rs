//! Pages by conditions against the plain way of doing it.

use chrono::{Datelike, NaiveDate};
use event_schema::Timestamp;
use event_schema::value::{CustomFields, CustomValue, Text};
use proptest::prelude::*;
use rules::views::{Condition, Field, Kind, Operand, Order, Related, Test};
use rules::zone::Zone;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;
use crate::column::Place;

const FIELDS: &[Field] = &[
    Field { name: "region", kind: Kind::Word },
    Field { name: "tags", kind: Kind::Words },
    Field { name: "owner", kind: Kind::Id },
    Field { name: "score", kind: Kind::Number },
    Field { name: "amount", kind: Kind::Decimal },
    Field { name: "won", kind: Kind::Flag },
];

#[derive(Debug, Clone, Default)]
struct Row {
    region: Option<String>,
    tags: Vec<String>,
    owner: Option<u8>,
    score: Option<i64>,
    amount: Option<Decimal>,
    won: bool,
    children: u32,
    custom: CustomFields,
}

fn now(seconds: i64) -> Now {
    Now { at: Timestamp::from_micros(seconds * 1_000_000), zone: Zone::UTC }
}

fn owner(n: u8) -> Uuid {
    Uuid::from_u128(u128::from(n))
}

fn sheet(rows: &[Row]) -> Sheet {
    let mut sheet = Sheet::new(FIELDS);
    for (place, row) in (0..).zip(rows) {
        // First something else: what changes must leave no trace.
        let before = [("kind", text("x")), ("beds", CustomValue::Number(9))];
        sheet.set(
            place,
            &[Cell::Word("x"), Cell::None, Cell::None, Cell::None, Cell::None, Cell::None],
        );
        sheet.set_custom(place, &before.map(|(key, value)| (key.parse().unwrap(), value)).into());
        sheet.set(
            place,
            &[
                row.region.as_deref().map_or(Cell::None, Cell::Word),
                Cell::Words(&row.tags),
                row.owner.map_or(Cell::None, |n| Cell::Id(owner(n))),
                row.score.map_or(Cell::None, Cell::Number),
                row.amount.map_or(Cell::None, Cell::Decimal),
                Cell::Flag(row.won),
            ],
        );
        sheet.set_custom(place, &row.custom);
    }
    sheet
}

/// The plain way.
fn holds(condition: &Condition, row: &Row) -> bool {
    match condition {
        Condition::All(all) => all.iter().all(|condition| holds(condition, row)),
        Condition::Any(any) => any.iter().any(|condition| holds(condition, row)),
        Condition::Not(not) => !holds(not, row),
        Condition::Has(related) => row.children >= related.min,
        Condition::Field { name, test } => {
            let values: Vec<Operand> = match name.as_str() {
                "region" => row.region.iter().cloned().map(Operand::Word).collect(),
                "tags" => row.tags.iter().cloned().map(Operand::Word).collect(),
                "owner" => row.owner.iter().map(|n| Operand::Id(owner(*n))).collect(),
                "score" => row.score.iter().copied().map(Operand::Number).collect(),
                "amount" => row.amount.iter().copied().map(Operand::Decimal).collect(),
                name if name.starts_with("custom.") => own(name, row).into_iter().collect(),
                _ => vec![Operand::Flag(row.won)],
            };
            match test {
                Test::Absent => values.is_empty(),
                Test::In(operands) => values.iter().any(|value| operands.contains(value)),
                Test::Like(pattern) => values.iter().any(|value| {
                    let Operand::Word(word) = value else { return false };
                    match pattern.strip_prefix('*') {
                        Some(inner) => word.contains(inner.trim_end_matches('*')),
                        None => word.starts_with(pattern.trim_end_matches('*')),
                    }
                }),
                Test::Range { from, to } => values.iter().any(|value| match (value, from, to) {
                    (Operand::Decimal(_) | Operand::Date(_), from, to) => {
                        let is_less = |one: &Operand, other: &Operand| match (one, other) {
                            (Operand::Decimal(one), Operand::Decimal(other)) => one < other,
                            (Operand::Date(one), Operand::Date(other)) => one < other,
                            _ => false,
                        };
                        from.as_ref().is_none_or(|from| !is_less(value, from))
                            && to.as_ref().is_none_or(|to| is_less(value, to))
                    }
                    (Operand::Number(n), from, to) => {
                        let bound = |of: &Option<Operand>| match of {
                            Some(Operand::Number(n)) => Some(*n),
                            _ => None,
                        };
                        bound(from).is_none_or(|from| *n >= from)
                            && bound(to).is_none_or(|to| *n < to)
                    }
                    _ => false,
                }),
            }
        }
    }
}

fn text(text: &str) -> CustomValue {
    CustomValue::Text(Text::new(text).unwrap())
}

/// What a record has in a field of the tenant's own, as its definition says.
fn own(name: &str, row: &Row) -> Option<Operand> {
    let value = row.custom.get(&name.strip_prefix("custom.")?.parse().unwrap())?;
    Some(match (name, value) {
        ("custom.rate", CustomValue::Text(text)) => {
            Operand::Decimal(text.as_str().parse().unwrap())
        }
        ("custom.since", CustomValue::Text(text)) => Operand::Date(text.as_str().parse().unwrap()),
        ("custom.site", CustomValue::Text(text)) => Operand::Id(text.as_str().parse().unwrap()),
        (_, CustomValue::Text(text)) => Operand::Word(text.to_string()),
        (_, CustomValue::Number(number)) => Operand::Number(*number),
        (_, CustomValue::Flag(flag)) => Operand::Flag(*flag),
    })
}

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
}

/// Some values of the tenant's own fields.
fn custom() -> impl Strategy<Value = CustomFields> {
    let word = prop::sample::select(vec!["east", "west", "12", "2026-03-02"]);
    let fields = (
        prop::option::of(word.prop_map(text)),
        prop::option::of((-3_i64..4).prop_map(CustomValue::Number)),
        prop::option::of((-300_i64..300).prop_map(|n| text(&rate(n).normalize().to_string()))),
        prop::option::of((1_u32..6).prop_map(|n| text(&day(n).to_string()))),
        prop::option::of(any::<bool>().prop_map(CustomValue::Flag)),
        prop::option::of((0_u8..4).prop_map(|n| text(&owner(n).to_string()))),
    );
    fields.prop_map(|(kind, beds, rate, since, night, site)| {
        let all = [
            ("kind", kind),
            ("beds", beds),
            ("rate", rate),
            ("since", since),
            ("night", night),
            ("site", site),
        ];
        let given = all.into_iter().filter_map(|(key, value)| Some((key.parse().unwrap(), value?)));
        given.collect()
    })
}

fn rate(n: i64) -> Decimal {
    Decimal::new(n, 2)
}

/// Tests of the tenant's own fields, one of which no record has.
fn on_custom() -> impl Strategy<Value = Condition> {
    let field = |name: &str, test| Condition::Field { name: format!("custom.{name}"), test };
    let range = |from, to| Test::Range { from, to };
    let number = || prop::option::of((-4_i64..5).prop_map(Operand::Number));
    let decimal = || prop::option::of((-300_i64..300).prop_map(|n| Operand::Decimal(rate(n))));
    let date = || prop::option::of((1_u32..7).prop_map(|n| Operand::Date(day(n))));
    let words = vec!["east", "12", "2026-03-02", "nowhere"];
    let names = vec!["kind", "beds", "rate", "since", "night", "site", "never"];
    prop_oneof![
        prop::sample::select(names).prop_map(move |name| field(name, Test::Absent)),
        prop::sample::subsequence(words, 0..3).prop_map(move |words| {
            let words = words.into_iter().map(|word| Operand::Word(word.into()));
            field("kind", Test::In(words.collect()))
        }),
        Just(field("kind", Test::Like("*2*".into()))),
        Just(field("never", Test::Like("*".into()))),
        (number(), number()).prop_map(move |(from, to)| field("beds", range(from, to))),
        (decimal(), decimal()).prop_map(move |(from, to)| field("rate", range(from, to))),
        (date(), date()).prop_map(move |(from, to)| field("since", range(from, to))),
        prop::collection::vec((1_u32..7).prop_map(|n| Operand::Date(day(n))), 0..3)
            .prop_map(move |days| field("since", Test::In(days))),
        any::<bool>().prop_map(move |yes| field("night", Test::In(vec![Operand::Flag(yes)]))),
        (0_u8..6).prop_map(move |n| field("site", Test::In(vec![Operand::Id(owner(n))]))),
    ]
}

fn row() -> impl Strategy<Value = Row> {
    let word = || prop::sample::select(vec!["east", "west", "north"]).prop_map(str::to_owned);
    (
        prop::option::of(word()),
        prop::collection::vec(word(), 0..3),
        prop::option::of(0_u8..4),
        prop::option::of(-3_i64..4),
        prop::option::of((-300_i64..300).prop_map(|n| Decimal::new(n, 2))),
        any::<bool>(),
        0_u32..3,
        custom(),
    )
        .prop_map(|(region, tags, owner, score, amount, won, children, custom)| Row {
            region,
            tags,
            owner,
            score,
            amount,
            won,
            children,
            custom,
        })
}

fn condition() -> impl Strategy<Value = Condition> {
    let word = || prop::sample::select(vec!["east", "west", "nowhere"]).prop_map(str::to_owned);
    let number = || prop::option::of((-4_i64..5).prop_map(Operand::Number));
    let words = prop::collection::vec(word().prop_map(Operand::Word), 0..3).prop_map(Test::In);
    let on_words = prop_oneof![
        words,
        Just(Test::Absent),
        prop::sample::select(vec!["e*", "we*", "*"]).prop_map(|p| Test::Like(p.into())),
    ];
    let field = |name: &str, test| Condition::Field { name: name.into(), test };
    let leaf = prop_oneof![
        (prop::sample::select(vec!["region", "tags"]), on_words)
            .prop_map(move |(name, test)| field(name, test)),
        (number(), number()).prop_map(move |(from, to)| field("score", Test::Range { from, to })),
        Just(field("score", Test::Absent)),
        prop::collection::vec((0_u8..6).prop_map(|n| Operand::Id(owner(n))), 0..3)
            .prop_map(move |ids| field("owner", Test::In(ids))),
        Just(field("amount", Test::Absent)),
        any::<bool>().prop_map(move |won| field("won", Test::In(vec![Operand::Flag(won)]))),
        on_custom(),
        (0_u32..4).prop_map(|min| {
            Condition::Has(Related { relation: "children".into(), such: None, min })
        }),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::Any),
            inner.prop_map(|one| Condition::Not(Box::new(one))),
        ]
    })
}

fn pages(rows: &[Row], condition: &Condition, order: Option<&Order>, limit: usize) -> Vec<Place> {
    let sheet = sheet(rows);
    let mut related = |_: &Related| {
        let mut matches = Matches::new(rows.len());
        for (place, row) in (0..).zip(rows) {
            (0..row.children).for_each(|_| matches.add(place));
        }
        Some(matches)
    };
    let columns = Columns::of(&sheet);
    let sieve = Sieve::new(&columns, condition, now(0), &mut related).expect("fields are known");
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let sorted = page(&columns, &sieve, order, after, limit, true).expect("it can be sorted");
        assert!(sorted.places.len() <= limit);
        all.extend(sorted.places);
        after = sorted.next;
        if after.is_none() {
            assert_eq!(sorted.count, Some(all.len() as u64));
            return all;
        }
    }
}

/// The plain way, oldest first.
fn chosen(rows: &[Row], condition: &Condition) -> Vec<Place> {
    let held = (0..).zip(rows).filter(|(_, row)| holds(condition, row));
    held.map(|(place, _)| place).collect()
}

proptest! {
    #[test]
    fn pages_together_are_what_the_condition_holds_for(
        rows in prop::collection::vec(row(), 0..90),
        condition in condition(),
        limit in 1_usize..20,
    ) {
        let mut expected = chosen(&rows, &condition);
        expected.reverse();
        prop_assert_eq!(pages(&rows, &condition, None, limit), expected);
    }

    #[test]
    fn a_sorted_list_has_its_values_in_order_and_those_without_last(
        rows in prop::collection::vec(row(), 0..90),
        condition in condition(),
        limit in 1_usize..20,
        descending in any::<bool>(),
        field in prop::sample::select(vec!["amount", "custom.rate", "custom.since", "custom.never"]),
    ) {
        let mut expected = chosen(&rows, &condition);
        expected.sort_by_key(|at| {
            let row = &rows[*at as usize];
            let value = match own(field, row) {
                Some(Operand::Decimal(rate)) => Some(rate),
                Some(Operand::Date(date)) => Some(date.num_days_from_ce().into()),
                _ => row.amount.filter(|_| field == "amount"),
            };
            let value = value.map(|value| if descending { -value } else { value });
            (value.is_none(), value, std::cmp::Reverse(*at))
        });
        let order = Order { field: field.into(), descending };
        prop_assert_eq!(pages(&rows, &condition, Some(&order), limit), expected);
    }
}

#[test]
fn many_blocks_are_sifted_newest_first() {
    let rows: Vec<Row> =
        (0..20_000).map(|n| Row { score: Some(n % 1_000), ..Row::default() }).collect();
    let ones = Test::In(vec![Operand::Number(999), Operand::Number(0)]);
    let condition = Condition::Field { name: "score".into(), test: ones };
    let found = pages(&rows, &condition, None, 7);
    assert_eq!((found.len(), found[0], found[1], found[39]), (40, 19_999, 19_000, 0));
}

#[test]
fn a_condition_on_what_is_not_there_is_no_sieve() {
    let sheet = sheet(&[Row::default()]);
    let check = |name: &str, test| {
        let condition = Condition::Field { name: name.into(), test };
        Sieve::new(&Columns::of(&sheet), &condition, now(0), &mut |_| None).is_none()
    };
    assert!(check("colour", Test::Absent));
    assert!(check("score", Test::Like("1*".into())));
    assert!(check("region", Test::In(vec![Operand::Number(1)])));
    assert!(!check("region", Test::Absent));
}

#[test]
fn a_saved_view_moves_with_time() {
    const SEEN: &[Field] = &[Field { name: "seen_at", kind: Kind::Time }];
    let mut sheet = Sheet::new(SEEN);
    sheet.set(0, &[Cell::Number(Timestamp::from_micros(0).micros())]);
    let test = Test::Range { from: None, to: Some(Operand::Ago(60)) };
    let condition = Condition::Field { name: "seen_at".into(), test };
    let silent = |seconds: i64| {
        let columns = Columns::of(&sheet);
        let sieve = Sieve::new(&columns, &condition, now(seconds), &mut |_| None).unwrap();
        let mut found = false;
        sieve.newest_first(1, |_| {
            found = true;
            false
        });
        found
    };
    assert!(!silent(60));
    assert!(silent(61));
}
