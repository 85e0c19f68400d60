//! Commands that define settings. Each publishes a new version; what is absent is taken from the
//! version in force.

mod account;
mod contact_plan;
mod conversion;
mod duplicates;
mod fields;
mod questionnaire;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::choice::choice;
use crate::event::{Behavior, Priority, Seniority};
use crate::field::{AtLeastOne, Change, Filter, Instant, Ranged, shape};
use crate::value::{Code, Currency, Key, Money, Text};

pub use account::{
    DefineAccountRules, DefineTemplate, GradeLineShape, HandoverShape, NamingShape, RhythmShape,
    TagRuleShape, TemplateOf, TemplateValuesShape,
};
pub use contact_plan::{DefineContactPlan, PlanAfterShape, PlanStepShape, PlanUnit};
pub use questionnaire::{AnswerKind, DefineQuestionnaire, QuestionShape};

pub use conversion::{
    Basis, ChecklistItem, DefineConversionRules, LeadField, MappedField, OpportunityField,
    OpportunityPolicy, OpportunityRuleShape, OwnerSource, QualificationShape, TryConversionRules,
};
pub use duplicates::{DefineDuplicates, LeadKey, LikelyScoresShape};
pub use fields::{CustomPointsShape, DefineFields, DefineObject, FieldShape, FieldType, ObjectOf};

choice! {
    /// The first day of a week.
    WeekStart {
        /// ISO 8601.
        Monday = "monday",
        /// As in much of the Americas.
        Sunday = "sunday",
        /// As in much of the Middle East.
        Saturday = "saturday",
    }
}

choice! {
    /// What a stage of a pipeline means.
    StageKind {
        /// The deal is alive.
        Open = "open",
        /// It was won.
        Won = "won",
        /// It was lost.
        Lost = "lost",
    }
}

