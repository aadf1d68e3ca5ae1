//! What is done with an order. What the origin refuses is said above the order, and nothing typed is lost.

use api::Problem;
use api::orders::{
    AdminOrderView, CreateAdminCancellation, CreateConfirmation, CreateOrderNote, CreateRefund, CreateShipment,
    CreateShipmentMail, GetPackingSlip, LineUnits, OrderView, UpdateReturn, UpdateShipment,
};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::Money;
use domain::orders::{ShipmentEvent, ShipmentState};
use http::StatusCode;
use maud::html;

use super::detail::{read, render};
use super::returns::{EVENTS, answer_name};
use crate::fields::{Fields, minor_units, units};
use crate::page::{alert, marked, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// Units of lines, by the fields `<prefix>.<place>`.
pub fn chosen(order: &OrderView, fields: &Fields, prefix: &str) -> Vec<LineUnits> {
    let lines = order.lines.iter().enumerate();
    let chosen = lines.filter_map(|(place, line)| {
        let quantity = units(fields.get(&format!("{prefix}.{place}")))?;
        Some(LineUnits { sku: line.sku.clone(), quantity })
    });
    chosen.collect()
}

fn optional(fields: &Fields, name: &str) -> Option<String> {
    fields.some(name).map(str::to_owned)
}

/// Hands units over.
pub async fn ship(Path(order): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let view = read(visitor, &order).await?;
    let lines = chosen(&view.order, fields, "units");
    if lines.is_empty() {
        let above = alert(words::office(visitor.locale).nothing_to_ship(), None);
        let page = render(visitor, &view, fields, Some(&above));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let shipment = CreateShipment {
        order: view.order.id,
        lines,
        state: ShipmentState::Shipped,
        carrier: optional(fields, "carrier"),
        tracking_number: optional(fields, "tracking-number"),
        tracking_url: optional(fields, "tracking-url"),
    };
    finish(&posted, &order, visitor.write(&shipment, &posted.once()).await).await
}

/// Tells that a shipment left or arrived.
pub async fn follow(Path((order, shipment)): Path<(String, String)>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let (Ok(id), Ok(shipment)) = (order.parse(), shipment.parse()) else { return Err(visitor.nothing_here()) };
    let event = match fields.get("event") {
        "ship" => Some(ShipmentEvent::Ship),
        "deliver" => Some(ShipmentEvent::Deliver),
        _ => None,
    };
    let update =
        UpdateShipment { order: id, shipment, event, carrier: None, tracking_number: None, tracking_url: None };
    finish(&posted, &order, visitor.write(&update, &posted.once()).await).await
}

/// Has the confirmation sent once more.
pub async fn confirm(Path(order): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let id = order.parse().map_err(|_| visitor.nothing_here())?;
    sent(&posted, &order, visitor.write(&CreateConfirmation { order: id }, &posted.once()).await).await
}

/// Has the mail about a shipment sent once more.
pub async fn mail(Path((order, shipment)): Path<(String, String)>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let (Ok(id), Ok(shipment)) = (order.parse(), shipment.parse()) else { return Err(visitor.nothing_here()) };
    sent(&posted, &order, visitor.write(&CreateShipmentMail { order: id, shipment }, &posted.once()).await).await
}

/// Writes something into the order's history.
pub async fn note(Path(order): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let id = order.parse().map_err(|_| visitor.nothing_here())?;
    let note = CreateOrderNote { order: id, text: fields.typed("note").to_owned() };
    finish(&posted, &order, visitor.write(&note, &posted.once()).await).await
}

/// What is to be packed, on paper.
pub async fn packing_slip(visitor: Visitor, Path(order): Path<String>) -> Reply {
    let order = order.parse().map_err(|_| visitor.nothing_here())?;
    let shipment = visitor.query.some("shipment").map(str::parse).transpose().map_err(|_| visitor.nothing_here())?;
    visitor.file(&GetPackingSlip { order, shipment }).await
}

/// Calls an order off.
pub async fn cancel(Path(order): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let id = order.parse().map_err(|_| visitor.nothing_here())?;
    let cancellation = CreateAdminCancellation { order: id, reason: fields.get("cancel-reason").to_owned() };
    finish(&posted, &order, visitor.write(&cancellation, &posted.once()).await).await
}

/// Gives money back.
pub async fn refund(Path(order): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let view = read(visitor, &order).await?;
    let currency = view.refundable.currency;
    let goodwill = match fields.some("goodwill").map(|text| minor_units(text, currency)) {
        Some(None) => {
            let said = words::office(visitor.locale).not_a_price();
            let fields = fields.with_fault("goodwill", &html! { (said) });
            let page = render(visitor, &view, &fields, Some(&alert(said, None)));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        amount => amount.flatten().map(|minor| Money::new(minor, currency)),
    };
    let refund = CreateRefund {
        order: view.order.id,
        lines: chosen(&view.order, fields, "refund"),
        delivery: fields.has("refund-delivery"),
        goodwill,
        // Two who settle one complaint at the same time would both give something back.
        refundable: fields.get("refundable").parse().ok().map(|minor| Money::new(minor, currency)),
        reason: fields.get("refund-reason").to_owned(),
    };
    finish(&posted, &order, visitor.write(&refund, &posted.once()).await).await
}

/// Moves a return on.
pub async fn advance(Path((order, back)): Path<(String, String)>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let (Ok(id), Ok(return_id)) = (order.parse(), back.parse()) else { return Err(visitor.nothing_here()) };
    let event = EVENTS.into_iter().find(|(name, _)| *name == fields.get("event")).map(|(_, event)| event);
    let update = UpdateReturn {
        order: id,
        return_id,
        event,
        answer: fields.some(&answer_name(&back)).map(str::to_owned),
        delivery: fields.has("return-delivery"),
        exchange_order: None,
    };
    finish(&posted, &order, visitor.write(&update, &posted.once()).await).await
}

/// Shows the order as it is now, or as it was under what the origin says of the form.
pub async fn finish(posted: &Posted, order: &str, outcome: Result<AdminOrderView, Problem>) -> Reply {
    answer(posted, order, outcome, "").await
}

/// The same for a mail that is sent once more: the page says that it is under way.
pub async fn sent(posted: &Posted, order: &str, outcome: Result<AdminOrderView, Problem>) -> Reply {
    answer(posted, order, outcome, "?sent").await
}

async fn answer(posted: &Posted, order: &str, outcome: Result<AdminOrderView, Problem>, said: &str) -> Reply {
    let Posted { visitor, fields } = posted;
    match outcome {
        Ok(_) => Ok(Redirect::to(&format!("/admin/orders/{order}{said}")).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let view = read(visitor, order).await?;
            let fields = marked(visitor.locale, fields, &problem);
            let page = render(visitor, &view, &fields, Some(&rejection(visitor.locale, &problem)));
            Ok((problem.code.status(), page).into_response())
        }
    }
}
