//! What happens next: steps in the order of their times, those of one time in the order in which they were planned.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::oneshot;

use crate::clock;
use crate::event::Event;

/// A step.
#[derive(Debug)]
pub enum Step {
    /// Something happens in the world.
    Happens(Event),
    /// A task that slept goes on.
    Wakes(oneshot::Sender<()>),
}

/// The plan of a run, shared by the world and the tasks that sleep.
#[derive(Clone, Debug, Default)]
pub struct Schedule(Arc<Mutex<Planned>>);

#[derive(Debug, Default)]
struct Planned {
    steps: BTreeMap<(u64, u64), Step>,
    planned: u64,
}

impl Planned {
    fn plan(&mut self, pause: u64, step: Step) {
        self.planned += 1;
        self.steps.insert((clock::now() + pause, self.planned), step);
    }
}

impl Schedule {
    fn planned(&self) -> MutexGuard<'_, Planned> {
        self.0.lock().expect("no panic while holding it")
    }

    /// Has something happen in so many microseconds.
    pub fn plan(&self, pause: u64, event: Event) {
        self.planned().plan(pause, Step::Happens(event));
    }

    /// Lets so many microseconds pass.
    pub async fn sleep(&self, pause: u64) {
        let (sender, woken) = oneshot::channel();
        self.planned().plan(pause, Step::Wakes(sender));
        // An error means that the run is over.
        woken.await.ok();
    }

    /// The next step, and the time it is at; from then on it is that time.
    pub fn next(&self) -> Option<Step> {
        let ((at, _), step) = self.planned().steps.pop_first()?;
        clock::set(at);
        Some(step)
    }
}
