//! What several orders want from the shelves, to be looked at or printed.

use api::catalog::Text;
use api::orders::{GetPickList, GetPickListDocument, Pick, PickListView, PickOrder};
use axum::response::IntoResponse as _;
use domain::orders::OrderState;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::lines::way;
use crate::fields::Fields;
use crate::page::{Section, alert, page, written};
use crate::visitor::{Reply, Visitor};

/// Where a list is shown; its orders are boxes that are named `order.<id>`.
const PATH: &str = "/admin/orders/pick-list";
const PDF: &str = "/admin/orders/pick-list.pdf";
const PREFIX: &str = "order.";

/// Whether the visitor may choose orders of a list to be picked.
pub fn may_pick(visitor: &Visitor) -> bool {
    visitor.may(Permission::OrdersFulfil)
}

/// The box by which an order is chosen, if something of it may have to be packed.
pub fn choice(visitor: &Visitor, id: &str, number: Option<i64>, state: OrderState) -> Markup {
    let words = words::office_products(visitor.locale);
    let is_open = matches!(state, OrderState::Placed | OrderState::PartiallyFulfilled);
    html! {
        @if let Some(number) = number.filter(|_| is_open) {
            input type="checkbox" name={ (PREFIX) (id) } aria-label={ (words.choose()) ": " (number) }
                checked[visitor.query.has("all")];
        }
    }
}

/// A list of orders as a form, by which those that are chosen become a pick list.
pub fn form(visitor: &Visitor, orders: &Markup) -> Markup {
    if !may_pick(visitor) {
        return html! { (orders) };
    }
    let (words, choose) = (words::office_orders(visitor.locale), words::office_products(visitor.locale));
    let is_all = visitor.query.has("all");
    let mut other = visitor.query.clone();
    if is_all {
        other.remove("all");
    } else {
        other.set("all", "on");
    }
    html! {
        form action=(PATH) {
            (orders)
            p {
                a href={ "/admin/orders?" (other.to_query()) } {
                    @if is_all { (choose.choose_none()) } @else { (choose.choose_all()) }
                }
            }
            p.hint id="pick-list-hint" { (words.pick_list_hint()) }
            p.actions { button.button aria-describedby="pick-list-hint" { (words.pick_list_make()) } }
        }
    }
}

/// The ids that a form chose, as the origin takes them.
fn chosen(fields: &Fields) -> String {
    fields.below(PREFIX).collect::<Vec<_>>().join(",")
}

/// The list as a page, which prints without what is around it.
pub async fn show(visitor: Visitor) -> Reply {
    let words = words::office_orders(visitor.locale);
    let orders = chosen(&visitor.query);
    if orders.is_empty() {
        let content = html! {
            (crumb(&visitor))
            h1 { (words.pick_list()) }
            (alert(words.pick_list_no_choice(), None))
        };
        let page = page(&visitor, Section::Orders, words.pick_list(), &content);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let list = visitor.read(&GetPickList { orders }).await?;
    let content = html! {
        (crumb(&visitor))
        h1 { (words.pick_list()) }
        @if list.picks.is_empty() { p { (words.pick_list_none()) } }
        @else {
            p.actions { a.button.main href={ (PDF) "?" (visitor.query.to_query()) } { (words.pick_list_print()) } }
            h2 { (words.pick_list_of()) }
            (orders_of(&visitor, &list.orders))
            (places(&visitor, &list))
            p.hint { (words.pick_list_note()) }
        }
        @if !list.left_out.is_empty() {
            h2 { (words.pick_list_left_out()) }
            (orders_of(&visitor, &list.left_out))
        }
    };
    Ok(page(&visitor, Section::Orders, words.pick_list(), &content))
}

/// The list on paper.
pub async fn print(visitor: Visitor) -> Reply {
    let orders = chosen(&visitor.query);
    visitor.file(&GetPickListDocument { orders, locale: visitor.locale }).await
}

fn crumb(visitor: &Visitor) -> Markup {
    html! { p.crumb { a href="/admin/orders?state=placed" { (words::office(visitor.locale).orders()) } } }
}

fn orders_of(visitor: &Visitor, orders: &[PickOrder]) -> Markup {
    html! {
        ul.rows {
            @for order in orders {
                li {
                    a href={ "/admin/orders/" (order.id) } {
                        @match order.number { Some(number) => { (number) } None => { (order.id) } }
                    }
                    " " (order.name) " · "
                    (way(visitor, order.market.locale(), order.delivery, order.delivery_service.as_ref()))
                }
            }
        }
    }
}

/// One table a location, in the order in which one walks to them.
fn places(visitor: &Visitor, list: &PickListView) -> Markup {
    let words = words::office_orders(visitor.locale);
    html! {
        @for picks in list.picks.chunk_by(|one, next| one.location == next.location) {
            h2 {
                @match picks.first().and_then(|pick| pick.location.as_ref()) {
                    Some(location) => (location.name),
                    None => (words.pick_list_nowhere()),
                }
            }
            (table(visitor, picks))
        }
    }
}

fn table(visitor: &Visitor, picks: &[Pick]) -> Markup {
    let (words, more, locale) = (words::office(visitor.locale), words::office_orders(visitor.locale), visitor.locale);
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.sku()) }
                    th scope="col" { (words.product()) }
                    th scope="col" { (words.quantity()) }
                    th scope="col" { (more.pick_list_shares()) }
                }
            }
            tbody {
                @for pick in picks {
                    tr {
                        th scope="row" { (pick.sku) }
                        td data-label=(words.product()) {
                            (written(&Text::of(&pick.title, locale), locale))
                            @if !pick.choice.get(locale).is_empty() {
                                span.soft { (written(&Text::of(&pick.choice, locale), locale)) }
                            }
                        }
                        td data-label=(words.quantity()) { (pick.quantity) }
                        td data-label=(more.pick_list_shares()) {
                            @for share in &pick.shares { span.line { (share.number) " × " (share.quantity) } }
                        }
                    }
                }
            }
        }
    }
}
