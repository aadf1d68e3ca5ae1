//! Choosing another password: whoever has forgotten theirs comes here by a code.

use api::accounts::{CustomerView, UpdatePassword};
use api::{Code, Problem};
use domain::Market;
use domain::accounts::Password;
use leptos::prelude::*;
use uuid::Uuid;

use super::account::{done, is_over, log_in_again, logged_in};
use super::login::status_of;
use super::session::{Fault, Next, begin, end};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::ui::alert::{error_summary, warning};
use crate::ui::field::Field;

/// A form for another password, for whoever has just logged in. It takes its own form.
pub fn password_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let customer = match logged_in(&backend, Next::Password).await? {
            Ok(customer) => customer,
            Err(elsewhere) => return Ok(elsewhere),
        };
        let words = words::accounts(market.locale());
        if !customer.recent {
            return Ok(log_in_again(market, words.change_password(), Next::Password).into());
        }
        let Some(fields) = submitted else { return Ok(form(market, &customer, &[], None).into()) };
        match change(&backend, fields.field("password")).await {
            Ok(()) => Ok(done(market, words.change_password(), words.password_changed()).into()),
            // Somebody else was faster: this browser is logged out.
            Err(Err(refused)) if is_over(&refused) => {
                end();
                Ok(Outcome::SeeOther(market.path("/login?next=password")))
            }
            Err(Err(refused)) if refused.code.status().is_server_error() => Err(refused),
            Err(Err(refused)) => Ok(form(market, &customer, &[], Some(&refused)).into()),
            Err(Ok(faults)) => Ok(form(market, &customer, &faults, None).into()),
        }
    })
}

async fn change(backend: &Backend, password: &str) -> Result<(), Result<Vec<Fault>, Problem>> {
    let words = words::accounts(backend.market().locale());
    let faulty = |text: &str| Err(Ok(vec![("password", text.to_owned())]));
    let Ok(password) = Password::try_from(password.to_owned()) else { return faulty(words.bad_password()) };
    let browser = backend.request().browser.clone();
    let call = UpdatePassword { password, market: backend.market(), browser };
    match backend.call(&call, Some(Uuid::new_v4().to_string())).await {
        Ok(session) => {
            begin(backend, &session).await;
            Ok(())
        }
        Err(refused) if refused.code == Code::InvalidField => faulty(words.common_password()),
        Err(refused) => Err(Err(refused)),
    }
}

fn form(market: Market, customer: &CustomerView, faults: &[Fault], refused: Option<&Problem>) -> Page {
    let locale = market.locale();
    let words = words::accounts(locale);
    let main = view! {
        <section class="section narrow">
            <h1>{words.new_password_title()}</h1>
            {refused.map(|refused| warning(words::problem(locale, refused.code)))}
            {error_summary(words::shell(locale).errors_title(), faults)}
            <p>{words.change_password_more()}</p>
            <form method="post" action=market.path("/account/password")>
                // Whoever keeps passwords looks for whose this is among the fields that are text, hidden or not.
                <input type="text" name="username" value=customer.email.clone() autocomplete="username" readonly hidden/>
                {Field::text("password", words.new_password(), "new-password", "")
                    .of_kind("password", 200)
                    .hint(words.password_hint())
                    .faulty(faults)
                    .view()}
                <button class="button button-main" type="submit">{words.change_password()}</button>
            </form>
            <p><a href=market.path("/account")>{words.account()}</a></p>
        </section>
    };
    Page::new(Head::private(words.new_password_title()), main).with_status(status_of(faults, refused))
}
