//! Answering: one question, one model, one state of the world.

use event_schema::{Position, TenantId};
use futures::future::try_join_all;
use rules::settings::{Book, ConversionRules};
use rules::views::List;

use super::Projections;
use super::catalogue::{Slot, model_for};
use super::views::{names_view, resolved, sifting};
use crate::model::{Condition, Follower};
use crate::models::audit::{Audit, trail};
use crate::models::funnel::targets;
use crate::models::person::Viewer;
use crate::models::settings::zone;
use crate::models::{Customers, Leads, Settings};
use crate::projection::{Projection, Rows};
use crate::query::{
    AccountView, Answer, AsOf, Ask, AskError, AtLeast, AuditFilter, Funnel, FunnelBy,
    InteractionView, LeadFilter, Page, Paging, Query, Range, Reply,
};

/// Most items of a page.
const PAGE_MAX: u16 = 500;

impl Projections {
    /// Answers a question.
    pub async fn ask(&self, ask: Ask) -> Result<Reply, AskError> {
        check(&ask)?;
        if let Some(at_least) = ask.at_least {
            let wait = |model| self.wait_for(ask.tenant, model, at_least);
            // Which commits count by a past instant is known to the audit model, as are the facts
            // of a timeline; what a view means to the settings, what people did to the leads,
            // what a lead may belong to to the customers.
            let past = (ask.as_of != AsOf::Now).then_some(Audit::NAME);
            let view = names_view(&ask.query).then_some(Settings::NAME);
            let people = matches!(ask.query, Query::Account { .. }).then_some(Leads::NAME);
            let facts = matches!(ask.query, Query::Timeline { .. }).then_some(Audit::NAME);
            let matched = matches!(ask.query, Query::Lead { .. }).then_some(Customers::NAME);
            let asked = [Some(model_for(&ask.query).0), past, view, people, facts, matched];
            try_join_all(asked.into_iter().flatten().map(wait)).await?;
        }
        let viewer = Viewer {
            boxes: self.boxes.as_ref(),
            sight: ask.sight,
            log: self.shared.log.id(),
            tenant: ask.tenant,
        };
        let (answer, position) = self.answer(&ask, &viewer).await?;
        Ok(Reply { answer, position })
    }

    async fn answer(&self, ask: &Ask, viewer: &Viewer<'_>) -> Result<(Answer, Position), AskError> {
        let models = &self.models;
        match &ask.query {
            Query::Funnel { range, by } => self.cohorts(ask, range, *by).await,
            Query::Activity { range, by } => self.activity(ask, range, *by).await,
            Query::OpenFunnel { of, by } => {
                let (book, at) = self.book(ask)?;
                let answer = self
                    .read(&models.customers, ask, |m, _| Ok(m.open_funnel(of, *by, (&book, at))));
                answer.await.map(|(funnel, position)| (Answer::OpenFunnel(funnel), position))
            }
            Query::Leads { filter, paging } => {
                let (book, at) = self.book(ask)?;
                let sifting = sifting(List::Leads, &filter.sifting, (&book, at))?.into_owned();
                let filter = &LeadFilter { sifting, ..filter.clone() };
                let answer = self.read(&models.leads, ask, |m, rows| {
                    m.list(rows, viewer, (filter, paging), (&book, at))
                });
                answer.await.map(|(page, position)| (Answer::Leads(page), position))
            }
            Query::Lead { id } => self.lead(ask, viewer, *id).await,
            Query::TryConversionRules { rules, range, examples } => {
                self.try_rules(ask, rules, *range, *examples).await
            }
            Query::Conversions { range, owner, paging } => self
                .read(&models.handovers, ask, |m, rows| m.conversions(rows, *range, *owner, paging))
                .await
                .map(|(page, position)| (Answer::Conversions(page), position)),
            Query::OwnershipChanges { filter, range, paging } => self
                .read(&models.handovers, ask, |m, rows| m.handovers(rows, filter, *range, paging))
                .await
                .map(|(page, position)| (Answer::OwnershipChanges(page), position)),
            Query::Settings { filter } => ready(&models.settings)?
                .read(ask.tenant, |m, _| Ok(m.list(filter, ask.as_of, ask.now)))
                .map(|(page, position)| (Answer::Settings(page), position)),
            Query::Views { list, subject } => ready(&models.settings)?
                .read(ask.tenant, |m, _| Ok(m.views(*list, subject, (ask.as_of, ask.now))))
                .map(|(page, position)| (Answer::Views(page), position)),
            Query::Duplicates { asked, paging } => {
                self.duplicates(ask, viewer, (*asked, paging)).await
            }
            Query::Completeness { .. } | Query::Meetings { .. } => self.filled(ask).await,
            Query::Audit { filter, range, paging } => self.trail(ask, filter, range, paging).await,
            Query::BulkActions { .. } | Query::BulkAction { .. } | Query::BulkRecords { .. } => {
                self.bulk(ask).await
            }
            Query::Matching { list, .. } | Query::Named { list, .. } => {
                self.of_list(*list, ask, viewer).await
            }
            Query::Idle { of, most } => self.idle(ask, *of, *most as usize).await,
            Query::Timeline { .. } | Query::Account { .. } | Query::Organisation { .. } => {
                self.of_one(ask, viewer).await
            }
            Query::Accounts { .. }
            | Query::Contacts { .. }
            | Query::Contact { .. }
            | Query::Interactions { .. }
            | Query::Interaction { .. }
            | Query::Orders { .. }
            | Query::Contracts { .. }
            | Query::Records { .. }
            | Query::Record { .. }
            | Query::Opportunities { .. }
            | Query::Opportunity { .. } => self.customers(ask, viewer).await,
        }
    }

