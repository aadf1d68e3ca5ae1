//! Gift cards: what is on each, issuing one, and blocking one.

use api::checkout::gift_cards::{CreateGiftCard, GiftCardView, IssuedGiftCard, ListGiftCards, UpdateGiftCard};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::Currency;
use http::StatusCode;
use maud::{Markup, html};

use crate::datetime;
use crate::fields::{Fields, minor_units};
use crate::page::{Section, alert, hidden, marked, page, rejection, text_field, time, time_of};
use crate::promotions::time_field;
use crate::shop::currencies::currencies;
use crate::visitor::{Posted, Reply, Visitor};

/// The list, and the form for another.
pub async fn list(visitor: Visitor) -> Reply {
    render(&visitor, &Fields::default(), None, StatusCode::OK).await
}

async fn render(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let all = visitor.read(&ListGiftCards {}).await?;
    let content = html! {
        h1 { (words.gift_cards()) }
        @if let Some(above) = above { (above) }
        details open[typed.has("amount")] {
            summary { (words.issue_gift_card()) }
            form.narrow method="post" action="/admin/gift-cards" {
                (hidden(visitor))
                (text_field("amount", words.amount(), None, typed))
                div.field {
                    label for="currency" { (words.currency()) }
                    select id="currency" name="currency" {
                        @for currency in currencies() {
                            option value=(currency) selected[typed.get("currency") == currency.code()] { (currency) }
                        }
                    }
                }
                (time_field("expires", words.expires(), typed))
                (text_field("note", words.note(), Some(words.note_hint()), typed))
                button.button.main { (words.issue_gift_card()) }
            }
        }
        @if all.is_empty() { p { (words.gift_cards_none()) } }
        @else {
            table {
                thead {
                    tr {
                        th scope="col" { (words.code()) }
                        th scope="col" { (words.balance()) }
                        th scope="col" { (words.note()) }
                        th scope="col" { (office.made_at()) }
                        th scope="col" { (words.expires()) }
                        th scope="col" { (office.state()) }
                    }
                }
                tbody { @for card in &all { (row(visitor, card)) } }
            }
        }
    };
    Ok((status, page(visitor, Section::GiftCards, words.gift_cards(), &content)).into_response())
}

fn row(visitor: &Visitor, card: &GiftCardView) -> Markup {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let (event, text) = if card.blocked { ("unblock", words.unblock()) } else { ("block", words.block()) };
    html! {
        tr {
            th scope="row" { "•••• " (card.last_four) }
            td data-label=(words.balance()) { (card.balance.display(visitor.locale)) }
            td data-label=(words.note()) { (card.note) }
            td data-label=(office.made_at()) { (time(&card.created_at)) }
            td data-label=(words.expires()) {
                @match card.expires_at { Some(at) => (time_of(at)), None => (office.ends_never()) }
            }
            td data-label=(office.state()) {
                @if card.blocked { span.state { (words.blocked()) } } @else { span.state data-state="active" { (words.pays()) } }
                form.inline method="post" action={ "/admin/gift-cards/" (card.id) } {
                    (hidden(visitor))
                    button.button.quiet name="do" value=(event) aria-label={ (text) ": •••• " (card.last_four) } { (text) }
                }
            }
        }
    }
}

/// Issues a card, and shows its code this once.
pub async fn issue(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::office_selling(visitor.locale);
    let currency = fields.get("currency").parse::<Currency>().ok().filter(|one| currencies().contains(one));
    let amount = currency.and_then(|currency| Some((minor_units(fields.get("amount"), currency)?, currency)));
    let expires_at = fields.some("expires").map(|text| datetime::seconds(text).ok_or(words.bad_time())).transpose();
    let (amount, expires_at) = match (amount, expires_at) {
        (Some(amount), Ok(expires_at)) => (amount, expires_at),
        (amount, expires_at) => {
            let (name, said) = match amount {
                None => ("amount", words.bad_amount()),
                Some(_) => ("expires", expires_at.err().unwrap_or(words.bad_time())),
            };
            let fields = fields.with_fault(name, &html! { (said) });
            return render(visitor, &fields, Some(&alert(said, None)), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let (amount_minor, currency) = amount;
    let card = CreateGiftCard { amount_minor, currency, expires_at, note: fields.get("note").to_owned() };
    match visitor.write(&card, &posted.once()).await {
        Ok(issued) => render(visitor, &Fields::default(), Some(&shown(visitor, &issued)), StatusCode::OK).await,
        Err(problem) => {
            visitor.stop(&problem)?;
            let fields = marked(visitor.locale, fields, &problem);
            render(visitor, &fields, Some(&rejection(visitor.locale, &problem)), problem.code.status()).await
        }
    }
}

fn shown(visitor: &Visitor, issued: &IssuedGiftCard) -> Markup {
    let words = words::office_selling(visitor.locale);
    html! {
        div.alert.done role="status" {
            p.alert-title { (words.gift_card_issued(issued.gift_card.balance)) }
            @match &issued.code {
                Some(code) => {
                    p { (words.gift_card_once()) }
                    p { code.secret id="gift-card" { (code) } }
                }
                None => p { (words.gift_card_shown()) },
            }
        }
    }
}

/// Blocks a card, or lets it pay again.
pub async fn change(Path(card): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let gift_card = card.parse().map_err(|_| visitor.nothing_here())?;
    let change = UpdateGiftCard { gift_card, blocked: fields.get("do") == "block" };
    match visitor.write(&change, &posted.once()).await {
        Ok(_) => Ok(Redirect::to("/admin/gift-cards").into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            render(visitor, &Fields::default(), Some(&above), problem.code.status()).await
        }
    }
}
