//! What lists of leads are chosen by, in memory: a sheet of columns, and the words of company and
//! product.

use event_schema::event::ExternalId;
use event_schema::{Position, Timestamp};
use hashbrown::HashMap;
use rules::views::{Condition, List, Operand};
use smallvec::SmallVec;
use uuid::Uuid;

use super::described::{Compared, Described};
use super::filled::{bits, shares};
use super::idle::Silences;
use super::row::LeadRow;
use super::standing::Standings;
use crate::column::{Ids, Place, WordIndex, external_hash};
use crate::models::customers::{Present, names};
use crate::models::listing::{Chosen, is, matching, now, sift, unknown_field};
use crate::models::similar::Similar;
use crate::query::{AskError, LeadFilter, Matching, Paging};
use crate::sheet::{Cell, Columns, Groups, Sheet, Sieve};

/// How many columns are kept; those after them are told for each question.
const KEPT: usize = 31;
/// The column of who has a lead.
const OWNER: usize = 1;

/// The index; columns by place.
pub struct Index {
    ids: Ids,
    positions: Vec<Position>,
    sheet: Sheet,
    words: WordIndex,
    /// By a hash of system and id; among millions of references no two share one.
    external: HashMap<u64, SmallVec<[Place; 2]>>,
    /// Which lead each merged one turned out to be, one step on, by their ids.
    survivors: HashMap<Uuid, Uuid>,
    /// Whether the lead at a place was merged into another: no list shows it.
    merged: Vec<bool>,
    standings: Standings,
    /// Who owes something because nobody did anything.
    pub silences: Silences,
    /// By what leads may be one with others.
    pub similar: Similar,
}

impl Default for Index {
    fn default() -> Self {
        Self {
            ids: Ids::default(),
            positions: Vec::new(),
            sheet: Sheet::first(List::Leads.fields(), KEPT),
            words: WordIndex::default(),
            external: HashMap::default(),
            survivors: HashMap::default(),
            merged: Vec::new(),
            standings: Standings::default(),
            silences: Silences::default(),
            similar: Similar::default(),
        }
    }
}

impl Index {
    /// The place of a lead.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// A new lead, and whether it was known.
    pub fn add(&mut self, id: Uuid, position: Position) -> (Place, bool) {
        let place = self.ids.place_or_add(id);
        let known = (place as usize) < self.positions.len();
        if !known {
            self.positions.push(position);
            self.merged.push(false);
        }
        (place, known)
    }

    /// The lead that is meant by this id: itself, or the one that it was merged into.
    pub fn survivor(&self, id: Uuid) -> Uuid {
        let mut at = id;
        while let Some(into) = self.survivors.get(&at) {
            at = *into;
        }
        at
    }

    /// A lead turned out to be another one, which from now on is found by its reference, too.
    pub fn merge(&mut self, id: Uuid, into: Uuid, external: Option<&ExternalId>) {
        // Of a log that was written by these rules no two leads can become each other.
        if self.survivor(into) == id {
            return;
        }
        self.survivors.insert(id, into);
        if let Some(place) = self.place(id) {
            self.merged[place as usize] = true;
        }
        if let (Some(place), Some(external)) = (self.place(into), external) {
            self.external.entry(hash(external)).or_default().push(place);
        }
    }

    /// Takes over a lead that it has not described yet.
    pub fn describe(&mut self, place: Place, row: &LeadRow) {
        self.add_words(place, row);
        if let Some(external) = &row.external_id {
            self.external.entry(hash(external)).or_default().push(place);
        }
        self.sheet.set(place, &cells(row));
        self.sheet.set_custom(place, &row.custom);
        self.standings.describe(place, row);
        self.silences.set(place, row);
        self.compare(place, row);
    }

    /// Takes over by what a lead may be one with others.
    fn compare(&mut self, place: Place, row: &LeadRow) {
        self.similar.set(place, &row.traits());
        if !row.is_candidate() {
            self.similar.retire(place);
        }
    }

