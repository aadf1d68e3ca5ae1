//! Typing a code that was mailed, in the browser where it was asked for or in any other.

use api::accounts::CreateSessionByCode;
use api::{Code, Problem};
use domain::Market;
use domain::accounts::SignInCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::login::status_of;
use super::session::{Fault, Next, begin};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::ui::alert::{error_summary, warning};
use crate::ui::field::Field;

/// A form for address and code. It takes its own form, and that of the account's page.
pub fn code_entry_page() -> Opening {
    let submitted = Submitted::of_request();
    let next = Next::of_request(submitted.as_ref());
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let Some(fields) = submitted else { return Ok(entry_form(market, next, &Entry::default()).into()) };
        let entry =
            Entry { email: fields.field("email"), request: fields.field("request").parse().ok(), ..Entry::default() };
        match enter(&backend, &fields, entry.request).await {
            Ok(choose_password) => {
                let next = next.choosing(choose_password);
                Ok(Outcome::SeeOther(next.path(market)))
            }
            Err(Ok(faults)) => Ok(entry_form(market, next, &Entry { faults, ..entry }).into()),
            Err(Err(refused)) => Ok(entry_form(market, next, &Entry { refused: Some(refused), ..entry }).into()),
        }
    })
}

/// Logs in; says whether the account wants a password.
async fn enter(
    backend: &Backend,
    fields: &Submitted,
    request: Option<Uuid>,
) -> Result<bool, Result<Vec<Fault>, Problem>> {
    let words = words::accounts(backend.market().locale());
    let (email, code) = (fields.field("email").parse(), fields.field("code").parse::<SignInCode>());
    match (email, code) {
        (Ok(email), Ok(code)) => {
            let browser = backend.request().browser.clone();
            let call = CreateSessionByCode { email, code, request, browser };
            // A code is good once, so the key need not outlive the call.
            let session = backend.call(&call, Some(Uuid::new_v4().to_string())).await.map_err(Err)?;
            begin(backend, &session).await;
            Ok(session.choose_password)
        }
        (email, code) => {
            let faults = [
                email.is_err().then(|| ("email", words.bad_email().to_owned())),
                code.is_err().then(|| ("code", words.bad_code().to_owned())),
            ];
            Err(Ok(faults.into_iter().flatten().collect()))
        }
    }
}

/// What the form says.
#[derive(Default)]
pub(in crate::accounts) struct Entry<'a> {
    /// The address, as it was typed before.
    pub email: &'a str,
    /// What was asked for from here.
    pub request: Option<Uuid>,
    /// Whether that was just now.
    pub is_sent: bool,
    /// Whether an account was asked for, just now.
    pub is_registered: bool,
    /// Whether it was on the way to the checkout, though the log-in leads elsewhere first.
    pub is_from_checkout: bool,
    pub faults: Vec<Fault>,
    pub refused: Option<Problem>,
}

/// The form for the code.
pub(in crate::accounts) fn entry_form(market: Market, next: Next, entry: &Entry<'_>) -> Page {
    let locale = market.locale();
    let words = words::accounts(locale);
    let status = status_of(&entry.faults, entry.refused.as_ref());
    let mut faults = entry.faults.clone();
    let mut refused = entry.refused.as_ref();
    // What is said of a code belongs to its field.
    if let Some(wrong) = refused.take_if(|refused| refused.code == Code::SignInCodeWrong) {
        faults.push(("code", words::problem(locale, wrong.code).to_owned()));
    }
    let sent = entry.is_sent.then(|| {
        view! {
            <p class="lead" role="status">{words.code_sent()}</p>
            <p>{words.code_sent_more()}</p>
        }
    });
    // The same whether the address is new or has an account.
    let registered = entry.is_registered.then(|| {
        let (path, name) = match entry.is_from_checkout || next == Next::Checkout {
            true => ("/checkout", words.registered_checkout()),
            false => ("/", words.registered_shop()),
        };
        view! {
            <p class="lead" role="status">{words.registered_more()}</p>
            <p>{words.code_sent_more()}</p>
            <p>{words.registered_guest()} " " <a href=market.path(path)>{name}</a></p>
        }
    });
    let title = match next {
        _ if entry.is_registered => words.registered(),
        Next::Password => words.forgotten(),
        _ => words.code_login(),
    };
    let again = market.path(&format!("/login/code?next={}", next.word()));
    let request =
        entry.request.map(|request| view! { <input type="hidden" name="request" value=request.to_string()/> });
    let main = view! {
        <section class="section narrow">
            <h1>{title}</h1>
            {sent}
            {registered}
            {refused.map(|refused| warning(words::problem(locale, refused.code)))}
            {error_summary(words::shell(locale).errors_title(), &faults)}
            <form method="post" action=market.path("/login/code/enter")>
                <input type="hidden" name="next" value=next.word()/>
                {request}
                {Field::text("email", words.email(), "username", entry.email).of_kind("email", 254).faulty(&faults).view()}
                {code_field(market, &faults)}
                <button class="button button-main" type="submit">{words.login()}</button>
            </form>
            <p><a href=again>{words.code_again()}</a></p>
        </section>
    };
    Page::new(Head::private(title), main).with_status(status)
}

/// The field that a code is typed into.
pub(super) fn code_field(market: Market, faults: &[Fault]) -> AnyView {
    let words = words::accounts(market.locale());
    Field::text("code", words.code(), "one-time-code", "")
        .of_kind("text", 20)
        .numeric()
        .hint(words.code_hint())
        .faulty(faults)
        .view()
}
