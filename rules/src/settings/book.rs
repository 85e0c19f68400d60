//! The book of settings: every version of one tenant, and which of them is in force when.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use event_schema::commit::SettingUsed;
use event_schema::event::{SettingDefined, SettingKind};
use event_schema::value::Key;
use event_schema::{Actor, Timestamp};

use super::body::Typed;
use super::{
    AccountRules, Body, Codes, Completeness, ContactPlan, ConversionRules, CustomObject,
    DEFAULT_KEY, Dictionary, Duplicates, Fields, Pipeline, Questionnaire, ScoringModel, Template,
    TenantSettings, Timeline, Version, View,
};

/// All versions of all settings of one tenant. A clone shares them and costs two counts.
///
/// For `basis=recorded` a book is built from the events recorded by then; for `basis=occurred` one
/// book of all events is asked for the instant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    settings: Arc<BTreeMap<(SettingKind, Key), Versions>>,
    /// Every instant from which some version holds.
    turns: Arc<BTreeSet<Timestamp>>,
}

/// The versions of one setting, ascending by number.
type Versions = Vec<Arc<Version>>;

/// A setting in force, and what a decision by it records.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InForce<'a, T> {
    /// The body.
    pub body: &'a T,
    /// Which version it is.
    pub used: SettingUsed,
}

/// Why no setting can be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotInForce {
    /// No version of it holds at that time.
    #[error("no {} named {key} holds at that time", kind.name())]
    Missing {
        /// What it is about.
        kind: SettingKind,
        /// Which one.
        key: Key,
    },
    /// The version that holds was written by a newer Kith.
    #[error("version {} of the {} named {} can't be read: {reason}",
        used.version, used.kind.name(), used.key)]
    Unreadable {
        /// Which version.
        used: SettingUsed,
        /// What can't be read.
        reason: String,
    },
}

impl Book {
    /// Takes over one event. A version that is known already changes nothing.
    ///
    /// Without `effective_from` a shipped version and the first version of a key hold from the
    /// beginning of time, any other from its recording (CONTRACT.md, 6).
    pub fn apply(&mut self, defined: &SettingDefined, recorded_at: Timestamp) {
        let settings = Arc::make_mut(&mut self.settings);
        let versions = settings.entry((defined.kind, defined.key)).or_default();
        let place = versions.partition_point(|v| v.defined.version < defined.version);
        if versions.get(place).is_some_and(|v| v.defined.version == defined.version) {
            return;
        }
        let from_beginning = defined.shipped || place == 0;
        let implied = if from_beginning { Timestamp::MIN } else { recorded_at };
        let body = Body::read(defined.kind, &defined.body)
            .map_err(|fault| format!("{} {}", fault.field, fault.message).trim().to_owned());
        let version = Version {
            defined: defined.clone(),
            recorded_at,
            holds_from: defined.effective_from.unwrap_or(implied),
            body,
        };
        Arc::make_mut(&mut self.turns).insert(version.holds_from);
        versions.insert(place, Arc::new(version));
    }

    /// The version of a setting in force at `at`: the latest by the time from which it holds; of
    /// two from the same instant, the later version.
    pub fn at(&self, kind: SettingKind, key: Key, at: Timestamp) -> Option<&Version> {
        self.settings
            .get(&(kind, key))?
            .iter()
            .filter(|version| version.holds_from <= at)
            .max_by_key(|version| (version.holds_from, version.defined.version))
            .map(Arc::as_ref)
    }

    /// The latest instant up to `at` from which some version holds: between it and `at`, time alone
    /// has put nothing else into force. Asked on every read, so it looks at no version.
    pub fn last_turn(&self, at: Timestamp) -> Option<Timestamp> {
        self.turns.range(..=at).next_back().copied()
    }