    /// Takes over what changed of a lead that it has described.
    pub fn describe_again(&mut self, place: Place, before: &Described, row: &LeadRow) {
        if (&before.company, &before.product) != (&row.company, &row.product) {
            for text in [&before.company, &before.product].into_iter().flatten() {
                self.words.remove(place, text);
            }
            self.add_words(place, row);
        }
        if before.external_id != row.external_id {
            if let Some(places) =
                before.external_id.as_ref().and_then(|e| self.external.get_mut(&hash(e)))
            {
                places.retain(|known| *known != place);
            }
            if let Some(external) = &row.external_id {
                self.external.entry(hash(external)).or_default().push(place);
            }
        }
        self.sheet.set(place, &cells(row));
        self.sheet.set_custom(place, &row.custom);
        self.standings.describe(place, row);
        self.silences.set(place, row);
        if before.company != row.company || before.traits != Compared::of(row) {
            self.compare(place, row);
        }
    }

    /// How every lead stands for a conversion, and stood before its own.
    pub fn standings(&self) -> &Standings {
        &self.standings
    }

    /// The id of the lead at a place.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// The position of the event that created the lead at a place.
    pub fn position(&self, place: Place) -> Position {
        self.positions[place as usize]
    }

    /// Whether the lead at a place was merged into another.
    pub fn is_merged(&self, place: Place) -> bool {
        self.merged[place as usize]
    }

    /// Leads that may have this mail domain and are neither converted nor merged, newest first.
    pub fn of_domain(&self, domain: &str) -> Vec<Place> {
        let mut places: Vec<Place> = self.similar.of_domain(domain).collect();
        places.sort_unstable_by(|one, other| other.cmp(one));
        places
    }

    fn add_words(&mut self, place: Place, row: &LeadRow) {
        for text in [&row.company, &row.product].into_iter().flatten() {
            self.words.add(place, text);
        }
    }

