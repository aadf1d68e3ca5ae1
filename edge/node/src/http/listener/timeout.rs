//! A stream that fails when its peer takes nothing for too long.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Sleep;

use super::observed::Observer;

/// Lets the writes of a stream wait for so long and no longer.
#[derive(Debug)]
pub(super) struct WriteTimeout {
    timeout: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl WriteTimeout {
    /// For this long.
    pub(super) const fn new(timeout: Duration) -> Self {
        Self { timeout, waiting: None }
    }

    fn bounded<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(self.timeout)));
        match waiting.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl Observer for WriteTimeout {
    fn write(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.bounded(context, written)
    }

    fn flush(&mut self, context: &mut Context<'_>, flushed: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        self.bounded(context, flushed)
    }

    fn close(&mut self, context: &mut Context<'_>, closed: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        self.bounded(context, closed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::observed::Observed;
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    #[tokio::test]
    async fn a_peer_that_takes_nothing_is_given_up() {
        let (ours, mut theirs) = tokio::io::duplex(16);
        let mut ours = Observed::new(ours, WriteTimeout::new(Duration::from_millis(20)));
        ours.write_all(&[0; 16]).await.expect("there is room");
        let failed = ours.write_all(&[0; 16]).await.expect_err("nobody reads");
        assert_eq!(failed.kind(), io::ErrorKind::TimedOut);
        theirs.read_exact(&mut [0; 16]).await.expect("what was written");
        ours.write_all(&[0; 16]).await.expect("there is room again");
    }
}
