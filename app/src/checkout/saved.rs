//! The addresses that an account keeps, to order with by one click.

use api::accounts::{CreateSavedAddress, ListSavedAddresses, SavedAddress};
use domain::Market;
use domain::checkout::Address;
use leptos::prelude::*;
use uuid::Uuid;

use super::address::{DELIVERY, Typed};
use super::form::{Form, KEEP};
use crate::context::Backend;

/// What the account of whoever is logged in keeps; nothing for a guest, and nothing when that cannot be found out:
/// everybody can type.
pub(super) async fn saved(backend: &Backend) -> Vec<SavedAddress> {
    if backend.request().session.is_none() {
        return Vec::new();
    }
    backend.call(&ListSavedAddresses {}, None).await.unwrap_or_default()
}

/// Fills a form in before anything is typed: with the address that was chosen, or else with those that parcels and
/// invoices go to.
pub(super) fn fill(form: &mut Form, saved: &[SavedAddress], chosen: Option<Uuid>) {
    let chosen = saved.iter().find(|one| Some(one.id) == chosen);
    let Some(delivery) = chosen.or_else(|| saved.iter().find(|one| one.is_delivery)) else { return };
    form.address = Typed::from(delivery.address.clone());
    if let Some(billing) = saved.iter().find(|one| one.is_billing && one.id != delivery.id) {
        form.billing = Typed::from(billing.address.clone());
    }
}

/// Has the account keep the address that was ordered to, if that was asked for. The order is placed: whether there is
/// room in the book is not worth troubling anybody with.
pub(super) async fn keep(backend: &Backend, form: &Form) {
    if !form.keep || backend.request().session.is_none() {
        return;
    }
    let address = form.address.checked(&DELIVERY, words::checkout(backend.market().locale()), &mut Vec::new());
    let keep = CreateSavedAddress { address: address.into(), is_delivery: false, is_billing: false };
    // The form sent again is the same order, and the same address.
    let _ = backend.call(&keep, Some(form.key.to_string())).await;
}

/// Links that fill the form in, one an address.
pub(super) fn choices(market: Market, saved: &[SavedAddress], form: &Form) -> Option<AnyView> {
    let words = words::checkout(market.locale());
    let row = |one: &SavedAddress| {
        let is_chosen = Typed::from(one.address.clone()) == form.address;
        let current = is_chosen.then_some("true");
        let address = market.path(&format!("/checkout?address={}", one.id));
        view! { <li><a href=address aria-current=current>{in_short(one)}</a></li> }
    };
    (!saved.is_empty()).then(|| {
        view! {
            <nav class="saved-addresses" aria-label=words.saved_addresses()>
                <p class="hint">{words.saved_addresses()}</p>
                <ul role="list">{saved.iter().map(row).collect_view()}</ul>
            </nav>
        }
        .into_any()
    })
}

/// The box to tick for having the address kept.
pub(super) fn keep_field(market: Market, form: &Form) -> AnyView {
    view! {
        <label class="choice" for=KEEP>
            <input type="checkbox" id=KEEP name=KEEP value="1" checked=form.keep/>
            <span class="choice-text">{words::checkout(market.locale()).keep_address()}</span>
        </label>
    }
    .into_any()
}

/// An address in one line.
fn in_short(one: &SavedAddress) -> String {
    let address = Address::from(one.address.clone());
    let town = address.town_line();
    [address.name, address.street, town].join(", ")
}
