//! Deleting one's account: what goes and what stays; and the password once more, of whoever has not just logged in.

use api::accounts::{CreateSession, CustomerView, DeleteCustomer, GetCustomer};
use api::{Code, Problem};
use domain::{Email, Market};
use leptos::prelude::*;
use uuid::Uuid;

use super::account::is_over;
use super::login::status_of;
use super::session::{Fault, Next, end};
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
        let login = || Ok(Outcome::SeeOther(market.path(&format!("/login?next={}", Next::Delete.word()))));
        if backend.request().session.is_none() {
            return login();
        }
        let customer = match backend.call(&GetCustomer {}, None).await {
            Ok(customer) => customer,
            Err(problem) if is_over(&problem) => {
                end();
                return login();
            }
            Err(problem) => return Err(problem),
        };
        let Some(fields) = submitted else { return Ok(form(market, &customer, &[], None).into()) };
        let wrong = |text: &str| vec![("password", text.to_owned())];
        let words = words::accounts(market.locale());
        let outcome = match fields.field("password") {
            "" if customer.recent => backend.call(&DeleteCustomer {}, Some(Uuid::new_v4().to_string())).await,
            "" => return Ok(form(market, &customer, &wrong(words.no_password()), None).into()),
            password => delete(&backend, &customer.email, password).await,
        };
        match outcome {
            Ok(()) => {
                end();
                respond::cookie(&cookies::no_orders());
                respond::clear_site_data();
                Ok(deleted(market).into())
            }
            Err(refused) if refused.code.status().is_server_error() => Err(refused),
            Err(refused) if refused.code == Code::WrongCredentials => {
                Ok(form(market, &customer, &wrong(words.wrong_password()), None).into())
            }
            // The ten minutes are over meanwhile.
            Err(refused) if refused.code == Code::RecentLoginNeeded => {
                Ok(form(market, &CustomerView { recent: false, ..customer }, &[], Some(&refused)).into())
            }
            Err(refused) => Ok(form(market, &customer, &[], Some(&refused)).into()),
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

fn form(market: Market, customer: &CustomerView, faults: &[Fault], refused: Option<&Problem>) -> Page {
    let locale = market.locale();
    let words = words::accounts(locale);
    // Whoever has just logged in has shown who they are, by whatever way: many have no password.
    let asks = !customer.recent || !faults.is_empty();
    let password = asks.then(|| {
        view! {
            // Whoever keeps passwords looks for whose this is among the fields that are text, hidden or not.
            <input type="text" name="username" value=customer.email.clone() autocomplete="username" readonly hidden/>
            {Field::text("password", words.password(), "current-password", "").of_kind("password", 200).faulty(faults).view()}
        }
    });
    let code = asks.then(|| {
        let address = market.path(&format!("/login/code?next={}", Next::Delete.word()));
        view! { <p><a href=address>{words.code_login()}</a></p> }
    });
    let main = view! {
        <section class="section narrow">
            <h1>{words.delete()}</h1>
            {refused.map(|refused| warning(words::problem(locale, refused.code)))}
            {error_summary(words::shell(locale).errors_title(), faults)}
            <p>{words.delete_goes()}</p>
            <p>{words.delete_stays()}</p>
            <form method="post" action=market.path("/account/delete")>
                {password}
                <button class="button button-main" type="submit">{words.delete_now()}</button>
            </form>
            {code}
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