    /// The tenant's own settings in force at `at`.
    pub fn tenant(&self, at: Timestamp) -> Result<InForce<'_, TenantSettings>, NotInForce> {
        self.typed(default_key(), at)
    }

    /// The scoring model in force at `at`.
    pub fn scoring(&self, at: Timestamp) -> Result<InForce<'_, ScoringModel>, NotInForce> {
        self.typed(default_key(), at)
    }

    /// A pipeline as it was in force at `at`.
    pub fn pipeline(&self, key: Key, at: Timestamp) -> Result<InForce<'_, Pipeline>, NotInForce> {
        self.typed(key, at)
    }

    /// The conversion rules in force at `at`.
    pub fn conversion(&self, at: Timestamp) -> Result<InForce<'_, ConversionRules>, NotInForce> {
        self.typed(default_key(), at)
    }

    /// A list of codes as it was in force at `at`.
    pub fn codes(&self, list: Key, at: Timestamp) -> Result<InForce<'_, Codes>, NotInForce> {
        self.typed(list, at)
    }

    /// What made two records the same at `at`.
    pub fn duplicates(&self, at: Timestamp) -> Result<InForce<'_, Duplicates>, NotInForce> {
        self.typed(default_key(), at)
    }

    /// The dictionary of a field, such as `region`, as it was in force at `at`; `None` if there is
    /// none, or none that can be read: text then passes as it was written.
    pub fn dictionary(&self, field: &str, at: Timestamp) -> Option<InForce<'_, Dictionary>> {
        self.typed(field.parse().ok()?, at).ok()
    }

    /// Which fields made a kind of record, such as `account`, complete at `at`.
    pub fn completeness(&self, kind: &str, at: Timestamp) -> Option<InForce<'_, Completeness>> {
        self.typed(kind.parse().ok()?, at).ok()
    }

    /// The fields that a kind of record, such as `account`, had beside its own at `at`; `None` if
    /// none were defined.
    pub fn fields(
        &self,
        kind: &str,
        at: Timestamp,
    ) -> Result<Option<InForce<'_, Fields>>, NotInForce> {
        let Ok(key) = kind.parse() else { return Ok(None) };
        self.defined(key, at)
    }

    /// An object that the tenant defined, as it was in force at `at`; `None` if there was none.
    pub fn object(
        &self,
        key: Key,
        at: Timestamp,
    ) -> Result<Option<InForce<'_, CustomObject>>, NotInForce> {
        self.defined(key, at)
    }

    /// A setting that there need not be.
    fn defined<T: Typed>(
        &self,
        key: Key,
        at: Timestamp,
    ) -> Result<Option<InForce<'_, T>>, NotInForce> {
        match self.typed(key, at) {
            Ok(setting) => Ok(Some(setting)),
            Err(NotInForce::Missing { .. }) => Ok(None),
            Err(unreadable @ NotInForce::Unreadable { .. }) => Err(unreadable),
        }
    }

    /// The view that `subject` means by this key: its own, else the shared one.
    pub fn view(&self, key: Key, subject: &Actor, at: Timestamp) -> Option<&View> {
        let in_force = |owner| self.typed(View::setting_key(key, owner)?, at).ok();
        let held =
            |owner| in_force(owner).map(|found| found.body).filter(|view: &&View| !view.removed);
        held(Some(subject)).or_else(|| held(None))
    }

    /// The views that `subject` may ask for, by the keys of their settings.
    pub fn views<'a>(
        &'a self,
        subject: &'a Actor,
        at: Timestamp,
    ) -> impl Iterator<Item = InForce<'a, View>> {
        let keys = self.settings.keys().filter(|(kind, _)| *kind == SettingKind::View);
        let in_force = keys.filter_map(move |(_, key)| self.typed::<View>(*key, at).ok());
        in_force.filter(move |found| !found.body.removed && found.body.is_for(subject))
    }

    /// How important each type of event was on a timeline at `at`; `None` if that isn't said.
    pub fn timeline(&self, at: Timestamp) -> Option<&Timeline> {
        self.typed(default_key(), at).ok().map(|setting| setting.body)
    }

    /// A questionnaire as it was in force at `at`.
    pub fn questionnaire(
        &self,
        key: Key,
        at: Timestamp,
    ) -> Result<InForce<'_, Questionnaire>, NotInForce> {
        self.typed(key, at)
    }

    /// How customers were looked after at `at`; `None` if that isn't said.
    pub fn account_rules(&self, at: Timestamp) -> Option<InForce<'_, AccountRules>> {
        self.typed(default_key(), at).ok()
    }

    /// A template as it was in force at `at`.
    pub fn template(&self, key: Key, at: Timestamp) -> Result<InForce<'_, Template>, NotInForce> {
        self.typed(key, at)
    }

    /// A plan of contacts as it was in force at `at`.
    pub fn contact_plan(
        &self,
        key: Key,
        at: Timestamp,
    ) -> Result<InForce<'_, ContactPlan>, NotInForce> {
        self.typed(key, at)
    }

    /// The number of the next version of a setting, from 1.
    pub fn next_version(&self, kind: SettingKind, key: Key) -> u32 {
        let versions = self.settings.get(&(kind, key));
        versions.and_then(|v| v.last()).map_or(1, |last| last.defined.version + 1)
    }

    /// Every version, by kind, key and number. A new book that applies them in this order is equal
    /// to this one, so a snapshot needs nothing else.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        self.settings.values().flatten().map(Arc::as_ref)
    }

    /// The versions that this Kith can't read, to be reported.
    pub fn unreadable(&self) -> impl Iterator<Item = &Version> {
        self.versions().filter(|version| version.body.is_err())
    }

    fn typed<T: Typed>(&self, key: Key, at: Timestamp) -> Result<InForce<'_, T>, NotInForce> {
        let missing = NotInForce::Missing { kind: T::KIND, key };
        let version = self.at(T::KIND, key, at).ok_or(missing)?;
        let used = version.used();
        match &version.body {
            Ok(body) => {
                let body = T::of(body).expect("a body is read as what its kind says");
                Ok(InForce { body, used })
            }
            Err(reason) => Err(NotInForce::Unreadable { used, reason: reason.clone() }),
        }
    }
}

fn default_key() -> Key {
    DEFAULT_KEY.parse().expect("the word is a legal key")
}
