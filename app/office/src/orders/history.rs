//! What happened to an order, in words.

use api::orders::{Actor, OrderMail, TimelineEntry};
use domain::Money;
use domain::orders::OrderStep;
use maud::{Markup, html};

use super::mails::name;
use crate::page::time;
use crate::visitor::Visitor;

/// The steps of an order, the first first.
pub fn history(visitor: &Visitor, steps: &[TimelineEntry]) -> Markup {
    let words = words::office_history(visitor.locale);
    html! {
        ol.timeline {
            @for entry in steps {
                li {
                    (time(&entry.at)) " "
                    @match OrderStep::of_code(&entry.what) {
                        Some(step) => (words.step(step)),
                        // Written by a newer release than this one.
                        None => (entry.what.replace('_', " ")),
                    }
                    @if let Some(mail) = mail(entry) { ": " (name(visitor.locale, mail)) }
                    @if let Some(amount) = amount(entry) { ": " (amount.display(visitor.locale)) }
                    " "
                    span.by {
                        @match &entry.actor {
                            // Whoever may not know which colleague it was is told that it was one.
                            Actor::Staff { name } if name == SOMEBODY => (words.by_staff()),
                            Actor::Staff { name } => (name),
                            Actor::Shopper => (words.by_shopper()),
                            Actor::System => (words.by_itself()),
                        }
                    }
                    @if let Some(text) = text(entry) { p.written { (text) } }
                }
            }
        }
    }
}

/// What the origin says in place of the address of a colleague.
const SOMEBODY: &str = "staff";

/// The mail that a step is about.
fn mail(entry: &TimelineEntry) -> Option<OrderMail> {
    serde_json::from_value(entry.data.get("kind")?.clone()).ok()
}

/// The money that a step is about.
fn amount(entry: &TimelineEntry) -> Option<Money> {
    serde_json::from_value(entry.data.get("amount")?.clone()).ok()
}

/// What somebody said with it: a note, why it was called off, or why the provider would not.
fn text(entry: &TimelineEntry) -> Option<&str> {
    let said = ["text", "reason", "rejection"].into_iter().find_map(|name| entry.data.get(name)?.as_str());
    said.filter(|said| !said.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(what: &str, data: serde_json::Value) -> TimelineEntry {
        TimelineEntry { at: "2026-11-28T12:00:00Z".into(), actor: Actor::System, what: what.into(), data }
    }

    #[test]
    fn a_step_tells_its_money_and_what_was_said() {
        let due = entry("refund_due", json!({ "refund": "x", "amount": { "minor": 1250, "currency": "EUR" } }));
        assert_eq!((amount(&due).map(|money| money.minor), text(&due)), (Some(1250), None));
        let again = entry("mail_requested", json!({ "kind": "order_refunded", "about": "x" }));
        assert_eq!((mail(&again), mail(&due)), (Some(OrderMail::OrderRefunded), None));
        let odd = entry("paid", json!({ "amount": "much" }));
        assert_eq!(amount(&odd), None);
        let off = entry("cancelled", json!({ "reason": "sold twice" }));
        assert_eq!((amount(&off), text(&off)), (None, Some("sold twice")));
        assert_eq!(text(&entry("cancelled", json!({ "reason": " " }))), None);
    }
}
