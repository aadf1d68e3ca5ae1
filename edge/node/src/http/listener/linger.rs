//! Closing a connection without losing what was sent last.
//!
//! A socket that is closed while something its client sent lies unread is reset, and the reset throws
//! away what is still on its way to the client (RFC 9112, 9.6). So the stream is handed on to the
//! connection, comes back when that has ended, and is read until the client has closed it, too.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::sync::oneshot;

/// How long a client may take to close its side.
const TIMEOUT: Duration = Duration::from_secs(1);

/// A stream that goes back to its owner when it is dropped.
pub(crate) struct Lingering<S> {
    stream: Option<S>,
    owner: Option<oneshot::Sender<S>>,
}

/// Waits for a stream that was handed on.
pub(crate) struct Owner<S>(oneshot::Receiver<S>);

/// Lends a stream.
pub(crate) fn hand_on<S>(stream: S) -> (Lingering<S>, Owner<S>) {
    let (sender, receiver) = oneshot::channel();
    (Lingering { stream: Some(stream), owner: Some(sender) }, Owner(receiver))
}

impl<S: AsyncRead + Unpin> Owner<S> {
    /// Reads what the client still sends, until it closes or its time is over. The stream's own side was
    /// closed before, and whoever had it has dropped it.
    pub(crate) async fn linger(self) {
        let Ok(mut stream) = self.0.await else { return };
        let mut ignored = [0; 4096];
        let until_closed = async { while stream.read(&mut ignored).await.is_ok_and(|read| read > 0) {} };
        // Whether it closed or not: it had its time.
        let _over = tokio::time::timeout(TIMEOUT, until_closed).await;
    }
}

impl<S> Lingering<S> {
    fn stream(&mut self) -> &mut S {
        self.stream.as_mut().expect("it is there until it is dropped")
    }
}

impl<S> Drop for Lingering<S> {
    fn drop(&mut self) {
        if let (Some(stream), Some(owner)) = (self.stream.take(), self.owner.take()) {
            // An owner that does not wait lets it go.
            drop(owner.send(stream));
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Lingering<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(self.stream()).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Lingering<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(self.stream()).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream()).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream()).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(self.stream()).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    /// Sends as much as the sockets hold and closes, while the client has sent more than was read; returns
    /// whether all of it arrived.
    async fn arrives_whole(lingering: bool) -> io::Result<bool> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let mut client = TcpStream::connect(listener.local_addr()?).await?;
        let (server, _) = listener.accept().await?;
        client.write_all(b"more than anybody reads").await?;
        server.readable().await?;
        server.writable().await?;
        let mut sent = 0;
        while let Ok(taken) = server.try_write(&[7; 65_536]) {
            sent += taken;
        }
        let (mut stream, owner) = hand_on(server);
        stream.shutdown().await?;
        drop(stream);
        if lingering {
            tokio::spawn(owner.linger());
        } else {
            drop(owner);
        }
        let mut answer = Vec::new();
        Ok(client.read_to_end(&mut answer).await.is_ok_and(|read| read == sent))
    }

    #[tokio::test]
    async fn an_answer_arrives_whole_though_its_client_was_not_heard_out() {
        assert!(arrives_whole(true).await.expect("sockets"));
        assert!(!arrives_whole(false).await.expect("sockets"), "this is what lingering is for");
    }
}
