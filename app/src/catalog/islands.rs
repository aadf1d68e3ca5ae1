//! Choosing a variant and putting it into the cart without leaving the page.

#![expect(missing_docs, reason = "the macro makes undocumented structs of the parameters")]

#[cfg(feature = "ssr")]
pub mod asleep;
#[cfg(not(feature = "ssr"))]
mod awake;
mod text;

use leptos::prelude::*;

use super::buy_box::BuyBoxContents;

/// Options, price, stock and the button. Without scripts each option is a link that opens the page
/// with another variant, and the button is a form's.
///
/// It is text, on the worker and in the browser, which writes again what a choice changes: views would be made of
/// signals and closures on the worker only to be turned into text at once, for each render.
#[island]
pub fn BuyBox(offer: BuyBoxContents) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let view = text::form(&offer).view();
    #[cfg(not(feature = "ssr"))]
    let view = awake::form(offer);
    view
}
