//! An account's identities, each with a button that removes it.

use api::accounts::IdentityView;
use domain::Market;
use leptos::prelude::*;
use uuid::Uuid;

use crate::ui::alert::warning;

/// The list. Of the one that is `last` nothing but a code by mail would open the account without it.
pub(super) fn list(market: Market, identities: Vec<IdentityView>, last: Option<Uuid>) -> AnyView {
    let words = words::accounts(market.locale());
    if identities.is_empty() {
        return view! { <p>{words.identities_none()}</p> }.into_any();
    }
    let rows = identities.into_iter().map(|identity| row(market, identity, last)).collect_view();
    view! {
        <ul role="list" class="order-list">{rows}</ul>
        <p class="field-hint">{words.identity_elsewhere()}</p>
    }
    .into_any()
}

fn row(market: Market, identity: IdentityView, last: Option<Uuid>) -> impl IntoView {
    let words = words::accounts(market.locale());
    let used = match &identity.used_at {
        Some(used) => words.passkey_used(used),
        None => words.passkey_unused().to_owned(),
    };
    let name = match &identity.email {
        Some(email) => format!("{}, {email}", identity.label),
        None => identity.label.clone(),
    };
    let is_last = last == Some(identity.id);
    let text = if is_last { words.identity_remove_anyway(&identity.label) } else { words.passkey_remove().to_owned() };
    let confirmed = is_last.then(|| view! { <input type="hidden" name="confirmed" value="yes"/> });
    let label = if is_last { text.clone() } else { words.passkey_remove_which(&name) };
    view! {
        <li class="order-row">
            <div>
                <p><strong>{identity.label}</strong></p>
                {identity.email.map(|email| view! { <p>{email}</p> })}
                <p>{words.identity_made(&identity.created_at)}</p>
                <p>{used}</p>
                {is_last.then(|| warning(words.identity_last()))}
            </div>
            <form method="post" action=market.path("/account/identities")>
                <input type="hidden" name="remove" value=identity.id.to_string()/>
                {confirmed}
                <button class="button button-quiet" type="submit" aria-label=label>{text}</button>
            </form>
        </li>
    }
}
