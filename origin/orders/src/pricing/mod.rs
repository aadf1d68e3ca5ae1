//! What things cost: snapshots of what is sold, price lists, promotions, gift cards, tax and delivery by the rules that the merchant
//! sets, and the quote that brings them together.

pub(crate) mod adjustments;
pub(crate) mod customer_groups;
pub(crate) mod delivery;
mod gift_cards;
pub(crate) mod messages;
pub(crate) mod price_lists;
mod promotions;
pub(crate) mod quote;
mod quote_view;
pub(crate) mod release;
pub(crate) mod rules;
pub(crate) mod snapshots;
pub(crate) mod tax;
mod timestamps;

use axum::Router;
use origin_platform::Stores;

/// The endpoints of promotions, gift cards, delivery and tax.
pub(crate) fn router(stores: Stores) -> Router {
    let router = Router::new();
    let router = promotions::mount(router);
    let router = gift_cards::mount(router);
    let router = customer_groups::mount(router);
    let router = price_lists::mount(router);
    let router = rules::mount(router);
    router.with_state(stores)
}
