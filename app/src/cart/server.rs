//! What changes the cart: called by islands, and by plain forms, which then see the cart page.

#![expect(missing_docs, reason = "the macro makes undocumented structs of the parameters")]

use api::cart::{
    AddCartLine, CartView, CreateCart, DeleteCartLine, FirstLine, GetCart, GetCurrentCart, UpdateCartLine,
};
use api::search::CreateSearchOutcome;
use api::{Code, Problem};
use domain::{CartId, Market, Quantity, Sku};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

use super::problem_error::ProblemError;
use crate::context::Backend;
use crate::{cookies, respond};

/// Adds units of a variant to the cart, making a cart if there is none. `after` is the page that led to the product's, if that
/// was a search.
#[server(prefix = "/api", endpoint = "cart/add_line")]
pub async fn add_line(
    #[server(default)] sku: String,
    #[server(default)] quantity: String,
    #[server(default)] market: String,
    #[server(default)] key: String,
    #[server(default)] after: String,
) -> Result<CartView, ProblemError> {
    let market = market_of(&market);
    let outcome = match (parse_sku(&sku), parse_quantity(&quantity)) {
        (Ok(sku), Ok(quantity)) => {
            let backend = Backend::of_request();
            let added = add(&backend, sku.clone(), quantity, market, &key_of(key)).await;
            if let Ok(cart) = &added {
                count(&backend, cart, &sku, market, &after).await;
            }
            added
        }
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    };
    answer(market, outcome)
}

/// Has it counted that a product was put into the cart after a search, if one led to it.
async fn count(backend: &Backend, cart: &CartView, sku: &Sku, market: Market, after: &str) {
    let public = &backend.request().site.public_url;
    let line = cart.lines.iter().find(|line| line.sku == *sku).filter(|_| !after.is_empty());
    let added = line.and_then(|line| CreateSearchOutcome::of_addition(public, after, market, line.slug.clone()));
    if let Some(added) = added {
        backend.tell(&added).await;
    }
}

/// Sets how many units a line has. Zero takes it out.
#[server(prefix = "/api", endpoint = "cart/update_line")]
pub async fn update_line(
    #[server(default)] sku: String,
    #[server(default)] quantity: String,
    #[server(default)] change: String,
    #[server(default)] market: String,
    #[server(default)] key: String,
) -> Result<CartView, ProblemError> {
    let market = market_of(&market);
    let outcome = async {
        let (backend, key) = (Backend::of_request(), key_of(key));
        let (cart, sku) = (held_cart(&backend)?, parse_sku(&sku)?);
        let by = match change.as_str() {
            "fewer" => -1,
            "more" => 1,
            _ => 0,
        };
        let units = quantity.trim().parse::<i64>().map_err(|_| bad_quantity())? + by;
        if units == 0 {
            return backend.call(&DeleteCartLine { cart, sku, market }, Some(key)).await;
        }
        let quantity = Quantity::try_from(units).map_err(|_| bad_quantity())?;
        backend.call(&UpdateCartLine { cart, sku, quantity, market }, Some(key)).await
    };
    let outcome = outcome.await;
    answer(market, outcome)
}

/// Takes a line out of the cart.
#[server(prefix = "/api", endpoint = "cart/remove_line")]
pub async fn remove_line(
    #[server(default)] sku: String,
    #[server(default)] market: String,
    #[server(default)] key: String,
) -> Result<CartView, ProblemError> {
    let market = market_of(&market);
    let outcome = async {
        let backend = Backend::of_request();
        let (cart, sku) = (held_cart(&backend)?, parse_sku(&sku)?);
        backend.call(&DeleteCartLine { cart, sku, market }, Some(key_of(key))).await
    };
    let outcome = outcome.await;
    answer(market, outcome)
}

/// The cart, or none if there is none.
#[server(prefix = "/api", endpoint = "cart/view", input = GetUrl)]
pub async fn view_cart(#[server(default)] market: String) -> Result<Option<CartView>, ProblemError> {
    let backend = Backend::of_request();
    backend.keep_private();
    let outcome = current(&backend, market_of(&market)).await;
    if let Ok(cart) = &outcome {
        respond::cookie(&cookies::units(cart.as_ref().map_or(0, CartView::units)));
    }
    outcome.map_err(ProblemError::refusing)
}