    /// A page of leads, by conditions as they are at present; those of a person, if one is looked for.
    pub fn choose(
        &self,
        filter: &LeadFilter,
        paging: &Paging,
        (present, person): (Present<'_>, Option<&[Place]>),
    ) -> Result<Chosen, AskError> {
        let condition = condition(filter);
        let order = filter.sifting.order.as_ref();
        let asked = |field: &str| {
            order.is_some_and(|order| order.field == field) || names(&condition, field)
        };
        let (columns, now) = (self.columns(&asked, present), now(present));
        let sieve = Sieve::new(&columns, &condition, now, &mut |_| None);
        let mut sieve = sieve.ok_or_else(unknown_field)?.without(&self.merged);
        if let Some(places) = filter.text.as_deref().and_then(|text| self.words.find(text)) {
            sieve = sieve.within(&places);
        }
        if let Some((system, id)) = &filter.external_id {
            sieve = sieve.within(&self.external(system, id));
        }
        if let Some(places) = person {
            sieve = sieve.within(places);
        }
        sift(&columns, &sieve, &self.positions, order, paging).ok_or_else(unknown_field)
    }

    /// The leads that meet a condition as it is at present, oldest first; none if they are more than
    /// `most`.
    pub fn matching(
        &self,
        condition: &Condition,
        present: Present<'_>,
        most: u32,
    ) -> Result<Matching, AskError> {
        let columns = self.columns(&|field| names(condition, field), present);
        let now = now(present);
        let sieve = Sieve::new(&columns, condition, now, &mut |_| None);
        let sieve = sieve.ok_or_else(unknown_field)?.without(&self.merged);
        Ok(matching(&sieve, most, |place| self.ids.id(place)))
    }

    /// The columns, with those that are told for the question.
    fn columns(&self, asked: &dyn Fn(&str) -> bool, present: Present<'_>) -> Columns<'_> {
        let made = List::Leads.fields()[KEPT..].iter().filter(|field| asked(field.name));
        made.fold(Columns::of(&self.sheet), |columns, field| {
            let shares = shares(present);
            let values = (0..self.len()).map(|place| shares.of(self.bits(place)));
            columns.with(*field, shares.column(field.name, values))
        })
    }

    /// How many leads there are.
    pub fn len(&self) -> Place {
        self.positions.len() as Place
    }

    /// The bits of the key fields that a lead has.
    pub fn bits(&self, place: Place) -> u32 {
        bits(self.standings.of(place), self.sheet.has_id(OWNER, place))
    }

    /// The groups that a field of words or ids makes of the leads.
    pub fn groups(&self, field: &str) -> Option<Groups<'_>> {
        self.sheet.groups(field)
    }

    /// The leads with this reference, or of which a merged one had it.
    fn external(&self, system: &str, id: &str) -> Vec<Place> {
        let held = self.external.get(&external_hash(system, id)).into_iter().flatten();
        let survivor = |place: &Place| self.place(self.survivor(self.ids.id(*place)));
        held.filter_map(survivor).collect()
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.positions.capacity() * 8
            + self.sheet.memory_bytes()
            + self.ids.memory_bytes()
            + self.words.memory_bytes()
            + self.external.capacity() * 40
            + self.survivors.capacity() * 40
            + self.merged.capacity()
            + self.standings.memory_bytes()
            + self.silences.memory_bytes()
            + self.similar.memory_bytes()
    }
}

/// All that is asked, as one condition.
fn condition(filter: &LeadFilter) -> Condition {
    let LeadFilter { state, owner, source, sifting, text: _, external_id: _, person: _ } = filter;
    let state = state.map(|state| is("state", Operand::Word(state.name().into())));
    let owner = owner.map(|owner| is("owner", Operand::Id(owner.0)));
    let source = source.clone().map(|source| is("source", Operand::Word(source)));
    let simple = [state, owner, source].into_iter().flatten();
    Condition::All(simple.chain(sifting.condition.clone()).collect())
}

/// The values of a lead, in the order of [`List::fields`].
fn cells(row: &LeadRow) -> [Cell<'_>; KEPT] {
    fn word(word: Option<&str>) -> Cell<'_> {
        word.map_or(Cell::None, Cell::Word)
    }
    let time = |at: Option<Timestamp>| at.map_or(Cell::None, |at| Cell::Number(at.micros()));
    let number = |number: i32| Cell::Number(number.into());
    let contact = row.last_contact.as_ref();
    [
        Cell::Word(row.state.name()),
        row.owner_id.map_or(Cell::None, |owner| Cell::Id(owner.0)),
        Cell::Word(&row.source),
        word(row.region.as_deref()),
        word(row.industry.as_deref()),
        word(row.product.as_deref()),
        row.company_size.map_or(Cell::None, |size| Cell::Number(size.into())),
        word(row.seniority.map(|seniority| seniority.name())),
        word(row.mailbox.map(|mailbox| mailbox.name())),
        word(row.consent_marketing.map(|consent| consent.name())),
        word(row.consent_phone.map(|consent| consent.name())),
        Cell::Word(row.priority.name()),
        Cell::Word(row.band.name()),
        number(row.score.total),
        number(row.score.fit),
        number(row.score.behaviour),
        word(row.disqualified_reason.as_deref()),
        word(row.recycled_reason.as_deref()),
        Cell::Number(row.contacts.into()),
        time(contact.map(|contact| contact.at)),
        time(contact.and_then(|contact| contact.next_at)),
        time(row.stages.mql),
        time(row.stages.sql),
        time(Some(row.created_at)),
        time(Some(row.updated_at)),
        Cell::Flag(row.feedback_due),
        row.budget.map_or(Cell::None, |budget| Cell::Decimal(budget.amount)),
        word(row.budget.as_ref().map(|budget| budget.currency.as_str())),
        word(row.persona.as_ref().map(|persona| persona.as_str())),
        row.partner.map_or(Cell::None, |partner| Cell::Id(partner.account_id.0)),
        time(row.next_step_due_at()),
    ]
}

fn hash(external: &ExternalId) -> u64 {
    external_hash(external.system.as_str(), external.id.as_str())
}
