//! The markets of the shop and their currencies, wherever the office asks for a price.

use std::cell::RefCell;
use std::pin::Pin;
use std::task::{Context, Poll};

use api::Client;
use api::settings::{GetSettings, ShopSettings};
use domain::{Currency, Market};

use crate::Office;

thread_local! {
    /// What is set, as it was when the request came that is being answered on this thread; none while none is.
    static SET: RefCell<Option<ShopSettings>> = const { RefCell::new(None) };
}

/// The currencies of the shop's markets, open or not, each once.
pub fn currencies() -> Vec<Currency> {
    SET.with_borrow(|set| set.as_ref().map_or_else(|| ShopSettings::default().currencies(), ShopSettings::currencies))
}

/// The shop's markets, open or not.
pub fn markets() -> Vec<Market> {
    SET.with_borrow(|set| set.as_ref().map_or_else(|| Market::ALL.to_vec(), |set| set.all_markets().collect()))
}

/// Answers a request of somebody who is signed in, in which [`currencies`] and [`markets`] are those of the shop as it is
/// now. Where they cannot be read they are those that every shop has: what a form does not ask for stays as it is.
pub async fn asked_for<T>(office: &Office, answer: impl Future<Output = T>) -> T {
    let set = Client::new(office.services.clone()).call(&GetSettings {}).await;
    Within { set: Some(set.map(|set| set.shop).unwrap_or_default()), answer: Box::pin(answer) }.await
}

/// An answer that finds what is set wherever it is polled: after every wait, and whoever else is answered by the thread.
struct Within<F> {
    set: Option<ShopSettings>,
    answer: Pin<Box<F>>,
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let before = SET.replace(this.set.take());
        let polled = this.answer.as_mut().poll(context);
        this.set = SET.replace(before);
        polled
    }
}
