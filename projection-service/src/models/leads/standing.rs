//! How a lead stands, or stood, before its conversion: all that conversion rules ask about, in a few
//! bytes, so that rules can be tried on every conversion that there was. Nothing personal is opened:
//! events name the personal fields that are given.

use event_schema::Timestamp;
use event_schema::choice::Choice;
use event_schema::command::{LeadField, OpportunityField};
use event_schema::event::{Checklist, LeadCreated, LeadUpdated, OpportunityOpened, PersonalField};
use event_schema::value::LookupKind;
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::answers::AnsweredQuestions;
use super::row::LeadRow;
use crate::column::Place;
use crate::query::LeadState;

/// About how many bytes the names of a lead's answered questions take.
const ANSWERED_BYTES: usize = 600;

/// A set of the fields that rules can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Fields(u32);

impl Fields {
    /// Whether it has a field.
    pub fn has(self, field: LeadField) -> bool {
        self.0 & bit(field) != 0
    }

    /// A bit for each field.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Puts a field in, or takes it out.
    pub fn set(&mut self, field: LeadField, is: bool) {
        if is {
            self.0 |= bit(field);
        } else {
            self.0 &= !bit(field);
        }
    }
}

fn bit(field: LeadField) -> u32 {
    1 << field as u32
}

/// Which fields that rules can ask for a deal had when its conversion opened it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct DealHas(u8);

impl DealHas {
    /// Of a deal as it was opened.
    pub fn of(opened: &OpportunityOpened) -> Self {
        let mut has = Self::default();
        for (_, field) in OpportunityField::NAMES {
            let is = match field {
                OpportunityField::Product => opened.product.is_some(),
                OpportunityField::Region => opened.region.is_some(),
                OpportunityField::UseCase => opened.use_case.is_some(),
                OpportunityField::Competitors => !opened.competitors.is_empty(),
                OpportunityField::BuyingMotives => !opened.buying_motives.is_empty(),
                OpportunityField::NextStep => opened.next_step.is_some(),
                OpportunityField::NextStepOn => opened.next_step_on.is_some(),
            };
            has.0 |= u8::from(is) << *field as u8;
        }
        has
    }

    /// Every one of them.
    pub fn all() -> Self {
        Self(u8::MAX)
    }

    /// Whether it had a field.
    pub fn has(self, field: OpportunityField) -> bool {
        self.0 & (1 << field as u8) != 0
    }
}

/// Which personal fields a lead has, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PersonHas {
    /// Those that it has.
    pub given: Fields,
    /// Those of which no event says so: the first leads were created without saying it.
    pub untold: Fields,
}

impl PersonHas {
    /// Of a lead that was created.
    pub fn born(created: &LeadCreated) -> Self {
        let mut has = Self::default();
        for field in created.personal.iter().copied().filter_map(asked) {
            has.given.set(field, true);
        }
        if created.personal.is_empty() {
            let key = |kind| created.keys.iter().any(|key| key.kind == kind);
            has.given.set(LeadField::Email, key(LookupKind::Email));
            has.given.set(LeadField::Phone, key(LookupKind::Phone));
            // Company or name is there, so without the one there is the other.
            has.given.set(LeadField::PersonName, created.company.is_none());
            has.untold.set(LeadField::PersonName, created.company.is_some());
            has.untold.set(LeadField::Title, true);
        }
        has
    }

    /// Takes over what changed.
    pub fn update(&mut self, updated: &LeadUpdated) {
        for field in &updated.personal {
            if let Some(asked) = asked(*field) {
                self.given.set(asked, !updated.emptied.contains(field));
                self.untold.set(asked, false);
            }
        }
    }
}

/// A personal field as rules name it; `None` of those that leads don't have.
fn asked(field: PersonalField) -> Option<LeadField> {
    match field {
        PersonalField::PersonName => Some(LeadField::PersonName),
        PersonalField::Email => Some(LeadField::Email),
        PersonalField::Phone => Some(LeadField::Phone),
        PersonalField::Title => Some(LeadField::Title),
        PersonalField::Style | PersonalField::Preferences | PersonalField::DecisionFactors => None,
    }
}

/// How a lead stood when it was converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeConversion {
    /// When it was.
    pub at: Timestamp,
    /// In which state.
    pub state: LeadState,
}

