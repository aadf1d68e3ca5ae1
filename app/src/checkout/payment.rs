//! How the order is paid: the fields that end in a token of the payment provider's.

use api::checkout::PaymentForm;
use domain::Locale;
use leptos::prelude::*;

use super::TOKEN;
use super::cards::Cards;
use super::form::Fault;
use super::parts::{choice, choices};
use crate::context::Backend;

/// The fields for what the provider needs. While the origin does not answer nobody knows what that
/// is; then what was given before is kept.
pub(super) fn payment_field(
    locale: Locale,
    form: Option<PaymentForm>,
    given: &str,
    cards: &Cards,
    faults: &[Fault],
) -> AnyView {
    let words = words::checkout(locale);
    match form {
        None => view! { {cards.given()} <input type="hidden" name=TOKEN value=given.to_owned()/> }.into_any(),
        Some(PaymentForm::Test) => choices(TOKEN, words.payment(), test_cards(words, given), faults),
        Some(PaymentForm::Stripe { publishable_key: Some(key), script }) => {
            let card = view! {
                {cards.choices(locale)}
                <div class="new-card">
                <div class="field" role="group" aria-labelledby="card-label" aria-describedby="card-hint">
                    <span id="card-label">{words.card()}</span>
                    <p class="field-hint" id="card-hint">{words.card_hint()}</p>
                    <p class="field-fault" id="card-fault" role="alert"></p>
                    <div
                        id="card"
                        class="card-frame"
                        data-module=Backend::of_request().request().site.assets.script("card")
                        data-key=key
                        data-script=script
                        data-locale=locale.code()
                        data-token=TOKEN
                        data-unavailable=words.card_unavailable()
                    ></div>
                    <input type="hidden" name=TOKEN/>
                </div>
                <noscript><p class="field-fault">{words.card_no_script()}</p></noscript>
                {cards.keep_field(locale)}
                </div>
            };
            choices(TOKEN, words.payment(), card, faults)
        }
        Some(PaymentForm::Stripe { publishable_key: None, .. }) => {
            choices(TOKEN, words.payment(), view! { <p class="field-fault">{words.card_not_set_up()}</p> }, faults)
        }
    }
}

fn test_cards(words: words::Checkout, given: &str) -> impl IntoView + use<> {
    let cards = [
        ("test_accept", words.test_accept()),
        ("test_decline", words.test_decline()),
        ("test_challenge", words.test_challenge()),
        ("test_async", words.test_async()),
    ];
    let chosen = if given.is_empty() { "test_accept" } else { given };
    let rows = cards.map(|(token, name)| {
        choice(TOKEN, format!("payment-{token}"), token, chosen, name.into_any(), String::new(), None)
    });
    view! {
        <p class="test-mode">{words.test_mode()}</p>
        {rows.into_iter().collect_view()}
    }
}
