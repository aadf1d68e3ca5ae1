//! Orders in a list, and the lines of one.

use api::Problem;
use api::orders::{DeliveryService, GetOrder, OrderLifecycle, OrderLine, OrderSummary, OrderView};
use domain::checkout::DeliveryMethod;
use domain::{Locale, Market, Money, OrderId};
use leptos::prelude::*;

use crate::context::Backend;
use crate::ui::language::said;
use domain::date::written as date;

/// An order as the origin knows it, in the words of the page's language as far as there are any.
///
/// # Errors
/// The origin's refusal.
pub(super) async fn known(backend: &Backend, order: OrderId) -> Result<OrderView, Problem> {
    let known = backend.call_about(order, &GetOrder { order }, None).await?;
    Ok(known.seen_from(backend.market().locale()))
}

/// The lines of an order, each with how much of it was called off.
pub fn order_lines(market: Market, lines: Vec<OrderLine>, became: &OrderLifecycle) -> AnyView {
    let locale = market.locale();
    let row = |line: OrderLine| {
        let choice =
            (!line.choice.bare().is_empty()).then(|| view! { <span class="line-choice">{said(&line.choice)}</span> });
        let off = became.called_off(&line.sku);
        let off = (off > 0)
            .then(|| view! { <span class="line-choice">{words::orders(locale).of_them_cancelled(off)}</span> });
        let between = (choice.is_some() && off.is_some()).then_some(" · ");
        view! {
            <li class="order-line">
                <span>
                    {line.quantity.get().to_string()} " × "
                    <a href=market.path(&format!("/products/{}", line.slug))>{said(&line.title)}</a> " " {choice} {between} {off}
                </span>
                <span>{line.total.display(locale)}</span>
            </li>
        }
    };
    view! { <ul role="list" class="order-lines">{lines.into_iter().map(row).collect_view()}</ul> }.into_any()
}

/// How an order travels: as it was called when it was ordered, else in the shop's own word, and who carries it.
pub(super) fn way(locale: Locale, method: DeliveryMethod, service: Option<&DeliveryService>) -> AnyView {
    let words = words::checkout(locale);
    let name = match service.and_then(|service| service.name.as_ref()) {
        Some(name) => said(name),
        None => words.delivery_method(method).into_any(),
    };
    let carrier = service.and_then(|service| service.carrier.as_deref());
    let carrier = carrier.map(|carrier| format!(", {}", words.delivery_by(carrier)));
    view! { {name} {carrier} }.into_any()
}

/// What is not charged of `total` for what was called off, and what is left of it.
pub(super) fn not_charged_rows(locale: Locale, total: Money, off: Money) -> AnyView {
    let words = words::orders(locale);
    let left = Money::new(total.minor - off.minor, total.currency);
    view! {
        <p class="sum sum-off">
            <span>{words.cancelled_parts()}</span>
            <span>{Money::new(-off.minor, off.currency).display(locale)}</span>
        </p>
        <p class="sum sum-total"><span>{words.left_of_total()}</span> <strong>{left.display(locale)}</strong></p>
    }
    .into_any()
}

/// A shopper's orders, newest first.
pub fn order_list(market: Market, orders: Vec<OrderSummary>) -> AnyView {
    let locale = market.locale();
    let words = words::orders(locale);
    let nothing = orders.is_empty().then(|| view! { <p>{words.none()}</p> });
    let row = |order: OrderSummary| {
        let name = format!("{} {}", words.order(), words.number_if_any(order.number));
        view! {
            <li class="order-row">
                <a href=market.path(&format!("/orders/{}", order.id))>{name}</a>
                <span>{date(locale, &order.placed_at)}</span>
                <span>{words.state(order.state)}</span>
                <span>{words::cart(locale).items(u32::try_from(order.units).unwrap_or_default())}</span>
                <strong>{order.total.display(locale)}</strong>
            </li>
        }
    };
    view! {
        {nothing}
        <ul role="list" class="order-list">{orders.into_iter().map(row).collect_view()}</ul>
    }
    .into_any()
}
