//! A thread for work that nobody waits for: it goes on while processors are idle, and gives way to whoever serves
//! shoppers or takes in a catalogue.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

use anyhow::{Context as _, anyhow};
use tokio::sync::oneshot;

/// How nice the thread is, of 0 to 19: against others it gets a tenth of a processor. Threads that it starts are as nice.
const NICE: i32 = 10;

type Work = Box<dyn FnOnce() + Send>;

/// The thread. It ends when this is dropped and its work is done.
#[derive(Debug)]
pub struct Background(mpsc::Sender<Work>);

impl Background {
    /// Starts a thread of this name.
    ///
    /// # Errors
    /// If the machine has no room for one.
    pub fn start(name: &str) -> io::Result<Self> {
        let (send, work) = mpsc::channel::<Work>();
        thread::Builder::new().name(name.to_owned()).spawn(move || {
            // On Linux a thread is nice by itself. Where that is not allowed it works like any other.
            if let Err(error) = rustix::process::nice(NICE) {
                tracing::debug!(%error, "the thread cannot give way to others");
            }
            work.into_iter().for_each(|work| work());
        })?;
        Ok(Self(send))
    }

    /// Has `work` done after all that was given before.
    ///
    /// # Errors
    /// If it panicked.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        let (done, outcome) = oneshot::channel();
        let work = move || {
            // Whoever asked may be gone. What the work had locked is poisoned for the next one to see.
            if let Ok(value) = catch_unwind(AssertUnwindSafe(work)) {
                drop(done.send(value));
            }
        };
        self.0.send(Box::new(work)).map_err(|_| anyhow!("the thread has ended"))?;
        outcome.await.context("the work panicked")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_done_in_turn_by_a_thread_that_gives_way_and_so_do_those_it_starts() {
        let background = Background::start("test").expect("a thread");
        let here = rustix::process::nice(0).expect("a number");
        let nice = || rustix::process::nice(0).expect("a number");
        let (there, started) = background
            .run(move || (nice(), thread::spawn(nice).join().expect("a number")))
            .await
            .expect("it does not panic");
        assert_eq!((there, started), ((here + NICE).min(19), (here + NICE).min(19)));
        assert_eq!(rustix::process::nice(0).expect("a number"), here, "others are not changed");
    }

    #[tokio::test]
    async fn work_that_panics_is_told_and_the_next_is_done() {
        let background = Background::start("test").expect("a thread");
        background.run(|| panic!("a bug")).await.expect_err("it panicked");
        assert_eq!(background.run(|| 1).await.expect("a number"), 1);
    }
}
