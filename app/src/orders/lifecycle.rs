//! What became of an order, as its page shows it.

use api::Problem;
use api::orders::{
    CancellationView, LineUnits, OrderLine, OrderView, RefundLine, RefundView, ReturnView, ShipmentView,
};
use domain::orders::{OrderState, ReturnKind, ReturnState};
use domain::{Locale, Market, OrderId};
use leptos::prelude::*;
use uuid::Uuid;

use super::email_again;
use crate::ui::language::named;
use domain::date::written as date;

/// Shipments, refunds, returns and what was called off; nothing of what there is none of.
pub(super) fn lifecycle(market: Market, order: &OrderView) -> AnyView {
    let words = words::orders(market.locale());
    let section = |title: &'static str, rows: Vec<AnyView>| {
        (!rows.is_empty()).then(|| {
            view! {
                <h2>{title}</h2>
                <ul role="list" class="order-steps">{rows}</ul>
            }
        })
    };
    let of = &order.lifecycle;
    let shipments = of.shipments.iter().map(|one| shipment(market.locale(), &order.lines, one)).collect();
    let refunds = of.refunds.iter().map(|one| refund(market.locale(), &order.lines, one)).collect();
    let cancelled = of.cancellations.iter().map(|one| called_off(market.locale(), &order.lines, one)).collect();
    let returns = of.returns.iter().map(|one| coming_back(market, &order.lines, one)).collect();
    view! {
        {section(words.shipments(), shipments)}
        {section(words.cancelled_parts(), cancelled)}
        {section(words.returns(), returns)}
        {section(words.refunds(), refunds)}
    }
    .into_any()
}

fn step(title: String, state: &'static str, when: String, rest: AnyView) -> AnyView {
    view! {
        <li class="order-step">
            <p class="order-step-head"><strong>{title}</strong> <span class="order-step-state">{state}</span></p>
            <p class="hint">{when}</p>
            {rest}
        </li>
    }
    .into_any()
}

fn shipment(locale: Locale, lines: &[OrderLine], shipment: &ShipmentView) -> AnyView {
    let words = words::orders(locale);
    let title = format!("{} {}", words.shipment(), shipment.position);
    let title = shipment.carrier.iter().fold(title, |title, carrier| format!("{title}, {carrier}"));
    let when = shipment.delivered_at.as_ref().or(shipment.shipped_at.as_ref());
    let when = when.map(|time| date(locale, time)).unwrap_or_default();
    let number = shipment.tracking_number.clone();
    let number = number.map(|number| view! { <p class="hint">{words.tracking_number()} ": " {number}</p> });
    let link = shipment.tracking_url.clone().map(|url| {
        // The carrier need not learn where its page is linked from.
        view! { <p><a href=url rel="noopener noreferrer" referrerpolicy="no-referrer">{words.track()}</a></p> }
    });
    let rest = view! { {contents(lines, &shipment.lines)} {number} {link} };
    step(title, words.shipment_state(shipment.state), when, rest.into_any())
}

fn refund(locale: Locale, lines: &[OrderLine], refund: &RefundView) -> AnyView {
    let words = words::orders(locale);
    let part = |name: &'static str, amount: domain::Money| {
        (amount.minor > 0).then(|| view! { <li>{name} ": " {amount.display(locale)}</li> })
    };
    let units = |line: &RefundLine| LineUnits { sku: line.sku.clone(), quantity: line.quantity };
    let units: Vec<LineUnits> = refund.lines.iter().map(units).collect();
    let rest = view! {
        {(!units.is_empty()).then(|| contents(lines, &units))}
        <ul role="list" class="hint">
            {part(words.for_delivery(), refund.delivery)}
            {part(words.for_goodwill(), refund.goodwill)}
        </ul>
    };
    let when = date(locale, &refund.created_at);
    step(refund.amount.display(locale), words.refund_state(refund.state), when, rest.into_any())
}

/// What is not charged is said; what was paid for it is one of the refunds.
fn called_off(locale: Locale, lines: &[OrderLine], off: &CancellationView) -> AnyView {
    let words = words::orders(locale);
    let title = match off.released.minor {
        0 => words.state(OrderState::Cancelled).to_owned(),
        _ => words.not_charged(off.released),
    };
    step(title, "", date(locale, &off.created_at), contents(lines, &off.lines))
}

