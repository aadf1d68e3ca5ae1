//! Messages that browsers show while no page of the shop is open (Web Push, ADR 57): an order was sent, money went back, a
//! variant can be bought again.
//!
//! An event becomes one message for each browser that follows the thing, recorded once; a sender sends what is due. What was
//! sent may be sent again, should the sender end before it has noted it: under the same names, by which push service and
//! browser put the one in the place of the other.

mod browser;
mod key;
mod record;
mod send;
mod subscribe;
mod sweep;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use origin_messaging::{Job, Subscription};
use origin_platform::{GuardedClient, Stores, mount};
use origin_webhooks::Rules;
use tokio::sync::Notify;

pub use key::PushKey;
pub use sweep::sweep;

use record::{Available, Following, PushTrigger, Refunded, Shipped};
use send::Sender;

/// The jobs' name.
const NAME: &str = "push";

/// What messages to browsers need to know beside the stores.
#[derive(Clone, Debug)]
pub struct PushSettings {
    /// Signs what is sent.
    pub key: PushKey,
    /// The shop's address, without a slash at the end. Push services are told it.
    pub public_url: String,
    /// Where push services may be: never in a private network but for tests.
    pub rules: Rules,
}

/// What the endpoints stand on.
#[derive(Clone)]
struct Service {
    stores: Stores,
    /// The public half of the key; none if no messages are sent.
    key: Option<String>,
    rules: Rules,
}

impl AsRef<Stores> for Service {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

/// The endpoints by which browsers subscribe and stop. Without a key there are no messages, and nobody can subscribe.
pub fn push_router(stores: Stores, key: Option<&PushKey>, rules: Rules) -> Router {
    let router = Router::new();
    let router = mount(router, subscribe::get_push_key);
    let router = mount(router, subscribe::update_order_push);
    let router = mount(router, subscribe::update_variant_push);
    router.with_state(Service { stores, key: key.map(PushKey::public), rules })
}

/// The jobs that record messages and send them. They belong in one process: the one wakes the other.
pub fn push_jobs(stores: &Stores, settings: &PushSettings) -> Vec<Job> {
    let wake = Arc::new(Notify::new());
    let sender = Sender::new(stores.clone(), settings.clone(), GuardedClient::new());
    let woken = Arc::clone(&wake);
    let send = Job::always(NAME, async move |shutdown| {
        send::run(&sender, &woken, shutdown).await;
        Ok(())
    });
    vec![job::<Shipped>(stores, &wake), job::<Refunded>(stores, &wake), job::<Available>(stores, &wake), send]
}

fn job<T: PushTrigger>(stores: &Stores, wake: &Arc<Notify>) -> Job {
    let subscription: Subscription = T::SUBSCRIPTION;
    Job::on_events(NAME, stores.clone(), subscription, Following::<T>::new(stores.clone(), Arc::clone(wake)))
}
