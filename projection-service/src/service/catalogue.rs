//! The models that there are, and where each has its rows.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use event_schema::entry::LogId;
use futures::future::BoxFuture;
use rules::views::List;

use super::opening::{OpenError, Opening, open_model};
use crate::model::{Condition, Follower, Model};
use crate::models::{Audit, BulkActions, Customers, Funnels, Handovers, Leads, Settings};
use crate::projection::Projection;
use crate::query::{Alike, IdleOf, Keyed, Query};
use crate::runner::Incoming;
use crate::store::directory::{Directory, Name};

/// A model that can be replaced by one that was built beside it.
pub struct Slot<P>(Arc<RwLock<Arc<Model<P>>>>);

/// A slot, whatever model it is for.
pub trait AnySlot: Send + Sync {
    /// The model as the runner sees it.
    fn follower(&self) -> Arc<dyn Follower>;
    /// Opens the model's store and holds it against the log; from then on it stands in the slot.
    fn open<'a>(
        &'a self,
        opening: &'a Opening,
    ) -> BoxFuture<'a, Result<Arc<dyn Follower>, OpenError>>;
}

impl<P: Projection> AnySlot for Slot<P> {
    fn follower(&self) -> Arc<dyn Follower> {
        self.model()
    }

    fn open<'a>(
        &'a self,
        opening: &'a Opening,
    ) -> BoxFuture<'a, Result<Arc<dyn Follower>, OpenError>> {
        Box::pin(async move {
            let from = Instant::now();
            let model = Arc::new(open_model::<P>(opening)?);
            opening.check(model.as_ref()).await?;
            self.put(model.clone());
            let duration_ms = from.elapsed().as_millis();
            tracing::info!(model = P::NAME, duration_ms, "read model is open");
            Ok(model as Arc<dyn Follower>)
        })
    }
}

impl<P: Projection> Slot<P> {
    fn unopened(log: LogId) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(Model::unopened(log)))))
    }

    fn put(&self, model: Arc<Model<P>>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = model;
    }

    /// The model that answers.
    pub fn model(&self) -> Arc<Model<P>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn beside(&self, directory: &Directory, log: LogId) -> Option<Incoming> {
        if self.model().condition() == Condition::Opening {
            return None;
        }
        let newest = directory.list(P::NAME).into_iter().rfind(|name| name.version == P::VERSION);
        let generation = newest.map_or(0, |newest| newest.generation + 1);
        let name = Name { model: P::NAME.into(), version: P::VERSION, generation };
        let model = Arc::new(Model::<P>::open(log, directory.open(&name).ok()?).ok()?);
        let (slot, directory, new) = (Self(self.0.clone()), directory.clone(), model.clone());
        let install = Box::new(move || {
            slot.put(new.clone());
            drop_others(&directory, new.as_ref());
        });
        Some(Incoming { model, install })
    }
}

/// Every model.
pub struct Catalogue {
    pub settings: Slot<Settings>,
    pub leads: Slot<Leads>,
    pub funnel: Slot<Funnels>,
    pub customers: Slot<Customers>,
    pub handovers: Slot<Handovers>,
    pub bulk: Slot<BulkActions>,
    pub audit: Slot<Audit>,
}

impl Catalogue {
    /// How many models there are.
    pub const LEN: usize = 7;

    /// None of them open yet.
    pub fn unopened(log: LogId) -> Self {
        Self {
            settings: Slot::unopened(log),
            leads: Slot::unopened(log),
            funnel: Slot::unopened(log),
            customers: Slot::unopened(log),
            handovers: Slot::unopened(log),
            bulk: Slot::unopened(log),
            audit: Slot::unopened(log),
        }
    }

    /// All slots.
    pub fn slots(&self) -> [&dyn AnySlot; Self::LEN] {
        // The audit last: a past state is asked for by what it has seen, and the others have seen
        // it, too.
        [
            &self.settings,
            &self.leads,
            &self.funnel,
            &self.customers,
            &self.handovers,
            &self.bulk,
            &self.audit,
        ]
    }

