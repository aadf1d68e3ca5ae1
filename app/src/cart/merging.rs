//! What becomes of the cart when a guest logs in, and how the shopper is told.

use api::Code;
use api::cart::{CartView, MergeCarts, MergeView};
use domain::cart::MergeOutcome;
use domain::{CartId, Market};
use leptos::prelude::*;
use uuid::Uuid;

use super::server::own;
use crate::context::Backend;
use crate::ui::alert::news;
use crate::ui::language::within;
use crate::{cookies, respond};

/// Makes the browser's cart and the shopper's own one, and gives the browser that. Where the shop
/// cannot do it now, the browser keeps the cart it has: logging in is worth more.
pub(crate) async fn take_cart_along(backend: &Backend) {
    let market = backend.market();
    if let Some(cart) = backend.request().cart {
        let note = Note { cart, key: Uuid::new_v4(), market };
        match note.merge(backend).await {
            Ok(merged) => {
                if says_something(&merged) {
                    respond::cookie(&cookies::merged(&note.to_text()));
                }
                return hand_over(&merged.cart);
            }
            // Gone, or somebody else's: it is not for this shopper, and nor is what the browser keeps of it.
            Err(Code::CartNotFound) => respond::clear_site_data(),
            Err(_) => return,
        }
    }
    match own(backend, market).await {
        Ok(Some(cart)) => hand_over(&cart),
        Ok(None) => {
            respond::cookie(&cookies::no_cart());
            respond::cookie(&cookies::units(0));
        }
        Err(_) => {}
    }
}

/// What became of the two carts, once: on the next page after log-in.
pub(crate) async fn merging_alert(backend: &Backend) -> Option<AnyView> {
    let note = Note::of_text(backend.request().merged.as_deref()?);
    respond::cookie(&cookies::no_merged());
    // Asked again under the same key, the origin says again what it did.
    let merged = note?.merge(backend).await.ok()?;
    let locale = backend.market().locale();
    let lines = merged.lines.iter().filter(|line| line.outcome != MergeOutcome::Added);
    let items = lines.map(|line| within(&line.name, |name| words::cart(locale).merged_line(line, name))).collect();
    Some(news(words::cart(locale).merged(), items))
}

/// What the account's cart was not empty of, or what did not all fit.
fn says_something(merged: &MergeView) -> bool {
    let changed = merged.lines.iter().any(|line| line.outcome != MergeOutcome::Added);
    changed || (!merged.lines.is_empty() && merged.cart.lines.len() > merged.lines.len())
}

fn hand_over(cart: &CartView) {
    respond::cookie(&cookies::cart(cart.id));
    respond::cookie(&cookies::units(cart.units()));
}

/// One merging: which cart was brought, and the key it was asked for under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Note {
    cart: CartId,
    key: Uuid,
    market: Market,
}

impl Note {
    async fn merge(self, backend: &Backend) -> Result<MergeView, Code> {
        let request = MergeCarts { cart: self.cart, market: self.market };
        backend.call(&request, Some(self.key.to_string())).await.map_err(|problem| problem.code)
    }

    fn to_text(self) -> String {
        format!("{}.{}.{}", self.cart, self.key, self.market.code())
    }

    fn of_text(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (cart, key) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let code = parts.next()?;
        let market = Market::of_code(code)?;
        Some(Self { cart, key, market })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_survives_its_cookie_and_a_tampered_one_is_none() {
        let note = Note { cart: CartId(Uuid::new_v4()), key: Uuid::new_v4(), market: Market::De };
        assert_eq!(Note::of_text(&note.to_text()), Some(note));
        for bad in ["", "x", "1.2.de", &format!("{}.{}.mars", note.cart, note.key), &note.cart.to_string()] {
            assert_eq!(Note::of_text(bad), None, "{bad}");
        }
    }
}
