//! An account's passkeys, each with a form for its name and a button that removes it.

use api::accounts::{MAX_PASSKEY_NAME, PasskeyView};
use domain::Market;
use leptos::prelude::*;

/// The list.
pub(super) fn list(market: Market, passkeys: Vec<PasskeyView>) -> AnyView {
    let words = words::accounts(market.locale());
    if passkeys.is_empty() {
        return view! { <p>{words.passkeys_none()}</p> }.into_any();
    }
    let rows = passkeys.into_iter().map(|passkey| row(market, passkey)).collect_view();
    view! {
        <ul role="list" class="order-list">{rows}</ul>
        <p class="field-hint">{words.passkey_elsewhere()}</p>
    }
    .into_any()
}

fn row(market: Market, passkey: PasskeyView) -> AnyView {
    let words = words::accounts(market.locale());
    let used = match &passkey.used_at {
        Some(used) => words.passkey_used(used),
        None => words.passkey_unused().to_owned(),
    };
    let (id, field) = (passkey.id.to_string(), format!("name-{}", passkey.id));
    let labels = [words.passkey_rename_which(&passkey.name), words.passkey_remove_which(&passkey.name)];
    let [rename, remove] = labels;
    view! {
        <li class="order-row">
            <div>
                <p><strong>{passkey.name.clone()}</strong></p>
                <p>{words.passkey_made(&passkey.created_at)}</p>
                <p>{used}</p>
            </div>
            <form method="post" action=market.path("/account/passkeys")>
                <input type="hidden" name="remove" value=id.clone()/>
                <button class="button button-quiet" type="submit" aria-label=remove>{words.passkey_remove()}</button>
            </form>
            <form class="order-row-wide" method="post" action=market.path("/account/passkeys")>
                <input type="hidden" name="rename" value=id/>
                <div class="field">
                    <label for=field.clone()>{words.passkey_name()}</label>
                    <input
                        id=field
                        name="name"
                        type="text"
                        value=passkey.name
                        autocomplete="off"
                        maxlength=MAX_PASSKEY_NAME.to_string()
                        required=true
                    />
                </div>
                <button class="button button-quiet" type="submit" aria-label=rename>{words.passkey_rename()}</button>
            </form>
        </li>
    }
    .into_any()
}
