//! Conversion rules tried on the conversions that there were, and on the leads that wait for theirs
//! (C87): whom they would have refused, and for what.

use std::collections::{BTreeMap, HashMap};

use event_schema::Timestamp;
use event_schema::command::{MappedField, OpportunityField, OpportunityPolicy};
use event_schema::problem::FieldError;
use event_schema::value::Key;
use rules::conversion::{self, unmet};
use rules::settings::{ConversionRules, Questionnaire};

use super::Leads;
use super::answers::AnsweredQuestions;
use super::standing::{DealHas, Standing};
use crate::column::Place;
use crate::query::{LeadState, OpenTrial, Range, RefusedConversion, RulesTrial, UnmetCount};

impl Leads {
    /// What rules would have done in a range of business time, with the latest of those that they
    /// would have refused.
    pub fn try_rules(
        &self,
        rules: &ConversionRules,
        asked: Option<&Questionnaire>,
        range: Range,
        examples: usize,
    ) -> RulesTrial {
        let rules = &Tried { rules, asked };
        let standings = self.index.standings();
        let in_range = standings.converted().iter().filter(|(at, _)| range.contains(*at));
        let mut past = Verdicts::new(rules);
        let mut refused: Vec<(Timestamp, Place)> = Vec::new();
        for (at, place) in in_range {
            if past.judge(standings.of(*place), standings.answered(*place)) {
                refused.push((*at, *place));
            }
        }
        // Newest first, and of one instant the lead that came last.
        refused.sort_unstable_by(|a, b| b.cmp(a));
        let example = |(converted_at, place): (Timestamp, Place)| RefusedConversion {
            lead_id: self.index.id(place),
            converted_at,
            unmet: rules.unmet(standings.of(place), standings.answered(place)),
        };
        RulesTrial {
            conversions: past.n,
            refused: past.refused,
            unaffected: past.n - past.refused,
            untold: past.untold,
            opened_by_default: past.opened_by_default,
            reasons: past.reasons(),
            examples: refused.into_iter().take(examples).map(example).collect(),
            open: self.try_on_open(rules),
        }
    }

    /// The sales-qualified leads of today, as if each were converted now with all that a conversion
    /// itself can bring along.
    fn try_on_open(&self, tried: &Tried<'_>) -> OpenTrial {
        let mut open = Verdicts::new(tried);
        let rules = tried.rules;
        let waiting = self.index.standings().in_state(LeadState::Sql);
        for (place, standing) in waiting.filter(|(place, _)| !self.index.is_merged(*place)) {
            let opportunity = match rules.opportunity.policy {
                OpportunityPolicy::Required => true,
                OpportunityPolicy::IfGiven
                | OpportunityPolicy::Never
                | OpportunityPolicy::ByDefault => false,
            };
            // Whoever gives a deal can give it whole.
            let deal_has = DealHas::all();
            let answered = self.index.standings().answered(place);
            open.judge(Standing { contact: true, opportunity, deal_has, ..standing }, answered);
        }
        let (n, refused, untold) = (open.n, open.refused, open.untold);
        let opened_by_default = open.opened_by_default;
        OpenTrial { n, refused, untold, opened_by_default, reasons: open.reasons() }
    }
}

/// Judges leads that stand alike only once.
struct Verdicts<'a> {
    rules: &'a Tried<'a>,
    known: HashMap<(Standing, Option<&'a AnsweredQuestions>), Verdict>,
    n: u64,
    refused: u64,
    untold: u64,
    opened_by_default: u64,
}

struct Verdict {
    unmet: Vec<FieldError>,
    /// Whether the rules ask for a field of which no event says whether it is there.
    untold: bool,
    leads: u64,
}

impl<'a> Verdicts<'a> {
    fn new(rules: &'a Tried<'a>) -> Self {
        Self { rules, known: HashMap::new(), n: 0, refused: 0, untold: 0, opened_by_default: 0 }
    }

