//! The tags that a new account gets by rule (C99). They are put on it once, when its record is made;
//! from then on its tags are what people make of them.

use event_schema::commit::SettingUsed;
use event_schema::event::AccountCreated;
use event_schema::value::{Key, Text};
use rules::views::Known;
use smallvec::SmallVec;

use super::distinct;
use crate::decide::Context;

/// The source of the lead whose conversion makes an account, if one does.
pub struct Source<'a>(pub Option<&'a Text<100>>);

/// The account with the tags of the rules in force besides its own, and which those are.
pub fn tagged(
    mut created: AccountCreated,
    source: &Source<'_>,
    used: &mut SmallVec<[SettingUsed; 2]>,
    ctx: &Context<'_>,
) -> AccountCreated {
    let Some(rules) = ctx.book.account_rules(ctx.occurred_at) else { return created };
    if rules.body.tags.is_empty() {
        return created;
    }
    let given = rules.body.tags(&|field| known(&created, source, field));
    used.push(rules.used);
    created.by_rule = given.into_iter().filter(|tag| !created.tags.contains(tag)).collect();
    created.tags = distinct(created.tags.iter().chain(&created.by_rule).cloned());
    created
}

/// What is known of an account when its record is made: the fields of `List::NewAccounts`.
fn known<'a>(created: &'a AccountCreated, source: &Source<'a>, field: &str) -> Known<'a> {
    let text = |text: Option<&'a Text<100>>| Known::word(text.map(Text::as_str));
    match field {
        "name" => Known::word(Some(created.name.as_str())),
        "industry" => text(created.industry.as_ref()),
        "size" => Known::Number(created.size.map(i64::from)),
        "region" => text(created.region.as_ref()),
        "grade" => Known::word(created.grade.as_ref().map(Key::as_str)),
        "life_cycle" => Known::word(created.life_cycle.as_ref().map(Key::as_str)),
        "domain" => Known::word(created.domain.as_ref().map(Text::as_str)),
        "parent" => Known::Id(created.parent_id.map(|parent| parent.0)),
        "tags" => Known::Words(created.tags.iter().map(Text::as_str).collect()),
        "source" => text(source.0),
        _ => Known::Words(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use event_schema::value::Text;
    use rules::views::{Kind, List};

    use super::*;

    fn created() -> AccountCreated {
        AccountCreated {
            name: Text::new("Acme Ltd").unwrap(),
            industry: None,
            size: None,
            revenue: None,
            region: None,
            owner_id: None,
            grade: None,
            tags: Vec::new(),
            domain: None,
            website: None,
            phone: None,
            address: None,
            need: None,
            parent_id: None,
            life_cycle: None,
            as_written: Default::default(),
            by_rule: Vec::new(),
            template: None,
            from_lead_id: None,
            external_id: None,
            custom: Default::default(),
            keys: SmallVec::new(),
            normaliser: 1,
        }
    }

    #[test]
    fn every_field_that_a_rule_may_name_is_known_as_what_it_holds() {
        let (created, source) = (created(), Text::new("fair").unwrap());
        for field in List::NewAccounts.fields() {
            let known = known(&created, &Source(Some(&source)), field.name);
            let fits = match field.kind {
                Kind::Word | Kind::Words => matches!(known, Known::Words(_)),
                Kind::Id => matches!(known, Known::Id(_)),
                Kind::Number => matches!(known, Known::Number(_)),
                Kind::Decimal | Kind::Time | Kind::Date | Kind::Flag => false,
            };
            assert!(fits, "{}", field.name);
        }
    }
}
