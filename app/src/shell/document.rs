//! The HTML document.

use api::site::MANIFEST;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::context::{Assets, Backend};
use crate::routes::App;

/// Fetches and starts the islands after the first paint. The same text on every page of a build, so
/// that a content security policy can name its hash.
pub fn loader(assets: &Assets) -> String {
    include_str!("loader.js").replace("__JS__", &assets.js).replace("__WASM__", &assets.wasm)
}

/// The whole document of the request's page.
pub fn shell() -> impl IntoView {
    let backend = Backend::of_request();
    let request = backend.request();
    // Only islands wake up, and they carry their own data: nothing else is sent twice.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    view! {
        <!DOCTYPE html>
        <html lang=request.market.hreflang()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="stylesheet" href=request.assets.css.clone()/>
                <MetaTags/>
                <meta name="theme-color" content="#f7f2e9" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#16191a" media="(prefers-color-scheme: dark)"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icons/apple-touch-icon.png"/>
                <link rel="manifest" href=MANIFEST/>
                <script type="module" inner_html=loader(&request.assets)></script>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
