//! What was done with a cohort of leads.

use projection_service::query;
use projection_service::query::ActivityFigures;
use rust_decimal::Decimal;

use super::body;

body! {
    /// What was done with the leads created in a range.
    Activity {
        /// How many leads there are.
        leads: u64,
        /// How many of them became marketing-qualified, or got further.
        mql: u64,
        /// With how many of those a meeting was ever booked.
        booked: u64,
        /// Their share, 0 to 1; null without any.
        booking_rate: Option<f64>,
        /// How many of the marketing-qualified ones were reached, by whichever way, no later than
        /// `touch_days` after they became so; null where the scoring model doesn't say what counts,
        /// as everything that follows.
        touched: Option<u64>,
        /// Their share, 0 to 1; null without any.
        touch_rate: Option<f64>,
        /// How many calls were logged with the leads.
        calls: Option<u64>,
        /// How many of the calls reached them.
        connected: Option<u64>,
        /// Their share, 0 to 1; null without a call.
        connect_rate: Option<f64>,
        /// The groups, largest first; empty without `by`.
        groups: Vec<ActivityGroup>,
        /// What the figures should come to, by the scoring model in force.
        targets: Option<ActivityTargets>,
    }
}

body! {
    /// What was done with the leads of one source, owner, region or product.
    ActivityGroup {
        /// Its value; null for leads that have none.
        key: Option<String>,
        /// How many leads there are.
        leads: u64,
        /// How many of them became marketing-qualified, or got further.
        mql: u64,
        /// With how many of those a meeting was ever booked.
        booked: u64,
        /// Their share, 0 to 1; null without any.
        booking_rate: Option<f64>,
        /// How many of the marketing-qualified ones were reached in time.
        touched: Option<u64>,
        /// Their share, 0 to 1; null without any.
        touch_rate: Option<f64>,
        /// How many calls were logged with the leads.
        calls: Option<u64>,
        /// How many of the calls reached them.
        connected: Option<u64>,
        /// Their share, 0 to 1; null without a call.
        connect_rate: Option<f64>,
    }
}

body! {
    /// What the figures should come to.
    ActivityTargets {
        /// Least share of the marketing-qualified leads with which a meeting is booked, 0 to 1.
        booking_min: Option<Decimal>,
        /// Within how many days of 24 hours they should be reached.
        touch_days: u32,
        /// Least share of them that are, 0 to 1.
        touch_min: Option<Decimal>,
        /// Least share of the calls that reach the lead, 0 to 1.
        connect_min: Option<Decimal>,
        /// The largest share of them that is to be expected, 0 to 1.
        connect_max: Option<Decimal>,
    }
}

impl From<query::Activity> for Activity {
    fn from(activity: query::Activity) -> Self {
        let query::Activity { figures, groups, targets } = activity;
        let ActivityFigures { leads, mql, booked, touched, calls, connected } = figures;
        Self {
            leads,
            mql,
            booked,
            booking_rate: share(Some(booked), Some(mql)),
            touched,
            touch_rate: share(touched, Some(mql)),
            calls,
            connected,
            connect_rate: share(connected, calls),
            groups: groups.into_iter().map(ActivityGroup::from).collect(),
            targets: targets.map(ActivityTargets::from),
        }
    }
}

impl From<query::ActivityGroup> for ActivityGroup {
    fn from(group: query::ActivityGroup) -> Self {
        let ActivityFigures { leads, mql, booked, touched, calls, connected } = group.figures;
        Self {
            key: group.key,
            leads,
            mql,
            booked,
            booking_rate: share(Some(booked), Some(mql)),
            touched,
            touch_rate: share(touched, Some(mql)),
            calls,
            connected,
            connect_rate: share(connected, calls),
        }
    }
}

impl From<query::ActivityTargets> for ActivityTargets {
    fn from(targets: query::ActivityTargets) -> Self {
        Self {
            booking_min: targets.booking_min,
            touch_days: targets.touch_days,
            touch_min: targets.touch_min,
            connect_min: targets.connect_min,
            connect_max: targets.connect_max,
        }
    }
}

fn share(part: Option<u64>, whole: Option<u64>) -> Option<f64> {
    let (part, whole) = part.zip(whole)?;
    (whole > 0).then(|| part as f64 / whole as f64)
}
