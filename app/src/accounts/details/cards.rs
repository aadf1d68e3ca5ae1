//! The cards that the payment provider keeps for the account.

use api::checkout::cards::{DeleteSavedCard, ListSavedCards, SavedCard};
use domain::Market;
use leptos::prelude::*;
use uuid::Uuid;

use crate::accounts::account::{is_over, logged_in};
use crate::accounts::session::{Next, end};
use crate::checkout::card_in_short;
use crate::context::Submitted;
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};

/// The page's path without its market.
const PATH: &str = "/account/cards";

/// The cards, each with a button to remove it. It takes its own forms.
pub fn cards_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        if let Err(elsewhere) = logged_in(&backend, Next::Cards).await? {
            return Ok(elsewhere);
        }
        let outcome = match submitted {
            Some(fields) => {
                let remove = DeleteSavedCard { id: fields.field("card").to_owned() };
                backend.call(&remove, Some(Uuid::new_v4().to_string())).await.map(|()| None)
            }
            None => backend.call(&ListSavedCards {}, None).await.map(Some),
        };
        match outcome {
            Ok(Some(cards)) => Ok(list(market, &cards).into()),
            Ok(None) => Ok(Outcome::SeeOther(market.path(PATH))),
            Err(problem) if is_over(&problem) => {
                end();
                Ok(Outcome::SeeOther(market.path("/login?next=cards")))
            }
            Err(problem) => Err(problem),
        }
    })
}

fn list(market: Market, cards: &[SavedCard]) -> Page {
    let words = words::accounts(market.locale());
    let none = cards.is_empty().then(|| view! { <p>{words.cards_none()}</p> });
    let rows = cards.iter().map(|card| row(market, card)).collect_view();
    let main = view! {
        <section class="section narrow">
            <h1>{words.cards()}</h1>
            <p class="lead">{words.cards_more()}</p>
            {none}
            <ul role="list" class="order-list">{rows}</ul>
            <p><a href=market.path("/account")>{words.account()}</a></p>
        </section>
    };
    Page::new(Head::private(words.cards()), main)
}

fn row(market: Market, card: &SavedCard) -> AnyView {
    let words = words::accounts(market.locale());
    let name = card_in_short(market.locale(), card);
    let label = words.card_remove_which(&name);
    view! {
        <li class="order-row">
            <span>{name}</span>
            <form method="post" action=market.path(PATH)>
                <input type="hidden" name="card" value=card.id.clone()/>
                <button class="button button-quiet" type="submit" aria-label=label>{words.card_remove()}</button>
            </form>
        </li>
    }
    .into_any()
}
