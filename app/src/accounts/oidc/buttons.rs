//! The providers, each as a button.

use api::accounts::{ListOidcProviders, OidcProviderView};
use domain::Market;
use leptos::prelude::*;

use crate::accounts::session::Next;
use crate::context::Backend;

/// The providers that the operator has set up; none where that cannot be had, since the other ways are there without.
pub(in crate::accounts) async fn providers(backend: &Backend) -> Vec<OidcProviderView> {
    backend.get(&ListOidcProviders {}).await.map(|providers| providers.to_vec()).unwrap_or_default()
}

/// A button for each provider, which leads there.
pub(in crate::accounts) fn provider_buttons(
    market: Market,
    next: Next,
    providers: Vec<OidcProviderView>,
) -> impl IntoView {
    let words = words::accounts(market.locale());
    let button = |OidcProviderView { provider, label }: OidcProviderView| {
        let text = match next {
            Next::Adding => words.identity_add(&label),
            _ => words.provider_login(&label),
        };
        view! { <p><a class="button button-quiet" rel="nofollow" href=way(market, &provider, next)>{text}</a></p> }
    };
    providers.into_iter().map(button).collect_view()
}

fn way(market: Market, provider: &str, next: Next) -> String {
    market.path(&format!("/login/with/{provider}?next={}", next.word()))
}
