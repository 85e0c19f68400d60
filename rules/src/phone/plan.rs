//! Numbering plans: which lengths a number may have after its country code.

use std::collections::HashMap;
use std::ops::BitOr as _;
use std::sync::LazyLock;

use phonenumber::Metadata;
use phonenumber::metadata::DATABASE;

/// The plan of one country code, which several countries may share.
pub(super) struct Plan {
    /// The country code.
    pub code: u16,
    /// Bit n is set if a number of n digits is possible.
    lengths: u32,
    /// The countries, the main one first.
    countries: Vec<&'static Metadata>,
}

/// All plans by country code. No code is the beginning of another.
static PLANS: LazyLock<HashMap<u16, Plan>> = LazyLock::new(|| {
    let codes = 1..=999;
    codes
        .filter_map(|code| {
            let countries = DATABASE.by_code(&code)?;
            let lengths = countries.iter().map(|metadata| lengths(metadata)).fold(0, u32::bitor);
            Some((code, Plan { code, lengths, countries }))
        })
        .collect()
});

/// Longest country code, in digits.
const CODE_LEN_MAX: usize = 3;

/// Loads the plans if that hasn't been done.
pub(super) fn load() {
    LazyLock::force(&PLANS);
}

/// The possible lengths of one country, also those of numbers without an area code. They stand
/// with the types of numbers; the general description of the tables has none.
fn lengths(metadata: &Metadata) -> u32 {
    let types = metadata.descriptors();
    let types = [
        types.fixed_line(),
        types.mobile(),
        types.toll_free(),
        types.premium_rate(),
        types.shared_cost(),
        types.personal_number(),
        types.voip(),
        types.pager(),
        types.uan(),
    ];
    types
        .into_iter()
        .flatten()
        .flat_map(|kind| kind.possible_length().iter().chain(kind.possible_local_length()))
        .fold(0, |set, length| set | 1 << (*length).min(31))
}

impl Plan {
    /// The plan with this country code.
    pub(super) fn with_code(code: u16) -> Option<&'static Self> {
        PLANS.get(&code)
    }

    /// The plan of an international number, and what follows its country code.
    pub(super) fn of(digits: &str) -> Option<(&'static Self, &str)> {
        (1..=CODE_LEN_MAX.min(digits.len())).find_map(|len| {
            let (code, number) = digits.split_at(len);
            let code = if code.starts_with('0') { None } else { code.parse().ok() };
            Some((Self::with_code(code?)?, number))
        })
    }

    /// Whether a number may have this many digits after the country code.
    pub(super) fn allows(&self, digits: usize) -> bool {
        digits < 32 && self.lengths & (1 << digits) != 0
    }

    /// Whether a number of some country of the plan may look like this.
    pub(super) fn may_be(&self, number: &str) -> bool {
        // The patterns of the tables aren't bound to the ends of a text.
        let at_start = |country: &&Metadata| {
            let pattern = country.descriptors().general().national_number();
            pattern.find(number).is_some_and(|found| found.start() == 0)
        };
        self.allows(number.len()) && self.countries.iter().any(at_start)
    }

    /// The number without a trunk prefix that people write but don't dial from abroad, as in
    /// `+49 (0)30`. Kept where a number of the plan may begin like that.
    pub(super) fn without_trunk_prefix<'a>(&self, number: &'a str) -> &'a str {
        let main = self.countries[0];
        let Some(rest) = main.national_prefix().and_then(|prefix| number.strip_prefix(prefix))
        else {
            return number;
        };
        if self.may_be(number) || !self.allows(rest.len()) { number } else { rest }
    }
}
