//! What a lead answers to a questionnaire (C74).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use event_schema::command::{AnswerGiven, AnswerKind, AnswerQuestionnaire};
use event_schema::event::{Changed, QuestionnaireAnswered};
use event_schema::field::Faults;
use event_schema::personal::NOTE_LEN_MAX;
use event_schema::value::{Code, Key, Text, plain_decimal};
use event_schema::{Personal, StreamId, Timestamp};
use rules::settings::{Question, Questionnaire};

use super::guard::changeable;
use crate::aggregate::lead::{Answered, Facts};
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

type Answer = Text<NOTE_LEN_MAX>;

/// Records what changes of the answers, and what is missing from then on.
pub(super) fn answer(
    c: &AnswerQuestionnaire,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let facts = changeable(c.lead_id, seen)?.facts();
    let setting = ctx
        .book
        .questionnaire(c.questionnaire, ctx.occurred_at)
        .map_err(|why| Rejection::unknown("questionnaire", why.to_string()))?;
    let id = StreamId::from(c.lead_id);
    let nobody = Personal::default();
    let person = seen.personal.get(&id).unwrap_or(&nobody);
    let new = read(&c.answers, setting.body, ctx.occurred_at)?;
    let judged = (c.questionnaire, setting.used.version, Some(setting.body));
    let draft = changed(id, (facts, person), judged, new, ctx.occurred_at);
    let used = draft.iter().map(|_| setting.used).collect();
    Ok(Decision { drafts: draft.into_iter().collect(), settings: used })
}

/// An answer from now on.
struct New {
    question: Key,
    /// Whether it is free text.
    text: bool,
    value: Option<Answer>,
    at: Timestamp,
}

/// The answers as their questions ask for them; everything that doesn't fit is told at once.
fn read(
    answers: &BTreeMap<Key, AnswerGiven>,
    questionnaire: &Questionnaire,
    at: Timestamp,
) -> Result<Vec<New>, Rejection> {
    let mut faults = Faults::default();
    let mut new = Vec::with_capacity(answers.len());
    for (key, given) in answers {
        let field = format!("answers.{key}");
        let Some(question) = questionnaire.question(*key) else {
            faults.invalid(field, "unknown-value", "is no question of the questionnaire");
            continue;
        };
        match fitting(given, question) {
            Ok(value) => {
                let text = question.kind == AnswerKind::Text;
                new.push(New { question: *key, text, value, at });
            }
            Err((code, message)) => faults.invalid(field, code, message),
        }
    }
    if faults.is_empty() { Ok(new) } else { Err(Rejection::Invalid(faults)) }
}

/// The answer in the one way to write it, or why it is none to this question.
fn fitting(
    given: &AnswerGiven,
    question: &Question,
) -> Result<Option<Answer>, (&'static str, String)> {
    let written = |text: String| Text::new(&text).ok();
    let wrong = |what: &str| Err(("bad-value", format!("must be {what}")));
    Ok(match (question.kind, given) {
        (_, AnswerGiven::Nothing) => None,
        (AnswerKind::Text, AnswerGiven::Text(text)) => Some(text.clone()),
        (AnswerKind::Code, AnswerGiven::Text(text)) => {
            let code = text.as_str().parse().ok().filter(|code: &Code| question.accepts(*code));
            if code.is_none() {
                let known: Vec<_> = question.codes.iter().map(|code| code.as_str()).collect();
                let message = format!("must be one of {} or other", known.join(", "));
                return Err(("unknown-value", message));
            }
            Some(text.clone())
        }
        (AnswerKind::Number, AnswerGiven::Number(number)) => {
            written(number.normalize().to_string())
        }
        (AnswerKind::Number, AnswerGiven::Text(text)) => match plain_decimal(text.as_str()) {
            Some(number) => written(number.normalize().to_string()),
            None => return wrong("a number"),
        },
        (AnswerKind::Date, AnswerGiven::Text(text)) => match text.as_str().parse::<NaiveDate>() {
            Ok(date) => written(date.to_string()),
            Err(_) => return wrong("a date"),
        },
        (AnswerKind::Flag, AnswerGiven::Flag(yes)) => written(yes.to_string()),
        (AnswerKind::Text, _) => return wrong("a text"),
        (AnswerKind::Code, _) => return wrong("a code of the question's list"),
        (AnswerKind::Number, _) => return wrong("a number"),
        (AnswerKind::Date, _) => return wrong("a date"),
        (AnswerKind::Flag, _) => return wrong("true or false"),
    })
}

