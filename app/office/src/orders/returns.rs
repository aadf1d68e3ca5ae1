//! What comes back of an order, with what can be done about it.

use api::orders::{OrderView, ReturnView};
use domain::orders::{ReturnEvent, ReturnState};
use maud::{Markup, html};
use origin_staff::Permission;

use super::lines::units;
use crate::fields::Fields;
use crate::page::{hidden, text_field, time};
use crate::visitor::Visitor;

/// What a form calls each step.
pub const EVENTS: [(&str, ReturnEvent); 5] = [
    ("approve", ReturnEvent::Approve),
    ("receive", ReturnEvent::Receive),
    ("restock", ReturnEvent::Restock),
    ("refund", ReturnEvent::Refund),
    ("reject", ReturnEvent::Reject),
];

/// What the field of the answer to a return is called.
pub fn answer_name(back: &str) -> String {
    format!("answer.{back}")
}

/// The returns of an order, each with what can be done about it.
pub fn returns(visitor: &Visitor, order: &OrderView, typed: &Fields) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        @if !order.lifecycle.returns.is_empty() {
            h2 { (words.returns()) }
            ul.rows { @for back in &order.lifecycle.returns { li { (one(visitor, order, back, typed)) } } }
        }
    }
}

fn one(visitor: &Visitor, order: &OrderView, back: &ReturnView, typed: &Fields) -> Markup {
    let (words, states) = (words::office(visitor.locale), words::orders(visitor.locale));
    let action = format!("/admin/orders/{}/returns/{}", order.id, back.id);
    html! {
        span.state data-state=(back.state.code()) { (words.return_state(back.state)) }
        " " (states.return_kind(back.kind)) " · " (time(&back.created_at))
        (units(order, &back.lines))
        @if !back.reason.is_empty() { p.written { q { (back.reason) } } }
        @if !back.answer.is_empty() { p.written { (back.answer) } }
        @if visitor.may(Permission::OrdersFulfil) {
            div.actions {
                @for (event, text) in steps(visitor, back.state) {
                    (step(visitor, &action, event, text))
                }
            }
            @if back.state.next(ReturnEvent::Reject).is_ok_and(|next| next != back.state) {
                details open[typed.has(&answer_name(&back.id.to_string()))] {
                    summary { (words.reject()) }
                    form.narrow method="post" action=(action) {
                        (hidden(visitor))
                        input type="hidden" name="event" value="reject";
                        (text_field(&answer_name(&back.id.to_string()), words.answer(), None, typed))
                        button.button { (words.reject()) }
                    }
                }
            }
        }
    }
}

/// The steps that lead on from here, each with what its button says.
fn steps(visitor: &Visitor, state: ReturnState) -> Vec<(&'static str, &'static str)> {
    let words = words::office(visitor.locale);
    let text = |event| match event {
        ReturnEvent::Approve => Some(words.approve()),
        ReturnEvent::Receive => Some(words.receive()),
        ReturnEvent::Restock => Some(words.restock()),
        ReturnEvent::Refund => visitor.may(Permission::OrdersRefund).then(|| words.return_refund()),
        // It has a form of its own: the shopper is told why.
        ReturnEvent::Reject => None,
    };
    let on = EVENTS.into_iter().filter(|(_, event)| state.next(*event).is_ok_and(|next| next != state));
    on.filter_map(|(name, event)| Some((name, text(event)?))).collect()
}

fn step(visitor: &Visitor, action: &str, event: &str, text: &str) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        // Money that went back is back: that is asked for twice.
        @if event == "refund" {
            details {
                summary { (text) }
                form.narrow method="post" action=(action) {
                    (hidden(visitor))
                    input type="hidden" name="event" value=(event);
                    p { (words.return_refund_meaning()) }
                    label.box { input type="checkbox" name="return-delivery"; " " (words.refund_delivery()) }
                    button.button { (text) }
                }
            }
        } @else {
            form.inline method="post" action=(action) {
                (hidden(visitor))
                input type="hidden" name="event" value=(event);
                button.button.quiet { (text) }
            }
        }
    }
}
