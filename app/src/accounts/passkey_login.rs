//! Logging in with a passkey, beside the form for address and password.

use api::Problem;
use api::accounts::{CreateSessionByPasskey, CreateSignInChallenge, RelyingParty};
use domain::Market;
use leptos::prelude::*;
use uuid::Uuid;

use super::session::{Next, begin};
use crate::context::Backend;
use crate::{cookies, respond};

/// What the browser is asked.
pub(super) struct Question {
    options: String,
    module: String,
}

/// What to ask the browser, and the cookie by which its answer will be known as its own; none where there are no passkeys,
/// or just now none can be asked for. The other ways are there without.
pub(super) async fn question(backend: &Backend) -> Option<Question> {
    let site = &backend.request().site;
    RelyingParty::at(&site.public_url)?;
    let ask = CreateSignInChallenge { binding: backend.request().passkeys.clone() };
    let asked = backend.call(&ask, Some(Uuid::new_v4().to_string())).await.ok()?;
    respond::cookie(&cookies::passkeys(&asked.binding));
    Some(Question { options: asked.options, module: site.assets.script("passkeys") })
}

/// Logs in with what the browser has answered.
pub(super) async fn enter(backend: &Backend, credential: &str) -> Result<(), Problem> {
    let call = CreateSessionByPasskey {
        credential: credential.to_owned(),
        binding: backend.request().passkeys.clone().unwrap_or_default(),
        browser: backend.request().browser.clone(),
    };
    // A question is good once, so the key need not outlive the call.
    let session = backend.call(&call, Some(Uuid::new_v4().to_string())).await?;
    begin(backend, &session).await;
    Ok(())
}

impl Question {
    /// The button, for browsers that have passkeys; the script shows it, and asks in the field for the address as well.
    pub(super) fn view(self, market: Market, next: Next) -> AnyView {
        let words = words::accounts(market.locale());
        view! {
            <div
                id="passkey"
                hidden
                data-module=self.module
                data-ceremony="get"
                data-options=self.options
                data-cancelled=words.passkey_cancelled()
                data-broken=words.passkey_broken()
            >
                <form method="post" action=market.path("/login")>
                    <input type="hidden" name="next" value=next.word()/>
                    <input type="hidden" name="passkey" value=""/>
                    <p class="field-fault" id="passkey-fault" role="alert"></p>
                    <button class="button button-quiet" type="submit">{words.passkey_login()}</button>
                </form>
            </div>
        }
        .into_any()
    }
}
