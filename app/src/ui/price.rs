//! Prices as shoppers read them.

use domain::Locale;
use domain::catalog::Price;
use leptos::prelude::*;

/// A price; the former one is struck through beside it. `from`: there are dearer variants.
pub fn price(locale: Locale, price: Price, from: bool) -> AnyView {
    let words = words::catalog(locale);
    let former = price.reduced_from().map(|former| {
        view! {
            <s class="price-former">
                <span class="sr-only">{words.former_price()} " "</span>
                {former.display(locale)}
            </s>
        }
    });
    let reduced = former.is_some();
    view! {
        <span class="price" class:price-reduced=reduced>
            {from.then(|| view! { <span class="price-from">{words.from()} " "</span> })}
            <span class="price-now">{price.amount.display(locale)}</span>
            {former}
        </span>
    }
    .into_any()
}
