//! Bodies of commands that define how leads are scored.

use serde_json::{Value as Json, json};

use super::Play;

impl Play {
    /// Other points, which always say from when they hold.
    pub fn other_scoring_model(&mut self) -> Json {
        let mut body = json!({"effective_from": self.past()});
        self.perhaps(&mut body, 2, "icp", |play| {
            let size = play.dice.below(300);
            let size_max = if play.one_in(12) { 0 } else { size + 300 };
            json!({"industries": [play.one_of(&["optics", "Textiles"])],
                   "regions": [play.one_of(&["north", "South"])],
                   "use_cases": [play.one_of(&["looms", "dyes"])],
                   "size_min": size, "size_max": size_max})
        });
        self.perhaps(&mut body, 2, "fit", |play| {
            let rules = [
                "seniority.decision_maker",
                "industry",
                "company_size",
                "region",
                "use_case",
                "mailbox.corporate",
                "mailbox.generic",
            ];
            let mut fit = json!({});
            for rule in rules {
                play.perhaps(&mut fit, 3, rule, |play| json!(play.dice.below(5) as i64 * 10 - 10));
            }
            play.perhaps(&mut fit, 25, "colour", |_| json!(5));
            fit
        });
        self.perhaps(&mut body, 2, "behaviour", |play| {
            json!({"email_opened": play.dice.below(9), "trial_login": play.dice.below(3) * 5,
                   "meeting_booked": 20 + play.dice.below(3) * 10})
        });
        self.perhaps(&mut body, 3, "sources", |play| {
            json!([{"source": play.one_of(&["web", "fair"]),
                    "points": play.dice.below(4) as i64 * 10 - 10}])
        });
        self.perhaps(&mut body, 2, "custom", |play| {
            let (at, some) = (play.dice.below(20), play.dice.below(3) * 10);
            let level = play.one_of(&["low", "mid", "other"]);
            json!({"beds": [{"max": at.to_string(), "points": some},
                            {"min": "0", "points": -5}],
                   "level": [{"is": level, "points": 10 + some}]})
        });
        self.perhaps(&mut body, 3, "mql_total", |play| json!(50 + play.dice.below(4) * 10));
        self.perhaps(&mut body, 3, "warm_total", |play| json!(20 + play.dice.below(3) * 10));
        self.perhaps(&mut body, 3, "key_behaviours", |play| {
            let other = play.one_of(&["email_clicked", "event_attended", "trial_login"]);
            json!(["meeting_booked", other])
        });
        self.perhaps(&mut body, 3, "trial", |play| {
            let page = play.one_of(&["pricing_page_visited", "event_attended"]);
            json!({"logins": 1 + play.dice.below(2), "key_pages": [page]})
        });
        body
    }
}
