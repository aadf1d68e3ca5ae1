//! Asking for a code to log in with: the way in for whoever has forgotten the password, or wants none.

use api::accounts::CreateSignInCode;
use api::{Code, Problem};
use domain::{Email, Locale, Market};
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::code_entry::{Entry, entry_form};
use super::login::form_status;
use super::session::{Fault, Next};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::ui::alert::{error_summary, warning};
use crate::ui::field::Field;
use crate::{cookies, respond};

/// A form for the e-mail address, answered by the form for the code. What is answered is the same whether or not there
/// is such an account.
pub fn code_page() -> Opening {
    let submitted = Submitted::of_request();
    let next = Next::of_request(submitted.as_ref());
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let Some(fields) = submitted else { return Ok(form(market, next, "", None).into()) };
        let typed = fields.field("email");
        let rejection = match typed.parse::<Email>() {
            Ok(email) => match ask(&backend, email).await {
                Ok(request) => {
                    respond::cookie(&cookies::next(next.word()));
                    let entry = Entry { email: typed, request: Some(request), is_sent: true, ..Entry::default() };
                    return Ok(entry_form(market, next, &entry).into());
                }
                Err(refused) => Err(refused),
            },
            Err(_) => Ok(vec![("email", words::accounts(market.locale()).bad_email().to_owned())]),
        };
        Ok(form(market, next, typed, Some(rejection)).into())
    })
}

async fn ask(backend: &Backend, email: Email) -> Result<Uuid, Problem> {
    let device = backend.request().device.clone();
    let asked = CreateSignInCode { email, market: backend.market(), device };
    Ok(backend.call(&asked, Some(Uuid::new_v4().to_string())).await?.request)
}

/// Whoever asked too often may have a mail that is good.
pub(super) fn why_not(locale: Locale, code: Code) -> &'static str {
    match code {
        Code::TooManyRequests => words::accounts(locale).code_too_often(),
        code => words::problem(locale, code),
    }
}

fn form(market: Market, next: Next, email: &str, rejection: Option<Result<Vec<Fault>, Problem>>) -> Page {
    let locale = market.locale();
    let words = words::accounts(locale);
    let (status, faults, code) = match rejection {
        None => (StatusCode::OK, Vec::new(), None),
        Some(Ok(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults, None),
        Some(Err(refused)) => (form_status(&refused), Vec::new(), Some(refused.code)),
    };
    let (title, why) = match next {
        Next::Password => (words.forgotten(), words.forgotten_more()),
        _ => (words.code_login(), words.code_why()),
    };
    let have = market.path(&format!("/login/code/enter?next={}", next.word()));
    let login = market.path(&format!("/login?next={}", next.word()));
    let main = view! {
        <section class="section narrow">
            <h1>{title}</h1>
            <p class="lead">{why}</p>
            {code.map(|code| warning(why_not(locale, code)))}
            {error_summary(words::shell(locale).errors_title(), &faults)}
            <form method="post" action=market.path("/login/code")>
                <input type="hidden" name="next" value=next.word()/>
                {Field::text("email", words.email(), "username", email).of_kind("email", 254).faulty(&faults).view()}
                <button class="button button-main" type="submit">{words.code_send()}</button>
            </form>
            <p><a href=have>{words.code_have()}</a></p>
            <p><a href=login>{words.login()}</a></p>
        </section>
    };
    Page::new(Head::private(title), main).with_status(status)
}
