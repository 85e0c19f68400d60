//! What the people of an account did, counted together (C38).

use crate::settings::Engagement;

/// What one person did: the points of each behaviour, and how many days ago it was.
pub type Did = Vec<(i32, u32)>;

/// The score of an account: each person's points, of which those of long ago count less, but of no
/// person more than the cap, nor less than nothing, so that nobody makes up for the others or takes
/// away what they did. Rounded half up.
pub fn engagement<'a>(model: &Engagement, people: impl IntoIterator<Item = &'a Did>) -> u32 {
    let half_life = f64::from(model.half_life_days);
    let counted = |(points, days): &(i32, u32)| {
        f64::from(*points) * 0.5_f64.powf(f64::from(*days) / half_life)
    };
    let of_one = |did: &'a Did| did.iter().map(counted).sum::<f64>().clamp(0.0, model.cap.into());
    people.into_iter().map(of_one).sum::<f64>().round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(people: &[Did], expected: u32) {
        let model = Engagement { cap: 60, half_life_days: 30, line: 100 };
        assert_eq!(engagement(&model, people), expected, "{people:?}");
    }

    #[test]
    fn a_point_counts_half_after_its_half_life_and_a_person_up_to_the_cap() {
        check(&[], 0);
        check(&[vec![(40, 0), (25, 30), (20, 60)]], 58);
        check(&[vec![(40, 0), (40, 0)], vec![(25, 0)]], 85);
        check(&[vec![(5, 30)]], 3);
    }

    #[test]
    fn who_unsubscribes_takes_nothing_from_the_others() {
        check(&[vec![(-50, 0), (2, 0)], vec![(25, 0)]], 25);
    }
}
