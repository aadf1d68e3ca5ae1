//! Withdrawing from the contract, and returns: first the choice, then what it comes to with the button
//! that confirms it. Both steps work without an account and without scripts.

use api::orders::{LineUnits, OrderView};
use api::{Code, Problem};
use domain::orders::ReturnKind;
use domain::{Market, OrderId};
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::lifecycle::{contents, name};
use super::parts::known;
use super::wish::{Fault, Wish, field_of};
use super::{closed, email_again};
use crate::context::Submitted;
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::target;
use crate::ui::alert::{error_summary, warning};

/// Withdrawing from the contract about what was sent.
pub fn withdrawal_page() -> Opening {
    send_back(ReturnKind::Withdrawal)
}

/// Asking to return or exchange what was sent.
pub fn return_page() -> Opening {
    send_back(ReturnKind::Return)
}

fn send_back(kind: ReturnKind) -> Opening {
    let id = target::parameter("id");
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let id = OrderId(id.parse().map_err(|_| Problem::new(Code::OrderNotFound, ""))?);
        let order = match known(&backend, id).await {
            Ok(order) => order,
            Err(problem) => return closed::instead(market, problem),
        };
        // Whoever has no session has but a link.
        let asked = backend.request().session.is_none();
        let Some(fields) = submitted else {
            let wish = Wish::blank(kind, &order);
            return Ok(choice(market, kind, &order, &wish, &[], None).into());
        };
        let wish = Wish::posted(kind, &order, &fields);
        let faults = wish.faults(market.locale());
        if !faults.is_empty() {
            return Ok(choice(market, kind, &order, &wish, &faults, None).into());
        }
        if fields.field("step") != "confirm" {
            return Ok(confirmation(market, &order, &wish, asked.then(|| email_again::field(market, "", false))).into());
        }
        let key: Uuid = fields.field("key").parse().unwrap_or_else(|_| Uuid::new_v4());
        match backend.call_about(id, &wish.request(id, email_again::said(&fields)), Some(key.to_string())).await {
            Ok(_) => Ok(Outcome::SeeOther(market.path(&format!("/orders/{id}")))),
            Err(refused) if email_again::is_why(&refused) => {
                let email = email_again::field(market, fields.field("email"), true);
                Ok(confirmation(market, &order, &wish, Some(email)).with_status(refused.code.status()).into())
            }
            Err(refused) => {
                // What can be sent back may have changed meanwhile.
                let order = known(&backend, id).await.unwrap_or(order);
                Ok(choice(market, kind, &order, &wish, &[], Some(&refused)).into())
            }
        }
    })
}

fn title(market: Market, kind: ReturnKind) -> &'static str {
    let words = words::orders(market.locale());
    if kind == ReturnKind::Withdrawal { words.withdraw() } else { words.send_back() }
}

fn address(market: Market, kind: ReturnKind, order: OrderId) -> String {
    let last = if kind == ReturnKind::Withdrawal { "withdrawal" } else { "return" };
    market.path(&format!("/orders/{order}/{last}"))
}

