//! How orders are paid now.

use api::payments::{GetPaymentState, PaymentProvider, PaymentState};
use maud::html;

use crate::page::{Section, alert, page};
use crate::setup;
use crate::visitor::{Reply, Visitor};

/// Who takes the money, and whether it moves.
pub async fn show(visitor: Visitor) -> Reply {
    let words = words::shop(visitor.locale);
    let state = visitor.read(&GetPaymentState {}).await?;
    let (title, hint) = told(words, &state);
    let content = html! {
        p.crumb { a href="/admin/settings" { (words::office(visitor.locale).settings()) } }
        h1 { (words.payments()) }
        @if state.is_live { h2 { (title) } p { (hint) } } @else { (alert(title, Some(hint))) }
        @if state.provider == PaymentProvider::Stripe && !state.has_hooks { p { (words.payments_no_hooks()) } }
        (setup::way_back(&visitor).await)
    };
    Ok(page(&visitor, Section::Settings, words.payments(), &content))
}

/// The state in words, and what follows from it.
fn told(words: words::Shop, state: &PaymentState) -> (&'static str, &'static str) {
    match (state.provider, state.is_live) {
        (PaymentProvider::Test, _) => (words.payments_test(), words.payments_test_hint()),
        (PaymentProvider::Stripe, false) => (words.payments_stripe_test(), words.payments_stripe_test_hint()),
        (PaymentProvider::Stripe, true) => (words.payments_stripe_live(), words.payments_stripe_live_hint()),
    }
}
