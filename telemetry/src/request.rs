//! Which request of a shopper's is being worked for. It is known along one task, so that what is recorded there, such as
//! an event, can say why.

use std::sync::Arc;

/// An id is no longer than this, or it is none of ours.
pub const MAX_ID: usize = 64;

tokio::task_local! {
    static REQUEST: Arc<str>;
}

/// Runs `work` for the request of this id. Without an id, or with one that is none of ours, it is for none.
pub async fn within<T>(id: Option<&str>, work: impl Future<Output = T>) -> T {
    match id.filter(|id| is_id(id)) {
        Some(id) => REQUEST.scope(id.into(), work).await,
        None => work.await,
    }
}

/// The id of the request that is being worked for, if it is one.
pub fn request_id() -> Option<Arc<str>> {
    REQUEST.try_with(Arc::clone).ok()
}

/// What an edge node, or a process of the origin, calls a request: hexadecimal digits and hyphens, or what stands for
/// them in tests.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_ID && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_done_for_a_request_knows_its_id_and_nothing_else_does() {
        assert_eq!(request_id(), None);
        let inside = within(Some("7f-1"), async { request_id() }).await;
        assert_eq!(inside.as_deref(), Some("7f-1"));
        for stranger in [None, Some(""), Some("a b"), Some("ä"), Some(&*"a".repeat(MAX_ID + 1))] {
            assert_eq!(within(stranger, async { request_id() }).await, None, "{stranger:?}");
        }
    }
}
