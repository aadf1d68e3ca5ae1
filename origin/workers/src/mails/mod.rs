//! Mails to shoppers: what each says, and that each is sent at most once.
//!
//! Every occasion has a consumer of its own, so that trouble with one holds up no other. The first of
//! them is called `email`, as it was when there was no other.

mod cancelled;
mod frame;
mod link;
mod paid;
mod phrases;
mod placed;
mod post;
mod refunded;
mod returned;
mod shipped;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use origin_platform::Stores;

use crate::WorkerConfig;
use crate::consumer::{self, Subscription};
use crate::shutdown::Shutdown;
use post::{Mailing, Occasion, Post};

pub(crate) use frame::{Words, escape};

use cancelled::Cancelled;
use link::LinkRequested;
use paid::Paid;
use placed::Placed;
use refunded::Refunded;
use returned::Returned;
use shipped::Shipped;

/// What the consumers of all mails follow.
pub(crate) const SUBSCRIPTIONS: [Subscription; 7] = [
    Placed::SUBSCRIPTION,
    Paid::SUBSCRIPTION,
    Shipped::SUBSCRIPTION,
    Refunded::SUBSCRIPTION,
    Cancelled::SUBSCRIPTION,
    Returned::SUBSCRIPTION,
    LinkRequested::SUBSCRIPTION,
];

/// Sends mails until the worker shall end.
///
/// # Errors
/// If the configuration of mails is wrong.
pub(crate) async fn run(stores: Stores, config: &WorkerConfig, shutdown: Shutdown) -> anyhow::Result<()> {
    let post = Arc::new(Post::new(stores, config)?);
    tokio::join!(
        follow::<Placed>(&post, &shutdown),
        follow::<Paid>(&post, &shutdown),
        follow::<Shipped>(&post, &shutdown),
        follow::<Refunded>(&post, &shutdown),
        follow::<Cancelled>(&post, &shutdown),
        follow::<Returned>(&post, &shutdown),
        follow::<LinkRequested>(&post, &shutdown),
    );
    Ok(())
}

async fn follow<O: Occasion>(post: &Arc<Post>, shutdown: &Shutdown) {
    let mailing = Mailing::<O>::new(Arc::clone(post));
    consumer::run(post.stores.clone(), O::SUBSCRIPTION, &mailing, shutdown.clone()).await;
}
