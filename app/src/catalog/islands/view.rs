//! The buy box.

use api::Code;
use api::cart::CartView;
use domain::Market;
use domain::checkout::PriceMode;
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::quantities;
use crate::cart::live::{self, Change};
use crate::catalog::buy_box::{BuyBoxContents, BuyBoxVariant};
use crate::ui::icon::{Icon, icon};
use crate::ui::language::said;
use crate::ui::price::price;
use crate::{cart, web};

/// Where adding to the cart stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Adding {
    Idle,
    Sending,
    Added,
    Refused(Code),
}

/// All of it. What is shown changes with what is chosen.
pub(super) fn buy_box(offer: BuyBoxContents) -> impl IntoView {
    let locale = offer.market.locale();
    let words = words::catalog(locale);
    let market = offer.market.code();
    let axes = offer.options.len();
    let chosen = RwSignal::new(offer.chosen);
    let adding = RwSignal::new(Adding::Idle);
    let quantity = NodeRef::<html::Select>::new();
    let offer = StoredValue::new(offer);
    let of_chosen = move |read: fn(&BuyBoxVariant) -> String| {
        offer.with_value(|offer| offer.variant(chosen.get()).map(read).unwrap_or_default())
    };
    let buyable = move || offer.with_value(|offer| offer.variant(chosen.get()).is_some_and(BuyBoxVariant::is_buyable));

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if adding.get_untracked() == Adding::Sending {
            return;
        }
        // Read where it was chosen: that may have been before the page woke up.
        let quantity = quantity.get_untracked().map(|field| field.value()).unwrap_or_default();
        let sku =
            offer.with_value(|offer| offer.variant(chosen.get_untracked()).map(|variant| variant.sku.to_string()));
        let Some(sku) = sku else { return };
        adding.set(Adding::Sending);
        spawn_local(async move {
            let fields = [("sku", sku), ("quantity", quantity), ("market", market.to_owned())];
            match web::post::<CartView>(cart::ADD_LINE, &fields).await {
                Ok(cart) => {
                    adding.set(Adding::Added);
                    live::announce(cart, Change::Added);
                }
                Err(code) => adding.set(Adding::Refused(code)),
            }
        });
    };
    let label = move || match (adding.get(), buyable()) {
        (Adding::Sending, _) => words.adding(),
        (_, true) => words.add(),
        (_, false) => words.sold_out(),
    };

    view! {
        <form class="buy" method="post" action=cart::ADD_LINE on:submit=submit>
            <input type="hidden" name="sku" value=move || of_chosen(|variant| variant.sku.to_string())/>
            <input type="hidden" name="market" value=market/>
            {(0..axes).map(|axis| option(offer, chosen, axis)).collect_view()}
            <div class="buy-facts" aria-live="polite">
                {move || offer.with_value(|offer| price_and_stock(offer.market, offer.variant(chosen.get())))}
            </div>
            <div class="buy-row">
                <div class="buy-quantity">
                    <label for="quantity">{words.quantity()}</label>
                    <select id="quantity" name="quantity" node_ref=quantity inner_html=quantities()></select>
                </div>
                <button class="button button-main" type="submit" disabled=move || !buyable()>
                    {label}
                </button>
            </div>
            <div class="buy-outcome" role="status">
                {move || match adding.get() {
                    Adding::Added => Some((Icon::Check, words.added())),
                    Adding::Refused(code) => Some((Icon::Warning, words::problem(locale, code))),
                    Adding::Idle | Adding::Sending => None,
                }
                    .map(|(sign, text)| view! { <p>{icon(sign)} " " {text}</p> })}
            </div>
        </form>
    }
}

/// One axis: its name, what is chosen, and a link for each value.
fn option(offer: StoredValue<BuyBoxContents>, chosen: RwSignal<usize>, axis: usize) -> AnyView {
    let (id, label, values) = offer.with_value(|offer| {
        let option = &offer.options[axis];
        let values: Vec<_> = option.values.iter().map(|value| (value.label.clone(), value.swatch.clone())).collect();
        (format!("option-{}", option.code), option.label.clone(), values)
    });
    let picked = move || offer.with_value(|offer| offer.variant(chosen.get())?.picks.get(axis).copied());
    let picked_label = move || {
        let label = |value: usize| offer.with_value(|offer| Some(said(&offer.options[axis].values.get(value)?.label)));
        picked().and_then(label)
    };
    let links = values.into_iter().enumerate().map(|(value, (label, swatch))| {
        let target = move || offer.with_value(|offer| offer.pick(chosen.get(), axis, value));
        let address = move || target().map(|index| offer.with_value(|offer| offer.address(index)));
        let sold_out = move || {
            let index = target();
            offer.with_value(|offer| index.and_then(|index| offer.variant(index)).is_none_or(|v| !v.is_buyable()))
        };
        let current = move || picked() == Some(value);
        let choose = move |event: MouseEvent| {
            if event.ctrl_key() || event.meta_key() || event.shift_key() {
                return;
            }
            let Some(index) = target() else { return };
            event.prevent_default();
            chosen.set(index);
            offer.with_value(|offer| show(offer, index));
        };
        let swatch = swatch.map(|colour| {
            view! {
                <svg class="swatch" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
                    <circle cx="10" cy="10" r="9.500" fill=colour></circle>
                </svg>
            }
        });
        let locale = offer.with_value(|offer| offer.market.locale());
        view! {
            <li>
                <a
                    class="chip"
                    class:chip-out=sold_out
                    href=address
                    rel="nofollow"
                    aria-current=move || current().then_some("true")
                    on:click=choose
                >
                    {swatch}
                    {said(&label)}
                    <span class="sr-only">{move || sold_out().then(|| format!(", {}", words::catalog(locale).sold_out()))}</span>
                </a>
            </li>
        }
    });
    let name_id = id.clone();
    view! {
        <div class="option" role="group" aria-labelledby=id>
            <p id=name_id class="option-name">{said(&label)} ": " <strong>{picked_label}</strong></p>
            <ul role="list" class="chips">{links.collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// Price and stock of a variant.
fn price_and_stock(market: Market, variant: Option<&BuyBoxVariant>) -> AnyView {
    let locale = market.locale();
    let words = words::catalog(locale);
    let tax = match market.price_mode() {
        PriceMode::TaxIncluded => words.tax_included(),
        PriceMode::TaxExcluded => words.tax_added(),
    };
    let cost = match variant.and_then(|variant| variant.price) {
        Some(cost) => price(locale, cost, false).into_any(),
        None => view! { <span class="price">{words.not_sold_here()}</span> }.into_any(),
    };
    let stock = variant.and_then(|variant| variant.availability).map(|availability| {
        let text = words.availability(availability);
        let out = !availability.is_buyable();
        view! { <p class="stock" class:stock-out=out>{text}</p> }
    });
    view! {
        <p class="buy-price">{cost} <span class="buy-tax">{tax}</span></p>
        {stock}
    }
    .into_any()
}

/// Shows a variant in the address bar and in the gallery.
fn show(offer: &BuyBoxContents, index: usize) {
    web::show_address(&offer.address(index));
    if let Some(picture) = offer.variant(index).and_then(|variant| variant.picture) {
        web::scroll_strip_to(&format!("picture-{picture}"));
    }
}
