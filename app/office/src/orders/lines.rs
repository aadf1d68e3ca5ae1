//! What was ordered, and what it comes to.

use api::orders::{DeliveryService, LineUnits, OrderLine, OrderView};
use domain::checkout::DeliveryMethod;
use domain::orders::OrderState;
use domain::{Locale, Money};
use maud::{Markup, html};

use crate::page::written;
use crate::visitor::Visitor;

/// The lines of an order, each with how much of it was called off, and the sums.
pub fn lines(visitor: &Visitor, order: &OrderView) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        h2 { (words.lines()) }
        table {
            thead {
                tr {
                    th scope="col" { (words.product()) }
                    th scope="col" { (words.sku()) }
                    th scope="col" { (words.quantity()) }
                    th scope="col" { (words.price()) }
                    th scope="col" { (words.total()) }
                }
            }
            tbody { @for line in &order.lines { (row(visitor, order, line)) } }
        }
        (sums(visitor, order))
    }
}

/// What a line is called in one line, by its SKU at last; `market` is the language that it was ordered in.
pub fn named(line: &OrderLine, market: Locale) -> Markup {
    html! {
        (written(&line.title, market))
        @if !line.choice.bare().is_empty() { ", " (written(&line.choice, market)) }
        " (" (line.sku) ")"
    }
}

/// Units of an order's lines, each by what it is called; by its SKU alone if no line of the order has it.
pub fn units(order: &OrderView, units: &[LineUnits]) -> Markup {
    let market = order.market.locale();
    html! {
        ul {
            @for one in units {
                li {
                    (one.quantity.get()) " × "
                    @match order.lines.iter().find(|line| line.sku == one.sku) {
                        Some(line) => (named(line, market)),
                        None => (one.sku),
                    }
                }
            }
        }
    }
}

fn row(visitor: &Visitor, order: &OrderView, line: &OrderLine) -> Markup {
    let (words, locale, market) = (words::office(visitor.locale), visitor.locale, order.market.locale());
    let off = order.lifecycle.called_off(&line.sku);
    html! {
        tr {
            th scope="row" { (written(&line.title, market)) span.soft { (written(&line.choice, market)) } }
            td data-label=(words.sku()) { (line.sku) }
            td data-label=(words.quantity()) {
                (line.quantity.get())
                @if off > 0 { " " span.soft { (words::orders(locale).of_them_cancelled(off)) } }
            }
            td data-label=(words.price()) { (line.unit_price.display(locale)) }
            td data-label=(words.total()) { (line.total.display(locale)) }
        }
    }
}

/// How an order travels: as it was called when it was ordered, in the language `market`, else in the shop's own word, and
/// who carries it.
pub fn way(visitor: &Visitor, market: Locale, method: DeliveryMethod, service: Option<&DeliveryService>) -> Markup {
    let words = words::checkout(visitor.locale);
    html! {
        @match service.and_then(|service| service.name.as_ref()) {
            Some(name) => (written(name, market)),
            None => (words.delivery_method(method)),
        }
        @if let Some(carrier) = service.and_then(|service| service.carrier.as_deref()) { ", " (words.delivery_by(carrier)) }
    }
}

fn sums(visitor: &Visitor, order: &OrderView) -> Markup {
    let (words, locale) = (words::office(visitor.locale), visitor.locale);
    let (shop, market) = (words::orders(locale), order.market.locale());
    let minus = |amount: Money| Money::new(-amount.minor, amount.currency).display(locale);
    html! {
        dl.attributes {
            div { dt { (words.subtotal()) } dd { (order.subtotal.display(locale)) } }
            @for discount in &order.discounts {
                div {
                    dt { (written(&discount.label, market)) @if let Some(code) = &discount.code { " " (code) } }
                    dd { (minus(discount.amount)) }
                }
            }
            div { dt { (words.delivery()) " (" (way(visitor, order.market.locale(), order.delivery, order.delivery_service.as_ref())) ")" } dd { (order.delivery_fee.display(locale)) } }
            @if order.tax.minor > 0 { div { dt { (words::checkout(locale).tax()) } dd { (order.tax.display(locale)) } } }
            div { dt { (words.total()) } dd { strong { (order.total.display(locale)) } } }
            @for card in &order.gift_cards {
                div { dt { (words::checkout(locale).gift_card(&card.last_four)) } dd { (minus(card.amount)) } }
            }
            @if let Some(off) = order.lifecycle.not_charged().filter(|_| order.state != OrderState::Cancelled) {
                div { dt { (words.cancelled_parts()) } dd { (minus(off)) } }
                div {
                    dt { (shop.left_of_total()) }
                    dd { strong { (Money::new(order.total.minor - off.minor, off.currency).display(locale)) } }
                }
            }
        }
    }
}
