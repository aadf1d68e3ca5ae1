//! Databases of tests that have ended are dropped while others run: a thousand of them are a million files, which a slow disk
//! needs many minutes to delete at the end.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::servers::psql::{self, sql};

/// How often it is looked which tests have ended.
const EVERY: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_millis(100);
/// As many are dropped by one call.
const AT_ONCE: usize = 50;
const ALL: &str = r"select datname from pg_database where datname like 'test\_%'";

/// Sweeps again and again, until it is over. What cannot be dropped stays until all goes.
pub fn until(over: &AtomicBool, database: &str) {
    while !over.load(Ordering::Relaxed) {
        if let Err(error) = sweep(database) {
            eprintln!("databases of tests stay behind: {error:#}");
        }
        let begun = Instant::now();
        while begun.elapsed() < EVERY && !over.load(Ordering::Relaxed) {
            sleep(GLANCE);
        }
    }
}

/// Drops the databases of all tests whose process has ended.
fn sweep(database: &str) -> Result<()> {
    let names = sql(database, ALL)?;
    let ended = |name: &&str| owner(name).is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists());
    let left: Vec<&str> = names.lines().filter(ended).collect();
    for some in left.chunks(AT_ONCE) {
        // What a test had started may end after it.
        let drop = |name: &&str| format!("drop database if exists {name} with (force)");
        psql::one_by_one(database, some.iter().map(drop))?;
    }
    Ok(())
}

/// The process that made a database, as its name says.
fn owner(name: &str) -> Option<u32> {
    let (pid, rest) = name.strip_prefix("test_")?.split_once('_')?;
    pid.parse().ok().filter(|_| rest.bytes().all(|letter| letter.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// More than Linux ever gives a process.
    const NOBODY: u32 = 4_194_305;

    #[test]
    fn the_database_of_a_test_that_has_ended_is_dropped_and_that_of_another_stays() {
        let server = std::env::var("TEST_DATABASE_URL").expect("`cargo xtask test` runs the tests");
        let [gone, stays] = [NOBODY, std::process::id()].map(|pid| format!("test_{pid}_5eeb"));
        for name in [&gone, &stays] {
            sql(&server, &format!("create database {name}")).expect("a name that nobody has");
        }
        sweep(&server).expect("PostgreSQL is up");
        let left = sql(&server, ALL).expect("PostgreSQL is up");
        assert!(left.lines().any(|name| name == stays) && left.lines().all(|name| name != gone), "{left}");
    }

    #[test]
    fn a_database_that_is_no_test_s_has_no_owner() {
        assert_eq!(owner("test_12_00ff"), Some(12));
        for name in ["shop", "test_00ff", "test_x_00ff", "template_12_00ff", "test_12_a;b"] {
            assert_eq!(owner(name), None, "{name}");
        }
    }
}
