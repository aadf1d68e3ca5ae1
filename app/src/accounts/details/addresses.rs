//! The address book.

use api::accounts::{DeleteSavedAddress, ListSavedAddresses, SavedAddress};
use domain::Market;
use domain::checkout::Address;
use leptos::prelude::*;
use uuid::Uuid;

use crate::accounts::account::{is_over, logged_in};
use crate::accounts::session::{Next, end};
use crate::context::Submitted;
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};

/// The page's path without its market.
pub(super) const PATH: &str = "/account/addresses";

/// The addresses of the book, each with the ways to change and remove it. It takes its own forms.
pub fn addresses_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        if let Err(elsewhere) = logged_in(&backend, Next::Addresses).await? {
            return Ok(elsewhere);
        }
        // An id that is none names no address: what was wanted is so.
        let removed = submitted.map(|fields| fields.field("address").parse::<Uuid>().ok());
        let outcome = match removed {
            Some(Some(id)) => {
                backend.call(&DeleteSavedAddress { id }, Some(Uuid::new_v4().to_string())).await.map(|()| None)
            }
            Some(None) => Ok(None),
            None => backend.call(&ListSavedAddresses {}, None).await.map(Some),
        };
        match outcome {
            Ok(Some(addresses)) => Ok(list(market, &addresses).into()),
            Ok(None) => Ok(Outcome::SeeOther(market.path(PATH))),
            Err(problem) if is_over(&problem) => {
                end();
                Ok(Outcome::SeeOther(market.path("/login?next=addresses")))
            }
            Err(problem) => Err(problem),
        }
    })
}

fn list(market: Market, addresses: &[SavedAddress]) -> Page {
    let words = words::accounts(market.locale());
    let none = addresses.is_empty().then(|| view! { <p>{words.addresses_none()}</p> });
    let rows = addresses.iter().map(|one| row(market, one)).collect_view();
    let main = view! {
        <section class="section narrow">
            <h1>{words.addresses()}</h1>
            <p class="lead">{words.addresses_more()}</p>
            {none}
            <ul role="list" class="order-list">{rows}</ul>
            <p><a class="button button-main" href=market.path("/account/addresses/edit")>{words.address_add()}</a></p>
            <p><a href=market.path("/account")>{words.account()}</a></p>
        </section>
    };
    Page::new(Head::private(words.addresses()), main)
}

fn row(market: Market, one: &SavedAddress) -> AnyView {
    let words = words::accounts(market.locale());
    let address = Address::from(one.address.clone());
    let town = address.town_line();
    let country = words::countries(market.locale()).name(address.country).to_owned();
    let name = format!("{}, {}", address.street, town);
    let lines = [address.name, address.street, address.extra, town, country];
    let lines = lines.into_iter().filter(|line| !line.trim().is_empty());
    let lines = lines.map(|line| view! { <span>{line}</span><br/> }).collect_view();
    let note = |is_so: bool, text: &'static str| is_so.then(|| view! { <strong>{text}</strong><br/> });
    let edit = market.path(&format!("/account/addresses/edit?address={}", one.id));
    view! {
        <li class="order-row">
            <span>
                {lines}
                {note(one.is_delivery, words.address_for_parcels())}
                {note(one.is_billing, words.address_for_invoices())}
            </span>
            <div class="order-row-doing">
                <a class="button button-quiet" href=edit aria-label=words.address_change_which(&name)>{words.address_change()}</a>
                <form method="post" action=market.path(PATH)>
                    <input type="hidden" name="address" value=one.id.to_string()/>
                    <button class="button button-quiet" type="submit" aria-label=words.address_remove_which(&name)>
                        {words.address_remove()}
                    </button>
                </form>
            </div>
        </li>
    }
    .into_any()
}
