//! Changes to the cart: shown at once, sent one after the other, put right by the server's answer.

use std::collections::VecDeque;

use api::Code;
use api::cart::CartView;
use domain::{Market, Quantity, Sku};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::cart::live::{self, Change};
use crate::cart::{REMOVE_LINE, UPDATE_LINE};
use crate::web;
use crate::words::CartWords;

/// A change that waits for the one before it.
#[derive(Clone, PartialEq, Eq)]
struct Job {
    address: &'static str,
    sku: Sku,
    quantity: Option<Quantity>,
    done: &'static str,
}

/// The cart as it is shown, as it last was for certain, and what is still to be sent.
///
/// Changes are sent one after the other: sent at once they might be done in another order, and the
/// last answer would not be the last word.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub market: Market,
    pub shown: RwSignal<CartView>,
    certain: StoredValue<CartView>,
    waiting: StoredValue<VecDeque<Job>>,
    sending: StoredValue<bool>,
    pub said: RwSignal<Option<Result<&'static str, Code>>>,
}

impl Editor {
    /// An editor of `cart`.
    pub fn new(market: Market, cart: CartView) -> Self {
        Self {
            market,
            shown: RwSignal::new(cart.clone()),
            certain: StoredValue::new(cart),
            waiting: StoredValue::new(VecDeque::new()),
            sending: StoredValue::new(false),
            said: RwSignal::new(None),
        }
    }

    /// Sets how many pieces a line has.
    pub fn set(self, sku: &Sku, quantity: Quantity) {
        self.shown.update(|cart| {
            for line in cart.lines.iter_mut().filter(|line| line.sku == *sku) {
                line.quantity = quantity;
                line.total = line.unit_price.and_then(|unit| domain::cart::line_total(unit, quantity).ok());
            }
            sum_up(cart);
        });
        let done = CartWords::of(self.market.locale()).updated;
        self.queue(Job { address: UPDATE_LINE, sku: sku.clone(), quantity: Some(quantity), done });
    }

    /// Takes a line out.
    pub fn remove(self, sku: &Sku) {
        self.shown.update(|cart| {
            cart.lines.retain(|line| line.sku != *sku);
            sum_up(cart);
        });
        let done = CartWords::of(self.market.locale()).removed;
        self.queue(Job { address: REMOVE_LINE, sku: sku.clone(), quantity: None, done });
    }

    fn queue(self, job: Job) {
        self.waiting.update_value(|waiting| {
            // Of several changes to one line that were not sent yet, only the last matters.
            waiting.retain(|other| other.sku != job.sku);
            waiting.push_back(job);
        });
        if !self.sending.get_value() {
            self.sending.set_value(true);
            spawn_local(self.send_all());
        }
    }

    async fn send_all(self) {
        while let Some(job) = self.waiting.try_update_value(VecDeque::pop_front).flatten() {
            let mut fields = vec![("sku", job.sku.to_string()), ("market", self.market.code().to_owned())];
            fields.extend(job.quantity.map(|quantity| ("quantity", quantity.get().to_string())));
            match web::post::<CartView>(job.address, &fields).await {
                Ok(cart) => {
                    self.certain.set_value(cart.clone());
                    if self.waiting.with_value(VecDeque::is_empty) {
                        live::announce(&cart, Change::Edited);
                        self.shown.set(cart);
                        self.said.set(Some(Ok(job.done)));
                    }
                }
                Err(refused) => {
                    self.waiting.update_value(VecDeque::clear);
                    let certain = self.certain.get_value();
                    live::announce(&certain, Change::Edited);
                    self.shown.set(certain);
                    self.said.set(Some(Err(refused.code)));
                }
            }
        }
        self.sending.set_value(false);
    }
}

/// The sum of what can be bought. An amount beyond counting leaves the old sum to the server.
fn sum_up(cart: &mut CartView) {
    let totals = cart.lines.iter().filter(|line| line.availability.is_buyable()).filter_map(|line| line.total);
    if let Ok(subtotal) = domain::cart::subtotal(cart.subtotal.currency, totals) {
        cart.subtotal = subtotal;
    }
}

#[cfg(test)]
mod tests {
    use api::cart::CartLine;
    use domain::inventory::Availability;
    use domain::{CartId, Currency, Money};

    use super::*;

    fn line(sku: &str, total: Option<i64>, availability: Availability) -> CartLine {
        let money = |minor| Money::new(minor, Currency::Eur);
        CartLine {
            sku: sku.parse().expect("a SKU"),
            slug: "mug".parse().expect("a slug"),
            title: "Mug".to_owned(),
            choice: String::new(),
            quantity: Quantity::ONE,
            unit_price: total.map(money),
            total: total.map(money),
            availability,
            picture: None,
        }
    }

    #[test]
    fn only_what_can_be_bought_is_summed_up() {
        let lines = vec![
            line("A", Some(1900), Availability::InStock),
            line("B", Some(500), Availability::Low { left: 1 }),
            line("C", Some(700), Availability::Out),
            line("D", None, Availability::InStock),
        ];
        let id = CartId("0190b0a0-0000-7000-8000-000000000000".parse().expect("a UUID"));
        let mut cart = CartView { lines, ..CartView::empty(id, Market::Eu) };
        sum_up(&mut cart);
        assert_eq!(cart.subtotal, Money::new(2400, Currency::Eur));
    }
}
