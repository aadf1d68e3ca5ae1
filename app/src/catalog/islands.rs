//! Choosing a variant and putting it into the cart without leaving the page.

#![expect(missing_docs, reason = "the macro makes undocumented structs of the parameters")]

mod view;

use std::sync::OnceLock;

use leptos::prelude::*;

use super::buy_box::BuyBoxContents;

/// The most units offered at once; the cart takes more.
const MAX_OFFERED: u32 = 10;

/// Options, price, stock and the button. Without scripts each option is a link that opens the page
/// with another variant, and the button is a form's.
///
/// It is views in the worker, too: what wakes up has to have every comment that the browser's views count by.
#[island]
pub fn BuyBox(offer: BuyBoxContents) -> impl IntoView {
    view::buy_box(offer)
}

/// The quantities that are offered: the same on every page, and nothing in them ever wakes up.
fn quantities() -> &'static str {
    static QUANTITIES: OnceLock<String> = OnceLock::new();
    let option = |n: u32| format!("<option value=\"{n}\">{n}</option>");
    // The comment is what Leptos puts where a list ends.
    QUANTITIES.get_or_init(|| (1..=MAX_OFFERED).map(option).chain(["<!>".to_owned()]).collect())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    /// The view is what the list was before it was written as text. The comment at its end stays: the browser counts
    /// what is in an island.
    #[test]
    fn the_quantities_are_what_leptos_makes_of_views() {
        let options =
            (1..=MAX_OFFERED).map(|n| view! { <option value=n.to_string()>{n.to_string()}</option> }).collect_view();
        let by_leptos = view! { <select>{options}</select> }.to_html();
        assert_eq!(format!("<select>{}</select>", quantities()), by_leptos);
    }
}
