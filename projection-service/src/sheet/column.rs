//! The columns of a sheet.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use event_schema::Timestamp;
use event_schema::value::{CustomFields, CustomValue, Key};
use rules::views::{Field, Kind, custom_key};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use smallvec::SmallVec;
use uuid::Uuid;

use super::texts::Texts;
use crate::column::{Dictionary, Ids, Place};

/// Decimals are kept as whole numbers of this part of one.
const DECIMAL_PARTS: i64 = 10_000;
/// The number of an absent id.
const NO_ID: u32 = u32::MAX;
/// The number of an absent number.
pub(super) const NO_NUMBER: i64 = i64::MIN;

/// The value of a record in a column.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// Nothing.
    None,
    /// For [`Kind::Word`].
    Word(&'a str),
    /// For [`Kind::Words`].
    Words(&'a [String]),
    /// For [`Kind::Id`].
    Id(Uuid),
    /// For [`Kind::Number`]; for [`Kind::Time`] in microseconds, for [`Kind::Date`] in days.
    Number(i64),
    /// For [`Kind::Decimal`].
    Decimal(Decimal),
    /// For [`Kind::Flag`].
    Flag(bool),
}

impl<'a> Cell<'a> {
    /// A word, if there is one.
    pub fn word(word: Option<&'a str>) -> Self {
        word.map_or(Self::None, Self::Word)
    }

    /// An id, if there is one.
    pub fn id(id: Option<Uuid>) -> Self {
        id.map_or(Self::None, Self::Id)
    }

    /// An instant, if there is one.
    pub fn time(at: Option<Timestamp>) -> Self {
        at.map_or(Self::None, |at| Self::Number(at.micros()))
    }

    /// A date, if there is one.
    pub fn date(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::None, |date| Self::Number(date.num_days_from_ce().into()))
    }

    /// The number by which columns of numbers, decimals, times, dates and flags keep it.
    pub fn number(self) -> i64 {
        match self {
            Self::Number(number) => number.max(NO_NUMBER + 1),
            Self::Decimal(decimal) => parts(decimal),
            Self::Flag(flag) => i64::from(flag),
            Self::None => NO_NUMBER,
            Self::Word(_) | Self::Words(_) | Self::Id(_) => {
                unreachable!("a cell of another kind than its column")
            }
        }
    }
}

/// What one question is asked of: a sheet, and columns that were made for the question.
pub struct Columns<'a> {
    sheet: &'a Sheet,
    made: Vec<(&'static str, Kind, Column)>,
}

/// The columns, each with a value for every place.
pub struct Sheet {
    fields: &'static [Field],
    columns: Vec<Column>,
    /// Those of the fields that the tenant gave its records: of each that some record ever had.
    custom: BTreeMap<Key, Column>,
    len: usize,
}

/// The groups that a column of words or ids makes of the records.
pub enum Groups<'a> {
    /// By words.
    Words(&'a Dictionary, &'a [u32]),
    /// By ids.
    Ids(&'a Ids, &'a [u32]),
}

impl Groups<'_> {
    /// The number of a record's group; the same for all records without a value.
    pub fn of(&self, place: Place) -> u32 {
        let (Self::Words(_, values) | Self::Ids(_, values)) = self;
        values[place as usize]
    }

    /// The number of the group of those without a value.
    pub fn none(&self) -> u32 {
        match self {
            Self::Words(..) => Dictionary::NONE,
            Self::Ids(..) => NO_ID,
        }
    }

    /// What a group has in common; `None` of those without a value.
    pub fn name(&self, number: u32) -> Option<String> {
        match self {
            _ if number == self.none() => None,
            Self::Words(words, _) => words.value(number).map(str::to_owned),
            Self::Ids(ids, _) => Some(ids.id(number).to_string()),
        }
    }
}

/// The values of one column.
pub(super) enum Column {
    Word {
        words: Dictionary,
        values: Vec<u32>,
    },
    Words {
        words: Dictionary,
        values: Vec<SmallVec<[u32; 2]>>,
    },
    Id {
        ids: Ids,
        values: Vec<u32>,
    },
    /// Numbers, decimals, times, dates and flags.
    Number(Vec<i64>),
    /// Texts of a field that the tenant gave its records: words, decimals, dates and ids alike.
    Text(Texts),
}

impl Sheet {
    /// An empty sheet with these columns.
    pub fn new(fields: &'static [Field]) -> Self {
        Self::first(fields, fields.len())
    }