    /// All models as the runner sees them.
    pub fn followers(&self) -> Vec<Arc<dyn Follower>> {
        self.slots().map(AnySlot::follower).into()
    }

    /// The model with this name.
    pub fn follower(&self, name: &str) -> Option<Arc<dyn Follower>> {
        self.followers().into_iter().find(|model| model.name() == name)
    }

    /// A new model to be built beside the one with this name.
    pub fn beside(&self, directory: &Directory, name: &str, log: LogId) -> Option<Incoming> {
        match name {
            Settings::NAME => self.settings.beside(directory, log),
            Leads::NAME => self.leads.beside(directory, log),
            Funnels::NAME => self.funnel.beside(directory, log),
            Customers::NAME => self.customers.beside(directory, log),
            Handovers::NAME => self.handovers.beside(directory, log),
            BulkActions::NAME => self.bulk.beside(directory, log),
            Audit::NAME => self.audit.beside(directory, log),
            _ => None,
        }
    }
}

/// Removes the directories of a model's other versions and generations. On failure they stay and
/// cost room, nothing else.
pub fn drop_others(directory: &Directory, model: &dyn Follower) {
    let names = directory.list(model.name());
    let newest = names.iter().rfind(|name| name.version == model.version()).cloned();
    for name in names.iter().filter(|name| Some(*name) != newest.as_ref()) {
        if let Err(e) = directory.remove(name) {
            tracing::warn!(model = model.name(), error = %e, "an old read model was not removed");
        }
    }
}

/// Which model answers a question.
pub fn model_for(query: &Query) -> (&'static str, u32) {
    fn of<P: Projection>() -> (&'static str, u32) {
        (P::NAME, P::VERSION)
    }
    match query {
        Query::Funnel { .. } | Query::Activity { .. } => of::<Funnels>(),
        Query::Leads { .. } | Query::Lead { .. } | Query::TryConversionRules { .. } => {
            of::<Leads>()
        }
        Query::OpenFunnel { .. }
        | Query::Meetings { .. }
        | Query::Accounts { .. }
        | Query::Account { .. }
        | Query::Timeline { .. }
        | Query::Organisation { .. }
        | Query::Contacts { .. }
        | Query::Contact { .. }
        | Query::Interactions { .. }
        | Query::Interaction { .. }
        | Query::Orders { .. }
        | Query::Contracts { .. }
        | Query::Records { .. }
        | Query::Record { .. }
        | Query::Opportunities { .. }
        | Query::Opportunity { .. } => of::<Customers>(),
        Query::Conversions { .. } | Query::OwnershipChanges { .. } => of::<Handovers>(),
        Query::Settings { .. } | Query::Views { .. } => of::<Settings>(),
        Query::Duplicates { asked, .. } => match asked.of {
            Alike::Leads => of::<Leads>(),
            Alike::Accounts | Alike::Contacts => of::<Customers>(),
        },
        Query::Completeness { of: kind, .. } => match kind {
            Keyed::Leads => of::<Leads>(),
            Keyed::Accounts | Keyed::Contacts | Keyed::Interactions => of::<Customers>(),
        },
        Query::Audit { .. } => of::<Audit>(),
        Query::BulkActions { .. } | Query::BulkAction { .. } | Query::BulkRecords { .. } => {
            of::<BulkActions>()
        }
        Query::Idle { of: left, .. } => match left {
            IdleOf::Leads => of::<Leads>(),
            IdleOf::Opportunities => of::<Customers>(),
        },
        Query::Matching { list, .. } | Query::Named { list, .. } => match list {
            List::Leads => of::<Leads>(),
            List::Accounts
            | List::Contacts
            | List::Opportunities
            | List::Interactions
            | List::Orders
            | List::Contracts
            | List::Records
            | List::NewAccounts => of::<Customers>(),
        },
    }
}
