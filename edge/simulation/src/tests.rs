//! Runs short enough for every test run; `cargo xtask simulate` makes thousands.

use super::*;

/// What is wrong in a run, with the seed that shows it again.
fn broken(plan: Plan, seed: u64) -> Option<String> {
    let outcome = run(plan, seed);
    assert!(outcome.checks.answers > 0, "seed {seed}: nobody was answered");
    outcome.checks.broken.first().map(|finding| format!("seed {seed}: {finding:?}"))
}

#[test]
fn nothing_breaks_the_protocol_in_rough_seas() {
    let (mut answers, mut marked, mut lost) = (0, 0, 0);
    for seed in 0..30 {
        let outcome = run(Plan::ROUGH, seed);
        assert!(outcome.checks.broken.is_empty(), "seed {seed}: {:?}", outcome.checks.broken.first());
        (answers, marked, lost) =
            (answers + outcome.checks.answers, marked + outcome.checks.marked, lost + outcome.lost);
    }
    // A run in which nothing happens would show nothing.
    assert!(answers > 30_000 && marked > 100 && lost > 300, "{answers} answers, {marked} marked, {lost} lost");
}

#[test]
fn two_hundred_nodes_hold_to_the_bound() {
    assert_eq!(broken(Plan { seconds: 15, ..Plan::WORLD }, 1), None);
}

#[test]
fn in_calm_weather_news_is_as_late_as_it_is_long_on_its_way() {
    let outcome = run(Plan { seconds: 5, ..Plan::CALM }, 1);
    assert!(outcome.checks.broken.is_empty(), "{:?}", outcome.checks.broken.first());
    assert!(outcome.checks.untrue > 0, "with changes on their way somebody sees what was before");
    assert!(
        outcome.checks.worst <= outcome.slowest,
        "{} µs old, {} µs on its way",
        outcome.checks.worst,
        outcome.slowest
    );
}

#[test]
fn every_seeded_fault_is_found() {
    for fault in Seeded::ALL {
        let found = (0..20).find_map(|seed| broken(Plan::ROUGH.with(fault), seed));
        assert!(found.is_some(), "{fault:?} is not found");
    }
}

#[test]
fn a_seed_always_makes_the_same_run() {
    let plan = Plan { seconds: 10, ..Plan::ROUGH };
    let of = |seed| {
        let Outcome { checks, heard, lost, .. } = run(plan, seed);
        (checks.answers, checks.marked, checks.untrue, checks.worst, heard, lost)
    };
    assert_eq!(of(7), of(7));
    assert_ne!(of(7), of(8));
}