shape! {
    /// Sets zone, currency, country and calendar of the tenant.
    DefineTenant {
        /// IANA time zone, such as `Asia/Shanghai`.
        time_zone: Option<Text<64>>,
        /// Currency of reports.
        base_currency: Option<Currency>,
        /// ISO 3166 country, by which phone numbers without a country code are read.
        country: Option<Text<2>>,
        /// Month in which the fiscal year starts, 1 to 12.
        fiscal_year_start: Option<Ranged<1, 12>>,
        /// First day of the week.
        week_start: Option<WeekStart>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}

shape! {
    /// What an ideal customer could spend, in one currency.
    BudgetBandShape {
        /// Which currency.
        currency: Currency,
        /// At least this.
        min: Option<Decimal>,
        /// At most this.
        max: Option<Decimal>,
    }
}

shape! {
    /// Whom the tenant wants as a customer (C13).
    IcpShape {
        /// Industries.
        industries: Option<Vec<Text<100>>>,
        /// Regions.
        regions: Option<Vec<Text<100>>>,
        /// Least number of staff.
        size_min: Option<u32>,
        /// Largest number of staff.
        size_max: Option<u32>,
        /// What it uses a product for: words of which a lead's use case has one, case and accents
        /// don't matter; given whole. Their points are `use_case` in `fit`.
        use_cases: Option<Vec<Text<100>>>,
        /// What it could spend: one range for each currency, both ends belong to it; given whole. The
        /// points are `budget` in `fit`.
        budgets: Option<Vec<BudgetBandShape>>,
        /// Which kinds of persons we want to talk to: codes of the list `persona`; given whole. Their
        /// points are `persona` in `fit`.
        personas: Option<Vec<Code>>,
    }
}

shape! {
    /// What a step of the funnel of leads should come to.
    StepTargetShape {
        /// Least share of those at its beginning that get to its end, 0 to 1.
        rate_min: Option<Decimal>,
        /// The largest share that is to be expected, 0 to 1.
        rate_max: Option<Decimal>,
        /// Days that it should take at most.
        days_max: Option<u32>,
    }
}

shape! {
    /// Points for the channel that a lead came by (C31).
    SourcePointsShape {
        /// The channel, as the dictionary names it; case and accents don't matter.
        source: Text<100>,
        /// Its points, added to the fit; 0 takes them away.
        points: i32,
    }
}

shape! {
    /// When a trial makes a lead urgent (C36).
    TrialShape {
        /// Least number of trial log-ins.
        logins: u32,
        /// Behaviours of which one must have been shown.
        key_pages: Vec<Behavior>,
    }
}

shape! {
    /// What makes the people of an account a lead together (C38).
    EngagementShape {
        /// Most points that one person can bring.
        cap: Option<u32>,
        /// After how many days a point counts half.
        half_life_days: Option<AtLeastOne>,
        /// Score from which the account is marketing-qualified.
        line: Option<u32>,
    }
}

shape! {
    /// What of the work on leads counts for its figures, and what they should come to (C88).
    ActivityShape {
        /// The channels of contacts that are calls, as the dictionary names them; case and accents
        /// don't matter.
        calls: Option<Vec<Text<100>>>,
        /// The outcomes of contacts, by whichever way, that say that the lead was reached.
        reached: Option<Vec<Text<100>>>,
        /// Within how many days of 24 hours a lead that became marketing-qualified should be reached.
        touch_days: Option<AtLeastOne>,
        /// Least share of those leads that are, 0 to 1.
        touch_min: Option<Decimal>,
        /// Least share of the marketing-qualified leads with which a meeting is booked, 0 to 1.
        booking_min: Option<Decimal>,
        /// Least share of the calls that reach the lead, 0 to 1.
        connect_min: Option<Decimal>,
        /// The largest share of them that is to be expected, 0 to 1.
        connect_max: Option<Decimal>,
    }
}

shape! {
    /// Publishes a scoring model (C28–C33, C41). It doesn't rescore the past.
    DefineScoringModel {
        /// The ideal customer.
        icp: Option<IcpShape>,
        /// Points for who they are, by rule, such as `seniority.decision_maker`.
        fit: Option<BTreeMap<Key, i32>>,
        /// Points for what they do, by behaviour.
        behaviour: Option<BTreeMap<Key, i32>>,
        /// Points for the channel they came by; a channel that isn't named keeps its own.
        sources: Option<Vec<SourcePointsShape>>,
        /// Points for custom fields of leads (C39), by key: the first line that the value meets gives
        /// its points. A field that is named has these lines and no others, an empty list takes them
        /// away; one that isn't named keeps its own. Personal fields never score.
        custom: Option<BTreeMap<Key, Vec<CustomPointsShape>>>,
        /// Total from which a lead with a key behaviour is marketing-qualified.
        mql_total: Option<i32>,
        /// Total from which a lead is warm.
        warm_total: Option<i32>,
        /// After how many days of 24 hours without activity a lead gets the points of the behaviour
        /// `idle`, once until somebody does something about it again; null: never. Behaviour,
        /// contact, answers and changes are activity, and what the platform does or being handed to
        /// somebody isn't (C30).
        idle_days: Change<AtLeastOne>,
        /// When a trial makes a lead urgent, whatever its total.
        trial: Option<TrialShape>,
        /// Which behaviours are key.
        key_behaviours: Option<Vec<Behavior>>,
        /// What the steps of the funnel should come to, shown beside what was measured: lead_mql,
        /// mql_sql, sql_opportunity, opportunity_won, lead_opportunity, lead_won (C88).
        targets: Option<BTreeMap<Key, StepTargetShape>>,
        /// How what the people of an account do is counted together.
        engagement: Option<EngagementShape>,
        /// What of the work on leads counts for its figures, and what they should come to.
        activity: Option<ActivityShape>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}

shape! {
    /// A stage of a pipeline.
    StageShape {
        /// Its key.
        key: Key,
        /// Chance of winning, in percent.
        probability: Decimal,
        /// Open, won or lost.
        kind: StageKind,
        /// What must hold to enter it.
        criteria: Option<Vec<Key>>,
        /// What must hold to leave it forward.
        exit_criteria: Option<Vec<Key>>,
        /// Whether a large deal enters it only with an approval (C129); false if absent.
        approval: Option<bool>,
        /// Whether conversion is measured from it to the next; true if absent.
        step: Option<bool>,
    }
}

shape! {
    /// What a pipeline should do, shown beside what was measured (C132, C133).
    TargetsShape {
        /// Share of the deals of a stage that go on, 0 to 1, by stage.
        conversion: Option<BTreeMap<Key, Decimal>>,
        /// Share of the deals of the first stage that are won, 0 to 1.
        end_to_end: Option<Decimal>,
        /// Days from the opening to the win.
        cycle_days: Option<u32>,
    }
}

shape! {
    /// From when on a deal is to be looked at in the weekly review (C134, C136).
    HygieneShape {
        /// Days without activity after which an open deal is idle; null: never.
        idle_days: Change<u32>,
        /// How often an expected close was put off, from which on the deal is marked; null: never.
        pushes: Change<AtLeastOne>,
    }
}

shape! {
    /// Publishes a pipeline (C124–C127).
    DefinePipeline {
        /// Which pipeline.
        key: Key,
        /// Its stages, in order; at least one open, one won and one lost.
        stages: Vec<StageShape>,
        /// Whether deals move forward by one stage only; true if absent.
        one_step: Option<bool>,
        /// Above which amount a deal is large: one for each currency. A deal in any other currency
        /// isn't; empty: none is.
        large_deal: Option<Vec<Money>>,
        /// What it should do.
        targets: Option<TargetsShape>,
        /// After how many days of 24 hours without activity an open deal goes one stage back, again
        /// whenever as many have gone by; null: never. Activity is a person's command on the deal,
        /// or an interaction that names it (C135).
        downgrade_after_days: Change<AtLeastOne>,
        /// From when on a deal is to be looked at.
        hygiene: Option<HygieneShape>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}

shape! {
    /// Publishes a list of codes, such as the reasons for a loss. `other` is legal in every list
    /// without being named.
    DefineCodes {
        /// Which list: disqualify, decline, recycle, loss, win_reason, decision_role, persona, risk,
        /// grade, life_cycle, relation, contact_relation, not_duplicate, resolution or waiting.
        key: Key,
        /// The codes, in the order to show them.
        codes: Vec<Code>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}

shape! {
    /// A value of a field and how else it is written.
    DictionaryEntry {
        /// The name that is recorded.
        name: Text<100>,
        /// Other ways of writing it; case, accents and width don't matter.
        aliases: Option<Vec<Text<100>>>,
        /// Its code in a public list, such as GB/T 4754 for industries.
        code: Option<Text<100>>,
        /// Of a job title: how much whoever has it has to say; of no other field.
        seniority: Option<Seniority>,
        /// Of a job title: which kind of person whoever has it is in a purchase, a code of the list
        /// `persona`; of no other field.
        persona: Option<Code>,
    }
}

shape! {
    /// Publishes the dictionary of a field (C11, C12). Text that it knows is recorded under its
    /// name, any other as it was written; nothing is refused.
    DefineDictionary {
        /// Which field: source, region, industry, product, channel, outcome or title. A title stays as
        /// it was written, since it is personal, and gives a lead its seniority and its persona where
        /// none is sent.
        key: Key,
        /// Its values, in the order to show them.
        values: Vec<DictionaryEntry>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}

shape! {
    /// Publishes which fields make a kind of record complete (C101, C102).
    DefineCompleteness {
        /// Which kind of record: lead, account, contact or interaction.
        key: Key,
        /// Its key fields; as before if absent.
        key_fields: Option<Vec<Text<50>>>,
        /// The share of key fields that a record should have, 0 to 1; as before if absent.
        goal: Option<Decimal>,
        /// Days without a change or an interaction after which a record is stale; as before if
        /// absent.
        stale_days: Option<u32>,
        /// Hours within which an interaction is to be recorded; as before if absent.
        entered_within_hours: Option<u32>,
        /// The channels of interactions that are meetings, whatever their case: those whose results are
        /// to be recorded within these hours; as before if absent.
        meetings: Option<Vec<Text<50>>>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}

choice! {
    /// A list that views are saved of.
    ViewedList {
        /// Leads.
        Leads = "leads",
        /// Accounts.
        Accounts = "accounts",
        /// Contacts.
        Contacts = "contacts",
        /// Opportunities.
        Opportunities = "opportunities",
    }
}

shape! {
    /// Saves a view of a list (C107): a condition under a name, to be asked for as `view=key`. Its
    /// own views each token's subject keeps for itself; those that are shared, all may read. What is
    /// absent stays as it was.
    DefineView {
        /// Which view, among one's own or among those that are shared.
        key: Key,
        /// Which list; required of a new view.
        list: Option<ViewedList>,
        /// What it is called; its key if absent.
        name: Option<Text<100>>,
        /// The condition, as the parameter `filter` of the list; required of a new view.
        filter: Option<Filter>,
        /// The order, as the parameter `sort` of the list; null for newest first.
        sort: Change<Text<100>>,
        /// Whether it is the shared view of this key that is meant; false if absent. It takes the
        /// right to define settings.
        shared: Option<bool>,
        /// True takes it away; false brings it back.
        removed: Option<bool>,
    }
}

shape! {
    /// Publishes how important the types of events are on a timeline (C112).
    DefineTimeline {
        /// By name of the event, such as OpportunityWon: high, medium or low. Types that aren't
        /// named stay as they were.
        importance: Option<BTreeMap<Key, Priority>>,
        /// How important every other type is; as before if absent.
        otherwise: Option<Priority>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}
