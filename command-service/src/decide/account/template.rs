//! Filling a new account from a template (C100).

use std::borrow::Cow;

use event_schema::command::{CreateAccount, TemplateOf};
use event_schema::event::TemplateUsed;
use rules::settings::{InForce, Template, TemplateValues};

use crate::decide::Context;
use crate::rejection::Rejection;

/// The command with its absent fields filled, and the template that filled them.
pub(super) type Filled<'a> = (Cow<'a, CreateAccount>, Option<InForce<'a, Template>>);

/// Fills the fields that a command leaves out from the template that it names.
pub(super) fn filled<'a>(c: &'a CreateAccount, ctx: &Context<'a>) -> Result<Filled<'a>, Rejection> {
    let Some(key) = c.template else { return Ok((Cow::Borrowed(c), None)) };
    let found = ctx.book.template(key, ctx.occurred_at);
    let template = found.map_err(|why| Rejection::unknown("template", why.to_string()))?;
    match template.body.of {
        TemplateOf::Account => {}
    }
    let TemplateValues { industry, size, revenue, region, grade, tags, need, life_cycle } =
        template.body.values.clone();
    let mut c = c.clone();
    c.industry = c.industry.or(industry);
    c.size = c.size.or(size);
    c.revenue = c.revenue.or(revenue);
    c.region = c.region.or(region);
    c.grade = c.grade.or(grade);
    c.tags = c.tags.or(tags);
    c.need = c.need.or(need);
    c.life_cycle = c.life_cycle.or(life_cycle);
    Ok((Cow::Owned(c), Some(template)))
}

/// What is recorded of a template.
pub(super) fn used(template: &InForce<'_, Template>) -> Box<TemplateUsed> {
    let used = template.used;
    Box::new(TemplateUsed { key: used.key, version: used.version })
}
