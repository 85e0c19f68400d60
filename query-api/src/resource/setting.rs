//! Settings: the rules and figures that decisions and reports go by.

use event_schema::event::SettingKind;
use projection_service::query::{Answer, Query, SettingFilter};
use rules::rights;

use crate::body::{Setting, list, list_schema};
use crate::params::{Param, Params, Word, shared};
use crate::read::Read;

const FILTER: &[Param] = &[
    Param::of("kind", "Of this kind", <SettingKind as Word>::schema),
    Param::text("key", "With this key, such as `standard` of the pipelines"),
    Param::flag("all", "Every version, and not only those in force"),
];

fn filter(params: &mut Params) -> SettingFilter {
    SettingFilter {
        kind: params.word("kind"),
        key: params.text("key"),
        all: params.flag("all"),
        subject: params.subject(),
    }
}

/// Settings, by kind, key and version.
pub const LIST: Read = Read {
    path: "/v1/settings",
    name: "listSettings",
    about: "Settings in force, or every version of them, by kind, key and version",
    params: &[FILTER, shared::WORLD],
    model: "settings",
    right: rights::may_read,
    query: |params| Query::Settings { filter: filter(params) },
    body: |answer, seal| match answer {
        Answer::Settings(page) => Some(list::<_, Setting>(page, seal)),
        _ => None,
    },
    schema: list_schema::<Setting>,
};
