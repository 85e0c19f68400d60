//! The count over the files: nothing but CSV rows, dates and a median.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use serde_json::Value as Json;

/// One row of the leads with its deal, if it has one.
pub struct Lead {
    pub source: String,
    /// `2018-02-01`
    pub first_contact: String,
    /// `2018-02-26 19:58:54`
    pub won: Option<String>,
}

/// Both files, joined.
pub struct Files(Vec<Lead>);

/// What was counted of a group.
#[derive(Default)]
pub struct Counted {
    pub leads: u64,
    pub won: u64,
    days: Vec<i64>,
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn date(text: &str) -> NaiveDate {
    text[..10].parse().unwrap()
}

impl Lead {
    /// Calendar days from first contact to the deal; negative where the files say so.
    fn days(&self) -> Option<i64> {
        let won = date(self.won.as_ref()?);
        Some((won - date(&self.first_contact)).num_days())
    }
}

impl Files {
    pub fn read(dir: &Path) -> Self {
        let deals = rows(&dir.join("olist_closed_deals_dataset.csv"));
        let won = |mql_id: &str| {
            let deal = deals.iter().find(|deal| deal["mql_id"] == mql_id);
            deal.map(|deal| deal["won_date"].clone())
        };
        let leads = rows(&dir.join("olist_marketing_qualified_leads_dataset.csv"));
        let lead = |row: BTreeMap<String, String>| Lead {
            source: if row["origin"].is_empty() { "(empty)".into() } else { row["origin"].clone() },
            first_contact: row["first_contact_date"].clone(),
            won: won(&row["mql_id"]),
        };
        Self(leads.into_iter().map(lead).collect())
    }

    pub fn count(&self, of: impl Fn(&Lead) -> bool) -> Counted {
        let mut counted = Counted::default();
        for lead in self.0.iter().filter(|lead| of(lead)) {
            counted.add(lead);
        }
        counted
    }

    /// What had happened by the first instant of a day.
    pub fn as_of(&self, day: &str) -> Counted {
        let midnight = format!("{day} 00:00:00");
        let mut counted = Counted::default();
        for lead in self.0.iter().filter(|lead| lead.first_contact.as_str() <= day) {
            let won = lead.won.clone().filter(|won| *won <= midnight);
            counted.add(&Lead {
                source: lead.source.clone(),
                first_contact: lead.first_contact.clone(),
                won,
            });
        }
        counted
    }

    pub fn sources(&self) -> BTreeSet<String> {
        self.0.iter().map(|lead| lead.source.clone()).collect()
    }

    pub fn months(&self) -> BTreeSet<String> {
        self.0.iter().map(|lead| lead.first_contact[..7].to_owned()).collect()
    }

    /// The figures that were published with the data set are those of this count.
    pub fn agree_with_the_publisher_s_truth(&self, dir: &Path) {
        let text = std::fs::read_to_string(dir.join("truth.json")).unwrap();
        let truth: Json = serde_json::from_str(&text).unwrap();
        let all = self.count(|_| true);
        assert_eq!(all.median_days(), truth["days_to_close"]["median"].as_f64());
        assert_eq!(all.days.iter().min().copied(), truth["days_to_close"]["min"].as_i64());
        let agree = |group: &str, of: &dyn Fn(&Lead, &str) -> bool| {
            for (key, figures) in truth[group].as_object().unwrap() {
                let counted = self.count(|lead| of(lead, key));
                assert_eq!(Some(counted.leads), figures["mql"].as_u64(), "{group} {key}");
                assert_eq!(Some(counted.won), figures["won"].as_u64(), "{group} {key}");
                let median = figures["median_days_to_close"].as_f64();
                assert_eq!(counted.median_days(), median, "{group} {key}");
            }
        };
        agree("by_origin", &|lead, origin| lead.source == origin);
        agree("by_cohort_month", &|lead, month| lead.first_contact.starts_with(month));
    }
}

impl Counted {
    fn add(&mut self, lead: &Lead) {
        self.leads += 1;
        self.won += u64::from(lead.won.is_some());
        self.days.extend(lead.days());
    }

    pub fn rate(&self) -> Option<f64> {
        (self.leads > 0).then(|| self.won as f64 / self.leads as f64)
    }

    /// The mean of the middle two.
    pub fn median_days(&self) -> Option<f64> {
        let mut days = self.days.clone();
        days.sort_unstable();
        let n = days.len();
        (n > 0).then(|| (days[(n - 1) / 2] + days[n / 2]) as f64 / 2.0)
    }
}
