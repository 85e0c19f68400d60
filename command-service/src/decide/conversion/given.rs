//! What a conversion gives in fields, checked as the commands check it that make such a record alone.

use event_schema::command::ConvertLead;
use event_schema::commit::SettingUsed;
use rules::settings::DECISION_ROLE;
use smallvec::SmallVec;

use super::{account, contact};
use crate::decide::Context;
use crate::decide::account::codes;
use crate::decide::words::Words;
use crate::decide::wrongs::Wrongs;
use crate::rejection::Rejection;

/// Notes codes that their lists don't have, in whatever part of the command, also where that part is
/// matched in the end and nothing is made of it.
pub(super) fn check(
    c: &ConvertLead,
    wrong: &mut Wrongs,
    ctx: &Context<'_>,
) -> Result<SmallVec<[SettingUsed; 2]>, Rejection> {
    let mut words = Words::new(ctx);
    if let Some(fields) = &c.account.fields {
        codes(account::AT, fields, &mut words)?;
    }
    if let Some(fields) = c.contact.as_ref().and_then(|contact| contact.fields.as_ref()) {
        let field = format!("{}decision_role", contact::AT);
        words.code(&field, DECISION_ROLE, fields.decision_role)?;
    }
    wrong.note(words.finish())?;
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
