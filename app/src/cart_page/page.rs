//! The cart page. It takes the form for codes itself, so that a code that is refused stays in its field.

use api::cart::{AddCartCode, DeleteCartCode};
use api::settings::Feature;
use api::{Code, Problem};
use domain::{Market, Slug};
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::codes::{ACTION, REMOVE_CODE, TypedCode, code_chips, code_form};
use super::left_out::{left_out, left_out_alert};
use crate::cart::islands::CartLines;
use crate::cart::merging::merging_alert;
use crate::cart::server::current;
use crate::catalog::beside_cart;
use crate::context::{Backend, Submitted};
use crate::cookies;
use crate::head::Head;
use crate::respond;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::target;
use crate::ui::alert::warning;
use crate::ui::html::Html;

/// What is in the cart and what it costs. A form that failed leads here with `?problem=`.
pub fn cart_page() -> Opening {
    let refused = target::query("problem").unwrap_or_default();
    let refused = Code::ALL.iter().copied().find(|code| code.as_str() == refused);
    let left_out = left_out();
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let words = words::cart(market.locale());
        let mut typed = TypedCode::default();
        let mut status = StatusCode::OK;
        if let Some(fields) = submitted {
            match change_codes(&backend, &fields).await {
                Ok(()) => return Ok(Outcome::SeeOther(market.path("/cart"))),
                Err(refused) => {
                    status = refused.code.status();
                    typed = TypedCode { text: fields.field("code").to_owned(), fault: Some(fault(market, refused)) };
                }
            }
        }
        let cart = current(&backend, market).await?.filter(|cart| !cart.lines.is_empty());
        respond::cookie(&cookies::units(cart.as_ref().map_or(0, |cart| cart.units())));
        let merged = merging_alert(&backend).await;
        let left_out = left_out_alert(&backend, left_out).await;
        let contents = match cart {
            Some(cart) => {
                let slugs: Vec<&Slug> = cart.lines.iter().map(|line| &line.slug).collect();
                let beside = beside_cart(&backend, &slugs).await.map(Html::view);
                let chips = code_chips(market, &cart);
                let takes_codes = backend.brand().await.settings().has(Feature::Codes);
                let form = takes_codes.then(|| code_form(market, typed));
                let lines = view! { <CartLines market=market cart=cart>{chips} {form}</CartLines> };
                view! { {lines} {beside} }.into_any()
            }
            None => view! {
                <div class="cart-empty">
                    <p class="lead">{words.empty()}</p>
                    <p>{words.empty_more()}</p>
                    <a class="button button-main" href=market.path("/products")>{words.continue_shopping()}</a>
                </div>
            }
            .into_any(),
        };
        let main = view! {
            <section class="section">
                <h1>{words.your_cart()}</h1>
                {merged}
                {left_out}
                {refused.map(|code| warning(words::problem(market.locale(), code)))}
                {contents}
            </section>
        };
        Ok(Page::new(Head::private(words.your_cart()), main).with_status(status).into())
    })
}

/// Puts the code in that was typed, or takes the one out that was pointed at.
async fn change_codes(backend: &Backend, fields: &Submitted) -> Result<(), Problem> {
    let market = backend.market();
    let no_cart = || Problem::new(Code::CartEmpty, "There is no cart yet.");
    let cart = backend.request().cart.ok_or_else(no_cart)?;
    let key = Some(Uuid::new_v4().to_string());
    if fields.field(ACTION) != REMOVE_CODE {
        let code = fields.field("code").to_owned();
        return backend.call(&AddCartCode { cart, code, market }, key).await.map(drop);
    }
    let Ok(code) = fields.field("code").parse() else { return Ok(()) };
    match backend.call(&DeleteCartCode { cart, code, market }, key).await {
        // What is gone need not be taken out.
        Err(problem) if problem.code != Code::CodeNotInCart => Err(problem),
        _ => Ok(()),
    }
}

/// What is said beside the field. The origin says why a code is of no use, in the market's language.
fn fault(market: Market, refused: Problem) -> String {
    match refused.field.as_deref() {
        Some("code") => refused.detail,
        _ => words::problem(market.locale(), refused.code).to_owned(),
    }
}
