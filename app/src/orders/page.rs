//! One order: the confirmation after checkout, and the page its link opens later.

use api::orders::{CreateCancellation, GetOrder, OrderView, SettleOrder};
use api::settings::Feature;
use api::{Code, Problem};
use domain::checkout::{Address, Territory};
use domain::orders::OrderState;
use domain::{Market, OrderId};
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::documents::documents;
use super::lifecycle::{Ask, changes, lifecycle};
use super::parts::{known, not_charged_rows, order_lines, way};
use super::{closed, email_again, push, reorder};
use crate::cart::sums::{discount_rows, paid_rows};
use crate::checkout::parts::{added_tax, fee};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::order_keys::is_token;
use crate::shell::push::of_order;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::ui::alert::warning;
use crate::ui::html::Html;
use crate::ui::icon::{Icon, icon};
use crate::{cookies, respond, target};
use domain::date::written as date;

/// One order: an account's by its session, any by a link to it. Whoever follows a link is led on to the page's own
/// address, so that what opens the order stands in no history, log or `Referer`.
pub fn order_page() -> Opening {
    let id = target::parameter("id");
    let token = target::query("token");
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let id = OrderId(id.parse().map_err(|_| Problem::new(Code::OrderNotFound, ""))?);
        if let Some(token) = token.filter(|_| submitted.is_none()) {
            follow(&backend, id, &token).await?;
            return Ok(Outcome::SeeOther(market.path(&format!("/orders/{id}"))));
        }
        if let Some(fields) = submitted.as_ref().filter(|fields| fields.field("action") == push::ACTION) {
            return match push::update(&backend, id, fields).await {
                Ok(()) => Ok(Outcome::SeeOther(market.path(&format!("/orders/{id}")))),
                Err(problem) => closed::instead(market, problem),
            };
        }
        let mut refused = None;
        let again = submitted.as_ref().and_then(reorder::asked);
        let submitted = submitted.filter(|fields| fields.field("action") == "cancel");
        if let Some(fields) = &submitted {
            let key: Uuid = fields.field("key").parse().unwrap_or_else(|_| Uuid::new_v4());
            let cancel = CreateCancellation { order: id, email: email_again::said(fields) };
            match backend.call_about(id, &cancel, Some(key.to_string())).await {
                Ok(_) => return Ok(Outcome::SeeOther(market.path(&format!("/orders/{id}")))),
                Err(problem) if matches!(problem.code, Code::Unauthenticated | Code::OrderNotFound) => {}
                Err(problem) => refused = Some(problem),
            }
        }
        let order = match order(&backend, id).await {
            Ok(order) => order,
            Err(problem) => return closed::instead(market, problem),
        };
        let missing = match again {
            Some(key) => Some(reorder::put_into_cart(&backend, &order, key).await?),
            None => None,
        };
        if missing.as_ref().is_some_and(Vec::is_empty) {
            return Ok(Outcome::SeeOther(market.path("/cart")));
        }
        let missing = missing.map(|lines| reorder::missing(market, &lines));
        let words = words::orders(market.locale());
        let title = format!("{} {}", words.order(), words.number_if_any(order.number));
        let status = refused.as_ref().map_or(StatusCode::OK, |refused| refused.code.status());
        let typed = submitted.as_ref().map_or("", |fields| fields.field("email"));
        let ask = Ask { typed, asked: backend.request().session.is_none(), refused: refused.as_ref() };
        let mut button = Html::with_capacity(2048);
        if backend.brand().await.settings().has(Feature::Push) {
            of_order(&mut button, backend.request(), id);
        }
        let page = contents(market, order, &ask, missing, button);
        Ok(Page::new(Head::private(title), page).with_status(status).into())
    })
}

/// Has the browser keep the token of a link, if it opens the order. Whether it does is seen by what comes next.
///
/// # Errors
/// If the origin cannot say.
async fn follow(backend: &Backend, order: OrderId, token: &str) -> Result<(), Problem> {
    if !is_token(token) {
        return Ok(());
    }
    let following = backend.with_order_token(order, token);
    match following.call_about(order, &GetOrder { order }, None).await {
        Ok(_) => respond::cookie(&cookies::orders(&following.request().orders)),
        Err(problem) if problem.code.status().is_server_error() => return Err(problem),
        // Another token, which the browser has already, may open it still.
        Err(_) => {}
    }
    Ok(())
}

/// The order as it is now: of one that awaits its payment the provider is asked, since its shopper may
/// come from there. If it does not answer the order is shown as it is known.
async fn order(backend: &Backend, order: OrderId) -> Result<OrderView, Problem> {
    let known = known(backend, order).await?;
    if known.state != OrderState::AwaitingPayment {
        return Ok(known);
    }
    let settle = SettleOrder { order };
    let settled = backend.call_about(order, &settle, Some(Uuid::new_v4().to_string())).await;
    Ok(settled.map_or(known, |settled| settled.seen_from(backend.market().locale())))
}

