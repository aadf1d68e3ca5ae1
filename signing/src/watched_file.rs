//! A small file that may be replaced while the program runs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long what was read is taken for what is there.
const GLANCE: Duration = Duration::from_secs(1);

/// What a small and local file says. It is read again while it is used, so nobody has to say that it changed.
#[derive(Debug)]
pub struct WatchedFile<T, E> {
    path: PathBuf,
    read: fn(&Path) -> Result<T, E>,
    known: Mutex<Known<T>>,
}

#[derive(Debug)]
struct Known<T> {
    /// The last good value stands in while the file is being replaced or was spoilt.
    value: Arc<T>,
    looked: Instant,
}

impl<T, E> WatchedFile<T, E> {
    /// The file at `path`, as `read` reads it.
    ///
    /// # Errors
    /// If it cannot be read now.
    pub fn open(path: &Path, read: fn(&Path) -> Result<T, E>) -> Result<Self, E> {
        let known = Known { value: Arc::new(read(path)?), looked: Instant::now() };
        Ok(Self { path: path.to_owned(), read, known: Mutex::new(known) })
    }

    /// What the file says, or said a second ago. `complain` is called with the reason if it has become useless; what it
    /// last said is used then.
    pub fn current(&self, complain: impl FnOnce(&E)) -> Arc<T> {
        self.read_after(GLANCE, complain)
    }

    /// The same, but what the file says at this moment.
    pub fn read_now(&self, complain: impl FnOnce(&E)) -> Arc<T> {
        self.read_after(Duration::ZERO, complain)
    }

    fn read_after(&self, glance: Duration, complain: impl FnOnce(&E)) -> Arc<T> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.looked.elapsed() >= glance {
            known.looked = Instant::now();
            match (self.read)(&self.path) {
                Ok(value) => known.value = Arc::new(value),
                Err(error) => complain(&error),
            }
        }
        Arc::clone(&known.value)
    }
}
