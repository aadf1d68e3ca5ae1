//! The cart page.

use api::Code;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::islands::CartLines;
use super::merging::merging_notice;
use super::server::current;
use crate::cookies;
use crate::head::Head;
use crate::respond;
use crate::shell::{Around, Page, page};
use crate::ui::notice::warning;
use crate::words::{CartWords, problem};

/// What is in the cart and what it costs. A form that failed leads here with `?problem=`.
#[component]
pub fn CartPage() -> impl IntoView {
    let refused = use_query_map().read_untracked().get("problem").unwrap_or_default();
    let refused = Code::ALL.iter().copied().find(|code| code.as_str() == refused);
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let words = CartWords::of(market.locale());
        let cart = current(&backend, market).await?.filter(|cart| !cart.lines.is_empty());
        respond::cookie(&cookies::pieces(cart.as_ref().map_or(0, |cart| cart.pieces())));
        let merged = merging_notice(&backend).await;
        let contents = match cart {
            Some(cart) => view! { <CartLines market=market cart=cart/> }.into_any(),
            None => view! {
                <div class="cart-empty">
                    <p class="lead">{words.empty}</p>
                    <p>{words.empty_more}</p>
                    <a class="button button-main" href=market.path("/products")>{words.continue_shopping}</a>
                </div>
            }
            .into_any(),
        };
        let main = view! {
            <section class="section">
                <h1>{words.your_cart}</h1>
                {merged}
                {refused.map(|code| warning(problem(market.locale(), code)))}
                {contents}
            </section>
        };
        Ok(Page::new(Head::private(words.your_cart), main).into())
    })
}