    /// The funnel of leads, with what is to be reached.
    async fn cohorts(
        &self,
        ask: &Ask,
        range: &Range,
        by: Option<FunnelBy>,
    ) -> Result<(Answer, Position), AskError> {
        let (book, at) = self.book(ask)?;
        let zone = zone(&book, at);
        let targets = book.scoring(at).map(|model| targets(model.body)).unwrap_or_default();
        let read = self.read(&self.models.funnel, ask, |m, _| Ok(m.funnel(range, by, zone)));
        let (funnel, position) = read.await?;
        Ok((Answer::Funnel(Funnel { targets, ..funnel }), position))
    }

    /// What was done with leads, by the settings in force.
    async fn activity(
        &self,
        ask: &Ask,
        range: &Range,
        by: Option<FunnelBy>,
    ) -> Result<(Answer, Position), AskError> {
        let (book, at) = self.book(ask)?;
        let rules = book.scoring(at).ok().and_then(|model| model.body.activity.as_ref());
        let read = self.read(&self.models.funnel, ask, |m, _| Ok(m.activity(range, by, rules)));
        read.await.map(|(activity, position)| (Answer::Activity(activity), position))
    }

    async fn customers(
        &self,
        ask: &Ask,
        viewer: &Viewer<'_>,
    ) -> Result<(Answer, Position), AskError> {
        let slot = &self.models.customers;
        let (book, at) = self.book(ask)?;
        let present = (&book, at);
        let query = &*resolved(&ask.query, present)?;
        let answer = self.read(slot, ask, |m, rows| match query {
            Query::Accounts { filter, paging } => {
                m.accounts(rows, filter, present, paging).map(Answer::Accounts)
            }
            Query::Contacts { filter, paging } => {
                m.contacts(rows, viewer, (filter, paging), present).map(Answer::Contacts)
            }
            Query::Contact { id } => {
                m.contact(rows, viewer, *id, present).map(|view| Answer::Contact(Box::new(view)))
            }
            Query::Interactions { filter, paging } => {
                m.interactions(rows, viewer, (filter, present), paging).map(Answer::Interactions)
            }
            Query::Interaction { id } => m
                .interaction(rows, viewer, present, *id)
                .map(|view| Answer::Interaction(Box::new(view))),
            Query::Orders { filter, paging } => m.orders(rows, filter, paging).map(Answer::Orders),
            Query::Contracts { filter, paging } => {
                m.contracts(rows, filter, paging).map(Answer::Contracts)
            }
            Query::Records { filter, paging } => {
                m.records(rows, (filter, paging), present).map(Answer::Records)
            }
            Query::Record { id } => m.record(rows, *id).map(|view| Answer::Record(Box::new(view))),
            Query::Opportunities { filter, paging } => {
                m.opportunities(rows, viewer, (filter, paging), present).map(Answer::Opportunities)
            }
            Query::Opportunity { id } => m
                .opportunity(rows, viewer, *id, present)
                .map(|view| Answer::Opportunity(Box::new(view))),
            Query::Funnel { .. }
            | Query::Activity { .. }
            | Query::OpenFunnel { .. }
            | Query::Leads { .. }
            | Query::Lead { .. }
            | Query::TryConversionRules { .. }
            | Query::Conversions { .. }
            | Query::OwnershipChanges { .. }
            | Query::Views { .. }
            | Query::Duplicates { .. }
            | Query::Completeness { .. }
            | Query::Meetings { .. }
            | Query::Settings { .. }
            | Query::Account { .. }
            | Query::Organisation { .. }
            | Query::Timeline { .. }
            | Query::Audit { .. }
            | Query::BulkActions { .. }
            | Query::BulkAction { .. }
            | Query::BulkRecords { .. }
            | Query::Matching { .. }
            | Query::Idle { .. }
            | Query::Named { .. } => Err(AskError::NotFound),
        });
        let (mut answer, position) = answer.await?;
        if ask.as_of != AsOf::Now {
            self.numbers(ask.tenant, &mut answer)?;
        }
        Ok((answer, position))
    }

