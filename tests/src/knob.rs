//! Numbers that a run of the tests may change: the presets are what every run can afford, and a
//! variable of the environment asks for more, or for one seed again.

/// What the variable says, else the preset. Printed, so that a failed run can be repeated.
pub fn knob(name: &str, preset: u64) -> u64 {
    let given = std::env::var(name).ok();
    let value = given.map_or(preset, |n| n.parse().expect("such a variable is a number"));
    eprintln!("{name}={value}");
    value
}
