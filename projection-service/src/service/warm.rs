//! What the models make before somebody asks: at a million leads the first question about the funnel
//! would wait for its index.

use crate::model::Follower;
use crate::models::settings::zone;
use crate::query::AsOf;

use super::catalogue::Catalogue;

/// Makes the index of every tenant's funnel with the days of its zone; true if any was missing.
pub fn warm(models: &Catalogue) -> bool {
    let (settings, funnel) = (models.settings.model(), models.funnel.model());
    let mut made = false;
    for (tenant, mark) in funnel.marks() {
        // The zone in force when the last commit was recorded: there is no clock here, and where
        // another has come into force since, the first question makes the index anew.
        let book = settings.read(tenant, |m, _| Ok(m.book(AsOf::Now, mark.recorded_at)));
        if let Ok(((book, at), _)) = book {
            let zone = zone(&book, at);
            made |= funnel.read(tenant, |m, _| Ok(m.warm(zone))).is_ok_and(|(made, _)| made);
        }
    }
    made
}