    /// An account or an interaction has one number for ever, given in log order; a past state that
    /// leaves out earlier ones would count otherwise.
    pub(super) fn numbers(&self, tenant: TenantId, answer: &mut Answer) -> Result<(), AskError> {
        let live = ready(&self.models.customers)?;
        let account = |view: &mut AccountView| -> Result<(), AskError> {
            (view.number, _) = live.read(tenant, |m, rows| m.number(rows, view.id))?;
            for merged in &mut view.merged {
                (merged.number, _) = live.read(tenant, |m, rows| m.number(rows, merged.id))?;
            }
            Ok(())
        };
        let interaction = |view: &mut InteractionView| -> Result<(), AskError> {
            let number = live.read(tenant, |m, rows| m.interaction_number(rows, view.id));
            (view.number, _) = number?;
            Ok(())
        };
        if let Answer::Account(view) = answer {
            account(view)
        } else if let Answer::Accounts(page) = answer {
            page.items.iter_mut().try_for_each(account)
        } else if let Answer::Interaction(view) = answer {
            interaction(view)
        } else if let Answer::Interactions(page) = answer {
            page.items.iter_mut().try_for_each(interaction)
        } else {
            Ok(())
        }
    }

    async fn try_rules(
        &self,
        ask: &Ask,
        rules: &str,
        range: Range,
        examples: u16,
    ) -> Result<(Answer, Position), AskError> {
        let illegal = |e: serde_json::Error| AskError::Invalid {
            field: "rules".to_owned(),
            message: e.to_string(),
        };
        let rules: ConversionRules = serde_json::from_str(rules).map_err(illegal)?;
        let (book, at) = self.book(ask)?;
        let asked = rules.questionnaire.and_then(|key| book.questionnaire(key, at).ok());
        let asked = asked.map(|setting| setting.body);
        let tried = self.read(&self.models.leads, ask, |m, _| {
            Ok(m.try_rules(&rules, asked, range, usize::from(examples)))
        });
        tried.await.map(|(trial, position)| (Answer::RulesTrial(trial), position))
    }

    async fn trail(
        &self,
        ask: &Ask,
        filter: &AuditFilter,
        range: &Range,
        paging: &Paging,
    ) -> Result<(Answer, Position), AskError> {
        let audit = ready(&self.models.audit)?;
        let (selected, position) =
            audit.read(ask.tenant, |m, _| Ok(m.select(filter, range, ask.as_of, paging)))?;
        let log = self.shared.log.as_ref();
        let items = trail(log, ask.tenant, &selected.positions).await?;
        let page = Page { items, next: selected.next, count: selected.count };
        Ok((Answer::Audit(page), position))
    }

