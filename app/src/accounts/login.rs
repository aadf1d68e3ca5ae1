//! Logging in.

use api::accounts::CreateSession;
use api::accounts::OidcProviderView;
use api::{Code, Problem};
use domain::Market;
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::oidc::{provider_buttons, providers};
use super::passkey_login;
use super::session::{Fault, Next, begin};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::target;
use crate::ui::alert::{error_summary, warning};
use crate::ui::field::Field;

/// A form for e-mail address and password, and where there are passkeys one for those. It takes its own forms.
pub fn login_page() -> Opening {
    let submitted = Submitted::of_request();
    let next = Next::of_request(submitted.as_ref());
    let failed = failed_elsewhere();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let email = submitted.as_ref().map(|fields| fields.field("email").to_owned()).unwrap_or_default();
        let rejection = match &submitted {
            None => failed.map(Err),
            Some(fields) => match enter(&backend, fields).await {
                Ok(()) => return Ok(Outcome::SeeOther(next.path(market))),
                Err(rejection) => Some(rejection),
            },
        };
        let (passkey, providers) = (passkey_login::way(&backend), providers(&backend).await);
        Ok(form(market, next, &email, rejection, passkey, providers).into())
    })
}

/// What was refused on the way back from a provider, which leads here with `?problem=`.
fn failed_elsewhere() -> Option<Problem> {
    let refused = target::query("problem")?;
    let code = Code::ALL.iter().copied().find(|code| code.as_str() == refused)?;
    Some(Problem::new(code, code.title()))
}

/// Fields to mend, or what the origin says.
type FormRejection = Result<Vec<Fault>, Problem>;

async fn enter(backend: &Backend, fields: &Submitted) -> Result<(), FormRejection> {
    match fields.field("passkey") {
        "" => log_in(backend, fields).await,
        credential => passkey_login::enter(backend, credential).await.map_err(Err),
    }
}

async fn log_in(backend: &Backend, fields: &Submitted) -> Result<(), FormRejection> {
    let words = words::accounts(backend.market().locale());
    let (email, password) = (fields.field("email").parse(), fields.field("password").to_owned());
    let mut faults: Vec<Fault> = Vec::new();
    if email.is_err() {
        faults.push(("email", words.bad_email().to_owned()));
    }
    if password.is_empty() {
        faults.push(("password", words.no_password().to_owned()));
    }
    match email {
        Ok(email) if faults.is_empty() => {
            // Logging in again ends the session that this one opens: the key need not outlive the call.
            let key = Uuid::new_v4().to_string();
            let device = backend.request().device.clone();
            let browser = backend.request().browser.clone();
            let call = CreateSession { email, password, device, browser };
            let session = backend.call(&call, Some(key)).await.map_err(Err)?;
            begin(backend, &session).await;
            Ok(())
        }
        _ => Err(Ok(faults)),
    }
}

fn form(
    market: Market,
    next: Next,
    email: &str,
    rejection: Option<FormRejection>,
    passkey: Option<passkey_login::Way>,
    providers: Vec<OidcProviderView>,
) -> Page {
    let locale = market.locale();
    let words = words::accounts(locale);
    let (status, faults, code) = match rejection {
        None => (StatusCode::OK, Vec::new(), None),
        Some(Ok(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults, None),
        Some(Err(refused)) => (form_status(&refused), Vec::new(), Some(refused.code)),
    };
    let register = market.path(&format!("/register?next={}", next.word()));
    let code_login = market.path(&format!("/login/code?next={}", next.word()));
    // Where the script asks, the browser lists passkeys in the field for the address.
    let username = if passkey.is_some() { "username webauthn" } else { "username" };
    let passkey = passkey.map(|way| way.view(market, next));
    let main = view! {
        <section class="section narrow">
            <h1>{words.login()}</h1>
            {code.map(|code| warning(words::problem(locale, code)))}
            {error_summary(words::shell(locale).errors_title(), &faults)}
            <form method="post" action=market.path("/login")>
                <input type="hidden" name="next" value=next.word()/>
                {Field::text("email", words.email(), username, email).of_kind("email", 254).faulty(&faults).view()}
                {Field::text("password", words.password(), "current-password", "").of_kind("password", 200).faulty(&faults).view()}
                <button class="button button-main" type="submit">{words.login()}</button>
            </form>
            {passkey}
            {provider_buttons(market, next, providers)}
            <p><a href=code_login>{words.code_login()}</a></p>
            <p><a href=market.path("/login/code?next=password")>{words.forgotten()}</a></p>
            <p>{words.no_account()} " " <a href=register>{words.register()}</a></p>
        </section>
    };
    Page::new(Head::private(words.login()), main).with_status(status)
}

/// The status of a form shown again. A browser takes 401 for a question of its own.
pub(super) fn form_status(refused: &Problem) -> StatusCode {
    match refused.code {
        Code::WrongCredentials | Code::Unauthenticated => StatusCode::UNPROCESSABLE_ENTITY,
        code => code.status(),
    }
}

/// The status of a form with these fields to mend, or of one that the origin refused.
pub(super) fn status_of(faults: &[Fault], refused: Option<&Problem>) -> StatusCode {
    match refused {
        Some(refused) => form_status(refused),
        None if faults.is_empty() => StatusCode::OK,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
