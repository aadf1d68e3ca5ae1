//! The page of an account's passkeys. It takes its own forms: what a browser has made, another name, a removal.

use api::accounts::{
    CreatePasskey, CreatePasskeyChallenge, CustomerView, DeletePasskey, ListPasskeys, RelyingParty, UpdatePasskey,
};
use api::{Code, Problem};
use domain::Market;
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::list::list;
use crate::accounts::account::{is_over, log_in_again, logged_in};
use crate::accounts::login::form_status;
use crate::accounts::session::{Next, end};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::ui::alert::warning;

/// The list of passkeys, with what adds, renames and removes one.
pub fn passkeys_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let customer = match logged_in(&backend, Next::Passkeys).await? {
            Ok(customer) => customer,
            Err(elsewhere) => return Ok(elsewhere),
        };
        let refused = match &submitted {
            None => None,
            Some(fields) => match change(&backend, fields).await {
                // What there is now is looked at anew, and the form is not sent again with it.
                Ok(()) => return Ok(Outcome::SeeOther(market.path("/account/passkeys"))),
                Err(refused) if is_over(&refused) => {
                    end();
                    return Ok(Outcome::SeeOther(market.path("/login?next=passkeys")));
                }
                Err(refused) if refused.code == Code::RecentLoginNeeded => {
                    let title = words::accounts(market.locale()).passkeys();
                    return Ok(log_in_again(market, title, Next::Passkeys).into());
                }
                Err(refused) if refused.code.status().is_server_error() => return Err(refused),
                Err(refused) => Some(refused),
            },
        };
        shown(&backend, &customer, refused).await.map(Outcome::from)
    })
}

/// Does what a form asks for.
async fn change(backend: &Backend, fields: &Submitted) -> Result<(), Problem> {
    let words = words::accounts(backend.market().locale());
    let key = Some(Uuid::new_v4().to_string());
    let credential = fields.field("passkey");
    if !credential.is_empty() {
        // It is called as its browser is until its owner calls it something else.
        let name = backend.request().browser.clone().unwrap_or_else(|| words.passkey_unnamed().to_owned());
        let create = CreatePasskey { credential: credential.to_owned(), name, market: backend.market() };
        return backend.call(&create, key).await.map(drop);
    }
    let unknown = || Problem::new(Code::PasskeyUnknown, "The form names no passkey.");
    let of = |field: &str| fields.field(field).parse::<Uuid>().map_err(|_| unknown());
    if fields.field("remove").is_empty() {
        let update = UpdatePasskey { passkey: of("rename")?, name: fields.field("name").to_owned() };
        return backend.call(&update, key).await;
    }
    backend.call(&DeletePasskey { passkey: of("remove")? }, key).await
}

async fn shown(backend: &Backend, customer: &CustomerView, refused: Option<Problem>) -> Result<Page, Problem> {
    let market = backend.market();
    let words = words::accounts(market.locale());
    let passkeys = backend.call(&ListPasskeys {}, None).await?;
    let add = adding(backend, customer).await?;
    let status = refused.as_ref().map_or(StatusCode::OK, form_status);
    let said = refused.map(|refused| match refused.code {
        Code::InvalidField => words.bad_passkey_name(),
        code => words::problem(market.locale(), code),
    });
    let main = view! {
        <section class="section narrow">
            <h1>{words.passkeys()}</h1>
            {said.map(warning)}
            <p>{words.passkeys_why()}</p>
            {list(market, passkeys)}
            {add}
            <p><a href=market.path("/account")>{words.account()}</a></p>
        </section>
    };
    Ok(Page::new(Head::private(words.passkeys()), main).with_status(status))
}

/// What adds a passkey, or says why none can be added here and now.
async fn adding(backend: &Backend, customer: &CustomerView) -> Result<AnyView, Problem> {
    let market = backend.market();
    let words = words::accounts(market.locale());
    let site = &backend.request().site;
    if RelyingParty::at(&site.public_url).is_none() {
        return Ok(view! { <p>{words.passkey_unsupported()}</p> }.into_any());
    }
    if !customer.recent {
        return Ok(log_in_first(market));
    }
    let asked = match backend.call(&CreatePasskeyChallenge {}, Some(Uuid::new_v4().to_string())).await {
        Ok(asked) => asked,
        Err(refused) if refused.code == Code::RecentLoginNeeded => return Ok(log_in_first(market)),
        Err(refused) if refused.code.status().is_server_error() || is_over(&refused) => return Err(refused),
        Err(refused) => {
            let text = words::problem(market.locale(), refused.code);
            return Ok(view! { <p>{text}</p> }.into_any());
        }
    };
    let form = view! {
        <div
            id="passkey"
            hidden
            data-module=site.assets.script("passkeys")
            data-ceremony="create"
            data-options=asked.options
            data-cancelled=words.passkey_not_made()
            data-there=words.passkey_there()
            data-broken=words.passkey_broken()
        >
            <form method="post" action=market.path("/account/passkeys")>
                <input type="hidden" name="passkey" value=""/>
                <p class="field-fault" id="passkey-fault" role="alert"></p>
                <button class="button button-main" type="submit">{words.passkey_add()}</button>
            </form>
        </div>
        <p id="passkey-none" hidden>{words.passkey_unsupported()}</p>
        <noscript><p>{words.passkey_needs_script()}</p></noscript>
    };
    Ok(form.into_any())
}

fn log_in_first(market: Market) -> AnyView {
    let words = words::accounts(market.locale());
    view! {
        <p>{words.passkey_recent()}</p>
        <p><a class="button button-quiet" href=market.path("/login?next=passkeys")>{words.login_again()}</a></p>
    }
    .into_any()
}
