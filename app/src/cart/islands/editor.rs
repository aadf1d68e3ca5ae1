//! Changes to the cart: shown at once, sent one after the other, put right by the server's answer.

use api::Code;
use api::cart::CartView;
use domain::{Market, Quantity, Sku};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::{Draft, Edit};
use crate::cart::live::{self, Change};
use crate::cart::{REMOVE_LINE, UPDATE_LINE};
use crate::web;

/// The cart as it is shown, and what of it is still to be sent.
///
/// Changes are sent one after the other: sent at once they might be done in another order than they
/// were made in.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub market: Market,
    pub shown: RwSignal<CartView>,
    draft: StoredValue<Draft>,
    pub said: RwSignal<Option<Result<&'static str, Code>>>,
}

impl Editor {
    /// An editor of `cart`.
    pub fn new(market: Market, cart: CartView) -> Self {
        Self {
            market,
            shown: RwSignal::new(cart.clone()),
            draft: StoredValue::new(Draft::new(cart)),
            said: RwSignal::new(None),
        }
    }

    /// Tells others of the cart that is shown, and follows what they do to it from now on. An empty one tells nothing: what
    /// is in the cart is asked for.
    pub fn listen(self) {
        live::listen(move |cart, _| {
            self.draft.update_value(|draft| draft.hear(cart));
            self.show();
        });
        let cart = self.shown.get_untracked();
        if cart.lines.is_empty() {
            // The page that stands in for the cart's is everybody's, so it is asked for here.
            spawn_local(async move {
                let _ = live::read(self.market).await;
            });
        } else {
            live::announce(cart, Change::Edited);
        }
    }

    /// Sets how many units a line has.
    pub fn set(self, sku: &Sku, quantity: Quantity) {
        self.edit(Edit { sku: sku.clone(), quantity: Some(quantity) });
    }

    /// Takes a line out.
    pub fn remove(self, sku: &Sku) {
        self.edit(Edit { sku: sku.clone(), quantity: None });
    }

    fn edit(self, edit: Edit) {
        self.draft.update_value(|draft| draft.edit(edit));
        self.show();
        if let Some(first) = self.next() {
            spawn_local(self.send(first));
        }
    }

    fn next(self) -> Option<Edit> {
        self.draft.try_update_value(Draft::next).flatten()
    }

    fn show(self) {
        self.shown.set(self.draft.with_value(Draft::shown));
    }

    /// Sends this edit and those that wait for it.
    async fn send(self, first: Edit) {
        let words = words::cart(self.market.locale());
        let mut next = Some(first);
        while let Some(edit) = next {
            let mut fields = vec![("sku", edit.sku.to_string()), ("market", self.market.code().to_owned())];
            fields.extend(edit.quantity.map(|quantity| ("quantity", quantity.get().to_string())));
            let (address, done) = match edit.quantity {
                Some(_) => (UPDATE_LINE, words.updated()),
                None => (REMOVE_LINE, words.removed()),
            };
            let answer = web::post::<CartView>(address, &fields).await;
            let refused = answer.as_ref().err().copied();
            self.draft.update_value(|draft| draft.answered(refused.is_none()));
            next = self.next();
            if let Ok(cart) = answer {
                live::announce(cart, Change::Edited);
            } else {
                // Whatever was refused may have to do with what others did meanwhile.
                self.show();
                let _ = live::read(self.market).await;
            }
            if let Some(code) = refused {
                self.said.set(Some(Err(code)));
            } else if next.is_none() {
                self.said.set(Some(Ok(done)));
            }
        }
    }
}
