//! The account for whoever comes back from a provider for the first time: a new one, or one that they log in to first.
//!
//! It takes its own forms.

use api::accounts::{CreateCustomerByOidc, CreateIdentity, CustomerView, FindPendingIdentity, PendingIdentityView};
use api::{Code, Problem};
use domain::{Email, Market};
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use crate::accounts::account::{is_over, log_in_again, logged_in};
use crate::accounts::code_entry::{self, entry_form};
use crate::accounts::login::status_of;
use crate::accounts::session::{Fault, Next, end};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::ui::alert::{error_summary, warning};
use crate::ui::field::Field;
use crate::{cookies, respond};

/// Which identity waits, and what to do with it.
pub fn join_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let Some(binding) = backend.request().oidc.clone() else { return Ok(gone(market)) };
        let find = FindPendingIdentity { binding: binding.clone() };
        let waiting = match backend.call(&find, Some(Uuid::new_v4().to_string())).await {
            Ok(waiting) => waiting,
            Err(refused) if refused.code == Code::OidcExpired => return Ok(gone(market)),
            Err(refused) if is_over(&refused) => {
                end();
                return Ok(Outcome::SeeOther(market.path("/login?next=join")));
            }
            Err(refused) => return Err(refused),
        };
        // Where they were going is kept with what waits, through whatever way they log in by meanwhile.
        let next = Next::named(&waiting.next);
        match backend.request().session.is_some() {
            true => link(&backend, next, submitted.is_some(), binding, &waiting).await,
            false => open(&backend, next, submitted, binding, &waiting).await,
        }
    })
}

fn gone(market: Market) -> Outcome {
    Outcome::SeeOther(market.path(&format!("/login?problem={}", Code::OidcExpired.as_str())))
}

