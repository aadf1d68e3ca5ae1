//! The cart as its server knows it, with what the shopper has changed since.

use std::collections::VecDeque;

use api::cart::CartView;
use domain::{Quantity, Sku};

/// A change of one line; without a quantity it is taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub sku: Sku,
    pub quantity: Option<Quantity>,
}

/// The newest cart that the server told of, and the edits that it has not answered.
///
/// What is shown is always the one with the other on top. So it does not matter in which order
/// answers and news of other tabs come: when nothing waits, the newest cart is shown.
pub(super) struct Draft {
    certain: CartView,
    /// The first is on its way, if `sending`.
    edits: VecDeque<Edit>,
    sending: bool,
}

impl Draft {
    pub fn new(certain: CartView) -> Self {
        Self { certain, edits: VecDeque::new(), sending: false }
    }

    /// Notes a change. Of several to one line that were not sent yet, only the last matters.
    pub fn edit(&mut self, edit: Edit) {
        let sent = usize::from(self.sending);
        let mut position = 0;
        self.edits.retain(|other| {
            position += 1;
            position <= sent || other.sku != edit.sku
        });
        self.edits.push_back(edit);
    }

    /// The edit to be sent now; none while another is on its way.
    pub fn next(&mut self) -> Option<Edit> {
        if self.sending {
            return None;
        }
        let first = self.edits.front().cloned();
        self.sending = first.is_some();
        first
    }

    /// The edit on its way was answered. After a refusal, those that were made on top of it are void too.
    pub fn answered(&mut self, done: bool) {
        self.sending = false;
        self.edits.pop_front();
        if !done {
            self.edits.clear();
        }
    }

    /// Takes what the server says, unless it has said something newer before.
    pub fn hear(&mut self, cart: &CartView) {
        if !cart.is_older_than(&self.certain) {
            self.certain = cart.clone();
        }
    }

    /// The cart to show.
    pub fn shown(&self) -> CartView {
        let mut cart = self.certain.clone();
        if self.edits.is_empty() {
            return cart;
        }
        for edit in &self.edits {
            let Some(quantity) = edit.quantity else {
                cart.lines.retain(|line| line.sku != edit.sku);
                continue;
            };
            for line in cart.lines.iter_mut().filter(|line| line.sku == edit.sku) {
                line.set_quantity(quantity);
                line.left = line.left.filter(|left| *left < quantity.get());
            }
        }
        sum_up(&mut cart);
        cart
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
    use api::catalog::Text;
    use domain::inventory::Availability;
    use domain::{CartId, Currency, Market, Money};

    use super::*;

    fn line(sku: &str, total: Option<i64>, availability: Availability) -> CartLine {
        let money = |minor| Money::new(minor, Currency::Eur);
        CartLine {
            sku: sku.parse().expect("a SKU"),
            slug: "mug".parse().expect("a slug"),
            title: Text::plain("Mug"),
            choice: Text::default(),
            quantity: Quantity::ONE,
            unit_price: total.map(money),
            unit_price_was: None,
            measure: None,
            own_price: None,
            is_personal: false,
            steps: vec![],
            total: total.map(money),
            availability,
            left: None,
            picture: None,
        }
    }

    fn cart(lines: Vec<CartLine>) -> CartView {
        let id = CartId("0190b0a0-0000-7000-8000-000000000000".parse().expect("a UUID"));
        CartView { lines, ..CartView::empty(id, Market::Eu) }
    }

    fn edit(sku: &str, units: i64) -> Edit {
        Edit { sku: sku.parse().expect("a SKU"), quantity: Quantity::try_from(units).ok() }
    }

    #[test]
    fn only_what_can_be_bought_is_summed_up() {
        let mut cart = cart(vec![
            line("A", Some(1900), Availability::InStock),
            line("B", Some(500), Availability::Low { left: 1 }),
            line("C", Some(700), Availability::Out),
            line("D", None, Availability::InStock),
        ]);
        sum_up(&mut cart);
        assert_eq!(cart.subtotal, Money::new(2400, Currency::Eur));
    }

    #[test]
    fn a_late_reply_brings_no_old_quantity_back() {
        let at = |version, units: i64| {
            let quantity = Quantity::try_from(units).expect("in range");
            let lines = vec![CartLine { quantity, ..line("A", Some(100), Availability::InStock) }];
            CartView { version, ..cart(lines) }
        };
        let mut draft = Draft::new(at(1, 1));
        draft.edit(edit("A", 2));
        draft.edit(edit("A", 3));
        assert_eq!((draft.next(), draft.next()), (Some(edit("A", 3)), None), "one of one line, one at a time");
        draft.edit(edit("A", 4));
        // Another tab, later than the answer to come: what this shopper wants stays on top of it.
        draft.hear(&at(3, 9));
        assert_eq!(draft.shown().units(), 4);
        draft.hear(&at(2, 3));
        draft.answered(true);
        assert_eq!((draft.shown().units(), draft.next()), (4, Some(edit("A", 4))));
        draft.answered(false);
        assert_eq!(draft.shown(), at(3, 9), "a refusal leaves what is certain");
    }

    /// What a shop does with edits: the last word of each, counted.
    struct Server(CartView);

    impl Server {
        fn take(&mut self, edit: &Edit) -> CartView {
            self.0.version += 1;
            match edit.quantity {
                None => self.0.lines.retain(|line| line.sku != edit.sku),
                Some(quantity) => {
                    self.0.lines.iter_mut().filter(|line| line.sku == edit.sku).for_each(|line| {
                        line.quantity = quantity;
                        line.total = line.unit_price.and_then(|unit| unit.checked_mul(quantity.get()).ok());
                    });
                }
            }
            sum_up(&mut self.0);
            self.0.clone()
        }
    }

    #[test]
    fn two_tabs_show_the_same_cart_in_the_end_however_late_the_news_come() {
        for seed in 1..300_u64 {
            let mut state = seed;
            // Knuth's linear congruential generator: the same runs for everybody.
            let mut random = |below: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % below
            };
            let lines = ["A", "B", "C"].map(|sku| line(sku, Some(100), Availability::InStock)).to_vec();
            let mut server = Server(cart(lines));
            sum_up(&mut server.0);
            let mut tabs = [Draft::new(server.0.clone()), Draft::new(server.0.clone())];
            // News on their way to a tab: which, the cart, and whether it answers the tab's own edit.
            let mut news: Vec<(usize, CartView, bool)> = Vec::new();
            let mut clicks = 100;
            while clicks > 0 || !news.is_empty() {
                let tab = random(2) as usize;
                if clicks > 0 && random(2) == 0 {
                    clicks -= 1;
                    let sku = ["A", "B", "C"][random(3) as usize];
                    tabs[tab].edit(edit(sku, random(if clicks < 5 { 4 } else { 40 }) as i64));
                } else if !news.is_empty() {
                    let (tab, cart, own) = news.swap_remove(random(news.len() as u64) as usize);
                    if own {
                        tabs[tab].answered(true);
                    }
                    tabs[tab].hear(&cart);
                }
                for (tab, draft) in tabs.iter_mut().enumerate() {
                    if let Some(edit) = draft.next() {
                        let answer = server.take(&edit);
                        news.push((tab, answer.clone(), true));
                        news.push((1 - tab, answer, false));
                    }
                }
            }
            assert_eq!((tabs[0].shown(), tabs[1].shown()), (server.0.clone(), server.0.clone()), "seed {seed}");
        }
    }
}