/// What the shopper can do about an order that is not paid for: confirm the payment, look again, or
/// try another means.
fn unpaid(market: Market, order: &OrderView) -> Option<AnyView> {
    let words = words::orders(market.locale());
    let (address, label) = match (order.state, &order.confirm_payment_at) {
        (OrderState::AwaitingPayment, Some(page)) => (page.clone(), words.confirm()),
        (OrderState::AwaitingPayment, None) => (market.path(&format!("/orders/{}", order.id)), words.look_again()),
        (OrderState::Refused, _) => (market.path("/checkout"), words.back_to_checkout()),
        _ => return None,
    };
    Some(view! { <p class="order-next"><a class="button button-main" href=address>{label}</a></p> }.into_any())
}

fn contents(market: Market, order: OrderView, ask: &Ask<'_>, missing: Option<AnyView>, button: Html) -> AnyView {
    let locale = market.locale();
    let words = words::orders(locale);
    let next = unpaid(market, &order);
    let documents = documents(market, &order);
    let again = reorder::form(market, &order);
    let (sign, title, text) = match order.state {
        OrderState::AwaitingPayment if order.confirm_payment_at.is_some() => {
            (Icon::Arrow, words.unconfirmed(), words.unconfirmed_more().to_owned())
        }
        OrderState::Placed => (Icon::Check, words.thanks(), format!("{} {}.", words.sent_to(), order.email)),
        OrderState::AwaitingPayment => (Icon::Arrow, words.pending(), words.pending_more().to_owned()),
        OrderState::PartiallyFulfilled => (Icon::Arrow, words.partly_sent(), words.partly_sent_more().to_owned()),
        OrderState::Fulfilled => (Icon::Check, words.sent(), words.sent_more().to_owned()),
        OrderState::Cancelled => (Icon::Warning, words.cancelled(), words.cancelled_more().to_owned()),
        OrderState::Refused => (Icon::Warning, words.refused(), words.refused_more().to_owned()),
    };
    let sign_class = match order.state {
        OrderState::Cancelled | OrderState::Refused => "order-sign order-sign-off",
        _ => "order-sign",
    };
    let export = Territory::of(order.address.country, &order.address.postal_code).filter(|place| place.is_export());
    let export = export.map(|place| words::checkout(locale).no_tax_in(words::territories(locale).name(place)));
    let became = lifecycle(market, &order);
    let changes = changes(market, &order, ask);
    let another = ask.refused.is_some_and(email_again::is_why).then(|| email_again::summary(market));
    let refused = ask.refused.filter(|refused| !email_again::is_why(refused));
    let address = order.address;
    let place = Address::from(address.clone()).town_line();
    let lines =
        [address.name, address.street, address.extra, place, words::countries(locale).name(address.country).to_owned()];
    let lines = lines.into_iter().filter(|line| !line.trim().is_empty());
    let lines = lines.map(|line| view! { <span>{line}</span><br/> }).collect_view();
    let way = way(locale, order.delivery, order.delivery_service.as_ref());
    let fee = fee(locale, order.delivery_fee);
    let tax = added_tax(locale, order.tax);
    let paid = paid_rows(locale, &order.gift_cards, order.to_charge.unwrap_or(order.total));
    let not_charged = order
        .lifecycle
        .not_charged()
        .filter(|_| order.state != OrderState::Cancelled)
        .map(|off| not_charged_rows(locale, order.total, off));
    view! {
        <section class="section order">
            {refused.map(|refused| warning(words::problem(locale, refused.code)))}
            {another}
            {missing}
            <div class="order-head">
                <p class=sign_class>{icon(sign)}</p>
                <h1>{title}</h1>
                <p class="lead">{text}</p>
                {next}
            </div>
            <dl class="order-facts">
                {order.number.map(|number| view! { <div><dt>{words.order()}</dt><dd>{words.number(number)}</dd></div> })}
                <div><dt>{words.placed()}</dt><dd>{date(locale, &order.placed_at)}</dd></div>
                <div><dt>{words.status()}</dt><dd>{words.state(order.state)}</dd></div>
                <div><dt>{words.delivers_to()}</dt><dd>{lines}</dd></div>
            </dl>
            {became}
            {button.view()}
            <h2>{words.items()}</h2>
            {order_lines(market, order.lines, &order.lifecycle)}
            <p class="sum"><span>{words::cart(locale).subtotal()}</span> <span>{order.subtotal.display(locale)}</span></p>
            {discount_rows(locale, &order.discounts)}
            <p class="sum">
                <span>{words::checkout(locale).delivery()} ", " {way}</span>
                <span>{fee}</span>
            </p>
            {tax}
            <p class="sum sum-total">
                <span>{words.total()} " " <small>{words::checkout(locale).included_tax(order.included_tax)}</small></span>
                <strong>{order.total.display(locale)}</strong>
            </p>
            {export.map(|note| view! { <p class="hint">{note}</p> })}
            {paid}
            {not_charged}
            {changes}
            {again}
            <p class="hint">{words.keep_link()}</p>
            {documents}
            <p><a class="button button-quiet" href=market.path("/products")>{words::cart(locale).continue_shopping()}</a></p>
        </section>
    }
    .into_any()
}
