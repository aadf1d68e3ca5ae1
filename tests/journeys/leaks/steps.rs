//! What shoppers do, as values that can be drawn at random and shrunk.

use proptest::prelude::*;

/// How many shoppers there are in a sequence.
pub const SHOPPERS: usize = 3;

/// One thing that happens. Indexes are taken modulo what there is.
#[derive(Clone, Debug)]
pub enum Step {
    /// Registers, or logs in if that is done.
    Enter { who: usize },
    /// Logs out.
    Leave { who: usize },
    /// Puts something into the cart.
    Add { who: usize, sku: usize },
    /// Opens a personal page in some odd way.
    Look { who: usize, page: usize, odd: usize },
    /// Fills in the checkout form and pays with a card that is declined, so that the form is shown
    /// again with all that was typed.
    CheckOut { who: usize },
    /// The merchant changes a price, which purges.
    Change { product: usize },
    /// All shoppers and a stranger ask for one page at the same time, again and again.
    Crowd { page: usize, odd: usize, rounds: usize },
}

/// Sequences of steps; a crowd asks at most `rounds` times each.
pub fn steps(rounds: usize) -> impl Strategy<Value = Vec<Step>> {
    let who = || 0..SHOPPERS;
    let step = prop_oneof![
        3 => who().prop_map(|who| Step::Enter { who }),
        1 => who().prop_map(|who| Step::Leave { who }),
        3 => (who(), 0..4usize).prop_map(|(who, sku)| Step::Add { who, sku }),
        6 => (who(), 0..64usize, 0..ODD).prop_map(|(who, page, odd)| Step::Look { who, page, odd }),
        2 => who().prop_map(|who| Step::CheckOut { who }),
        1 => (0..4usize).prop_map(|product| Step::Change { product }),
        12 => (0..64usize, 0..ODD, 1..=rounds).prop_map(|(page, odd, rounds)| Step::Crowd { page, odd, rounds }),
    ];
    prop::collection::vec(step, 1..28)
}

/// How many odd ways there are to ask.
pub const ODD: usize = 18;

/// A request for `path` in an odd way: what could confuse a cache key, or carry a shopper's
/// `marker` into a page for everybody. The first is the usual way.
pub fn oddly(odd: usize, path: &str, marker: &str) -> (String, Vec<(&'static str, String)>) {
    let joint = if path.contains('?') { '&' } else { '?' };
    let header = |name, value: String| (path.to_owned(), vec![(name, value)]);
    let other = |path: String| (path, vec![]);
    match odd {
        1 => other(format!("{path}{joint}utm_source={marker}")),
        2 => other(format!("{path}{joint}__err={marker}&__path=%2Fapi%2Fcart%2Fadd_line")),
        3 => other(format!("{path}{joint}%5F_err={marker}")),
        4 => other(format!("/{path}")),
        5 => other(format!("{}{path}", "/de")),
        6 => other(path.replacen('c', "%63", 1)),
        7 => other(format!("{}/nothing.css", path.split('?').next().unwrap_or_default())),
        // Without the marker: a page may name the address it was asked for by.
        8 => other(format!("{};nothing.css", path.split('?').next().unwrap_or_default())),
        9 => header("x-forwarded-host", format!("{marker}.example")),
        10 => header("x-original-url", "/account".to_owned()),
        11 => header("cookie", format!("note={marker}; __Host-cart={marker}")),
        12 => header("authorization", format!("Bearer {marker}")),
        13 => header("user-agent", marker.to_owned()),
        14 => header("x-edge-request-id", marker.to_owned()),
        15 => header("range", "bytes=0-99".to_owned()),
        16 => header("x-http-method-override", "POST".to_owned()),
        17 => header("if-none-match", "*".to_owned()),
        _ => other(path.to_owned()),
    }
}
