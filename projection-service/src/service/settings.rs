//! What the API itself needs of a tenant's settings, so that it never asks the command side.

use chrono::NaiveDate;
use event_schema::{TenantId, Timestamp};
use rules::views::CustomColumns;
use rules::zone::Zone;

use super::Projections;
use super::answer::ready;
use crate::models::Settings;
use crate::models::settings::SettingsMark;
use crate::projection::Projection;
use crate::query::{AskError, AtLeast};

impl Projections {
    /// The zone in force, in which a tenant's bare dates are meant. `now` is the present; a question
    /// that waits for a position has its dates read by the settings as they are there.
    pub async fn zone(
        &self,
        tenant: TenantId,
        now: Timestamp,
        at_least: Option<AtLeast>,
    ) -> Result<Zone, AskError> {
        if let Some(at_least) = at_least {
            self.wait_for(tenant, Settings::NAME, at_least).await?;
        }
        let settings = ready(&self.models.settings)?;
        Ok(settings.read(tenant, |m, _| Ok(m.zone(now)))?.0)
    }

    /// The fields that the tenant gave its records, as conditions name them. A question that waits for
    /// a position may name those that there are by then.
    pub async fn custom_columns(
        &self,
        tenant: TenantId,
        at_least: Option<AtLeast>,
    ) -> Result<CustomColumns, AskError> {
        if let Some(at_least) = at_least {
            self.wait_for(tenant, Settings::NAME, at_least).await?;
        }
        let settings = ready(&self.models.settings)?;
        Ok(settings.read(tenant, |m, _| Ok(m.custom_columns()))?.0)
    }

    /// The day it is in the tenant's zone, without I/O; `None` while the zone isn't known. Answers that
    /// count days change with it, and with nothing else that time does alone.
    pub fn today(&self, tenant: TenantId, now: Timestamp) -> Option<NaiveDate> {
        let settings = ready(&self.models.settings).ok()?;
        let zone = settings.read(tenant, |m, _| Ok(m.zone(now))).ok()?.0;
        Some(zone.date_of(now))
    }

    /// Which settings answers are made with at `now`, without I/O; `None` while that isn't known.
    pub fn settings_mark(&self, tenant: TenantId, now: Timestamp) -> Option<SettingsMark> {
        let settings = ready(&self.models.settings).ok()?;
        settings.read(tenant, |m, _| Ok(m.mark(now))).ok().map(|(mark, _)| mark)
    }
}