/// The shopper's cart; none if they have none or it has become an order.
///
/// # Errors
/// The origin's refusal.
pub(crate) async fn current(backend: &Backend, market: Market) -> Result<Option<CartView>, Problem> {
    let Some(cart) = backend.request().cart else { return Ok(None) };
    match backend.call(&GetCart { cart, market }, None).await {
        Ok(cart) => Ok(Some(cart)),
        Err(problem) if problem.code == Code::CartNotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// The cart of whoever is logged in; none for a guest and for those who have none.
///
/// # Errors
/// The origin's refusal.
pub(super) async fn own(backend: &Backend, market: Market) -> Result<Option<CartView>, Problem> {
    if backend.request().session.is_none() {
        return Ok(None);
    }
    match backend.call(&GetCurrentCart { market }, None).await {
        Ok(cart) => Ok(Some(cart)),
        // Whoever's session is over is a guest.
        Err(problem) if matches!(problem.code, Code::CartNotFound | Code::Unauthenticated) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Adds units of a variant to the browser's cart, or to the account's, or to a new one.
///
/// # Errors
/// The origin's refusal.
pub(crate) async fn add(
    backend: &Backend,
    sku: Sku,
    quantity: Quantity,
    market: Market,
    key: &str,
) -> Result<CartView, Problem> {
    if let Some(cart) = backend.request().cart {
        let line = AddCartLine { cart, sku: sku.clone(), quantity, market };
        match backend.call(&line, Some(key.to_owned())).await {
            Err(problem) if problem.code == Code::CartNotFound => {}
            outcome => return outcome,
        }
    }
    // Each call has a key of its own, made of the form's, so that repeating the form repeats all.
    match own(backend, market).await? {
        Some(cart) => {
            let line = AddCartLine { cart: cart.id, sku, quantity, market };
            let outcome = backend.call(&line, Some(format!("{key}-line"))).await;
            if outcome.is_err() {
                // The cart is there all the same, and the next try shall find it.
                respond::cookie(&cookies::cart(cart.id));
            }
            outcome
        }
        None => {
            let cart = CreateCart { market, line: Some(FirstLine { sku, quantity }) };
            backend.call(&cart, Some(format!("{key}-cart"))).await
        }
    }
}

/// The reply to a script; to a form, the way to the cart page.
fn answer(market: Market, outcome: Result<CartView, Problem>) -> Result<CartView, ProblemError> {
    let mut next = market.path("/cart");
    match &outcome {
        Ok(cart) => {
            respond::cookie(&cookies::cart(cart.id));
            respond::cookie(&cookies::units(cart.units()));
        }
        Err(problem) => next = format!("{next}?problem={}", problem.code.as_str()),
    }
    let outcome = outcome.map_err(ProblemError::refusing);
    if respond::wants_page() {
        respond::see_other(&next);
    }
    outcome
}

fn held_cart(backend: &Backend) -> Result<CartId, Problem> {
    backend.request().cart.ok_or_else(|| Problem::new(Code::CartNotFound, "There is no cart yet."))
}

fn market_of(code: &str) -> Market {
    Market::of_code(code).unwrap_or_default()
}

fn key_of(key: String) -> String {
    match key.parse::<Uuid>() {
        Ok(_) => key,
        Err(_) => Uuid::new_v4().to_string(),
    }
}

fn parse_sku(text: &str) -> Result<Sku, Problem> {
    text.parse().map_err(|error: domain::sku::InvalidSku| Problem::field("sku", error.to_string()))
}

fn parse_quantity(text: &str) -> Result<Quantity, Problem> {
    let text = text.trim();
    let units = if text.is_empty() { Ok(1) } else { text.parse::<i64>() };
    units.ok().and_then(|units| Quantity::try_from(units).ok()).ok_or_else(bad_quantity)
}

fn bad_quantity() -> Problem {
    Problem::field("quantity", format!("choose a quantity between 1 and {}", Quantity::MAX))
}