/// Links what waits to the account of whoever is logged in, once they say so. Who was on the way to somewhere goes on there.
async fn link(
    backend: &Backend,
    next: Next,
    is_confirmed: bool,
    binding: String,
    waiting: &PendingIdentityView,
) -> Result<Outcome, Problem> {
    let market = backend.market();
    let customer = match logged_in(backend, Next::Join).await? {
        Ok(customer) => customer,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let again = || log_in_again(market, words::accounts(market.locale()).join(), Next::Join).into();
    if !customer.recent {
        return Ok(again());
    }
    if !is_confirmed {
        return Ok(question(market, &customer, waiting, None).into());
    }
    let add = CreateIdentity { binding, market };
    match backend.call(&add, Some(Uuid::new_v4().to_string())).await {
        Ok(()) => Ok(Outcome::SeeOther(match next {
            Next::Account => market.path("/account/identities"),
            elsewhere => elsewhere.path(market),
        })),
        Err(refused) if refused.code == Code::OidcExpired => Ok(gone(market)),
        Err(refused) if refused.code == Code::RecentLoginNeeded => Ok(again()),
        Err(refused) if refused.code.status().is_server_error() || is_over(&refused) => Err(refused),
        Err(refused) => Ok(question(market, &customer, waiting, Some(&refused)).into()),
    }
}

fn question(market: Market, customer: &CustomerView, waiting: &PendingIdentityView, refused: Option<&Problem>) -> Page {
    let words = words::accounts(market.locale());
    let status = refused.map_or(StatusCode::OK, |refused| refused.code.status());
    let said = refused.map(|refused| warning(words::problem(market.locale(), refused.code)));
    let main = view! {
        <section class="section narrow">
            <h1>{words.join()}</h1>
            {said}
            {introduction(market, waiting)}
            <p>{words.join_logged_in(&customer.email)}</p>
            <form method="post" action=market.path("/login/identity")>
                <button class="button button-main" type="submit">{words.identity_add(&waiting.label)}</button>
            </form>
            <p><a href=market.path("/account/identities")>{words.identities()}</a></p>
        </section>
    };
    Page::new(Head::private(words.join()), main).with_status(status)
}

/// Opens an account with what waits, once the form is filled in.
async fn open(
    backend: &Backend,
    next: Next,
    submitted: Option<Submitted>,
    binding: String,
    waiting: &PendingIdentityView,
) -> Result<Outcome, Problem> {
    let market = backend.market();
    let words = words::accounts(market.locale());
    let Some(fields) = submitted else {
        let name = waiting.name.clone().unwrap_or_default();
        let email = waiting.email.clone().unwrap_or_default();
        return Ok(form(market, waiting, &Entry { name, email, ..Entry::default() }).into());
    };
    let (name, email) = (fields.field("name").to_owned(), fields.field("email").to_owned());
    let mut entry = Entry { name, email, ..Entry::default() };
    let (name, email) = (domain::accounts::name(&entry.name), entry.email.parse::<Email>());
    if name.is_err() {
        entry.faults.push(("name", words.bad_name().to_owned()));
    }
    if email.is_err() {
        entry.faults.push(("email", words.bad_email().to_owned()));
    }
    let (Ok(name), Ok(email)) = (name, email) else { return Ok(form(market, waiting, &entry).into()) };
    let call = CreateCustomerByOidc { binding, name, email, market, device: backend.request().device.clone() };
    match backend.call(&call, Some(Uuid::new_v4().to_string())).await {
        Ok(asked) => {
            respond::cookie(&cookies::registration(asked.request));
            respond::cookie(&cookies::next(next.word()));
            let (email, request) = (&entry.email, Some(asked.request));
            let is_from_checkout = next == Next::Checkout;
            let sent = code_entry::Entry {
                email,
                request,
                is_registered: true,
                is_from_checkout,
                ..code_entry::Entry::default()
            };
            // Whoever has typed the code is asked whether the log-in is to be theirs.
            Ok(entry_form(market, Next::Join, &sent).into())
        }
        Err(refused) if refused.code == Code::OidcExpired => Ok(gone(market)),
        Err(refused) if refused.code.status().is_server_error() => Err(refused),
        Err(refused) => Ok(form(market, waiting, &Entry { refused: Some(refused), ..entry }).into()),
    }
}

/// The form as it was filled in.
#[derive(Default)]
struct Entry {
    name: String,
    email: String,
    faults: Vec<Fault>,
    refused: Option<Problem>,
}

fn form(market: Market, waiting: &PendingIdentityView, entry: &Entry) -> Page {
    let locale = market.locale();
    let words = words::accounts(locale);
    let Entry { name, email, faults, refused } = entry;
    let status = status_of(faults, refused.as_ref());
    let said = refused.as_ref().map(|refused| warning(words::problem(locale, refused.code)));
    let [login, code] = ["/login?next=join", "/login/code?next=join"].map(|page| market.path(page));
    let main = view! {
        <section class="section narrow">
            <h1>{words.join()}</h1>
            {said}
            {error_summary(words::shell(locale).errors_title(), faults)}
            {introduction(market, waiting)}
            <h2>{words.join_link()}</h2>
            <p>{words.join_link_more(&waiting.label)}</p>
            <p><a class="button button-quiet" href=login>{words.login()}</a></p>
            <p><a href=code>{words.code_login()}</a></p>
            <h2>{words.join_open()}</h2>
            <p>{words.join_open_more()}</p>
            <form method="post" action=market.path("/login/identity")>
                {Field::text("name", words.name(), "name", name).faulty(faults).view()}
                {Field::text("email", words.email(), "email", email).of_kind("email", 254).faulty(faults).view()}
                <button class="button button-main" type="submit">{words.join_open()}</button>
            </form>
        </section>
    };
    Page::new(Head::private(words.join()), main).with_status(status)
}

/// Who came back, as far as the provider has told.
fn introduction(market: Market, waiting: &PendingIdentityView) -> AnyView {
    let words = words::accounts(market.locale());
    let who = waiting.email.as_ref().or(waiting.name.as_ref());
    let who = who.map(|who| view! { <p>{words.join_as(who)}</p> });
    view! {
        <p class="lead">{words.join_new(&waiting.label)}</p>
        {who}
    }
    .into_any()
}
