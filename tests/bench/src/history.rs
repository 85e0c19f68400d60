//! A year of believable history as lines of batches: leads every day, some of which are looked
//! after, qualified, converted and won on later days. The same for the same number of leads.

use std::io::Write;

use crate::lead::{self, LEAD, OPPORTUNITY, OwnId, spread};
use crate::ndjson::Batch;

/// The year, and its months.
const YEAR: u32 = 2025;
const DAYS: u64 = 365;
const MONTHS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY_SECONDS: u64 = 86_400;

/// What can happen to a lead: on which day of its life, and to how many of a hundred.
const STEPS: [(Step, u64, u64); 5] = [
    (Step::Create, 0, 100),
    (Step::Behave, 1, 25),
    (Step::Qualify, 3, 12),
    (Step::Convert, 10, 6),
    (Step::Win, 30, 3),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Create,
    Behave,
    Qualify,
    Convert,
    Win,
}

/// The lines of the year, in order of their time.
pub struct History {
    leads: u64,
    day: u64,
    /// Second of the day, step and lead of what is left of the day, last first.
    today: Vec<(u64, Step, u64)>,
}

impl History {
    pub fn new(leads: u64) -> Self {
        Self { leads, day: 0, today: day(0, leads) }
    }

    /// The next batch; `None` at the end of the year.
    pub fn batch(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        while let Some((second, step, n)) = self.next() {
            let at = time(self.day, second);
            if !batch.push(|to| line(to, step, n, &at)) {
                return Some(batch);
            }
            self.today.pop();
        }
        Some(batch).filter(|batch| batch.lines() > 0)
    }

    fn next(&mut self) -> Option<(u64, Step, u64)> {
        while self.today.is_empty() && self.day + 1 < DAYS {
            self.day += 1;
            self.today = day(self.day, self.leads);
        }
        self.today.last().copied()
    }
}

/// Everything that happens on a day, last first.
fn day(day: u64, leads: u64) -> Vec<(u64, Step, u64)> {
    let mut all = Vec::new();
    for (step, after, share) in STEPS {
        let Some(born) = day.checked_sub(after) else { continue };
        for n in born * leads / DAYS..(born + 1) * leads / DAYS {
            // One throw for all steps: who is won has been converted and qualified before.
            if spread(n) % 100 < share {
                all.push((spread(n ^ (after << 40)) % DAY_SECONDS, step, n));
            }
        }
    }
    all.sort_unstable_by(|a, b| b.cmp(a));
    all
}

/// A day and second of the year as an instant.
fn time(day: u64, second: u64) -> String {
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", date(day))
}

/// A day of the year, from 0, as a date.
pub fn date(mut day: u64) -> String {
    let mut month = 0;
    while day >= MONTHS[month] {
        day -= MONTHS[month];
        month += 1;
    }
    format!("{YEAR}-{:02}-{:02}", month + 1, day + 1)
}

/// The line of a batch that creates the nth lead now.
pub fn create_now(to: &mut Vec<u8>, n: u64) {
    let _ = write!(to, r#"{{"command":"CreateLead","idempotency_key":"bench:create:{n}","data":"#);
    lead::write(to, n, OwnId::Made);
    to.push(b'}');
}

fn line(to: &mut Vec<u8>, step: Step, n: u64, at: &str) {
    let command = match step {
        Step::Create => "CreateLead",
        Step::Behave => "RecordLeadBehavior",
        Step::Qualify => "QualifyLead",
        Step::Convert => "ConvertLead",
        Step::Win => "WinOpportunity",
    };
    let key = format!("bench:{command}:{n}");
    let head = format!(r#"{{"command":"{command}","idempotency_key":"{key}","occurred_at":"{at}""#);
    let _ = write!(to, r#"{head},"data":"#);
    let (lead, deal) = (lead::id(LEAD, n), lead::id(OPPORTUNITY, n));
    let _ = match step {
        Step::Create => {
            lead::write(to, n, OwnId::Given);
            Ok(())
        }
        Step::Behave => {
            let behaviors = ["email_opened", "whitepaper_downloaded", "pricing_page_visited"];
            let behavior = behaviors[usize::from((spread(n) >> 50) as u8 % 3)];
            write!(to, r#"{{"lead_id":"{lead}","behavior":"{behavior}"}}"#)
        }
        Step::Qualify => write!(
            to,
            concat!(
                r#"{{"lead_id":"{lead}","level":"sql","checklist":{{"need":true,"#,
                r#""decision_maker":true,"budget":true,"timeframe":true,"#,
                r#""contact_verified":true}}}}"#
            ),
            lead = lead
        ),
        Step::Convert => write!(
            to,
            concat!(
                r#"{{"lead_id":"{lead}","account":{{"mode":"match"}},"opportunity":"#,
                r#"{{"opportunity_id":"{deal}","name":"Deal {n}","#,
                r#""amount":{{"amount":"{amount}.00","currency":"CNY"}},"#,
                r#""expected_close":"{close}"}}}}"#
            ),
            lead = lead,
            deal = deal,
            n = n,
            amount = 1_000 + spread(n) % 90_000,
            close = &at[..10],
        ),
        Step::Win => write!(to, r#"{{"opportunity_id":"{deal}"}}"#),
    };
    to.push(b'}');
}
