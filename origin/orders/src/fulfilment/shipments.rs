//! What shipments do to their order, and the checks that all changes of shipments share.

use api::event::{ORDER_SHIPPED, OrderShipped};
use api::orders::Actor;
use api::problem::{Code, Problem};
use domain::Money;
use domain::orders::{LineProgress, NotOrdered, OrderStep, ShipmentState, progress};
use domain::payments::PaymentState;
use http::Uri;
use origin_messaging::outbox;
use origin_platform::ServiceError;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::change::{text, wrong_state};
use super::create_capture::make_capture_due;
use super::transfers::paid;
use crate::orders::lifecycle::ShipmentRecord;
use crate::orders::record::OrderRecord;
use crate::orders::timeline::{event_of, note};

/// The shipment with this id, of this order alone.
///
/// # Errors
/// A problem if there is none.
pub(crate) fn find(order: &OrderRecord, shipment: Uuid) -> Result<&ShipmentRecord, Problem> {
    let detail = "This order has no such shipment; look at the order again.";
    let found = order.shipments.iter().find(|known| known.id == shipment);
    found.ok_or_else(|| Problem::new(Code::ShipmentNotFound, detail))
}

/// How a shipment is tracked, checked. What is none was not given.
pub(crate) struct Tracking {
    pub carrier: Option<String>,
    pub number: Option<String>,
    pub url: Option<String>,
}

impl Tracking {
    /// Checks what was given.
    ///
    /// # Errors
    /// A problem that names the field.
    pub fn parse(carrier: Option<&String>, number: Option<&String>, url: Option<&String>) -> Result<Self, Problem> {
        let short = |field, value: Option<&String>| value.map(|value| text(field, value, 100)).transpose();
        Ok(Self {
            carrier: short("carrier", carrier)?,
            number: short("tracking_number", number)?,
            url: url.map(|url| https(url)).transpose()?,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.carrier.is_none() && self.number.is_none() && self.url.is_none()
    }
}

/// An address that shoppers are sent to.
fn https(url: &str) -> Result<String, Problem> {
    let advice =
        || Problem::field("tracking_url", "Give an address that begins with https://, at most 2000 characters.");
    let url = url.trim();
    let uri: Uri = url.parse().map_err(|_| advice())?;
    let named =
        uri.authority().is_some_and(|authority| !authority.as_str().contains('@') && !authority.host().is_empty());
    if url.starts_with("https://") && named && url.len() <= 2000 { Ok(url.to_owned()) } else { Err(advice()) }
}

/// Refuses units that were not ordered or are in a shipment already. Those of `more` are by position.
pub(crate) fn check_units(order: &OrderRecord, more: &[(usize, u32)]) -> Result<(), Problem> {
    let more = |position| more.iter().filter(|one| one.0 == position).map(|one| one.1).sum::<u32>();
    let lines = line_progress(order, |_| true, more);
    progress(&lines).map(|_| ()).map_err(|NotOrdered { line, ordered, .. }| {
        match ordered.saturating_sub(order.units_sent(line, |_| true)) {
            0 => order.too_many(line, "There are no pieces left to pack; take them out.".to_owned()),
            left => order.too_many(line, format!("Only {left} pieces are left to pack; pack fewer.")),
        }
    })
}

fn line_progress(
    order: &OrderRecord,
    counts: impl Fn(ShipmentState) -> bool,
    more: impl Fn(usize) -> u32,
) -> Vec<LineProgress> {
    (0..order.lines.len())
        .map(|position| {
            let shipped = order.units_sent(position, &counts).saturating_add(more(position));
            LineProgress { ordered: order.units_wanted(position), shipped }
        })
        .collect()
}

/// What follows when a shipment leaves the house: how far the order has come, the payment that is due,
/// and who is told. The order is as it was read after that.
///
/// # Errors
/// A problem if the order's state does not allow it; the caller must roll back.
pub(crate) async fn note_left(
    tx: &mut PgConnection,
    order: &OrderRecord,
    shipment: Uuid,
    actor: &Actor,
) -> Result<(), ServiceError> {
    note_progress(tx, order).await?;
    outbox::record(tx, &[event_of(order.number, ORDER_SHIPPED, &OrderShipped { order: order.id, shipment })]).await?;
    note(tx, order.id, actor, OrderStep::Shipped, json!({ "shipment": shipment })).await?;
    make_due_with_first(tx, order).await
}

/// Moves the order on to where what has left of it brings it.
///
/// # Errors
/// A problem if the order's state does not allow it; the caller must roll back.
pub(crate) async fn note_progress(tx: &mut PgConnection, order: &OrderRecord) -> Result<(), ServiceError> {
    let lines = line_progress(order, ShipmentState::has_left, |_| 0);
    let Some(event) = progress(&lines).map_err(wrong_state)? else { return Ok(()) };
    let state = order.state.next(event).map_err(wrong_state)?;
    sqlx::query("update orders.orders set state = $2 where id = $1 and state <> $2")
        .bind(order.id.0)
        .bind(state.code())
        .execute(tx)
        .await?;
    Ok(())
}

/// A payment is captured once: with the first shipment that leaves, unless staff have taken it before, and whole but for
/// what was called off before.
async fn make_due_with_first(tx: &mut PgConnection, order: &OrderRecord) -> Result<(), ServiceError> {
    let first = order.shipments.iter().filter(|shipment| shipment.state.has_left()).count() == 1;
    let to_capture = order.to_capture();
    // Of what was released whole, the payment may be voided by now.
    let is_held = match order.payment.state {
        PaymentState::Authorised => true,
        PaymentState::Voided => to_capture.minor == 0,
        _ => false,
    };
    if !is_held || !first {
        return Ok(());
    }
    if to_capture.minor == 0 {
        // Gift cards have paid for all of it, so there is nothing to take.
        return Ok(paid(tx, order, Money::zero(order.currency)).await?);
    }
    Ok(make_capture_due(tx, order, &Actor::System).await?)
}
