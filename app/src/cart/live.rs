//! How islands tell each other that the cart has changed.

use std::cell::RefCell;
use std::rc::Rc;

use api::cart::CartView;

/// What changed the cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Something was put in.
    Added,
    /// A line was changed or taken out.
    Edited,
}

type Listener = Rc<dyn Fn(&CartView, Change)>;

thread_local! {
    // A page has one thread and as many listeners as islands; they live as long as the page.
    static LISTENERS: RefCell<Vec<Listener>> = const { RefCell::new(Vec::new()) };
}

/// Calls `listener` at each change from now on.
pub fn listen(listener: impl Fn(&CartView, Change) + 'static) {
    LISTENERS.with_borrow_mut(|all| all.push(Rc::new(listener)));
}

/// Tells every listener of the cart as it is now.
pub fn announce(cart: &CartView, change: Change) {
    // Listeners are called on a copy of the list, so that one of them may add another.
    let all = LISTENERS.with_borrow(Clone::clone);
    for listener in all {
        listener(cart, change);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use domain::CartId;

    use super::*;

    #[test]
    fn every_listener_hears_of_a_change() {
        let heard = Rc::new(Cell::new(0));
        for _ in 0..2 {
            let heard = heard.clone();
            listen(move |_, change| heard.set(heard.get() + usize::from(change == Change::Added)));
        }
        let id = CartId("0190b0a0-0000-7000-8000-000000000000".parse().expect("a UUID"));
        let cart = CartView::empty(id, domain::Market::Eu);
        announce(&cart, Change::Added);
        announce(&cart, Change::Edited);
        assert_eq!(heard.get(), 2);
    }
}
