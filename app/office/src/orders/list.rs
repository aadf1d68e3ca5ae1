//! Everybody's orders, newest first.

use api::orders::{AdminOrderSummary, ListAdminOrders};
use domain::orders::OrderState;
use maud::{Markup, html};

use super::pick_list;
use crate::page::{Section, page, paging, time};
use crate::visitor::{Reply, Visitor};

/// The list, by what is looked for.
pub async fn list(visitor: Visitor) -> Reply {
    let (words, locale) = (words::office(visitor.locale), visitor.locale);
    let states = words::orders(locale);
    let query = &visitor.query;
    let state = OrderState::ALL.into_iter().find(|state| state.code() == query.get("state"));
    let after = query.get("after").parse().ok();
    let open_returns = query.has("returns");
    let customer = query.get("customer").parse().ok();
    let asked = ListAdminOrders { state, q: query.some("q").map(str::to_owned), customer, open_returns, after };
    let found = visitor.read(&asked).await?;
    let next = found.next.map(|next| next.to_string());
    let returns = if open_returns { "on" } else { "" };
    let kept = [
        ("q", query.get("q")),
        ("state", query.get("state")),
        ("returns", returns),
        ("customer", query.get("customer")),
    ];
    let content = html! {
        h1 { (words.orders()) }
        form.filter role="search" action="/admin/orders" {
            div.field {
                label for="q" { (words.search_orders_hint()) }
                input id="q" name="q" type="search" value=(query.get("q"));
            }
            div.field {
                label for="state" { (words.state()) }
                select id="state" name="state" {
                    option value="" { (words.all()) }
                    @for one in OrderState::ALL {
                        option value=(one.code()) selected[state == Some(one)] { (states.state(one)) }
                    }
                }
            }
            label.box { input type="checkbox" name="returns" checked[open_returns]; " " (words.only_returns()) }
            @if customer.is_some() { input type="hidden" name="customer" value=(query.get("customer")); }
            button.button { (words.show()) }
        }
        @if found.orders.is_empty() { p { (words.none_found()) } }
        @else {
            (pick_list::form(&visitor, &table(&visitor, &found.orders)))
        }
        (paging(locale, "/admin/orders", &kept, after.is_some(), next))
    };
    Ok(page(&visitor, Section::Orders, words.orders(), &content))
}

/// The orders of a page. Whoever packs chooses among them.
fn table(visitor: &Visitor, orders: &[AdminOrderSummary]) -> Markup {
    let (words, locale) = (words::office(visitor.locale), visitor.locale);
    let (states, choose) = (words::orders(locale), words::office_products(locale).choose());
    let may_pick = pick_list::may_pick(visitor);
    html! {
        table {
            thead {
                tr {
                    @if may_pick { th scope="col" { span.sr-only { (choose) } } }
                    th scope="col" { (words.order()) }
                    th scope="col" { (words.customer()) }
                    th scope="col" { (words.total()) }
                    th scope="col" { (words.state()) }
                    th scope="col" { (words.payment()) }
                    th scope="col" { (words.placed()) }
                }
            }
            tbody {
                @for one in orders {
                    @let order = &one.order;
                    tr {
                        @if may_pick {
                            td data-label=(choose) {
                                (pick_list::choice(visitor, &order.id.to_string(), order.number, order.state))
                            }
                        }
                        th.number scope="row" {
                            a href={ "/admin/orders/" (order.id) } {
                                @match order.number { Some(number) => { (number) } None => { (words.order()) } }
                            }
                        }
                        td data-label=(words.customer()) { (one.name) span.soft { (one.email) } }
                        td data-label=(words.total()) { (order.total.display(locale)) }
                        td data-label=(words.state()) {
                            span.state data-state=(order.state.code()) { (states.state(order.state)) }
                        }
                        td data-label=(words.payment()) { (words.payment_state(one.payment)) }
                        td data-label=(words.placed()) { (time(&order.placed_at)) }
                    }
                }
            }
        }
    }
}
