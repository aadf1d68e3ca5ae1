//! Ordering the same again: what is still sold goes into the cart.

use api::Problem;
use api::orders::{OrderLine, OrderView};
use domain::Market;
use domain::orders::OrderState;
use leptos::prelude::*;
use uuid::Uuid;

use super::lifecycle::name;
use crate::cart::server::add;
use crate::context::{Backend, Submitted};
use crate::ui::alert::news;
use crate::{cookies, respond};

/// The field of the form on an order's page that asks for this, with a key that makes sending it twice harmless.
const AGAIN: &str = "again";

/// The key of a form that asks for this; none if it asks for something else.
pub(super) fn asked(fields: &Submitted) -> Option<Uuid> {
    fields.field(AGAIN).parse().ok()
}

/// Puts the lines of an order into the cart; returns those that are sold out, no longer sold, or too many for a cart.
///
/// # Errors
/// If the origin cannot say.
pub(super) async fn put_into_cart(backend: &Backend, order: &OrderView, key: Uuid) -> Result<Vec<OrderLine>, Problem> {
    let mut missing = Vec::new();
    let mut backend = backend.clone();
    for (at, line) in order.lines.iter().enumerate() {
        match add(&backend, line.sku.clone(), line.quantity, backend.market(), &format!("{key}-{at}")).await {
            Ok(cart) => {
                respond::cookie(&cookies::cart(cart.id));
                respond::cookie(&cookies::units(cart.units()));
                backend = backend.with_cart(cart.id);
            }
            Err(problem) if problem.code.status().is_server_error() => return Err(problem),
            Err(_) => missing.push(line.clone()),
        }
    }
    Ok(missing)
}

/// What did not go into the cart, and the way there.
pub(super) fn missing(market: Market, missing: &[OrderLine]) -> AnyView {
    let words = words::orders(market.locale());
    let items = missing.iter().map(name).collect();
    view! {
        {news(words.again_missing(), items)}
        <p><a class="button button-main" href=market.path("/cart")>{words.again_cart()}</a></p>
    }
    .into_any()
}

/// The button; nothing for an order that was never placed, whose things are in the cart already.
pub(super) fn form(market: Market, order: &OrderView) -> Option<AnyView> {
    let words = words::orders(market.locale());
    let was_placed = !matches!(order.state, OrderState::AwaitingPayment | OrderState::Refused);
    was_placed.then(|| {
        view! {
            <form class="order-again" method="post" action=market.path(&format!("/orders/{}", order.id))>
                <input type="hidden" name=AGAIN value=Uuid::new_v4().to_string()/>
                <p class="hint">{words.again_more()}</p>
                <button class="button button-quiet" type="submit">{words.again()}</button>
            </form>
        }
        .into_any()
    })
}
