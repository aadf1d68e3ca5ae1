//! One order: the confirmation after checkout, and the page its link opens later.

use api::orders::{GetOrder, OrderView};
use api::{Code, Problem};
use domain::orders::OrderState;
use domain::{Market, OrderId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::parts::order_lines;
use crate::cart::sums::{discount_rows, paid_rows};
use crate::checkout::parts::added_tax;
use crate::head::Head;
use crate::shell::{Around, Page, page};
use crate::ui::icon::{Icon, icon};
use crate::words::{CartWords, CheckoutWords, OrderWords, country, date, delivery, includes_tax, order_number, state};

/// One order by its unguessable id.
#[component]
pub fn OrderPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let id = id.parse().map_err(|_| Problem::new(Code::OrderNotFound, ""))?;
        let order = backend.call(&GetOrder { order: OrderId(id) }, None).await?;
        let words = OrderWords::of(market.locale());
        let title = format!("{} {}", words.order, order_number(market.locale(), order.number));
        Ok(Page::new(Head::private(title), contents(market, order)).into())
    })
}

fn contents(market: Market, order: OrderView) -> AnyView {
    let locale = market.locale();
    let words = OrderWords::of(locale);
    let (sign, title, text) = match order.state {
        OrderState::Placed => (Icon::Check, words.thanks, format!("{} {}.", words.sent_to, order.email)),
        OrderState::AwaitingPayment => (Icon::Arrow, words.pending, words.pending_more.to_owned()),
        OrderState::PartiallyFulfilled => (Icon::Arrow, words.partly_sent, words.partly_sent_more.to_owned()),
        OrderState::Fulfilled => (Icon::Check, words.sent, words.sent_more.to_owned()),
        OrderState::Cancelled => (Icon::Warning, words.cancelled, words.cancelled_more.to_owned()),
        OrderState::Refused => (Icon::Warning, words.refused, words.refused_more.to_owned()),
    };
    let address = order.address;
    let place = format!("{} {}", address.postal_code, address.city);
    let lines = [address.name, address.street, address.extra, place, country(locale, address.country).to_owned()];
    let lines = lines.into_iter().filter(|line| !line.trim().is_empty());
    let lines = lines.map(|line| view! { <span>{line}</span><br/> }).collect_view();
    let (method, _) = delivery(locale, order.delivery);
    let tax = added_tax(locale, order.tax);
    let paid = paid_rows(locale, &order.gift_cards, order.to_charge.unwrap_or(order.total));
    view! {
        <section class="section order">
            <div class="order-head">
                <p class="order-sign">{icon(sign)}</p>
                <h1>{title}</h1>
                <p class="lead">{text}</p>
            </div>
            <dl class="order-facts">
                <div><dt>{words.order}</dt><dd>{order_number(locale, order.number)}</dd></div>
                <div><dt>{words.placed}</dt><dd>{date(locale, &order.placed_at)}</dd></div>
                <div><dt>{words.status}</dt><dd>{state(locale, order.state)}</dd></div>
                <div><dt>{words.delivers_to}</dt><dd>{lines}</dd></div>
            </dl>
            <h2>{words.items}</h2>
            {order_lines(market, order.lines)}
            <p class="sum"><span>{CartWords::of(locale).subtotal}</span> <span>{order.subtotal.display(locale)}</span></p>
            {discount_rows(locale, &order.discounts)}
            <p class="sum">
                <span>{CheckoutWords::of(locale).delivery} ", " {method}</span>
                <span>{order.delivery_fee.display(locale)}</span>
            </p>
            {tax}
            <p class="sum sum-total">
                <span>{words.total} " " <small>{includes_tax(locale, order.included_tax)}</small></span>
                <strong>{order.total.display(locale)}</strong>
            </p>
            {paid}
            <p class="hint">{words.keep_link}</p>
            <p><a class="button button-quiet" href=market.path("/products")>{CartWords::of(locale).continue_shopping}</a></p>
        </section>
    }
    .into_any()
}
