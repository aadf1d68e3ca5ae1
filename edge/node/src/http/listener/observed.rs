//! A stream that somebody looks at: at what comes, and at what becomes of what is sent. This is the one place that passes
//! everything on.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Whoever looks. Of writes it is told whether they wait as well; what it returns is what whoever writes is told.
pub(super) trait Observer {
    /// These bytes came.
    fn read(&mut self, _bytes: &[u8]) {}

    /// Bytes are written.
    fn write(&mut self, _context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        written
    }

    /// What was written is sent.
    fn flush(&mut self, _context: &mut Context<'_>, flushed: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        flushed
    }

    /// The stream is closed.
    fn close(&mut self, _context: &mut Context<'_>, closed: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        closed
    }
}

/// A stream with its observer.
#[derive(Debug)]
pub(super) struct Observed<S, O> {
    stream: S,
    observer: O,
}

impl<S, O> Observed<S, O> {
    /// Has it looked at from here on.
    pub(super) const fn new(stream: S, observer: O) -> Self {
        Self { stream, observer }
    }
}

impl<S: AsyncRead + Unpin, O: Observer + Unpin> AsyncRead for Observed<S, O> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.observer.read(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin, O: Observer + Unpin> AsyncWrite for Observed<S, O> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.observer.write(context, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.observer.flush(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let closed = Pin::new(&mut self.stream).poll_shutdown(context);
        self.observer.close(context, closed)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.observer.write(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// Counts what it is told of.
    #[derive(Debug, Default)]
    struct Counter {
        read: Vec<u8>,
        written: usize,
        is_closed: bool,
    }

    impl Observer for Counter {
        fn read(&mut self, bytes: &[u8]) {
            self.read.extend_from_slice(bytes);
        }

        fn write(&mut self, _: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
            if let Poll::Ready(Ok(bytes)) = &written {
                self.written += bytes;
            }
            written
        }

        fn close(&mut self, _: &mut Context<'_>, closed: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
            self.is_closed = true;
            closed
        }
    }

    #[tokio::test]
    async fn all_is_passed_on_and_looked_at_once() {
        let (ours, mut theirs) = tokio::io::duplex(64);
        let mut ours = Observed::new(ours, Counter::default());
        theirs.write_all(b"asked").await.expect("there is room");
        let mut buffer = [0; 8];
        let length = ours.read(&mut buffer).await.expect("it came");
        assert_eq!((&buffer[..length], ours.observer.read.as_slice()), (&b"asked"[..], &b"asked"[..]));
        ours.write_all(b"told").await.expect("there is room");
        ours.shutdown().await.expect("it can be closed");
        let mut told = Vec::new();
        theirs.read_to_end(&mut told).await.expect("it was closed");
        assert_eq!((told.as_slice(), ours.observer.written, ours.observer.is_closed), (&b"told"[..], 4, true));
    }
}
