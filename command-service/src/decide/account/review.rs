//! Reviewing an account's grade.

use event_schema::Personal;
use event_schema::command::ReviewAccountGrade;
use event_schema::event::{AccountGradeReviewed, Changed};
use event_schema::id::PersonId;
use rules::settings::GRADE;

use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// Says that the grade was looked at. That it stays is worth saying, too.
pub(super) fn review(
    c: &ReviewAccountGrade,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let id = c.account_id;
    let account = seen.account(id)?.ok_or(Rejection::UnknownTarget(id.into()))?;
    let mut words = Words::new(ctx);
    words.code("grade", GRADE, c.grade)?;
    words.finish()?;
    let Some(after) = c.grade.or(account.grade) else {
        let message = "is required, since the account has none that could stay";
        return Err(Rejection::invalid("grade", "missing", message));
    };
    let grade = Box::new(Changed { before: account.grade, after: Some(after) });
    let note = Personal { note: c.note.clone(), ..Personal::default() };
    // An account is no person; free text about it is sealed under the account itself.
    let person = PersonId(id.0);
    let draft = Draft::new(id, AccountGradeReviewed { grade }).with(person, account.key_slot, note);
    Ok(Decision { drafts: vec![draft], settings: words.used })
}
