//! How islands tell each other that the cart has changed, and hear of what other tabs do.

use std::cell::RefCell;
use std::rc::Rc;

use api::Code;
use api::cart::CartView;
use domain::Market;
use leptos::task::spawn_local;

use super::VIEW;
use crate::web;

/// What changed the cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Something was put in.
    Added,
    /// A line was changed or taken out, or the cart was looked at.
    Edited,
}

type Listener = Rc<dyn Fn(&CartView, Change)>;

thread_local! {
    // A page has one thread and as many listeners as islands; they live as long as the page.
    static LISTENERS: RefCell<Vec<Listener>> = const { RefCell::new(Vec::new()) };
    static NEWEST: RefCell<Option<CartView>> = const { RefCell::new(None) };
}

/// Calls `listener` at each change from now on.
pub fn listen(listener: impl Fn(&CartView, Change) + 'static) {
    LISTENERS.with_borrow_mut(|all| all.push(Rc::new(listener)));
}

/// Tells every listener of the cart as it is now. A reply that was overtaken tells nothing new: they
/// hear of the newest again.
pub fn announce(cart: CartView, change: Change) {
    let newest = NEWEST.with_borrow_mut(|known| match known {
        Some(known) if cart.is_older_than(known) => known.clone(),
        _ => known.insert(cart).clone(),
    });
    // Listeners are called on a copy of the list, so that one of them may add another.
    let all = LISTENERS.with_borrow(Clone::clone);
    for listener in all {
        listener(&newest, change);
    }
}

/// Reads the cart and tells every listener of it.
///
/// # Errors
/// What is to be said instead of a cart: that there is none, or why it cannot be had.
pub async fn read(market: Market) -> Result<(), Code> {
    let address = [VIEW, "?market=", market.code()].concat();
    let cart: Option<CartView> = web::get(&address).await?;
    announce(cart.ok_or(Code::CartEmpty)?, Change::Edited);
    Ok(())
}

/// Announces what other tabs of the same market do to the cart. A page that knows the cart reads it
/// again when it is looked at again: it may have changed elsewhere, or on a page without scripts.
pub fn hear_other_tabs(market: Market) {
    web::hear_other_tabs(market.code(), |text| {
        if let Ok(cart) = serde_json::from_str(&text) {
            announce(cart, Change::Edited);
        }
    });
    web::when_seen(move || {
        if NEWEST.with_borrow(Option::is_some) {
            spawn_local(async move {
                // What is shown stays until the shop answers again.
                let _ = read(market).await;
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use domain::CartId;

    use super::*;

    fn cart(version: i64) -> CartView {
        let id = CartId("0190b0a0-0000-7000-8000-000000000000".parse().expect("a UUID"));
        CartView { version, ..CartView::empty(id, Market::Eu) }
    }

    #[test]
    fn every_listener_hears_of_a_change() {
        let heard = Rc::new(Cell::new(0));
        for _ in 0..2 {
            let heard = heard.clone();
            listen(move |_, change| heard.set(heard.get() + usize::from(change == Change::Added)));
        }
        announce(cart(1), Change::Added);
        announce(cart(2), Change::Edited);
        assert_eq!(heard.get(), 2);
    }

    #[test]
    fn a_reply_that_was_overtaken_does_not_bring_the_old_cart_back() {
        let heard = Rc::new(RefCell::new(Vec::new()));
        let kept = heard.clone();
        listen(move |cart, _| kept.borrow_mut().push(cart.version));
        for version in [3, 5, 4, 5, 1, 6] {
            announce(cart(version), Change::Edited);
        }
        assert_eq!(*heard.borrow(), [3, 5, 5, 5, 5, 6]);
        let other =
            CartView::empty(CartId("0190b0a0-0000-7000-8000-000000000001".parse().expect("a UUID")), Market::Eu);
        announce(other.clone(), Change::Edited);
        assert_eq!(heard.borrow().last(), Some(&other.version), "another cart is not an older one");
    }
}
