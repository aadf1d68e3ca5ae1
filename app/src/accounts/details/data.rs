//! What the shop keeps of a shopper and may do with it: the newsletter, and the copy of everything.

use api::accounts::{Consent, CreateConsent, CustomerView, DeleteConsent, GetCustomerExport, ListConsents};
use api::endpoint::request_of;
use api::{Code, Problem};
use domain::Market;
use domain::accounts::ConsentPurpose;
use leptos::prelude::*;
use uuid::Uuid;

use crate::accounts::account::{is_over, logged_in};
use crate::accounts::session::{Next, end};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};

/// The page's path without its market.
const PATH: &str = "/account/data";

/// Consents and the copy. Its forms give and withdraw consents.
pub fn data_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let customer = match logged_in(&backend, Next::Data).await? {
            Ok(customer) => customer,
            Err(elsewhere) => return Ok(elsewhere),
        };
        let outcome = match submitted {
            Some(fields) => change(&backend, &fields).await.map(|()| None),
            None => backend.call(&ListConsents {}, None).await.map(Some),
        };
        match outcome {
            Ok(Some(consents)) => Ok(shown(market, &customer, &consents).into()),
            Ok(None) => Ok(Outcome::SeeOther(market.path(PATH))),
            Err(problem) if is_over(&problem) => {
                end();
                Ok(Outcome::SeeOther(market.path("/login?next=data")))
            }
            // The text has changed, or the address is not confirmed: the page says so.
            Err(problem) if problem.code == Code::InvalidField => Ok(Outcome::SeeOther(market.path(PATH))),
            Err(problem) => Err(problem),
        }
    })
}

/// Agrees or withdraws. What is agreed to is the wording that the form was shown with.
async fn change(backend: &Backend, fields: &Submitted) -> Result<(), Problem> {
    let key = Some(Uuid::new_v4().to_string());
    let (purpose, market) = (ConsentPurpose::Newsletter, backend.market());
    match fields.field("text_version").parse() {
        Ok(text_version) => backend.call(&CreateConsent { purpose, text_version, market }, key).await,
        Err(_) => backend.call(&DeleteConsent { purpose }, key).await,
    }
}

fn shown(market: Market, customer: &CustomerView, consents: &[Consent]) -> Page {
    let words = words::accounts(market.locale());
    let main = view! {
        <section class="section narrow">
            <h1>{words.data()}</h1>
            <h2>{words.newsletter()}</h2>
            <p>{words.newsletter_text()}</p>
            {newsletter(market, customer, consents)}
            <h2>{words.export()}</h2>
            <p>{words.export_more()}</p>
            {copy(market, customer)}
            <p><a href=market.path("/account")>{words.account()}</a></p>
        </section>
    };
    Page::new(Head::private(words.data()), main)
}

fn newsletter(market: Market, customer: &CustomerView, consents: &[Consent]) -> AnyView {
    let words = words::accounts(market.locale());
    let purpose = ConsentPurpose::Newsletter;
    let stands = consents.iter().find(|consent| consent.purpose == purpose && consent.withdrawn_at.is_none());
    let action = market.path(PATH);
    match stands {
        Some(consent) => view! {
            <p>{words.newsletter_since(&consent.given_at)}</p>
            <form method="post" action=action>
                <input type="hidden" name="consent" value="withdrawn"/>
                <button class="button button-quiet" type="submit">{words.newsletter_end()}</button>
            </form>
        }
        .into_any(),
        None if customer.verified => view! {
            <form method="post" action=action>
                <input type="hidden" name="text_version" value=purpose.text_version().to_string()/>
                <button class="button button-quiet" type="submit">{words.newsletter_agree()}</button>
            </form>
        }
        .into_any(),
        None => view! { <p><a href=market.path("/account")>{words.confirm_first()}</a></p> }.into_any(),
    }
}

/// The link to the copy; for whoever has been logged in for longer the way to log in.
fn copy(market: Market, customer: &CustomerView) -> AnyView {
    let words = words::accounts(market.locale());
    if customer.recent {
        let address = request_of(&GetCustomerExport {}).uri().to_string();
        return view! {
            <p><a class="button button-main" href=address download="account.json">{words.export_now()}</a></p>
        }
        .into_any();
    }
    let login = market.path(&format!("/login?next={}", Next::Data.word()));
    view! {
        <p>{words.recent_needed()}</p>
        <p><a class="button button-main" href=login>{words.login_again()}</a></p>
    }
    .into_any()
}
