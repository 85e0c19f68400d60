//! Commands that define how customers are looked after.

use rust_decimal::Decimal;

use crate::choice::choice;
use crate::field::{AtLeastOne, Change, Filter, Instant, Ranged, shape};
use crate::value::{Code, Key, Money, Text};

shape! {
    /// A tag and which new accounts get it.
    TagRuleShape {
        /// The tag.
        tag: Text<50>,
        /// Which ones: a condition as in `filter`, on name, industry, size, region, grade,
        /// life_cycle, domain, parent, tags as they were given, and source, which is that of the lead
        /// whose conversion makes the account.
        when: Filter,
    }
}

shape! {
    /// From what an account is proposed for a grade.
    GradeLineShape {
        /// The grade: a code of the list `grade`, or `other`.
        grade: Code,
        /// Least sum of its orders in the base currency; any if absent.
        amount_min: Option<Decimal>,
        /// Least number of its orders, in whatever currency; any if absent.
        orders_min: Option<u32>,
    }
}

shape! {
    /// How often the customers of a grade are called.
    RhythmShape {
        /// The grade: a code of the list `grade`, or `other`.
        grade: Code,
        /// After so many days without an interaction the next one is due.
        days: AtLeastOne,
    }
}

shape! {
    /// What a hand-over asks for before it can be completed. The date from which it holds is always
    /// waited for.
    HandoverShape {
        /// Least number of documents.
        documents_min: Option<u32>,
        /// Least number of joint visits.
        joint_visits_min: Option<u32>,
        /// The channels of interactions that are visits; empty: all.
        visit_channels: Option<Vec<Text<100>>>,
        /// Whether who has the account and who is to have it must both have taken part in a visit.
        both_attend: Option<bool>,
        /// Whether the background must be written down.
        background: Option<bool>,
    }
}

shape! {
    /// What hints are given about the names of accounts (C104). They never refuse one.
    NamingShape {
        /// Most letters of a name of nothing but capitals that is taken for an abbreviation; 0: none is.
        abbreviation_letters_max: Option<u32>,
        /// Words that say that a name is a branch's.
        branch_words: Option<Vec<Text<100>>>,
        /// What stands between the name of the parent and that of the branch, such as ` - `.
        branch_joint: Option<Text<20>>,
    }
}

shape! {
    /// Publishes how customers are looked after (C96, C97, C99, C109, C110). What is absent stays as
    /// it was; lists are given whole.
    DefineAccountRules {
        /// The tags that a new account gets by itself. Nobody's tags are changed later.
        tags: Option<Vec<TagRuleShape>>,
        /// The grades by what was ordered: the first line whose thresholds are all met is proposed.
        grades: Option<Vec<GradeLineShape>>,
        /// Over how many days, up to today, orders are counted for a grade; 1 to 3,660.
        window_days: Option<Ranged<1, 3_660>>,
        /// Days after which a grade is to be looked at again; null: never.
        review_days: Change<AtLeastOne>,
        /// The grades whose accounts have somebody of their own to look after them.
        dedicated: Option<Vec<Code>>,
        /// How often customers are to be heard of; a grade that isn't named has no rhythm.
        rhythm: Option<Vec<RhythmShape>>,
        /// What a hand-over asks for.
        handover: Option<HandoverShape>,
        /// What hints are given about names.
        naming: Option<NamingShape>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}

choice! {
    /// What a template is for.
    TemplateOf {
        /// Accounts.
        Account = "account",
    }
}

shape! {
    /// The values of a template.
    TemplateValuesShape {
        /// Industry.
        industry: Option<Text<100>>,
        /// Number of staff.
        size: Option<u32>,
        /// Revenue of a year, 0 or more.
        revenue: Option<Money>,
        /// Region.
        region: Option<Text<100>>,
        /// Value grade: a code of the list `grade`, or `other`.
        grade: Option<Code>,
        /// Tags.
        tags: Option<Vec<Text<50>>>,
        /// What it needs most, at most 200 characters.
        need: Option<Text<200>>,
        /// Where it is in its life as a customer: a code of the list `life_cycle`, or `other`.
        life_cycle: Option<Code>,
    }
}

shape! {
    /// Publishes a template (C100): values for the fields that CreateAccount leaves out when it names
    /// the template. The values are given whole. Records that were made of it stay as they are.
    DefineTemplate {
        /// Which template.
        key: Key,
        /// Which kind of record it is for; account if absent.
        of: Option<TemplateOf>,
        /// The values.
        values: TemplateValuesShape,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}
