//! What an account says of its owner: the name, and the language and currency that logging in leads to.

use api::accounts::{CustomerView, UpdateCustomer};
use domain::Market;
use domain::accounts::name as checked_name;
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use crate::accounts::account::logged_in;
use crate::accounts::session::{Fault, Next};
use crate::brand::Brand;
use crate::context::Submitted;
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::ui::alert::error_summary;
use crate::ui::field::Field;

/// The page's path without its market.
const PATH: &str = "/account/details";

/// The form for both. It takes its own form, and leads to the account in the market that was chosen.
pub fn details_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let customer = match logged_in(&backend, Next::Details).await? {
            Ok(customer) => customer,
            Err(elsewhere) => return Ok(elsewhere),
        };
        let brand = backend.brand().await;
        let Some(fields) = submitted else { return Ok(form(market, &brand, &customer, &[]).into()) };
        let typed = fields.field("name").to_owned();
        let chosen = brand.settings().all_markets().find(|market| market.code() == fields.field("market"));
        if checked_name(&typed).is_err() {
            let faults = [("name", words::accounts(market.locale()).bad_name().to_owned())];
            let customer = CustomerView { name: typed, market: chosen, ..customer };
            return Ok(form(market, &brand, &customer, &faults).into());
        }
        let change = UpdateCustomer { name: Some(typed), market: chosen };
        backend.call(&change, Some(Uuid::new_v4().to_string())).await?;
        Ok(Outcome::SeeOther(chosen.unwrap_or(market).path("/account")))
    })
}

fn form(market: Market, brand: &Brand, customer: &CustomerView, faults: &[Fault]) -> Page {
    let locale = market.locale();
    let words = words::accounts(locale);
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let chosen = customer.market.unwrap_or(market);
    let set = brand.settings();
    let options = set.all_markets().filter(|other| set.is_open(*other) || *other == chosen).map(|other| {
        let country = match other.is_made() {
            true => format!(", {}", words::countries(other.locale()).name(other.country())),
            false => String::new(),
        };
        let name = format!("{}, {}{country}", words::shell(other.locale()).language(), other.currency());
        let is_chosen = other == chosen;
        view! { <option value=other.code() lang=other.locale().code() selected=is_chosen>{name}</option> }
    });
    let main = view! {
        <section class="section narrow">
            <h1>{words.details()}</h1>
            {error_summary(words::shell(locale).errors_title(), faults)}
            <form method="post" action=market.path(PATH)>
                {Field::text("name", words.name(), "name", &customer.name).faulty(faults).view()}
                <div class="field">
                    <label for="market">{words.details_market()}</label>
                    <p class="field-hint" id="market-hint">{words.details_market_hint()}</p>
                    <select id="market" name="market" aria-describedby="market-hint">{options.collect_view()}</select>
                </div>
                <button class="button button-main" type="submit">{words.details_save()}</button>
            </form>
            <p><a href=market.path("/account")>{words.account()}</a></p>
        </section>
    };
    Page::new(Head::private(words.details()), main).with_status(status)
}