    /// An empty sheet with the first of these columns; those after them are made for each question
    /// that names them.
    pub fn first(fields: &'static [Field], kept: usize) -> Self {
        let columns = fields[..kept].iter().map(|field| Column::new(field.kind)).collect();
        Self { fields, columns, custom: BTreeMap::new(), len: 0 }
    }

    /// How many records it has.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Takes over all values of a record, in the order of the columns. A new record's place is the
    /// next one.
    pub fn set(&mut self, place: Place, cells: &[Cell<'_>]) {
        assert_eq!(cells.len(), self.columns.len(), "a record has a value for every column");
        let place = place as usize;
        assert!(place <= self.len, "records come in the order of their places");
        self.len = self.len.max(place + 1);
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.set(place, *cell);
        }
    }

    /// Takes over what a record has of the fields that the tenant gave it, after [`Sheet::set`] took
    /// over the record. A column is made by the first record that has a value for it.
    pub fn set_custom(&mut self, place: Place, fields: &CustomFields) {
        let last = (place as usize) + 1 == self.len;
        for (key, column) in &mut self.custom {
            if last || !fields.contains_key(key) {
                column.set(place as usize, Cell::None);
            }
        }
        for (key, value) in fields {
            let len = self.len;
            let column = self.custom.entry(*key).or_insert_with(|| Column::of_custom(value, len));
            column.set_custom(place as usize, value);
        }
    }

    /// Takes over some values of a record, in the order of the columns from this one on.
    pub fn replace(&mut self, place: Place, first: usize, cells: &[Cell<'_>]) {
        for (column, cell) in self.columns[first..].iter_mut().zip(cells) {
            column.set(place as usize, *cell);
        }
    }

    /// The records that have this id in a column of ids.
    pub fn places_with(&self, column: usize, id: Uuid) -> Vec<Place> {
        let Some(Column::Id { ids, values }) = self.columns.get(column) else { return Vec::new() };
        let Some(number) = ids.place(id) else { return Vec::new() };
        (0..).zip(values).filter(|(_, value)| **value == number).map(|(place, _)| place).collect()
    }

    /// Whether a record has a value in a column of ids.
    pub fn has_id(&self, column: usize, place: Place) -> bool {
        match self.columns.get(column) {
            Some(Column::Id { values, .. }) => values[place as usize] != NO_ID,
            Some(
                Column::Word { .. } | Column::Words { .. } | Column::Number(_) | Column::Text(_),
            )
            | None => false,
        }
    }

    /// The words of a column of words, by place; none if it isn't one.
    pub fn words(&self, name: &str) -> impl Iterator<Item = Option<&str>> {
        let column = self.column(name).and_then(|(column, _)| match column {
            Column::Word { words, values } => Some((words, values)),
            Column::Words { .. } | Column::Id { .. } | Column::Number(_) | Column::Text(_) => None,
        });
        let each = column.into_iter();
        each.flat_map(|(words, values)| values.iter().map(|number| words.value(*number)))
    }

    /// The numbers of a column of numbers, times and the like, by place; none if it isn't one.
    pub fn numbers(&self, name: &str) -> impl Iterator<Item = Option<i64>> {
        let column = self.column(name).and_then(|(column, _)| match column {
            Column::Number(values) => Some(values),
            Column::Word { .. } | Column::Words { .. } | Column::Id { .. } | Column::Text(_) => {
                None
            }
        });
        column.into_iter().flatten().map(|number| Some(*number).filter(|n| *n != NO_NUMBER))
    }

    /// A column of words or ids as groups.
    pub fn groups(&self, name: &str) -> Option<Groups<'_>> {
        match self.column(name)?.0 {
            Column::Word { words, values } => Some(Groups::Words(words, values)),
            Column::Id { ids, values } => Some(Groups::Ids(ids, values)),
            Column::Words { .. } | Column::Number(_) | Column::Text(_) => None,
        }
    }

    /// The column of a field and what it holds.
    fn column(&self, name: &str) -> Option<(&Column, Kind)> {
        if let Some(key) = custom_key(name) {
            return self.custom.get(&key).map(|column| (column, column.kind()));
        }
        let at = self.fields.iter().position(|field| field.name == name)?;
        Some((self.columns.get(at)?, self.fields[at].kind))
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.columns.iter().chain(self.custom.values()).map(Column::memory_bytes).sum()
    }
}

impl<'a> Columns<'a> {
    /// Those of a sheet.
    pub fn of(sheet: &'a Sheet) -> Self {
        Self { sheet, made: Vec::new() }
    }

