//! The codes of the cart: a field for one more, and those it holds, each with a button to take it out.
//!
//! All of it are forms posted to the cart page, so scripts have no part in it.

use api::cart::{CartCode, CartView};
use domain::Market;
use leptos::prelude::*;

use crate::ui::icon::{Icon, icon};

/// The field of a form posted to the cart page that says what else than putting a code in is asked.
pub(super) const ACTION: &str = "action";
/// To take a code out.
pub(super) const REMOVE_CODE: &str = "remove_code";

/// The code as it was typed, and why it was refused.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedCode {
    /// What stands in the field.
    pub text: String,
    /// What is said beside it.
    pub fault: Option<String>,
}

/// The field, with what was refused the last time.
pub(super) fn code_form(market: Market, typed: TypedCode) -> AnyView {
    let words = words::cart(market.locale());
    let invalid = typed.fault.is_some().then_some("true");
    let described = typed.fault.is_some().then_some("code-fault");
    view! {
        <form class="code-form" method="post" action=market.path("/cart")>
            <label for="code">{words.code()}</label>
            {typed.fault.map(|fault| view! { <p class="field-fault" id="code-fault" role="alert">{fault}</p> })}
            <div class="code-row">
                <input
                    id="code"
                    name="code"
                    value=typed.text
                    required
                    maxlength="60"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    aria-invalid=invalid
                    aria-describedby=described
                />
                <button class="button button-quiet" type="submit">{words.apply()}</button>
            </div>
        </form>
    }
    .into_any()
}

/// The codes the cart holds; nothing if there are none.
pub(super) fn code_chips(market: Market, cart: &CartView) -> Option<AnyView> {
    if cart.codes.is_empty() {
        return None;
    }
    let chips = cart.codes.iter().map(|code| chip(market, code)).collect_view();
    let label = words::cart(market.locale()).codes();
    Some(view! { <ul role="list" class="codes" aria-label=label>{chips}</ul> }.into_any())
}

fn chip(market: Market, code: &CartCode) -> AnyView {
    let locale = market.locale();
    let words = words::cart(locale);
    let balance = code.balance.map(|balance| view! { <span class="hint">{words.balance_left(balance)}</span> });
    let note = code.note.clone().map(|note| view! { <p class="hint">{note}</p> });
    let refused = code.refused.clone().map(|why| view! { <p class="code-refused">{why}</p> });
    view! {
        <li class="code">
            <form class="code-chip" method="post" action=market.path("/cart")>
                <input type="hidden" name=ACTION value=REMOVE_CODE/>
                <input type="hidden" name="code" value=code.id.to_string()/>
                <span class="code-name">{code.text.clone()}</span>
                {balance}
                <button class="code-remove" aria-label=format!("{}: {}", words.remove(), code.text)>
                    {icon(Icon::Close)}
                </button>
            </form>
            {note}
            {refused}
        </li>
    }
    .into_any()
}
