//! The page of what is linked to an account. It takes its own form, a removal.

use api::accounts::{CustomerView, DeleteIdentity, ListIdentities};
use api::{Code, Problem};
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::buttons::{provider_buttons, providers};
use super::list::list;
use crate::accounts::account::{is_over, log_in_again, logged_in};
use crate::accounts::login::form_status;
use crate::accounts::session::{Next, end};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::target;
use crate::ui::alert::warning;

/// The list of identities, with what adds and removes one. What failed on the way to a provider leads here with
/// `?problem=`.
pub fn identities_page() -> Opening {
    let submitted = Submitted::of_request();
    let failed = target::query("problem").unwrap_or_default();
    let failed = Code::ALL.iter().copied().find(|code| code.as_str() == failed);
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let customer = match logged_in(&backend, Next::Identities).await? {
            Ok(customer) => customer,
            Err(elsewhere) => return Ok(elsewhere),
        };
        let mut refused = failed.map(|code| Problem::new(code, code.title()));
        let mut last = None;
        if let Some(fields) = &submitted {
            let identity = fields.field("remove").parse().unwrap_or_default();
            let delete = DeleteIdentity { identity, confirmed: !fields.field("confirmed").is_empty() };
            match backend.call(&delete, Some(Uuid::new_v4().to_string())).await {
                // What there is now is looked at anew, and the form is not sent again with it.
                Ok(()) => return Ok(Outcome::SeeOther(market.path("/account/identities"))),
                Err(problem) if is_over(&problem) => {
                    end();
                    return Ok(Outcome::SeeOther(market.path("/login?next=identities")));
                }
                Err(problem) if problem.code == Code::RecentLoginNeeded => {
                    let title = words::accounts(market.locale()).identities();
                    return Ok(log_in_again(market, title, Next::Identities).into());
                }
                Err(problem) if problem.code.status().is_server_error() => return Err(problem),
                Err(problem) => {
                    last = Some(identity).filter(|_| problem.code == Code::LastWayIn && problem.field.is_none());
                    refused = Some(problem);
                }
            }
        }
        shown(&backend, &customer, refused, last).await.map(Outcome::from)
    })
}

async fn shown(
    backend: &Backend,
    customer: &CustomerView,
    refused: Option<Problem>,
    last: Option<Uuid>,
) -> Result<Page, Problem> {
    let market = backend.market();
    let words = words::accounts(market.locale());
    let (identities, providers) = futures::join!(backend.call(&ListIdentities {}, None), providers(backend));
    let identities = identities?;
    let status = refused.as_ref().map_or(StatusCode::OK, form_status);
    let said = refused.map(|refused| match refused.field.as_deref() {
        // Nothing else would open an account whose address nobody has confirmed.
        Some("email") if refused.code == Code::LastWayIn => warning(words.confirm_first()),
        _ => warning(words::problem(market.locale(), refused.code)),
    });
    let add = match (customer.recent, providers.is_empty()) {
        (_, true) => None,
        (true, false) => Some(provider_buttons(market, Next::Adding, providers).into_any()),
        (false, false) => {
            let login = market.path("/login?next=identities");
            let first = view! {
                <p>{words.identity_recent()}</p>
                <p><a class="button button-quiet" href=login>{words.login_again()}</a></p>
            };
            Some(first.into_any())
        }
    };
    let main = view! {
        <section class="section narrow">
            <h1>{words.identities()}</h1>
            {said}
            <p>{words.identities_why()}</p>
            {list(market, identities, last)}
            {add}
            <p><a href=market.path("/account")>{words.account()}</a></p>
        </section>
    };
    Ok(Page::new(Head::private(words.identities()), main).with_status(status))
}
