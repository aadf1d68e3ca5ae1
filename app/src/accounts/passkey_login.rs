//! Logging in with a passkey, beside the form for address and password.

use api::Problem;
use api::accounts::{CreateSessionByPasskey, RelyingParty};
use domain::Market;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use uuid::Uuid;

use super::passkeys::question::PasskeyQuestion;
use super::session::{Next, begin};
use crate::context::Backend;

/// The way by a passkey: the address of the script that asks the browser.
pub(super) struct Way {
    module: String,
}

/// The way by a passkey; none where browsers have none. The other ways are there without.
pub(super) fn way(backend: &Backend) -> Option<Way> {
    let site = &backend.request().site;
    RelyingParty::at(&site.public_url)?;
    Some(Way { module: site.assets.script("passkeys") })
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

impl Way {
    /// The button, for browsers that have passkeys; the script shows it, fetches what to ask, and asks in the field for the
    /// address as well.
    pub(super) fn view(self, market: Market, next: Next) -> AnyView {
        let words = words::accounts(market.locale());
        view! {
            <div
                id="passkey"
                hidden
                data-module=self.module
                data-ceremony="get"
                data-question=PasskeyQuestion::PATH
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
