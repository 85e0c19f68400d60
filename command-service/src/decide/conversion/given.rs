//! What a conversion gives in fields, checked as the commands check it that make such a record alone.

use event_schema::command::ConvertLead;
use event_schema::commit::SettingUsed;
use rules::settings::{DECISION_ROLE, GRADE, LIFE_CYCLE};
use smallvec::SmallVec;

use crate::decide::Context;
use crate::decide::words::Words;
use crate::rejection::Rejection;

/// Refuses codes that their lists don't have, in whatever part of the command, all at once.
pub(super) fn check(
    c: &ConvertLead,
    ctx: &Context<'_>,
) -> Result<SmallVec<[SettingUsed; 2]>, Rejection> {
    let mut words = Words::new(ctx);
    if let Some(fields) = &c.account.fields {
        words.code("account.fields.grade", GRADE, fields.grade)?;
        words.code("account.fields.life_cycle", LIFE_CYCLE, fields.life_cycle)?;
    }
    if let Some(fields) = c.contact.as_ref().and_then(|contact| contact.fields.as_ref()) {
        words.code("contact.fields.decision_role", DECISION_ROLE, fields.decision_role)?;
    }
    words.finish()?;
    Ok(words.used)
}

/// The settings that a decision used, each once.
pub(super) fn each_once(used: impl IntoIterator<Item = SettingUsed>) -> SmallVec<[SettingUsed; 2]> {
    let mut once = SmallVec::new();
    for setting in used {
        if !once.contains(&setting) {
            once.push(setting);
        }
    }
    once
}
