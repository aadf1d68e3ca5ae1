//! Money that is held for an order: how far taking it has come, and the form that takes it.

use api::orders::{AdminOrderView, CreateCapture, TransferState};
use axum::extract::Path;
use axum::response::IntoResponse as _;
use domain::{Locale, Money};
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::actions::finish;
use super::detail::{read, render};
use crate::page::{alert, hidden};
use crate::visitor::{Posted, Reply, Visitor};

/// What became of taking the payment, where it is not done, and the form for it while something is held.
pub fn capture(visitor: &Visitor, view: &AdminOrderView) -> Markup {
    let words = words::office_orders(visitor.locale);
    html! {
        @match view.payment.capture {
            Some(TransferState::Due) => { p.hint { (words.capture_under_way()) } }
            // Of an order that was cancelled since, or whose money was released, nothing is to be done any more.
            Some(TransferState::Refused) if view.payment.capturable.is_some() => { (refused(visitor, view)) }
            Some(TransferState::Refused | TransferState::Done) | None => {}
        }
        @if let Some(amount) = view.payment.capturable.filter(|_| visitor.may(Permission::OrdersRefund)) {
            details {
                summary { (words.capture()) }
                form.narrow method="post" action={ "/admin/orders/" (view.order.id) "/capture" } {
                    (hidden(visitor))
                    input type="hidden" name="amount" value=(amount.minor);
                    input type="hidden" name="currency" value=(amount.currency.code());
                    p { (words.capture_meaning(amount)) }
                    button.button { (words.capture_now(amount)) }
                }
            }
        }
    }
}

/// Why the provider would not: it says so in English.
fn refused(visitor: &Visitor, view: &AdminOrderView) -> Markup {
    let words = words::office_orders(visitor.locale);
    html! {
        div.alert {
            p.alert-title { (words.capture_refused()) }
            @if let Some(reason) = &view.payment.capture_rejection { p lang=(Locale::default().code()) { (reason) } }
            p { (words.capture_refused_meaning()) }
        }
    }
}

/// Takes what is held: the amount that whoever pressed had seen.
pub async fn take(Path(order): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let id = order.parse().map_err(|_| visitor.nothing_here())?;
    let (Ok(minor), Ok(currency)) = (fields.get("amount").parse(), fields.get("currency").parse()) else {
        let view = read(visitor, &order).await?;
        let above = alert(words::office(visitor.locale).not_a_price(), None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(visitor, &view, fields, Some(&above))).into_response());
    };
    let asked = CreateCapture { order: id, amount: Money::new(minor, currency) };
    match visitor.write(&asked, &posted.once()).await {
        // It was decided, and the provider would not: nothing was taken. The page says why.
        Ok(view) if view.payment.capture == Some(TransferState::Refused) => {
            Ok((StatusCode::CONFLICT, render(visitor, &view, fields, None)).into_response())
        }
        outcome => finish(&posted, &order, outcome).await,
    }
}
