//! What lists of interactions are chosen by, in memory; columns by place, which is log order.

use std::collections::HashMap;

use event_schema::event::Priority;
use event_schema::{Position, Timestamp};
use rules::views::List;
use uuid::Uuid;

use super::aliases::Kind;
use super::completeness::{RESULT, interaction_bits};
use super::index::{External, Places, refer};
use super::trade_cells::of_interaction;
use super::trade_rows::InteractionRow;
use crate::column::{Dictionary, Ids, Place};
use crate::sheet::Sheet;

/// Interactions.
pub struct Interactions {
    ids: Ids,
    pub positions: Vec<Position>,
    pub columns: Vec<InteractionColumns>,
    /// What each is with.
    pub with: Vec<With>,
    pub sheet: Sheet,
    pub channels: Dictionary,
    /// Who recorded interactions, or for whom.
    pub users: Dictionary,
    /// By whatever record they name.
    pub by_record: HashMap<Uuid, Places>,
    /// The latest of each account, and of each lead where there is no account.
    latest: HashMap<Uuid, (Timestamp, Place)>,
    pub external: External,
    /// The bits of the key fields that each has.
    pub filled: Vec<u8>,
}

/// What interactions are filtered by.
#[derive(Clone, Copy)]
pub struct InteractionColumns {
    pub named: Named,
    pub channel: u32,
    pub at: Timestamp,
    pub next_at: Option<Timestamp>,
    pub priority: Option<Priority>,
    pub recorded_at: Timestamp,
    /// Who recorded it, or for whom.
    pub user: u32,
}

/// What an interaction is with.
#[derive(Clone, Copy)]
pub struct Named {
    pub account: Option<Uuid>,
    pub contact: Option<Uuid>,
    pub opportunity: Option<Uuid>,
    pub lead: Option<Uuid>,
}

/// The places of what an interaction is with.
#[derive(Clone, Copy)]
pub struct With {
    pub account: Place,
    pub contact: Place,
    pub opportunity: Place,
}

impl Default for Interactions {
    fn default() -> Self {
        Self {
            ids: Ids::default(),
            positions: Vec::new(),
            columns: Vec::new(),
            with: Vec::new(),
            sheet: Sheet::new(List::Interactions.fields()),
            channels: Dictionary::default(),
            users: Dictionary::default(),
            by_record: HashMap::default(),
            latest: HashMap::default(),
            external: External::default(),
            filled: Vec::new(),
        }
    }
}

impl Interactions {
    /// The place of an interaction.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// The id of an interaction.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// Adds an interaction with these records.
    pub fn add(&mut self, row: &InteractionRow, named: Named, with: With) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.with.push(with);
        self.filled.push(interaction_bits(row));
        self.sheet.set(place, &of_interaction(row));
        let columns = InteractionColumns {
            named,
            channel: self.channels.number_or_add(&row.channel).0,
            at: row.at,
            next_at: row.next_at,
            priority: row.priority,
            recorded_at: row.recorded_at,
            user: self.users.number_or_add(&user(row)).0,
        };
        self.columns.push(columns);
        for record in named.records() {
            let places = self.by_record.entry(record).or_default();
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
        if let Some(customer) = named.customer() {
            let latest = self.latest.entry(customer).or_insert((row.at, place));
            if latest.0 <= row.at {
                *latest = (row.at, place);
            }
        }
        refer(&mut self.external, &row.external_id, place);
        place
    }

    /// A record turned out to be another one, which has this place: what named it is found there.
    pub fn unite(&mut self, kind: Kind, (from, to): (Uuid, Uuid), place: Place) {
        let (mut moved, mut others) = (Places::new(), Places::new());
        for at in self.by_record.remove(&from).into_iter().flatten() {
            let (named, with) = (&mut self.columns[at as usize].named, &mut self.with[at as usize]);
            let id = match kind {
                Kind::Lead => &mut named.lead,
                Kind::Account => &mut named.account,
                Kind::Contact => &mut named.contact,
            };
            if *id != Some(from) {
                others.push(at);
                continue;
            }
            *id = Some(to);
            moved.push(at);
            match kind {
                Kind::Lead => {}
                Kind::Account => with.account = place,
                Kind::Contact => with.contact = place,
            }
        }
        // Those that name another kind of record by the same id stay.
        if !others.is_empty() {
            self.by_record.insert(from, others);
        }
        let places = self.by_record.entry(to).or_default();
        places.extend(moved);
        places.sort_unstable();
        places.dedup();
        match kind {
            Kind::Lead | Kind::Account => {
                if let Some(theirs) = self.latest.remove(&from) {
                    let latest = self.latest.entry(to).or_insert(theirs);
                    *latest = theirs.max(*latest);
                }
            }
            Kind::Contact => {}
        }
    }

    /// Whether it says what came of it.
    pub fn has_result(&self, place: Place) -> bool {
        u32::from(self.filled[place as usize]) & RESULT != 0
    }

    /// When the next step after an interaction is due, if no later one with the same customer has
    /// come.
    pub fn open_step(&self, place: Place) -> Option<Timestamp> {
        let columns = &self.columns[place as usize];
        let latest = self.latest.get(&columns.named.customer()?)?;
        columns.next_at.filter(|_| latest.1 == place)
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.sheet.memory_bytes()
            + self.columns.capacity() * (size_of::<InteractionColumns>() + size_of::<With>() + 9)
            + (self.by_record.capacity() + self.latest.capacity() + self.external.capacity()) * 48
    }
}

/// Who answers for an interaction: whom it was recorded for, else who did.
fn user(row: &InteractionRow) -> String {
    row.on_behalf_of.map_or_else(|| row.actor.clone(), |user| user.to_string())
}

impl Named {
    fn records(&self) -> impl Iterator<Item = Uuid> {
        [self.account, self.contact, self.opportunity, self.lead].into_iter().flatten()
    }

    /// The customer or the lead that it is with.
    fn customer(&self) -> Option<Uuid> {
        self.account.or(self.lead)
    }
}
