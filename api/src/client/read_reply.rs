//! Replies that were read before.

use std::any::Any;
use std::sync::{Arc, OnceLock};

/// What a reply says, once somebody has read its body. Whoever gives the same body again and again keeps one beside
/// it and puts a clone into the response's extensions: then it is read once.
#[derive(Clone, Debug, Default)]
pub struct ReadReply(Arc<OnceLock<Arc<dyn Any + Send + Sync>>>);

impl ReadReply {
    /// The reply, if it was read as one of this type.
    pub(super) fn get<R: Send + Sync + 'static>(&self) -> Option<Arc<R>> {
        Arc::clone(self.0.get()?).downcast().ok()
    }

    /// Keeps what was read.
    pub(super) fn keep<R: Send + Sync + 'static>(&self, reply: &Arc<R>) {
        // Whoever came first has kept the same.
        let _ = self.0.set(Arc::<R>::clone(reply));
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll, Waker};

    use bytes::Bytes;
    use http::{Request, Response};

    use super::*;
    use crate::catalog::ListAddresses;
    use crate::client::{Answer, Client, Transport};

    /// Gives a good body once, and then what nobody can read.
    struct Wire {
        read: Option<ReadReply>,
        asked: AtomicUsize,
    }

    impl Transport for Wire {
        fn send(&self, _: Request<Bytes>) -> Answer<'_> {
            let is_first = self.asked.fetch_add(1, Ordering::Relaxed) == 0;
            let mut response = Response::new(Bytes::from_static(if is_first { b"[]" } else { b"rubbish" }));
            if let Some(read) = &self.read {
                response.extensions_mut().insert(read.clone());
            }
            Box::pin(std::future::ready(Ok(response)))
        }
    }

    #[test]
    fn what_was_read_is_not_read_again() {
        for (read, succeeds) in [(Some(ReadReply::default()), true), (None, false)] {
            let client = Client::new(Wire { read, asked: AtomicUsize::new(0) });
            let ask = || match pin!(client.call(&ListAddresses {})).poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(reply) => reply,
                Poll::Pending => panic!("it is answered at once"),
            };
            assert_eq!(ask().map(|addresses| addresses.len()), Ok(0));
            assert_eq!(ask().is_ok(), succeeds);
        }
    }
}
