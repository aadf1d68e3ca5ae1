//! No drill goes on for ever, where nobody looks: when its time is over it is said what it waits for, everybody who waits
//! gives up, and what does not end then is killed.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use crate::servers::heir;
use crate::signals;
use crate::step::being_done;

/// How often it is looked whether the drill is over.
const GLANCE: Duration = Duration::from_millis(100);

/// How long a drill may take; how long it may take to give up after that; and to end once all that it has started is killed.
#[derive(Clone, Copy)]
pub(super) struct Times {
    pub(super) all: Duration,
    pub(super) giving_up: Duration,
    pub(super) ending: Duration,
}

/// Of a short form: several times what the slowest has taken on a machine that does much else.
pub(super) const SHORT: Times = Times::of(Duration::from_secs(15 * 60));
/// Of the whole of one.
pub(super) const LONG: Times = Times::of(Duration::from_secs(60 * 60));

impl Times {
    const fn of(all: Duration) -> Self {
        Self { all, giving_up: Duration::from_secs(120), ending: Duration::from_secs(60) }
    }
}

/// The deadline of a drill that runs. It is over with it.
pub(super) struct Deadline {
    shared: Arc<Shared>,
    watch: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    /// The drill has ended.
    ended: AtomicBool,
    /// Its time was over before.
    passed: AtomicBool,
}

impl Deadline {
    /// Begins to watch a drill.
    pub(super) fn set(drill: &'static str, times: Times) -> Self {
        let shared = Arc::<Shared>::default();
        let watched = Arc::clone(&shared);
        Self { shared, watch: Some(thread::spawn(move || watched.watch(drill, times))) }
    }

    /// Whether the drill has taken longer than it may.
    pub(super) fn has_passed(&self) -> bool {
        self.shared.passed.load(Ordering::Relaxed)
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        if let Some(watch) = self.watch.take() {
            let _it_has_said_why = watch.join();
        }
        signals::set_overdue(false);
    }
}

impl Shared {
    fn watch(&self, drill: &str, times: Times) {
        if self.ends_within(times.all) {
            return;
        }
        self.passed.store(true, Ordering::Relaxed);
        eprintln!("error: drill {drill}: after {} s it is still at {}", times.all.as_secs(), being_done());
        signals::set_overdue(true);
        if self.ends_within(times.giving_up) {
            return;
        }
        let started = descendants();
        eprintln!(
            "error: drill {drill}: it does not give up: {} processes that it has started are killed",
            started.len()
        );
        kill(&started);
        if !self.ends_within(times.ending) {
            eprintln!("error: drill {drill}: it does not even end now, at {}; all ends here", being_done());
            kill(&descendants());
            std::process::exit(1);
        }
    }

    /// Waits until the drill has ended; no longer than so long.
    fn ends_within(&self, time: Duration) -> bool {
        let begun = Instant::now();
        while !self.ended.load(Ordering::Relaxed) {
            if begun.elapsed() >= time {
                return false;
            }
            sleep(GLANCE.min(time));
        }
        true
    }
}

/// All that this process has started and that has not ended, and what that has started. Those whose parent has ended are
/// none: what runs on a machine of a drill's is killed with that. Nor is who does what is left to do when this process ends.
fn descendants() -> BTreeSet<u32> {
    let (mut found, mut next) = (BTreeSet::new(), vec![std::process::id()]);
    let heir = heir::number();
    while let Some(pid) = next.pop() {
        // Each thread has children of its own.
        for thread in fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
            let told = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            let children = told.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok());
            next.extend(children.filter(|pid| Some(*pid) != heir && found.insert(*pid)));
        }
    }
    found
}

fn kill(pids: &BTreeSet<u32>) {
    let pids: Vec<String> = pids.iter().map(u32::to_string).collect();
    if !pids.is_empty() {
        let script = format!("kill -KILL {}", pids.join(" "));
        let _gone_meanwhile = Command::new("sh").args(["-c", &script]).stderr(Stdio::null()).status();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::servers::process::Processes;
    use crate::step::output;

    const BRIEF: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(600);

    #[test]
    fn who_waits_gives_up_when_the_time_is_over_and_what_never_ends_is_killed() {
        let logs = std::env::temp_dir().join(format!("xtask-deadline-{}", std::process::id()));
        let mut processes = Processes::new(&logs).expect("the temporary folder can be written");
        let deadline = Deadline::set("any", Times { all: BRIEF, giving_up: LONG, ending: LONG });
        let error = processes.wait_until("the end of days", LONG, || false).expect_err("it never comes");
        assert!(error.to_string().contains("the end of days") && deadline.has_passed(), "{error}");
        drop(deadline);
        let next = Deadline::set("any", Times { all: LONG, giving_up: LONG, ending: LONG });
        processes.wait_until("nothing", LONG, || true).expect("it is there already");
        assert!(!next.has_passed() && !signals::received());
        drop(next);
        fs::remove_dir_all(logs).expect("the folder is ours");
        // A program that never ends, and that nobody asks whether it has, is killed.
        let deadline = Deadline::set("any", Times { all: BRIEF, giving_up: BRIEF, ending: LONG });
        let mut sleeper = Command::new("sh");
        assert!(output(sleeper.args(["-c", "sleep 600; exit 0"])).is_err(), "it has slept for ten minutes");
        assert!(deadline.has_passed());
    }
}
