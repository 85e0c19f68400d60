//! Read models held against their rebuilds.

use super::body;
use crate::port;

body! {
    /// Every read model held against its rebuild.
    Verification {
        /// Each model.
        models: Vec<ModelVerification>,
    }
}

body! {
    /// One read model held against its rebuild.
    ModelVerification {
        /// Its name.
        name: String,
        /// The version that answers.
        version: u32,
        /// What differs; empty if nothing does.
        differences: Vec<String>,
    }
}

impl From<port::ModelCheck> for ModelVerification {
    fn from(check: port::ModelCheck) -> Self {
        let port::ModelCheck { name, version, differences } = check;
        Self { name, version, differences }
    }
}