/// What rules ask about a lead, and whether contact and opportunity came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Standing {
    pub state: LeadState,
    /// Two bits a question: asked, and answered with yes.
    pub answers: u16,
    pub given: Fields,
    pub untold: Fields,
    pub contact: bool,
    pub opportunity: bool,
    /// What of the deal that it opened was there.
    pub deal_has: DealHas,
    /// Fit and behaviour together.
    pub score: i32,
    /// Whether it is how the lead stood, and not how it stands.
    pub converted: bool,
}

impl Standing {
    /// Of a row: as it is, or as it was when it was converted. Nothing changes a lead afterwards.
    pub fn of(row: &LeadRow) -> Self {
        let PersonHas { mut given, untold } = row.person_has;
        for (_, field) in LeadField::NAMES {
            let has = match field {
                LeadField::Company => row.company.is_some(),
                LeadField::Seniority => row.seniority.is_some(),
                LeadField::Industry => row.industry.is_some(),
                LeadField::CompanySize => row.company_size.is_some(),
                LeadField::Region => row.region.is_some(),
                LeadField::Interest => row.interest.is_some(),
                LeadField::Product => row.product.is_some(),
                LeadField::Consent => row.has_consent,
                LeadField::Source => true,
                LeadField::UseCase => row.use_case.is_some(),
                LeadField::Budget => row.budget.is_some(),
                LeadField::Persona => row.persona.is_some(),
                LeadField::Partner => row.partner.is_some(),
                LeadField::PersonName | LeadField::Email | LeadField::Phone | LeadField::Title => {
                    continue;
                }
            };
            given.set(*field, has);
        }
        Self {
            state: row.before_conversion.map_or(row.state, |before| before.state),
            answers: packed(row.checklist.unwrap_or_default()),
            given,
            untold,
            contact: row.contact_id.is_some(),
            opportunity: row.opportunity_id.is_some(),
            deal_has: row.deal_has,
            score: row.score.total,
            converted: row.before_conversion.is_some(),
        }
    }

    /// The answers to the five questions.
    pub fn checklist(self) -> Checklist {
        let answer = |n: u16| {
            let bits = self.answers >> (2 * n);
            (bits & 1 != 0).then_some(bits & 2 != 0)
        };
        Checklist {
            need: answer(0),
            decision_maker: answer(1),
            budget: answer(2),
            timeframe: answer(3),
            contact_verified: answer(4),
        }
    }
}

fn packed(checklist: Checklist) -> u16 {
    let Checklist { need, decision_maker, budget, timeframe, contact_verified } = checklist;
    let five = [need, decision_maker, budget, timeframe, contact_verified];
    let bits = |answer: Option<bool>| answer.map_or(0, |yes| 1 | u16::from(yes) << 1);
    five.into_iter().rev().fold(0, |packed, answer| packed << 2 | bits(answer))
}

/// How every lead stands, by place, and which were converted when.
#[derive(Default)]
pub struct Standings {
    by_place: Vec<Standing>,
    converted: Vec<(Timestamp, Place)>,
    /// Of the few that answered a questionnaire: which questions.
    answered: HashMap<Place, AnsweredQuestions>,
}

impl Standings {
    /// Takes over a new lead, in the order of places, or what changed of a known one.
    pub fn describe(&mut self, place: Place, row: &LeadRow) {
        let standing = Standing::of(row);
        let counted = match self.by_place.get_mut(place as usize) {
            Some(known) => std::mem::replace(known, standing).converted,
            None => {
                self.by_place.push(standing);
                false
            }
        };
        if !row.questionnaires.is_empty() {
            self.answered.insert(place, row.answered_questions());
        }
        if let Some(before) = row.before_conversion.filter(|_| !counted) {
            self.converted.push((before.at, place));
        }
    }

    /// How a lead stands.
    pub fn of(&self, place: Place) -> Standing {
        self.by_place[place as usize]
    }

    /// The questions that a lead answered, if it did.
    pub fn answered(&self, place: Place) -> Option<&AnsweredQuestions> {
        self.answered.get(&place)
    }

    /// Every conversion: when, and of which lead.
    pub fn converted(&self) -> &[(Timestamp, Place)] {
        &self.converted
    }

    /// The leads in a state, whether they were merged or not.
    pub fn in_state(&self, state: LeadState) -> impl Iterator<Item = (Place, Standing)> + '_ {
        let all = (0..).zip(self.by_place.iter().copied());
        all.filter(move |(_, standing)| standing.state == state && !standing.converted)
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.by_place.capacity() * size_of::<Standing>()
            + self.converted.capacity() * size_of::<(Timestamp, Place)>()
            + self.answered.capacity() * ANSWERED_BYTES
    }
}
