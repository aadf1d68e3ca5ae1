//! Parts of an order that were called off, and the form that calls one off.

use api::orders::{CreatePartCancellation, OrderView};
use axum::extract::Path;
use axum::response::IntoResponse as _;
use domain::orders::OrderState;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::actions::{chosen, finish};
use super::detail::{open_units, read, render};
use super::lines::{named, units};
use crate::fields::Fields;
use crate::page::{alert, hidden, text_field, time};
use crate::visitor::{Posted, Reply, Visitor};

/// What was called off of an order, and the form for more of it while some is in no shipment.
pub fn cancellations(visitor: &Visitor, order: &OrderView, typed: &Fields) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        @if !order.lifecycle.cancellations.is_empty() {
            h2 { (words.cancelled_parts()) }
            ul.rows {
                @for off in &order.lifecycle.cancellations {
                    li {
                        (time(&off.created_at))
                        @if off.released.minor > 0 { " · " (words.not_charged()) ": " (off.released.display(visitor.locale)) }
                        (units(order, &off.lines))
                        @if let Some(reason) = &off.reason { span.soft { (reason) } }
                    }
                }
            }
        }
        (form(visitor, order, typed))
    }
}

fn form(visitor: &Visitor, order: &OrderView, typed: &Fields) -> Markup {
    let (words, market) = (words::office(visitor.locale), order.market.locale());
    let open: Vec<_> = open_units(order).into_iter().filter(|(_, units)| *units > 0).collect();
    let is_open = matches!(order.state, OrderState::Placed | OrderState::PartiallyFulfilled);
    // One piece that is all there is can only be cancelled with the order.
    let is_all = order.lifecycle.shipments.is_empty() && open.iter().map(|one| one.1).sum::<u32>() == 1;
    if open.is_empty() || is_all || !is_open || !visitor.may(Permission::OrdersRefund) {
        return html! {};
    }
    html! {
        details open[typed.has("part-reason")] {
            summary { (words.cancel_part()) }
            form.narrow method="post" action={ "/admin/orders/" (order.id) "/cancel-part" } {
                (hidden(visitor))
                p { (words.cancel_part_meaning()) }
                @for (place, units) in open {
                    @let line = &order.lines[place];
                    @let name = format!("cancel.{place}");
                    div.field {
                        label for=(name) { (named(line, market)) }
                        input id=(name) name=(name) type="number" min="0" max=(units) inputmode="numeric"
                            value=(typed.some(&name).unwrap_or("0"));
                    }
                }
                label.box {
                    input type="checkbox" name="cancel-delivery" checked[typed.has("cancel-delivery")];
                    " " (words.refund_delivery())
                }
                (text_field("part-reason", words.reason(), Some(words.reason_read()), typed))
                button.button { (words.cancel_part()) }
            }
        }
    }
}

/// Calls a part of an order off.
pub async fn cancel_part(Path(order): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let view = read(visitor, &order).await?;
    let lines = chosen(&view.order, fields, "cancel");
    if lines.is_empty() {
        let above = alert(words::office(visitor.locale).nothing_to_cancel(), None);
        let page = render(visitor, &view, fields, Some(&above));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let part = CreatePartCancellation {
        order: view.order.id,
        lines,
        delivery: fields.has("cancel-delivery"),
        reason: fields.get("part-reason").to_owned(),
    };
    finish(&posted, &order, visitor.write(&part, &posted.once()).await).await
}
