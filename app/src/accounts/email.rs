//! Moving the account to another e-mail address: the new address first, then the code that was sent there.

use api::Problem;
use api::accounts::{CreateEmailChange, CustomerView, UpdateEmail};
use domain::accounts::SignInCode;
use domain::{Email, Market};
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::account::{done, is_over, log_in_again, logged_in};
use super::code_entry::code_field;
use super::login::form_status;
use super::session::{Fault, Next, begin, end};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::ui::alert::{error_summary, warning};
use crate::ui::field::Field;

/// Fields to mend, or what the origin says.
type FormRejection = Result<Vec<Fault>, Problem>;

/// A form for the new address, for whoever has just logged in. It takes its own form.
pub fn email_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let customer = match logged_in(&backend, Next::Email).await? {
            Ok(customer) => customer,
            Err(elsewhere) => return Ok(elsewhere),
        };
        let words = words::accounts(market.locale());
        if !customer.recent {
            return Ok(log_in_again(market, words.change_email(), Next::Email).into());
        }
        let Some(fields) = submitted else { return Ok(form(market, &customer, "", None).into()) };
        let typed = fields.field("email");
        let rejection = match typed.parse::<Email>() {
            Err(_) => Ok(vec![("email", words.bad_email().to_owned())]),
            Ok(email) => {
                let ask = CreateEmailChange { email, market };
                match backend.call(&ask, Some(Uuid::new_v4().to_string())).await {
                    Ok(()) => return Ok(Outcome::SeeOther(market.path("/account/email/code"))),
                    Err(refused) if refused.code.status().is_server_error() => return Err(refused),
                    Err(refused) => Err(refused),
                }
            }
        };
        Ok(form(market, &customer, typed, Some(rejection)).into())
    })
}

/// A form for the code. It takes its own form.
pub fn email_code_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        if let Err(elsewhere) = logged_in(&backend, Next::Email).await? {
            return Ok(elsewhere);
        }
        let words = words::accounts(market.locale());
        let Some(fields) = submitted else { return Ok(code_form(market, None).into()) };
        match enter(&backend, fields.field("code")).await {
            Ok(()) => Ok(done(market, words.change_email(), words.email_changed()).into()),
            Err(Err(refused)) if is_over(&refused) => {
                end();
                Ok(Outcome::SeeOther(market.path("/login?next=email")))
            }
            Err(Err(refused)) if refused.code.status().is_server_error() => Err(refused),
            Err(rejection) => Ok(code_form(market, Some(rejection)).into()),
        }
    })
}

async fn enter(backend: &Backend, code: &str) -> Result<(), FormRejection> {
    let words = words::accounts(backend.market().locale());
    let Ok(code) = code.parse::<SignInCode>() else { return Err(Ok(vec![("code", words.bad_code().to_owned())])) };
    let call = UpdateEmail { code, market: backend.market(), browser: backend.request().browser.clone() };
    let session = backend.call(&call, Some(Uuid::new_v4().to_string())).await.map_err(Err)?;
    begin(backend, &session).await;
    Ok(())
}

/// The status of a form, what is to be mended in it, and what else is to be said.
fn parts(market: Market, rejection: Option<FormRejection>) -> (StatusCode, Vec<Fault>, Option<AnyView>) {
    match rejection {
        None => (StatusCode::OK, Vec::new(), None),
        Some(Ok(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults, None),
        Some(Err(refused)) => {
            let text = words::problem(market.locale(), refused.code);
            (form_status(&refused), Vec::new(), Some(warning(text)))
        }
    }
}

fn form(market: Market, customer: &CustomerView, email: &str, rejection: Option<FormRejection>) -> Page {
    let words = words::accounts(market.locale());
    let (status, faults, said) = parts(market, rejection);
    let main = view! {
        <section class="section narrow">
            <h1>{words.change_email()}</h1>
            {said}
            {error_summary(words::shell(market.locale()).errors_title(), &faults)}
            <p>{words.email_now(&customer.email)}</p>
            <p>{words.change_email_more()}</p>
            <form method="post" action=market.path("/account/email")>
                {Field::text("email", words.new_email(), "email", email).of_kind("email", 254).faulty(&faults).view()}
                <button class="button button-main" type="submit">{words.code_send()}</button>
            </form>
            <p><a href=market.path("/account")>{words.account()}</a></p>
        </section>
    };
    Page::new(Head::private(words.change_email()), main).with_status(status)
}

fn code_form(market: Market, rejection: Option<FormRejection>) -> Page {
    let words = words::accounts(market.locale());
    let (status, faults, said) = parts(market, rejection);
    let main = view! {
        <section class="section narrow">
            <h1>{words.change_email()}</h1>
            <p class="lead" role="status">{words.email_code_sent()}</p>
            {said}
            {error_summary(words::shell(market.locale()).errors_title(), &faults)}
            <form method="post" action=market.path("/account/email/code")>
                {code_field(market, &faults)}
                <button class="button button-main" type="submit">{words.change_email()}</button>
            </form>
            <p><a href=market.path("/account/email")>{words.code_again()}</a></p>
        </section>
    };
    Page::new(Head::private(words.change_email()), main).with_status(status)
}
