//! Whether anything happens on a connection. Nothing is asked of the clock for a request: what happens is counted, and
//! whoever waits for silence looks now and then.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

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

/// A stream that notes what its peer takes.
#[derive(Debug)]
pub(super) struct Noted<S> {
    stream: S,
    activity: Arc<Activity>,
}

impl<S> Noted<S> {
    /// Notes it there.
    pub(super) fn new(stream: S, activity: Arc<Activity>) -> Self {
        Self { stream, activity }
    }

    fn note<T>(&self, written: Poll<T>) -> Poll<T> {
        self.activity.is_writing.store(written.is_pending(), Ordering::Relaxed);
        if written.is_ready() {
            self.activity.progress.fetch_add(1, Ordering::Relaxed);
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Noted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Noted<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.activity.is_writing.store(flushed.is_pending(), Ordering::Relaxed);
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.note(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

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
        let mut ours = Noted::new(ours, Arc::clone(&activity));
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
        let mut ours = Noted::new(ours, Arc::clone(&activity));
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
