//! Webhooks: events told to programs of the merchant, over HTTP (ADR 8).
//!
//! An event becomes one delivery for each webhook that wants it, recorded once. A sender sends the
//! deliveries of a webhook one after the other and repeats what was not taken. What was sent may be
//! sent again, under the same ids: receivers tell repeats by `Webhook-Id`.

mod create_webhook;
mod delivery;
mod list_webhooks;
mod notification;
mod ping;
mod recording;
mod replay;
mod rule;
mod secrets;
mod sending;
mod settling;
mod sweep;
#[cfg(test)]
mod testing;
mod update_webhook;
mod view;

use api::problem::Problem;
use api::webhooks::Subjects;
use axum::Router;

use origin_platform::{Stores, mount};

pub use delivery::{jobs, register_metrics};
pub use notification::{DisabledNotification, release_notification, take_notification};
pub use origin_platform::address::{Address, Rules};
pub use recording::record;
pub use sending::{Claimed, claim};
pub use settling::{Outcome, Settled, settle};
pub use sweep::sweep;

/// How many patterns one webhook may have.
const MAX_SUBJECTS: usize = 20;

/// What the handlers stand on.
#[derive(Clone)]
struct Service {
    stores: Stores,
    rules: Rules,
}

impl AsRef<Stores> for Service {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

/// The endpoints that staff look after webhooks with. `rules` say which addresses they may have.
pub fn router(stores: Stores, rules: Rules) -> Router {
    let router = Router::new();
    let router = mount(router, create_webhook::create_webhook);
    let router = mount(router, list_webhooks::list_webhooks);
    let router = mount(router, list_webhooks::get_webhook);
    let router = mount(router, update_webhook::update_webhook);
    let router = mount(router, update_webhook::delete_webhook);
    let router = mount(router, secrets::create_secret::create_secret);
    let router = mount(router, replay::create_replay);
    let router = mount(router, ping::create_ping);
    router.with_state(Service { stores, rules })
}

fn check_subjects(subjects: &[Subjects]) -> Result<(), Problem> {
    let fits = (1..=MAX_SUBJECTS).contains(&subjects.len());
    fits.then_some(()).ok_or_else(|| Problem::field("subjects", "Give 1 to 20 subjects, such as shop.orders.*"))
}
