//! The body of a setting, typed by its kind.

use event_schema::event::SettingKind;
use event_schema::problem::FieldError;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::check::fault;
use super::{
    AccountRules, Codes, Completeness, ContactPlan, ConversionRules, CustomObject, Dictionary,
    Duplicates, Fields, Pipeline, Questionnaire, ScoringModel, Template, TenantSettings, Timeline,
    View,
};

/// A body that was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Zone, currency, country and calendar of the tenant.
    Tenant(TenantSettings),
    /// Points and lines of lead scoring.
    ScoringModel(ScoringModel),
    /// Stages of a pipeline.
    Pipeline(Pipeline),
    /// What a conversion requires.
    ConversionRules(ConversionRules),
    /// A list of codes.
    Codes(Codes),
    /// What makes two records the same.
    Duplicates(Duplicates),
    /// The names of a field's values.
    Dictionary(Dictionary),
    /// Which fields make a record complete.
    Completeness(Completeness),
    /// A saved view of a list.
    View(View),
    /// How important each type of event is on a timeline.
    Timeline(Timeline),
    /// What is asked of a lead.
    Questionnaire(Questionnaire),
    /// How customers are looked after.
    AccountRules(AccountRules),
    /// Values that new records are filled with.
    Template(Template),
    /// The fields that a kind of record has beside its own.
    Fields(Fields),
    /// A kind of record that the tenant defined.
    Object(CustomObject),
    /// What contacts with a lead are planned.
    ContactPlan(ContactPlan),
}

impl Body {
    /// Reads a body. The error names the first field whose type or name is wrong. Whether the
    /// values make sense is asked by [`super::check()`], before it is recorded and never after.
    pub fn read(kind: SettingKind, body: &Value) -> Result<Self, FieldError> {
        match kind {
            SettingKind::Tenant => typed(body).map(Self::Tenant),
            SettingKind::ScoringModel => typed(body).map(Self::ScoringModel),
            SettingKind::Pipeline => typed(body).map(Self::Pipeline),
            SettingKind::ConversionRules => typed(body).map(Self::ConversionRules),
            SettingKind::Codes => typed(body).map(Self::Codes),
            SettingKind::Duplicates => typed(body).map(Self::Duplicates),
            SettingKind::Dictionary => typed(body).map(Self::Dictionary),
            SettingKind::Completeness => typed(body).map(Self::Completeness),
            SettingKind::View => typed(body).map(Self::View),
            SettingKind::Timeline => typed(body).map(Self::Timeline),
            SettingKind::Questionnaire => typed(body).map(Self::Questionnaire),
            SettingKind::AccountRules => typed(body).map(Self::AccountRules),
            SettingKind::Template => typed(body).map(Self::Template),
            SettingKind::Fields => typed(body).map(Self::Fields),
            SettingKind::Object => typed(body).map(Self::Object),
            SettingKind::ContactPlan => typed(body).map(Self::ContactPlan),
        }
    }
}

fn typed<T: DeserializeOwned>(body: &Value) -> Result<T, FieldError> {
    serde_path_to_error::deserialize(body).map_err(|e| {
        let path = match e.path().to_string() {
            root if root == "." => String::new(),
            path => path,
        };
        fault(path, "bad-value", e.inner().to_string())
    })
}

/// One kind's body as it must be typed to be handed out by the book.
pub(super) trait Typed: for<'de> Deserialize<'de> {
    /// The kind that it is the body of.
    const KIND: SettingKind;
    /// The body, if it is of this kind.
    fn of(body: &Body) -> Option<&Self>;
}

/// Equal impls, of which a wrong one would hand out another kind's body.
macro_rules! typed {
    ($($name:ident = $body:ty),*) => {$(
        impl Typed for $body {
            const KIND: SettingKind = SettingKind::$name;

            fn of(body: &Body) -> Option<&Self> {
                if let Body::$name(body) = body { Some(body) } else { None }
            }
        }
    )*};
}

typed! {
    Tenant = TenantSettings,
    ScoringModel = ScoringModel,
    Pipeline = Pipeline,
    ConversionRules = ConversionRules,
    Codes = Codes,
    Duplicates = Duplicates,
    Dictionary = Dictionary,
    Completeness = Completeness,
    View = View,
    Timeline = Timeline,
    Questionnaire = Questionnaire,
    AccountRules = AccountRules,
    Template = Template,
    Fields = Fields,
    Object = CustomObject,
    ContactPlan = ContactPlan
}
