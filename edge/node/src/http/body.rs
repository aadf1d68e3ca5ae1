//! Bodies of answers: bytes in memory, or a part of a file that is read as the client takes it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::fs::File;
use tokio::io::{AsyncRead as _, ReadBuf};

/// Bytes read of a file at a time.
const CHUNK: usize = 64 * 1024;

/// The body of an answer.
#[derive(Debug)]
pub struct Body {
    content: Content,
    progress: Option<Arc<AtomicU64>>,
}

#[derive(Debug)]
enum Content {
    Bytes(Bytes),
    File { file: File, left: u64, buffer: Vec<u8> },
}

impl Body {
    /// The next `length` bytes of a file.
    pub fn of_file(file: File, length: u64) -> Self {
        Self { content: Content::File { file, left: length, buffer: Vec::new() }, progress: None }
    }

    /// Counts up `progress` with every part that is sent.
    pub fn counted(self, progress: Arc<AtomicU64>) -> Self {
        Self { progress: Some(progress), ..self }
    }

    /// Bytes left to send.
    pub fn length(&self) -> u64 {
        match &self.content {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::File { left, .. } => *left,
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self { content: Content::Bytes(bytes), progress: None }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(progress) = &self.progress {
            progress.fetch_add(1, Ordering::Relaxed);
        }
        match &mut self.content {
            Content::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Bytes(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Content::File { left: 0, .. } => Poll::Ready(None),
            Content::File { file, left, buffer } => {
                let wanted = usize::try_from(*left).unwrap_or(CHUNK).min(CHUNK);
                buffer.resize(wanted, 0);
                let mut reading = ReadBuf::new(buffer);
                ready!(Pin::new(file).poll_read(context, &mut reading))?;
                let read = Bytes::copy_from_slice(reading.filled());
                if read.is_empty() {
                    // The length was promised: the connection has to break off.
                    return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
                }
                *left -= read.len() as u64;
                Poll::Ready(Some(Ok(Frame::data(read))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.length() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;

    #[tokio::test]
    async fn a_file_is_sent_in_parts_and_no_further_than_asked() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("film");
        std::fs::write(&path, vec![7_u8; 200_000]).expect("a writable folder");
        let open = async || File::open(&path).await.expect("it was written");
        let progress = Arc::new(AtomicU64::new(0));
        let body = Body::of_file(open().await, 150_000).counted(Arc::clone(&progress));
        assert_eq!(body.length(), 150_000);
        let read = body.collect().await.expect("readable").to_bytes();
        assert_eq!(read, vec![7_u8; 150_000]);
        assert!(progress.load(Ordering::Relaxed) > 2);
        let shrunk = Body::of_file(open().await, 200_001).collect().await.expect_err("it is shorter");
        assert_eq!(shrunk.kind(), io::ErrorKind::UnexpectedEof);
    }
}