/// What really changes; nothing if nothing does.
fn changed(
    id: StreamId,
    (facts, person): (&Facts, &Personal),
    (key, version, questionnaire): (Key, u32, Option<&Questionnaire>),
    new: Vec<New>,
    at: Timestamp,
) -> Option<Draft> {
    let none = Answered::default();
    let before = facts.answers.get(&key).unwrap_or(&none);
    let mut texts = person.answers.get(&key).cloned().unwrap_or_default();
    let mut answered: Vec<Key> = before.questions.keys().copied().collect();
    let mut event = QuestionnaireAnswered {
        questionnaire: key,
        version,
        at,
        answers: BTreeMap::new(),
        texts: Vec::new(),
        emptied: Vec::new(),
        earlier: BTreeMap::new(),
        missing: Vec::new(),
    };
    for New { question, text, value, at: given_at } in new {
        let plain = before.questions.get(&question).and_then(|given| given.plain.clone());
        let (wanted_text, wanted) = if text { (value, None) } else { (None, value) };
        answered.retain(|key| *key != question);
        answered.extend((wanted.is_some() || wanted_text.is_some()).then_some(question));
        let is_new = plain != wanted || texts.get(&question) != wanted_text.as_ref();
        if plain != wanted {
            event.answers.insert(question, Changed { before: plain, after: wanted });
        }
        if texts.get(&question) != wanted_text.as_ref() {
            event.texts.push(question);
            match wanted_text {
                Some(text) => drop(texts.insert(question, text)),
                None => {
                    event.emptied.push(question);
                    texts.remove(&question);
                }
            }
        }
        if is_new && given_at != at {
            event.earlier.insert(question, given_at);
        }
    }
    if event.answers.is_empty() && event.texts.is_empty() {
        return None;
    }
    event.missing = questionnaire
        .map(|questionnaire| questionnaire.missing(|key| answered.contains(&key)))
        .unwrap_or_default();
    let said = if event.texts.is_empty() {
        Personal::default()
    } else {
        Personal { answers: [(key, texts)].into(), ..Personal::default() }
    };
    Some(Draft::new(id, event).with(facts.person_id, facts.key_slot, said))
}

/// The answers of a duplicate that the survivor doesn't have, or has from an earlier time.
pub(super) fn merged(
    id: StreamId,
    (facts, person): (&Facts, &Personal),
    (theirs, their_person): (&Facts, &Personal),
    ctx: &Context<'_>,
) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (key, answered) in &theirs.answers {
        let own = facts.answers.get(key);
        let texts = their_person.answers.get(key);
        let later = answered.questions.iter().filter(|(question, given)| {
            let own = own.and_then(|own| own.questions.get(*question));
            own.is_none_or(|own| own.at < given.at)
        });
        let new = later.filter_map(|(question, given)| {
            let text = given.plain.is_none();
            // What of an erased person can't be read any more is no answer.
            let value = given.plain.clone().or_else(|| texts?.get(question).cloned())?;
            Some(New { question: *question, text, value: Some(value), at: given.at })
        });
        let setting = ctx.book.questionnaire(*key, ctx.occurred_at).ok();
        let version = setting.as_ref().map_or(answered.version, |setting| setting.used.version);
        let judged = (*key, version, setting.map(|setting| setting.body));
        drafts.extend(changed(id, (facts, person), judged, new.collect(), ctx.occurred_at));
    }
    drafts
}