/// The first step: which units, and what for.
fn choice(
    market: Market,
    kind: ReturnKind,
    order: &OrderView,
    wish: &Wish,
    faults: &[Fault],
    refused: Option<&Problem>,
) -> Page {
    let locale = market.locale();
    let words = words::orders(locale);
    let title = title(market, kind);
    let status = match refused {
        Some(refused) => refused.code.status(),
        None if faults.is_empty() => StatusCode::OK,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let lifecycle = &order.lifecycle;
    let open = if kind == ReturnKind::Withdrawal { lifecycle.withdrawable } else { !lifecycle.returnable.is_empty() };
    let form = open.then(|| {
        let rows = lifecycle.returnable.iter().map(|units| quantity_field(market, order, wish, units)).collect_view();
        let lead = if kind == ReturnKind::Withdrawal { words.choose_withdrawal() } else { words.choose_return() };
        let more = (kind != ReturnKind::Withdrawal).then(|| wish_fields(market, wish, faults));
        view! {
            <p>{lead}</p>
            <form method="post" action=address(market, kind, order.id)>
                <fieldset id="units" tabindex="-1">
                    <legend>{words.which()}</legend>
                    {rows}
                </fieldset>
                {more}
                <button class="button button-main" type="submit">{words.next()}</button>
            </form>
        }
    });
    let nothing = (!open).then(|| view! { <p>{words.nothing_to_return()}</p> });
    let main = view! {
        <section class="section narrow">
            <h1>{title}</h1>
            {refused.map(|refused| warning(words::problem(locale, refused.code)))}
            {error_summary(words::shell(locale).errors_title(), faults)}
            {form}
            {nothing}
            {back(market, order.id)}
        </section>
    };
    Page::new(Head::private(title), main).with_status(status)
}

fn back(market: Market, order: OrderId) -> AnyView {
    let words = words::orders(market.locale());
    view! { <p><a href=market.path(&format!("/orders/{order}"))>{words.back_to_order()}</a></p> }.into_any()
}

fn quantity_field(market: Market, order: &OrderView, wish: &Wish, units: &LineUnits) -> AnyView {
    let words = words::orders(market.locale());
    let line = order.lines.iter().find(|line| line.sku == units.sku);
    let label = line.map_or_else(|| units.sku.to_string().into_any(), name);
    let field = field_of(&units.sku);
    let id = field.clone();
    let chosen = wish.of(&units.sku);
    let options = (0..=units.quantity.get()).map(|number| {
        let text = if number == 0 { words.none_of_it().to_owned() } else { number.to_string() };
        view! { <option value=number.to_string() selected=number == chosen>{text}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id name=field>{options}</select>
        </div>
    }
    .into_any()
}

fn wish_fields(market: Market, wish: &Wish, faults: &[Fault]) -> AnyView {
    let words = words::orders(market.locale());
    let other = wish.kind == ReturnKind::Exchange;
    let row = |id: &'static str, value: &'static str, name: &'static str, checked: bool| {
        view! {
            <label class="choice" for=id>
                <input type="radio" id=id name="wish" value=value checked=checked/>
                <span class="choice-text">{name}</span>
            </label>
        }
    };
    let fault = faults.iter().find(|fault| fault.0 == "reason").map(|fault| fault.1.clone());
    let invalid = fault.is_some().then_some("true");
    let described = if fault.is_some() { "reason-hint reason-fault" } else { "reason-hint" };
    view! {
        <fieldset>
            <legend>{words.what_instead()}</legend>
            {row("wish-return", "return", words.want_money(), !other)}
            {row("wish-exchange", "exchange", words.want_other(), other)}
        </fieldset>
        <div class="field">
            <label for="reason">{words.reason()}</label>
            <p class="field-hint" id="reason-hint">{words.reason_hint()}</p>
            {fault.map(|fault| view! { <p class="field-fault" id="reason-fault">{fault}</p> })}
            <textarea id="reason" name="reason" rows="4" maxlength="1000" aria-invalid=invalid aria-describedby=described>
                {wish.reason.clone()}
            </textarea>
        </div>
    }
    .into_any()
}

/// The second step: what it comes to, the field `email` if it is asked for, and the button that does it.
fn confirmation(market: Market, order: &OrderView, wish: &Wish, email: Option<AnyView>) -> Page {
    let locale = market.locale();
    let words = words::orders(locale);
    let (title, lead, button) = match wish.kind {
        ReturnKind::Withdrawal => (words.check_withdrawal(), words.check_withdrawal_more(), words.confirm_withdrawal()),
        ReturnKind::Return | ReturnKind::Exchange => {
            (words.check_return(), words.check_return_more(), words.confirm_return())
        }
    };
    let hidden = |name: String, value: String| view! { <input type="hidden" name=name value=value/> };
    let units = wish.units.iter().map(|units| hidden(field_of(&units.sku), units.quantity.get().to_string()));
    let wants = if wish.kind == ReturnKind::Exchange { words.want_other() } else { words.want_money() };
    let said = (wish.kind != ReturnKind::Withdrawal).then(|| {
        let reason = wish.reason.clone();
        let reason = (!reason.is_empty())
            .then(|| view! { <div><dt>{words.reason()}</dt><dd class="order-said">{reason}</dd></div> });
        view! { <div><dt>{words.what_instead()}</dt><dd>{wants}</dd></div> {reason} }
    });
    let main = view! {
        <section class="section narrow">
            <h1>{title}</h1>
            <p>{lead}</p>
            {contents(&order.lines, &wish.units)}
            <dl class="order-facts">
                <div><dt>{words.order()}</dt><dd>{words.number_if_any(order.number)}</dd></div>
                <div><dt>{words.your_name()}</dt><dd>{order.address.name.clone()}</dd></div>
                <div><dt>{words.receipt_to()}</dt><dd>{order.email.clone()}</dd></div>
                {said}
            </dl>
            <form method="post" action=address(market, wish.kind, order.id)>
                {units.collect_view()}
                {hidden("wish".to_owned(), if wish.kind == ReturnKind::Exchange { "exchange" } else { "return" }.to_owned())}
                {hidden("reason".to_owned(), wish.reason.clone())}
                {hidden("step".to_owned(), "confirm".to_owned())}
                {hidden("key".to_owned(), Uuid::new_v4().to_string())}
                {email}
                <button class="button button-main" type="submit">{button}</button>
            </form>
            {back(market, order.id)}
        </section>
    };
    Page::new(Head::private(title), main)
}
