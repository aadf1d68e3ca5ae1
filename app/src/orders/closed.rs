//! An order that does not open to whoever asks.

use api::{Code, Problem};
use domain::Market;
use http::StatusCode;
use leptos::prelude::*;

use crate::head::Head;
use crate::shell::{Outcome, Page};

/// What is seen instead of an order that the origin refused to show: the way to a new link where there is none, or it
/// has ended, and for an account's order the way in.
///
/// # Errors
/// Any other refusal, as it is.
pub(super) fn instead(market: Market, refused: Problem) -> Result<Outcome, Problem> {
    match refused.code {
        // It belongs to an account: their orders are what a shopper sees first there.
        Code::Unauthenticated => Ok(Outcome::SeeOther(market.path("/login"))),
        Code::OrderNotFound => Ok(closed(market).into()),
        _ => Err(refused),
    }
}

fn closed(market: Market) -> Page {
    let words = words::orders(market.locale());
    let main = view! {
        <section class="section narrow">
            <h1>{words.closed()}</h1>
            <p class="lead">{words.closed_more()}</p>
            <p><a class="button button-main" href=market.path("/orders/find")>{words.find()}</a></p>
            <p><a class="button button-quiet" href=market.path("/login?next=account")>{words::accounts(market.locale()).login()}</a></p>
        </section>
    };
    Page::new(Head::private(words.closed()), main).with_status(StatusCode::NOT_FOUND)
}