fn coming_back(market: Market, lines: &[OrderLine], one: &ReturnView) -> AnyView {
    let locale = market.locale();
    let words = words::orders(locale);
    let said = |name: &'static str, text: &str| {
        let text = text.to_owned();
        (!text.is_empty()).then(|| view! { <p class="order-said"><span class="hint">{name} ": "</span> {text}</p> })
    };
    let exchange = one.exchange_order.map(|order| {
        view! { <p><a href=market.path(&format!("/orders/{order}"))>{words.exchange_sent()}</a></p> }
    });
    let rest = view! {
        {contents(lines, &one.lines)}
        {said(words.you_said(), &one.reason)}
        {said(words.our_answer(), &one.answer)}
        {exchange}
    };
    let title = words.return_kind(one.kind).to_owned();
    // A withdrawal asks for nothing: it is declared.
    let state = match (one.kind, one.state) {
        (ReturnKind::Withdrawal, ReturnState::Requested) => words.withdrawal_received(),
        (_, state) => words.return_state(state),
    };
    step(title, state, date(locale, &one.created_at), rest.into_any())
}

/// Units by the names of what they are.
pub(super) fn contents(lines: &[OrderLine], units: &[LineUnits]) -> AnyView {
    let row = |units: &LineUnits| {
        let name =
            lines.iter().find(|line| line.sku == units.sku).map_or_else(|| units.sku.to_string().into_any(), name);
        view! { <li>{units.quantity.get().to_string()} " × " {name}</li> }
    };
    view! { <ul role="list">{units.iter().map(row).collect_view()}</ul> }.into_any()
}

/// A line's title with its choice.
pub(super) fn name(line: &OrderLine) -> AnyView {
    named(&line.title, &line.choice)
}

/// Whether the shopper has to say the order's e-mail address to change anything.
pub(super) struct Ask<'a> {
    /// Whether it is asked for: whoever has no session has but a link.
    pub asked: bool,
    /// What they said.
    pub typed: &'a str,
    /// Why nothing was changed.
    pub refused: Option<&'a Problem>,
}

/// What the shopper can still change: cancel, withdraw, send back. Nothing if nothing can be changed.
pub(super) fn changes(market: Market, order: &OrderView, ask: &Ask<'_>) -> Option<AnyView> {
    let locale = market.locale();
    let words = words::orders(locale);
    let of = &order.lifecycle;
    let cancel = of.cancellable.then(|| cancel_form(market, order.id, ask));
    let withdraw = of.withdrawable.then(|| {
        let until = match &of.withdrawable_until {
            Some(day) => format!("{} {}.", words.withdraw_until(), date(locale, day)),
            None => words.withdraw_more().to_owned(),
        };
        let address = market.path(&format!("/orders/{}/withdrawal", order.id));
        view! {
            <p class="hint">{until}</p>
            <p><a class="button" href=address>{words.withdraw()}</a></p>
        }
    });
    let send_back = (!of.returnable.is_empty()).then(|| {
        let address = market.path(&format!("/orders/{}/return", order.id));
        view! { <p><a class="button button-quiet" href=address>{words.send_back()}</a></p> }
    });
    let any = of.cancellable || of.withdrawable || !of.returnable.is_empty();
    any.then(|| {
        view! {
            <section class="order-changes" aria-labelledby="changes">
                <h2 id="changes">{words.change()}</h2>
                {cancel}
                {withdraw}
                {send_back}
            </section>
        }
        .into_any()
    })
}

/// Two steps without script: what opens says what will happen, and has the button.
fn cancel_form(market: Market, order: OrderId, ask: &Ask<'_>) -> AnyView {
    let words = words::orders(market.locale());
    let another = ask.refused.is_some_and(email_again::is_why);
    let email = (ask.asked || another).then(|| email_again::field(market, ask.typed, another));
    view! {
        <details class="more" open=ask.refused.is_some()>
            <summary>{words.cancel()}</summary>
            <form method="post" action=market.path(&format!("/orders/{order}"))>
                <input type="hidden" name="action" value="cancel"/>
                <input type="hidden" name="key" value=Uuid::new_v4().to_string()/>
                <p>{words.cancel_more()}</p>
                {email}
                <p><button class="button" type="submit">{words.cancel_now()}</button></p>
            </form>
        </details>
    }
    .into_any()
}