    /// And one of numbers, decimals, times, dates or flags, as [`Cell::number`] says them, with a
    /// value for every place.
    pub fn with(mut self, field: Field, values: Vec<i64>) -> Self {
        assert_eq!(values.len(), self.len(), "a column has a value for every place");
        self.made.push((field.name, field.kind, Column::Number(values)));
        self
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.sheet.len
    }

    /// The column of a field and what it holds.
    pub(super) fn column(&self, name: &str) -> Option<(&Column, Kind)> {
        let made = self.made.iter().find(|(made, ..)| *made == name);
        made.map(|(_, kind, column)| (column, *kind)).or_else(|| self.sheet.column(name))
    }
}

impl Column {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Word => Self::Word { words: Dictionary::default(), values: Vec::new() },
            Kind::Words => Self::Words { words: Dictionary::default(), values: Vec::new() },
            Kind::Id => Self::Id { ids: Ids::default(), values: Vec::new() },
            Kind::Number | Kind::Decimal | Kind::Time | Kind::Date | Kind::Flag => {
                Self::Number(Vec::new())
            }
        }
    }

    /// An empty column for values like this one, for so many records.
    fn of_custom(value: &CustomValue, len: usize) -> Self {
        match value {
            CustomValue::Flag(_) | CustomValue::Number(_) => Self::Number(vec![NO_NUMBER; len]),
            CustomValue::Text(_) => Self::Text(Texts::new(len)),
        }
    }

    /// As what relative times are meant: texts that have any are dates.
    fn kind(&self) -> Kind {
        match self {
            Self::Word { .. } => Kind::Word,
            Self::Words { .. } => Kind::Words,
            Self::Id { .. } => Kind::Id,
            Self::Number(_) => Kind::Number,
            Self::Text(_) => Kind::Date,
        }
    }

    /// A field keeps its type for ever, so a value of another one is none.
    fn set_custom(&mut self, place: usize, value: &CustomValue) {
        match (self, value) {
            (Self::Number(values), CustomValue::Number(number)) => {
                put(values, place, Cell::Number(*number).number());
            }
            (Self::Number(values), CustomValue::Flag(flag)) => {
                put(values, place, Cell::Flag(*flag).number());
            }
            (Self::Text(texts), CustomValue::Text(text)) => texts.set(place, Some(text.as_str())),
            (column, _) => column.set(place, Cell::None),
        }
    }

    fn set(&mut self, place: usize, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Word { words, values }, Cell::Word(word)) => {
                put(values, place, words.number_or_add(word).0);
            }
            (Self::Word { values, .. }, Cell::None) => put(values, place, Dictionary::NONE),
            (Self::Words { words, values }, Cell::Words(all)) => {
                let numbers = all.iter().map(|word| words.number_or_add(word).0).collect();
                put(values, place, numbers);
            }
            (Self::Words { values, .. }, Cell::None) => put(values, place, SmallVec::new()),
            (Self::Id { ids, values }, Cell::Id(id)) => put(values, place, ids.place_or_add(id)),
            (Self::Id { values, .. }, Cell::None) => put(values, place, NO_ID),
            (Self::Number(values), cell) => put(values, place, cell.number()),
            (Self::Text(texts), Cell::None) => texts.set(place, None),
            (Self::Text(texts), Cell::Word(word)) => texts.set(place, Some(word)),
            (Self::Word { .. } | Self::Words { .. } | Self::Id { .. } | Self::Text(_), _) => {
                unreachable!("a cell of another kind than its column")
            }
        }
    }

    fn memory_bytes(&self) -> usize {
        match self {
            Self::Word { words, values } => words.memory_bytes() + values.capacity() * 4,
            Self::Words { words, values } => words.memory_bytes() + values.capacity() * 24,
            Self::Id { ids, values } => ids.memory_bytes() + values.capacity() * 4,
            Self::Number(values) => values.capacity() * 8,
            Self::Text(texts) => texts.memory_bytes(),
        }
    }
}

/// A decimal as it is kept; what is out of range is at its end.
pub(super) fn parts(decimal: Decimal) -> i64 {
    let scaled = decimal.checked_mul(Decimal::from(DECIMAL_PARTS));
    let end = if decimal.is_sign_negative() { NO_NUMBER + 1 } else { i64::MAX };
    scaled.and_then(|scaled| scaled.round().to_i64()).unwrap_or(end)
}

/// Puts a value at a known place or the next one.
pub fn put<T>(values: &mut Vec<T>, place: usize, value: T) {
    if place == values.len() {
        values.push(value);
    } else {
        values[place] = value;
    }
}
