//! The markets of the shop and their currencies, wherever the office asks for a price.

use api::Client;
use api::settings::{GetSettings, ShopSettings};
use domain::{Currency, Market};
use tokio::task_local;

use crate::Office;

task_local! {
    /// What is set, as it was when the request came that is being answered.
    static SET: ShopSettings;
}

/// The currencies of the shop's markets, open or not, each once.
pub fn currencies() -> Vec<Currency> {
    SET.try_with(ShopSettings::currencies).unwrap_or_else(|_| ShopSettings::default().currencies())
}

/// The shop's markets, open or not.
pub fn markets() -> Vec<Market> {
    SET.try_with(|set| set.all_markets().collect()).unwrap_or_else(|_| Market::ALL.to_vec())
}

/// Answers a request of somebody who is signed in, in which [`currencies`] and [`markets`] are those of the shop as it is
/// now. Where they cannot be read they are those that every shop has: what a form does not ask for stays as it is.
pub async fn asked_for<T>(office: &Office, answer: impl Future<Output = T>) -> T {
    let set = Client::new(office.services.clone()).call(&GetSettings {}).await;
    SET.scope(set.map(|set| set.shop).unwrap_or_default(), answer).await
}
