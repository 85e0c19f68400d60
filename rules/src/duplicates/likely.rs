//! When two records may be one: a proposal, never a refusal (C23; PRESETS.md, 4).

use rust_decimal::prelude::ToPrimitive;

use crate::settings::Duplicates;

/// What a proposal looks at, of each of two records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Traits {
    /// The e-mail address, as its hash.
    pub email: Option<u128>,
    /// The phone number, as its hash or its digits.
    pub phone: Option<u128>,
    /// Registrable domain of a corporate address.
    pub domain: Option<String>,
    /// Normalised name of the company.
    pub company: Option<String>,
    /// Normalised region; none is a region of its own.
    pub region: String,
}

/// How likely two records are one, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likely {
    /// In ten-thousandths. Several reasons weigh more than the best of them.
    pub score: u16,
    /// What speaks for it.
    pub because: Reasons,
}

impl Likely {
    /// From 0 to 1.
    pub fn share(&self) -> f64 {
        f64::from(self.score) / WHOLE
    }
}

/// Any of `email`, `phone`, `domain`, `name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reasons(u8);

impl Reasons {
    const NAMES: [&str; 4] = ["email", "phone", "domain", "name"];

    /// Their names, the strongest first.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let named = Self::NAMES.into_iter().enumerate();
        named.filter(move |(at, _)| self.0 & (1 << at) != 0).map(|(_, name)| name)
    }
}

/// Compares two records; `None` if nothing speaks for their being one.
pub fn likely(rules: &Duplicates, one: &Traits, other: &Traits) -> Option<Likely> {
    let scores = &rules.scores;
    let reasons = [
        same(&one.email, &other.email).then(|| scores.email.to_f64()).flatten(),
        same(&one.phone, &other.phone).then(|| scores.phone.to_f64()).flatten(),
        same(&one.domain, &other.domain).then(|| scores.domain.to_f64()).flatten(),
        alike(rules, one, other),
    ];
    let mut doubt = 1.0;
    let mut because = Reasons::default();
    for (at, score) in reasons.into_iter().enumerate() {
        if let Some(score) = score {
            doubt *= 1.0 - score;
            because.0 |= 1 << at;
        }
    }
    let score = ((1.0 - doubt) * WHOLE).round() as u16;
    (because != Reasons::default()).then_some(Likely { score, because })
}

/// Four digits after the point.
const WHOLE: f64 = 10_000.0;

/// Two absent values are not the same.
fn same<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
    one.is_some() && one == other
}

/// How alike the names of two companies of one region are, if they are alike enough.
fn alike(rules: &Duplicates, one: &Traits, other: &Traits) -> Option<f64> {
    let (first, second) = (one.company.as_deref()?, other.company.as_deref()?);
    if one.region != other.region {
        return None;
    }
    let alike = strsim::jaro_winkler(first, second);
    (alike >= rules.similarity.to_f64()?).then_some(alike)
}

/// Beginning and end of a normalised name, by which similar names are looked for: a name that was
/// mistyped in one of them has the other.
pub fn ends(company: &str) -> [&str; 2] {
    let mut from_start = company.char_indices();
    let start = from_start.nth(END_CHARS).map_or(company.len(), |(at, _)| at);
    let end = company.char_indices().nth_back(END_CHARS - 1).map_or(0, |(at, _)| at);
    [&company[..start], &company[end..]]
}

/// How many characters of a name its beginning and its end are.
const END_CHARS: usize = 4;
