//! Jobs by the clock: that each takes its turns, and whether they go well.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use origin_platform::metrics::Label;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

#[derive(Default)]
struct Jobs {
    turns: Family<[Label; 2], Counter>,
    overdue: Family<[Label; 1], Gauge>,
    /// Several jobs share a name.
    running: Mutex<Vec<Weak<Mutex<Rhythm>>>>,
}

static JOBS: LazyLock<Jobs> = LazyLock::new(Jobs::default);

struct Rhythm {
    job: &'static str,
    every: Duration,
    /// When it began, or last went well.
    done: Instant,
}

/// The turns of one job.
pub(crate) struct Turns(Arc<Mutex<Rhythm>>);

pub(super) fn register(registry: &mut Registry) {
    let Jobs { turns, overdue, .. } = &*JOBS;
    registry.register("job_turns", "Turns of jobs by the clock, by outcome", turns.clone());
    let help = "How long a job by the clock is behind the turn that should have gone well; the worst of its name";
    registry.register_with_unit("job_overdue", help, Unit::Seconds, overdue.clone());
}

impl Turns {
    /// Watches a job that takes a turn once in `every`, until it is dropped.
    pub(crate) fn watch(job: &'static str, every: Duration) -> Self {
        let rhythm = Arc::new(Mutex::new(Rhythm { job, every, done: Instant::now() }));
        let mut running = JOBS.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|other| other.strong_count() > 0);
        running.push(Arc::downgrade(&rhythm));
        for outcome in ["done", "failed"] {
            drop(JOBS.turns.get_or_create(&[("name", job), ("outcome", outcome)]));
        }
        Self(rhythm)
    }

    /// Notes a turn.
    pub(crate) fn took(&self, went_well: bool) {
        let mut rhythm = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if went_well {
            rhythm.done = Instant::now();
        }
        let outcome = if went_well { "done" } else { "failed" };
        JOBS.turns.get_or_create(&[("name", rhythm.job), ("outcome", outcome)]).inc();
    }
}

/// Looks how far jobs are behind.
pub(super) fn read() {
    let mut worst: BTreeMap<&'static str, i64> = BTreeMap::new();
    for rhythm in JOBS.running.lock().unwrap_or_else(PoisonError::into_inner).iter().filter_map(Weak::upgrade) {
        let rhythm = rhythm.lock().unwrap_or_else(PoisonError::into_inner);
        let overdue = rhythm.done.elapsed().saturating_sub(rhythm.every).as_secs();
        let known = worst.entry(rhythm.job).or_default();
        *known = (*known).max(i64::try_from(overdue).unwrap_or(i64::MAX));
    }
    for (job, overdue) in worst {
        JOBS.overdue.get_or_create(&[("name", job)]).set(overdue);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_job_that_is_latest_counts_for_its_name() {
        let overdue = |job: &'static str| {
            read();
            JOBS.overdue.get_or_create(&[("name", job)]).get()
        };
        let [one, other] = [60, 3600].map(|every| Turns::watch("test", Duration::from_secs(every)));
        let long_ago = Instant::now().checked_sub(Duration::from_secs(300)).expect("the machine runs for a while");
        one.0.lock().expect("nobody else").done = long_ago;
        other.took(true);
        assert!((239..=245).contains(&overdue("test")), "{}", overdue("test"));
        one.took(false);
        assert!(overdue("test") >= 239, "a turn that failed brings it no nearer");
        one.took(true);
        assert_eq!(overdue("test"), 0);
    }
}