    /// Counts one more; true if it is refused.
    fn judge(&mut self, standing: Standing, answered: Option<&'a AnsweredQuestions>) -> bool {
        let rules = self.rules;
        // Answers are looked at only where they are asked for.
        let answered = answered.filter(|_| rules.asked.is_some());
        let standing = rules.alike(standing);
        let verdict = self.known.entry((standing, answered)).or_insert_with(|| Verdict {
            unmet: rules.unmet(standing, answered),
            untold: rules.rules.required_fields.iter().any(|field| standing.untold.has(*field)),
            leads: 0,
        });
        let refused = !verdict.unmet.is_empty();
        verdict.leads += 1;
        self.n += 1;
        self.refused += u64::from(refused);
        self.untold += u64::from(verdict.untold);
        self.opened_by_default += u64::from(!refused && rules.opens(&standing));
        refused
    }

    /// How many were refused for what, most first.
    fn reasons(&self) -> Vec<UnmetCount> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for verdict in self.known.values() {
            for unmet in &verdict.unmet {
                *counts.entry(&unmet.field).or_default() += verdict.leads;
            }
        }
        let count = |(field, count): (&str, u64)| UnmetCount { field: field.to_owned(), count };
        let mut reasons: Vec<UnmetCount> = counts.into_iter().map(count).collect();
        reasons.sort_by(|a, b| (b.count, &a.field).cmp(&(a.count, &b.field)));
        reasons
    }
}

/// Rules, and the questionnaire that they ask for as it holds.
struct Tried<'a> {
    rules: &'a ConversionRules,
    asked: Option<&'a Questionnaire>,
}

impl Tried<'_> {
    /// The same lead with a score that says no more than whether it is enough.
    fn alike(&self, standing: Standing) -> Standing {
        let least = self.rules.score_min;
        let enough = least.is_none_or(|least| standing.score >= least);
        let score = if enough { least.unwrap_or(0) } else { i32::MIN };
        Standing { score, ..standing }
    }

    /// Whether the rules open a deal by default where the conversion had none.
    fn opens(&self, standing: &Standing) -> bool {
        self.rules.opportunity.policy == OpportunityPolicy::ByDefault && !standing.opportunity
    }

    /// Whether the deal that was opened, or would be by default, has a field. What nobody gives comes
    /// from the lead.
    fn deal_has(&self, standing: &Standing, field: OpportunityField) -> bool {
        if standing.opportunity {
            return standing.deal_has.has(field);
        }
        let from = match field {
            OpportunityField::Product => MappedField::OpportunityProduct,
            OpportunityField::Region => MappedField::OpportunityRegion,
            OpportunityField::UseCase => MappedField::OpportunityUseCase,
            OpportunityField::Competitors
            | OpportunityField::BuyingMotives
            | OpportunityField::NextStep
            | OpportunityField::NextStepOn => return false,
        };
        self.rules.mapped(from).is_some_and(|field| standing.given.has(field))
    }

    /// What is missing of a lead. A field of which nobody knows whether it is there counts as there.
    fn unmet(&self, standing: Standing, answered: Option<&AnsweredQuestions>) -> Vec<FieldError> {
        let has = |field| standing.given.has(field) || standing.untold.has(field);
        let key = self.rules.questionnaire.as_ref().map(|key| key.as_str());
        let questions = key.and_then(|key| answered?.get(key));
        let is_answered = |question: Key| {
            questions.is_some_and(|questions| questions.contains(question.as_str()))
        };
        let unanswered = self.asked.map_or(Vec::new(), |asked| asked.missing(is_answered));
        let deal_has = |field: OpportunityField| self.deal_has(&standing, field);
        let lead = conversion::Standing {
            state: standing.state.name(),
            checklist: standing.checklist(),
            has: &has,
            contact: standing.contact,
            score: standing.score,
            opportunity: (standing.opportunity || self.opens(&standing)).then_some(&deal_has),
            unanswered: &unanswered,
        };
        unmet(self.rules, &lead)
    }
}
