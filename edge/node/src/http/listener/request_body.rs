//! The body of a request, which knows whether it was read to its end.
//!
//! On a connection of HTTP/1.1 the next request comes after it. Where nobody has read it, hyper closes the connection;
//! a client that is not told sends its next request into that.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Request, Version};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

/// A body as it comes.
#[derive(Debug)]
pub struct RequestBody {
    incoming: Incoming,
    unread: Option<Unread>,
}

/// Whether something of a body is still to be read.
#[derive(Clone, Debug)]
pub(crate) struct Unread(Arc<AtomicBool>);

impl Unread {
    /// Whether something of it is.
    pub(crate) fn is_left(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl RequestBody {
    /// Watches over the body of a request; none where nothing depends on it: it has no body, or its protocol ends
    /// requests one by one.
    pub(crate) fn watched(request: Request<Incoming>) -> (Request<Self>, Option<Unread>) {
        let matters = request.version() < Version::HTTP_2 && !request.body().is_end_stream();
        let unread = matters.then(|| Unread(Arc::new(AtomicBool::new(true))));
        (request.map(|incoming| Self { incoming, unread: unread.clone() }), unread)
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<hyper::Result<Frame<Bytes>>>> {
        let frame = ready!(Pin::new(&mut self.incoming).poll_frame(context));
        if frame.is_none()
            && let Some(Unread(unread)) = &self.unread
        {
            unread.store(false, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
