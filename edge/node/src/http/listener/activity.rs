//! Whether anything happens on a connection. Nothing is asked of the clock for a request: what happens is counted, and
//! whoever waits for silence looks now and then.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use super::observed::Observer;

/// How often silence is looked for while it has to last.
const LOOKS: u32 = 4;

/// What happens on a connection.
#[derive(Debug, Default)]
pub(super) struct Activity {
    open: AtomicUsize,
    /// Whether the client is waited for, that it takes what it is sent.
    is_writing: AtomicBool,
    /// Counts up with every request, every part of a body and all that the client takes; not with what it sends, for it
    /// could send a head for ever.
    progress: Arc<AtomicU64>,
}

/// A request that is being answered.
pub(super) struct Open<'a>(&'a Activity);

impl Activity {
    /// A request came.
    pub(super) fn begin(&self) -> Open<'_> {
        self.open.fetch_add(1, Ordering::Relaxed);
        self.progress.fetch_add(1, Ordering::Relaxed);
        Open(self)
    }

    /// What counts up.
    pub(super) fn progress(&self) -> &Arc<AtomicU64> {
        &self.progress
    }

    /// Waits until nothing has happened for `length`, or for up to a quarter more.
    pub(super) async fn silence(&self, length: Duration) {
        let (mut seen, mut silent) = (self.progress.load(Ordering::Relaxed), 0);
        while silent < LOOKS {
            tokio::time::sleep(length / LOOKS).await;
            let now = self.progress.load(Ordering::Relaxed);
            let is_busy = self.open.load(Ordering::Relaxed) > 0 || self.is_writing.load(Ordering::Relaxed);
            silent = if now == seen && !is_busy { silent + 1 } else { 0 };
            seen = now;
        }
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What the peer takes is noted.
impl Observer for Arc<Activity> {
    fn write(&mut self, _: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.is_writing.store(written.is_pending(), Ordering::Relaxed);
        if written.is_ready() {
            self.progress.fetch_add(1, Ordering::Relaxed);
        }
        written
    }

    fn flush(&mut self, _: &mut Context<'_>, flushed: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        self.is_writing.store(flushed.is_pending(), Ordering::Relaxed);
        flushed
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::super::observed::Observed;
    use super::*;

    const MOMENT: Duration = Duration::from_millis(20);

    async fn is_silent(activity: &Activity) -> bool {
        tokio::time::timeout(5 * MOMENT, activity.silence(MOMENT)).await.is_ok()
    }

    #[tokio::test]
    async fn a_connection_is_idle_when_nothing_moves() {
        let activity = Activity::default();
        let open = activity.begin();
        assert!(!is_silent(&activity).await, "a request is being answered");
        drop(open);
        activity.silence(MOMENT).await;
    }

    #[tokio::test]
    async fn who_is_waited_for_to_take_something_is_not_idle() {
        let activity = Arc::new(Activity::default());
        let (ours, mut theirs) = tokio::io::duplex(16);
        let mut ours = Observed::new(ours, Arc::clone(&activity));
        let writing = tokio::spawn(async move { ours.write_all(&[0; 32]).await.map(|()| ours) });
        // It comes so far as there is room, and waits.
        assert!(!is_silent(&activity).await, "nothing is taken");
        theirs.read_exact(&mut [0; 32]).await.expect("what was written");
        let _ours = writing.await.expect("no panic").expect("there is room again");
        activity.silence(MOMENT).await;
    }

    #[tokio::test]
    async fn what_a_client_sends_does_not_keep_its_connection() {
        let activity = Arc::new(Activity::default());
        let (ours, mut theirs) = tokio::io::duplex(16);
        let mut ours = Observed::new(ours, Arc::clone(&activity));
        let dripping = tokio::spawn(async move {
            while theirs.write_all(b"a").await.is_ok() {
                tokio::time::sleep(MOMENT / 10).await;
            }
        });
        let reading = async { while ours.read_u8().await.is_ok() {} };
        tokio::select! {
            () = activity.silence(MOMENT) => {}
            () = reading => panic!("it drips on"),
        }
        drop(ours);
        dripping.await.expect("it was told");
    }
}