    /// Reads the live model, or the state that is asked for.
    pub(super) async fn read<P: Projection, R>(
        &self,
        slot: &Slot<P>,
        ask: &Ask,
        answer: impl Fn(&P, Rows<'_>) -> Result<R, AskError>,
    ) -> Result<(R, Position), AskError> {
        if ask.as_of == AsOf::Now {
            return ready(slot)?.read(ask.tenant, answer);
        }
        let audit = ready(&self.models.audit)?;
        // Where everything counts, the past is the present; `audit` comes last in every entry.
        let (whole, seen) = audit.read(ask.tenant, |m, _| Ok(m.all_count(ask.as_of)))?;
        if whole && ready(slot)?.mark(ask.tenant).position == seen {
            let (found, position) = slot.model().read(ask.tenant, &answer)?;
            if position == seen {
                return Ok((found, position));
            }
        }
        self.past.read(&audit, (ask.tenant, ask.as_of), answer).await
    }

    pub(super) fn book(&self, ask: &Ask) -> Result<(Book, event_schema::Timestamp), AskError> {
        let settings = ready(&self.models.settings)?;
        Ok(settings.read(ask.tenant, |m, _| Ok(m.book(ask.as_of, ask.now)))?.0)
    }

    /// Waits until a model covers a position.
    pub(super) async fn wait_for(
        &self,
        tenant: TenantId,
        model: &str,
        at_least: AtLeast,
    ) -> Result<(), AskError> {
        let mut progress = self.subscribe();
        // A model that is being opened or built covers nothing until it is whole.
        let whole = || {
            let model = self.models.follower(model);
            model.is_none_or(|model| not_whole(&model.condition()).is_none())
        };
        let covers = || self.position(tenant, model) >= at_least.position && whole();
        if covers() {
            return Ok(());
        }
        let head = self.shared.log.head(tenant).await;
        let head = head.map_err(|e| AskError::Log(e.to_string()))?.position;
        if at_least.position > head {
            return Err(AskError::PastHead { head });
        }
        let reached = async {
            while !covers() {
                if progress.changed().await.is_err() {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(at_least.wait, reached).await;
        let position = self.position(tenant, model);
        if position < at_least.position {
            return Err(AskError::NotCaughtUp { position });
        }
        Ok(())
    }
}

/// The model, unless it has never been whole.
pub(super) fn ready<P: Projection>(
    slot: &Slot<P>,
) -> Result<std::sync::Arc<crate::model::Model<P>>, AskError> {
    let model = slot.model();
    match not_whole(&model.condition()) {
        Some(why) => Err(AskError::Unavailable { model: P::NAME.into(), why: why.to_owned() }),
        None => Ok(model),
    }
}

/// Why a model that is sound has no answers yet.
fn not_whole(condition: &Condition) -> Option<&'static str> {
    match condition {
        Condition::Opening => Some("it is being opened"),
        Condition::Building => Some("it is being built for the first time"),
        Condition::Live | Condition::Quarantined { .. } => None,
    }
}

fn check(ask: &Ask) -> Result<(), AskError> {
    let invalid = |field: &str, message: &str| {
        Err(AskError::Invalid { field: field.to_owned(), message: message.to_owned() })
    };
    match ask.as_of {
        AsOf::Occurred(at) | AsOf::Recorded(at) if at > ask.now => {
            return invalid("as_of", "must not be later than now");
        }
        AsOf::Now | AsOf::Occurred(_) | AsOf::Recorded(_) => {}
    }
    match paging(&ask.query) {
        Some(paging) if !(1..=PAGE_MAX).contains(&paging.limit) => {
            invalid("limit", "must be 1 to 500")
        }
        Some(_) | None => Ok(()),
    }
}

fn paging(query: &Query) -> Option<&Paging> {
    match query {
        Query::Leads { paging, .. }
        | Query::Accounts { paging, .. }
        | Query::Timeline { paging, .. }
        | Query::Contacts { paging, .. }
        | Query::Interactions { paging, .. }
        | Query::Orders { paging, .. }
        | Query::Contracts { paging, .. }
        | Query::Records { paging, .. }
        | Query::Opportunities { paging, .. }
        | Query::Conversions { paging, .. }
        | Query::OwnershipChanges { paging, .. }
        | Query::Duplicates { paging, .. }
        | Query::Audit { paging, .. }
        | Query::BulkActions { paging } => Some(paging),
        Query::Funnel { .. }
        | Query::Activity { .. }
        | Query::OpenFunnel { .. }
        | Query::Completeness { .. }
        | Query::Meetings { .. }
        | Query::Views { .. }
        | Query::Settings { .. }
        | Query::TryConversionRules { .. }
        | Query::Lead { .. }
        | Query::Account { .. }
        | Query::Organisation { .. }
        | Query::Contact { .. }
        | Query::Interaction { .. }
        | Query::Opportunity { .. }
        | Query::Record { .. }
        | Query::BulkAction { .. }
        | Query::BulkRecords { .. }
        | Query::Matching { .. }
        | Query::Idle { .. }
        | Query::Named { .. } => None,
    }
}
