//! Orders in a list, and the lines of one.

use api::orders::{OrderLine, OrderSummary};
use domain::Market;
use leptos::prelude::*;

use domain::date::written as date;

/// The lines of an order.
pub fn order_lines(market: Market, lines: Vec<OrderLine>) -> AnyView {
    let locale = market.locale();
    let row = |line: OrderLine| {
        let choice = (!line.choice.is_empty()).then(|| view! { <span class="line-choice">{line.choice}</span> });
        view! {
            <li class="order-line">
                <span>
                    {line.quantity.get().to_string()} " × "
                    <a href=market.path(&format!("/products/{}", line.slug))>{line.title}</a> " " {choice}
                </span>
                <span>{line.total.display(locale)}</span>
            </li>
        }
    };
    view! { <ul role="list" class="order-lines">{lines.into_iter().map(row).collect_view()}</ul> }.into_any()
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
