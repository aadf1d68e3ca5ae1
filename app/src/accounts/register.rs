//! Opening an account.

use api::accounts::{CreateCustomer, OidcProviderView};
use api::{Code, Problem};
use domain::accounts::Password;
use domain::{Email, Market};
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::code::why_not;
use super::code_entry::{Entry, entry_form};
use super::login::form_status;
use super::oidc::{provider_buttons, providers};
use super::session::{Fault, Next};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::ui::alert::{error_summary, warning};
use crate::ui::field::Field;
use crate::{cookies, respond};

/// A form for name, e-mail address and password, answered by the form for the code that is mailed. It takes its own form.
pub fn register_page() -> Opening {
    let submitted = Submitted::of_request();
    let next = Next::of_request(submitted.as_ref());
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let fields = submitted.clone().unwrap_or_default();
        let rejection = match &submitted {
            None => None,
            Some(fields) => match open(&backend, fields).await {
                Ok(request) => {
                    respond::cookie(&cookies::registration(request));
                    respond::cookie(&cookies::next(next.word()));
                    let email = fields.field("email");
                    let entry = Entry { email, request: Some(request), is_registered: true, ..Entry::default() };
                    return Ok(entry_form(market, next, &entry).into());
                }
                Err(rejection) => Some(rejection),
            },
        };
        let providers = providers(&backend).await;
        Ok(form(market, next, &fields, rejection, providers).into())
    })
}

/// Fields to mend, or what the origin says.
type FormRejection = Result<Vec<Fault>, Problem>;

/// Asks for the account; what is asked for is the same whether or not the address has one.
async fn open(backend: &Backend, fields: &Submitted) -> Result<Uuid, FormRejection> {
    let words = words::accounts(backend.market().locale());
    let name = domain::accounts::name(fields.field("name"));
    let email = fields.field("email").parse::<Email>();
    let password = Password::try_from(fields.field("password").to_owned());
    let mut faults: Vec<Fault> = Vec::new();
    if name.is_err() {
        faults.push(("name", words.bad_name().to_owned()));
    }
    if email.is_err() {
        faults.push(("email", words.bad_email().to_owned()));
    }
    if password.is_err() {
        faults.push(("password", words.bad_password().to_owned()));
    }
    match (name, email, password) {
        (Ok(name), Ok(email), Ok(password)) if faults.is_empty() => {
            let key = fields.field("key").parse().unwrap_or_else(|_| Uuid::new_v4()).to_string();
            let (market, device) = (backend.market(), backend.request().device.clone());
            let call = CreateCustomer { name, email, password, market, device };
            let asked = backend.call(&call, Some(key)).await;
            Ok(asked.map_err(|refused| at_its_field(words, refused))?.request)
        }
        _ => Err(Ok(faults)),
    }
}

/// A refusal about one field belongs to that field.
fn at_its_field(words: words::Accounts, refused: Problem) -> FormRejection {
    let text = match refused.field.as_deref() {
        Some("name") => ("name", words.bad_name()),
        // Its length was looked at before it was sent.
        Some("password") => ("password", words.common_password()),
        Some("email") if refused.code == Code::InvalidField => ("email", words.bad_email()),
        _ => return Err(refused),
    };
    Ok(vec![(text.0, text.1.to_owned())])
}

fn form(
    market: Market,
    next: Next,
    fields: &Submitted,
    rejection: Option<FormRejection>,
    providers: Vec<OidcProviderView>,
) -> Page {
    let locale = market.locale();
    let words = words::accounts(locale);
    // Where the account may have been opened all the same, sending the form again must count as the same.
    let open = matches!(&rejection, Some(Err(refused)) if matches!(refused.code, Code::Unavailable | Code::Internal));
    let key = fields.field("key").parse().ok().filter(|_: &Uuid| open).unwrap_or_else(Uuid::new_v4);
    let (status, faults, code) = match rejection {
        None => (StatusCode::OK, Vec::new(), None),
        Some(Ok(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults, None),
        Some(Err(refused)) => (form_status(&refused), Vec::new(), Some(refused.code)),
    };
    let login = market.path(&format!("/login?next={}", next.word()));
    let main = view! {
        <section class="section narrow">
            <h1>{words.register()}</h1>
            <p class="lead">{words.why()}</p>
            {code.map(|code| warning(why_not(locale, code)))}
            {error_summary(words::shell(locale).errors_title(), &faults)}
            <form method="post" action=market.path("/register")>
                <input type="hidden" name="next" value=next.word()/>
                <input type="hidden" name="key" value=key.to_string()/>
                {Field::text("name", words.name(), "name", fields.field("name")).faulty(&faults).view()}
                {Field::text("email", words.email(), "email", fields.field("email")).of_kind("email", 254).faulty(&faults).view()}
                {Field::text("password", words.new_password(), "new-password", "")
                    .of_kind("password", 200)
                    .hint(words.password_hint())
                    .faulty(&faults)
                    .view()}
                <button class="button button-main" type="submit">{words.register()}</button>
            </form>
            {provider_buttons(market, next, providers)}
            <p>{words.have_account()} " " <a href=login>{words.login()}</a></p>
        </section>
    };
    Page::new(Head::private(words.register()), main).with_status(status)
}
