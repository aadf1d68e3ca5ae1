//! What is logged while a test runs.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::Dispatch;
use tracing::subscriber::NoSubscriber;

/// One more who listens to nothing, for as long as a test listens to what is logged.
///
/// While there is one subscriber alone, `tracing` asks whoever comes by first whether a place is worth telling: another test, or
/// a task that listens to nobody, such as the one that gives connections back, would silence it for all.
#[must_use = "it has to be there while the test listens"]
pub fn another_listener() -> Dispatch {
    Dispatch::new(NoSubscriber::new())
}

/// Keeps what is written to it. Its clones keep the same.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// What makes writers of it, as subscribers of `tracing` want.
    pub fn writer(&self) -> impl Fn() -> Self + Send + Sync + use<> {
        let log = self.clone();
        move || log.clone()
    }

    /// All that was written until now.
    pub fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8(bytes.clone()).expect("logs are UTF-8")
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
