//! How far the read models are.

use projection_service::query;

use super::body;

body! {
    /// How far a tenant's read models are.
    Positions {
        /// The tenant's last position in the log.
        head: u64,
        /// Each model.
        models: Vec<ModelPosition>,
    }
}

body! {
    /// How far one read model is.
    ModelPosition {
        /// Its name.
        name: String,
        /// The version that answers.
        version: u32,
        /// The tenant's position that it covers.
        position: u64,
        /// How many of the tenant's events it has to go.
        lag_events: u64,
        /// Age of the oldest event that it has not seen, in seconds; 0 if there is none.
        lag_seconds: f64,
        /// live, catching_up, opening, rebuilding or quarantined.
        state: String,
    }
}

impl From<query::Positions> for Positions {
    fn from(positions: query::Positions) -> Self {
        let models = positions.models.into_iter().map(Into::into).collect();
        Self { head: positions.head, models }
    }
}

impl From<query::ModelPosition> for ModelPosition {
    fn from(model: query::ModelPosition) -> Self {
        Self {
            name: model.name,
            version: model.version,
            position: model.position,
            lag_events: model.lag_events,
            lag_seconds: model.lag_seconds,
            state: model.state,
        }
    }
}
