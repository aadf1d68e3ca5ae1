//! Runs short enough for every test run; `cargo xtask simulate` makes thousands.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{available_parallelism, scope};

use super::*;

/// Squalls of every test run: those of the seeds from nought.
const SQUALLS: u64 = 2_000;

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
fn thousands_of_squalls_break_nothing() {
    let [next, answers, marked, lost] = [const { AtomicU64::new(0) }; 4];
    let found = Mutex::new(Vec::new());
    let threads = available_parallelism().map_or(1, usize::from);
    scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= SQUALLS {
                        break;
                    }
                    let outcome = run(Plan::SQUALL, seed);
                    answers.fetch_add(outcome.checks.answers, Ordering::Relaxed);
                    marked.fetch_add(outcome.checks.marked, Ordering::Relaxed);
                    lost.fetch_add(outcome.lost, Ordering::Relaxed);
                    if let Some(finding) = outcome.checks.broken.first() {
                        found.lock().expect("no panic").push(format!("seed {seed}: {finding:?}"));
                    }
                }
            });
        }
    });
    let found = found.into_inner().expect("no panic");
    assert!(found.is_empty(), "`cargo xtask simulate --plan squall --seed N` plays each again: {found:#?}");
    let (answers, marked, lost) = (answers.into_inner(), marked.into_inner(), lost.into_inner());
    println!("{SQUALLS} squalls: {answers} answers, {marked} of them marked as old, {lost} connections lost");
    // Runs in which nothing happens would show nothing.
    assert!(answers > 500_000 && marked > 20_000 && lost > 8_000, "{answers} answers, {marked} marked, {lost} lost");
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
fn a_program_that_has_ended_does_not_end_again_and_is_started_once() {
    // Were it started while it runs, it would hear its old connection without having looked where the stream is: then
    // what it stores is above all that a stream made anew tells, and nothing outdates it.
    for seed in 10..20 {
        assert_eq!(broken(Plan { seconds: 30, crash_every: 1, ..Plan::ROUGH }, seed), None);
    }
}

#[test]
fn what_forbids_and_is_still_on_its_way_forbids_nothing_yet() {
    let (mut checks, mut origin) = (check::Checks::default(), origin::Origin::new(1));
    let [first, hard, last] = [false, true, false].map(|hard| origin.change(0, origin::Fact::Text, hard));
    let mut hears = |change, at| {
        let told = origin.tell(change);
        checks.hears(0, told, at);
        let (page, asked) = ("/a/0".to_owned(), at);
        let seen =
            check::Seen { pop: 0, page, product: 0, asked, shown: [first.version, 0], least: [0, 0], marked: true };
        checks.sees(seen, &origin);
        checks.broken.iter().any(|finding| finding.broken == Broken::Forbidden)
    };
    assert!(!hears(first, 1));
    assert!(!hears(last, 2), "it passed over what forbids");
    assert!(hears(hard, 3));
}

#[test]
fn every_seeded_fault_is_found() {
    for fault in Seeded::ALL {
        let found = (0..20).find_map(|seed| broken(Plan::ROUGH.with(fault), seed));
        assert!(found.is_some(), "{fault:?} is not found");
    }
}

#[test]
fn each_property_is_broken_by_a_fault_that_breaks_it() {
    for (fault, property) in [
        (Seeded::FilledTooHigh, Broken::Resurrected),
        (Seeded::Deaf, Broken::TooOld),
        (Seeded::SkipsWhatItMissed, Broken::Forbidden),
    ] {
        let breaks =
            |seed| run(Plan::ROUGH.with(fault), seed).checks.broken.iter().any(|found| found.broken == property);
        assert!((0..20).any(breaks), "{fault:?} is not found to break {property:?}");
    }
}

#[test]
fn a_seed_always_makes_the_same_run() {
    let of = |seed| {
        let Outcome { checks, heard, lost, .. } = run(Plan::ROUGH, seed);
        (checks.answers, checks.marked, checks.untrue, checks.worst, heard, lost)
    };
    for seed in 0..8 {
        assert_eq!(of(seed), of(seed), "seed {seed}");
    }
    assert_ne!(of(7), of(8));
}
