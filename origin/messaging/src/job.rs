//! Jobs: what runs beside requests, each with a name and a rhythm.
//!
//! Every room makes the jobs of its nouns; the program `origin` lists them all and runs those it is asked for.

use std::fmt;
use std::time::Duration;

use futures::future::BoxFuture;
use origin_platform::Stores;
use tokio::task::JoinSet;

use crate::consumer::{self, Handler, Subscription};
use crate::metrics::Turns;
use crate::shutdown::Shutdown;

/// The longest wait after a turn by the clock that failed.
const MAX_RETRY: Duration = Duration::from_secs(30);
/// How long a job by steps looks for nothing where nothing was to do.
const IDLE: Duration = Duration::from_millis(500);
/// Its wait between two steps, in which others get at what it holds.
const BETWEEN: Duration = Duration::from_millis(1);
/// Its wait after a step that failed.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// A piece of work beside requests. Several jobs may share a name: they are run together.
pub struct Job {
    name: &'static str,
    rhythm: Rhythm,
    run: Box<dyn FnOnce(Shutdown) -> BoxFuture<'static, anyhow::Result<()>> + Send>,
}

/// What sets a job going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Events of this subject.
    Events(&'static str),
    /// The clock, once in this time, and when it begins.
    Clock(Duration),
    /// A loop of its own.
    Own,
}

impl fmt::Display for Rhythm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Events(subject) => write!(f, "on {subject}"),
            Self::Clock(every) => write!(f, "every {every:?}"),
            Self::Own => f.write_str("always"),
        }
    }
}

impl Job {
    /// A job that lets events have their effect.
    pub fn on_events<H: Handler + 'static>(
        name: &'static str,
        stores: Stores,
        subscription: Subscription,
        handler: H,
    ) -> Self {
        let run = move |shutdown| async move {
            consumer::run(stores, subscription, &handler, shutdown).await;
            Ok(())
        };
        Self::new(name, Rhythm::Events(subscription.subject), run)
    }

    /// A job that takes a turn once in `every`. A turn that fails is logged and taken again, after half a minute
    /// at most; one that has begun is never cut off.
    pub fn by_the_clock<T, F>(name: &'static str, every: Duration, mut turn: T) -> Self
    where
        T: FnMut(Shutdown) -> F + Send + 'static,
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let run = move |mut shutdown: Shutdown| async move {
            let turns = Turns::watch(name, every);
            loop {
                let outcome = turn(shutdown.clone()).await;
                turns.took(outcome.is_ok());
                let wait = match outcome {
                    Ok(()) => every,
                    Err(error) => {
                        tracing::warn!(job = name, error = format!("{error:#}"), "a turn failed; trying again");
                        every.min(MAX_RETRY)
                    }
                };
                if !shutdown.pause(wait).await {
                    return Ok(());
                }
            }
        };
        Self::new(name, Rhythm::Clock(every), run)
    }

    /// A job that takes one step after the other as long as there is something to do, of which each tells, and looks twice
    /// a second where there is nothing. A step that fails is logged as of `what` and taken again after two seconds; one that
    /// has begun is never cut off.
    pub fn by_steps<T, F>(name: &'static str, what: &'static str, mut step: T) -> Self
    where
        T: FnMut() -> F + Send + 'static,
        F: Future<Output = anyhow::Result<bool>> + Send + 'static,
    {
        Self::always(name, move |mut shutdown| async move {
            loop {
                let outcome = step().await;
                if let Err(error) = &outcome {
                    let error = format!("{error:#}");
                    tracing::warn!(job = name, what, error, "a step failed; trying again");
                }
                let wait = pause_after(&outcome);
                if !shutdown.pause(wait).await {
                    return Ok(());
                }
            }
        })
    }

    /// A job with a loop of its own. It returns when it is asked to stop; an error stops all jobs of the process.
    pub fn always<T, F>(name: &'static str, run: T) -> Self
    where
        T: FnOnce(Shutdown) -> F + Send + 'static,
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        Self::new(name, Rhythm::Own, run)
    }

    fn new<T, F>(name: &'static str, rhythm: Rhythm, run: T) -> Self
    where
        T: FnOnce(Shutdown) -> F + Send + 'static,
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        Self { name, rhythm, run: Box::new(move |shutdown| Box::pin(run(shutdown))) }
    }

    /// The job's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What sets the job going.
    pub fn rhythm(&self) -> Rhythm {
        self.rhythm
    }
}

/// How long a job by steps waits after one.
fn pause_after(step: &anyhow::Result<bool>) -> Duration {
    match step {
        Ok(true) => BETWEEN,
        Ok(false) => IDLE,
        Err(_) => AFTER_FAILURE,
    }
}

/// Runs jobs until `shutdown`; work that has begun is finished first. A store that is down is waited for.
///
/// # Errors
/// If a job ended by an error or a panic; the others are stopped then.
pub async fn run(jobs: Vec<Job>, shutdown: impl Future<Output = ()> + Send) -> anyhow::Result<()> {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut running = JoinSet::new();
    for Job { name, rhythm, run } in jobs {
        tracing::info!(job = name, %rhythm, "job started");
        running.spawn(run(Shutdown::new(stopped.clone())));
    }
    let mut shutdown = std::pin::pin!(shutdown);
    let mut outcome = Ok(());
    loop {
        tokio::select! {
            () = &mut shutdown, if !*stop.borrow() => { stop.send_replace(true); }
            ended = running.join_next() => match ended {
                None => return outcome,
                Some(Ok(Ok(()))) => {}
                Some(Ok(Err(error))) => { outcome = Err(error); stop.send_replace(true); }
                Some(Err(panic)) => { outcome = Err(panic.into()); stop.send_replace(true); }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_job_that_fails_ends_the_others_and_says_why() {
        let turns = Arc::new(AtomicUsize::new(0));
        let counted = turns.clone();
        let clocked = Job::by_the_clock("clocked", Duration::from_millis(1), move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            async { anyhow::bail!("not this time") }
        });
        let seen = turns.clone();
        let failing = Job::always("failing", move |_| async move {
            while seen.load(Ordering::Relaxed) < 3 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            anyhow::bail!("on purpose")
        });
        assert_eq!((clocked.name(), clocked.rhythm().to_string()), ("clocked", "every 1ms".to_owned()));
        let error = run(vec![clocked, failing], std::future::pending()).await.expect_err("one of them failed");
        assert_eq!(error.to_string(), "on purpose");
    }

    #[test]
    fn after_a_step_that_did_something_the_next_is_at_once_and_after_a_failure_late() {
        let after = [Ok(true), Ok(false), Err(anyhow::anyhow!("not this time"))].map(|step| pause_after(&step));
        assert_eq!(after, [BETWEEN, IDLE, AFTER_FAILURE]);
        assert!(after.is_sorted());
    }

    #[tokio::test]
    async fn steps_follow_each_other_until_the_job_is_asked_to_stop() {
        let (done, mut taken) = tokio::sync::mpsc::unbounded_channel();
        let job = Job::by_steps("steps", "a test", move || {
            let done = done.clone();
            async move { Ok(done.send(()).is_ok()) }
        });
        assert_eq!((job.name(), job.rhythm()), ("steps", Rhythm::Own));
        let three = async move {
            for _ in 0..3 {
                taken.recv().await.expect("it goes on");
            }
        };
        run(vec![job], three).await.expect("nothing failed");
    }

    #[tokio::test]
    async fn jobs_end_when_they_are_asked_to() {
        let patient = Job::by_the_clock("patient", Duration::from_secs(3600), async |_| Ok(()));
        run(vec![patient], async {}).await.expect("nothing failed");
    }
}
