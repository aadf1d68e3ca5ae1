//! Placing an order: the three steps, one after the other.
//!
//! Where the shopper has to confirm the payment first, or the provider takes its time, the reply is
//! the order as it awaits its payment. It is not saved: a repeat asks the provider again.

use api::orders::{OrderView, PlaceOrder};
use api::problem::Problem;
use origin_platform::idempotency::Key;
use origin_platform::{Call, Database, ServiceError, power_cut, secret};

use super::open::{Opened, open};
use super::source::{owner, owner_for, source};
use super::unconfirmed::keep_within_share;
use super::{address::checked, market};
use crate::checkout::payments::{Authorisation, NoAnswer, Outcome, nothing_due};
use crate::checkout::settlement::settle::settle;
use crate::checkout::settlement::settle_order::confirmation_page;
use crate::checkout::{Service, fast_path};
use crate::orders::links;
use crate::orders::read::{order_by_id, order_not_found};
use crate::orders::record::payment_pending;

/// A guest is given what opens the order. It is no part of the reply that is kept: a repeat gets another one.
#[tracing::instrument(name = "orders.place_order", skip_all)]
pub(crate) async fn place_order(service: Service, call: Call<PlaceOrder>) -> Result<OrderView, ServiceError> {
    let mut link = call.customer().is_none().then(Link::new);
    let order = place(&service, &call, link.as_mut()).await?;
    if let Some(link) = link.as_ref().filter(|link| !link.is_kept) {
        links::keep(&service.stores.db, order.id, &link.token).await?;
    }
    Ok(OrderView { order_token: link.map(|link| link.token), ..order })
}

/// The link to the order for the guest who places it.
struct Link {
    token: String,
    /// Whether the order opens by it already.
    is_kept: bool,
}

impl Link {
    fn new() -> Self {
        Self { token: secret::token(), is_kept: false }
    }
}

async fn place(
    service: &Service,
    call: &Call<PlaceOrder>,
    mut link: Option<&mut Link>,
) -> Result<OrderView, ServiceError> {
    let address = checked(&call.endpoint.address, "address")?;
    let billing = call.endpoint.billing.as_ref().map(|billing| checked(billing, "billing")).transpose()?;
    let request = PlaceOrder { address, billing, ..call.endpoint.clone() };
    let token = &request.payment_token;
    // Gift cards may pay for everything; whether they do is seen when the order is opened.
    if !token.is_empty() {
        service.provider.check_token(token).map_err(|bad| Problem::field("payment_token", bad.to_string()))?;
    }

    let db = &service.stores.db;
    // What was ordered before is told and brought to its end: its money may be held already, and no reply kept.
    if !token.is_empty() && !service.provider.is_open().await && !has_opened(db, call.key()).await? {
        let detail = "This shop takes no payments at the moment. The cart is kept: please try again later.";
        return Err(Problem::field("payment_token", detail).into());
    }
    market::checked(db, request.market).await?;
    let owner = owner(service, call).await?;
    let pending = match open(db, &service.settings, call.key(), call.customer(), &request).await? {
        Opened::Settled(reply) => return Ok((*reply)?),
        Opened::Pending(pending) => pending,
    };
    power_cut("order opened");
    // An address for the provider's eyes too: it opens the order with the cookie that the browser has by then.
    let back = format!("{}{}", service.settings.public_url, request.market.path(&format!("/orders/{}", pending.order)));
    let answer = match pending.amount.minor {
        0 => Ok(Authorisation::Settled(nothing_due())),
        _ => {
            let owner = owner_for(service, owner, pending.payment).await?;
            let source = source(&request, owner.as_deref());
            service.provider.authorise(pending.payment, pending.amount, source, Some(&back)).await
        }
    };
    match answer {
        Ok(Authorisation::Settled(outcome)) => {
            power_cut("payment authorised");
            let reply = match (pending.fresh, &outcome) {
                (Some(order), Outcome::Authorised { reference }) if service.settings.fast_path => {
                    let token = link.as_ref().map(|link| link.token.as_str());
                    let placed = fast_path::settle::place(db, *order, reference, call.key(), token).await?;
                    if let Some(link) = &mut link {
                        link.is_kept = placed.is_some();
                    }
                    placed
                }
                _ => None,
            };
            let reply = match reply {
                Some(reply) => reply,
                None => settle(db, pending.order, &outcome, Some(call.key())).await?,
            };
            power_cut("order settled");
            Ok(reply?)
        }
        // Whoever learns of the outcome first settles it: the shopper who comes back, a hook or the
        // reconcile worker.
        Ok(open @ (Authorisation::ActionRequired { .. } | Authorisation::Pending { .. })) => {
            if let Some(reply) = keep_within_share(service, call, &pending, &open).await? {
                return Ok(reply?);
            }
            let order = order_by_id(db, pending.order).await?.ok_or_else(order_not_found)?;
            Ok(OrderView { confirm_payment_at: confirmation_page(open), ..order.view()? })
        }
        Err(NoAnswer) => {
            tracing::warn!(payment.id = %pending.payment, "the payment provider did not answer; the order awaits its payment");
            Err(payment_pending().into())
        }
    }
}

/// Whether a request with this key has opened an order before.
async fn has_opened(db: &Database, key: &Key) -> sqlx::Result<bool> {
    let opened = "select exists (select from orders.orders where idempotency_key = $1)";
    sqlx::query_scalar(opened).bind(&key.key).fetch_one(db).await
}

#[cfg(test)]
mod tests;
