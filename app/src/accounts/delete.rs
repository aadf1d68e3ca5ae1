//! Deleting one's account: what goes and what stays, and the password once more.

use api::accounts::{CreateSession, DeleteCustomer, GetCustomer};
use api::{Code, Problem};
use domain::{Email, Market};
use leptos::prelude::*;
use uuid::Uuid;

use super::account::is_over;
use super::login::status_of;
use super::session::{Fault, end};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::ui::alert::{error_summary, warning};
use crate::ui::field::Field;
use crate::{cookies, respond};

/// What is going to happen, with the form that does it. It takes its own form.
pub fn delete_account_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let login = || Ok(Outcome::SeeOther(market.path("/login?next=account")));
        if backend.request().session.is_none() {
            return login();
        }
        let email = match backend.call(&GetCustomer {}, None).await {
            Ok(customer) => customer.email,
            Err(problem) if is_over(&problem) => {
                end();
                return login();
            }
            Err(problem) => return Err(problem),
        };
        let Some(fields) = submitted else { return Ok(form(market, &email, &[], None).into()) };
        let password = fields.field("password");
        if password.is_empty() {
            let faults = [("password", words::accounts(market.locale()).no_password().to_owned())];
            return Ok(form(market, &email, &faults, None).into());
        }
        match delete(&backend, &email, password).await {
            Ok(()) => {
                end();
                respond::cookie(&cookies::no_orders());
                respond::clear_site_data();
                Ok(deleted(market).into())
            }
            Err(refused) if refused.code.status().is_server_error() => Err(refused),
            Err(refused) => Ok(form(market, &email, &[], Some(&refused)).into()),
        }
    })
}

/// Logs in once more, which counts as any log-in does, and deletes the account with that session.
async fn delete(backend: &Backend, email: &str, password: &str) -> Result<(), Problem> {
    let wrong =
        |_| Problem::new(Code::WrongCredentials, "The account's e-mail address is none that can be logged in with.");
    let email = email.parse::<Email>().map_err(wrong)?;
    let device = backend.request().device.clone();
    let browser = backend.request().browser.clone();
    let log_in = CreateSession { email, password: password.to_owned(), device, browser };
    let session = backend.call(&log_in, Some(Uuid::new_v4().to_string())).await?;
    let known = backend.with_session(&session.token);
    known.call(&DeleteCustomer {}, Some(Uuid::new_v4().to_string())).await
}

fn form(market: Market, email: &str, faults: &[Fault], refused: Option<&Problem>) -> Page {
    let locale = market.locale();
    let words = words::accounts(locale);
    let main = view! {
        <section class="section narrow">
            <h1>{words.delete()}</h1>
            {refused.map(|refused| warning(words::problem(locale, refused.code)))}
            {error_summary(words::shell(locale).errors_title(), faults)}
            <p>{words.delete_goes()}</p>
            <p>{words.delete_stays()}</p>
            <form method="post" action=market.path("/account/delete")>
                // Whoever keeps passwords looks for whose this is among the fields that are text, hidden or not.
                <input type="text" name="username" value=email.to_owned() autocomplete="username" readonly hidden/>
                {Field::text("password", words.password(), "current-password", "").of_kind("password", 200).faulty(faults).view()}
                <button class="button button-main" type="submit">{words.delete_now()}</button>
            </form>
            <p><a href=market.path("/login/code?next=password")>{words.forgotten()}</a></p>
            <p><a href=market.path("/account")>{words.delete_not()}</a></p>
        </section>
    };
    Page::new(Head::private(words.delete()), main).with_status(status_of(faults, refused))
}

fn deleted(market: Market) -> Page {
    let words = words::accounts(market.locale());
    let main = view! {
        <section class="section narrow">
            <h1>{words.deleted()}</h1>
            <p class="lead" role="status">{words.deleted_more()}</p>
            <p><a class="button button-quiet" href=market.path("/")>{words::shell(market.locale()).back_to_shop()}</a></p>
        </section>
    };
    Page::new(Head::private(words.deleted()), main)
}
