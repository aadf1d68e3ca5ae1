//! What is taken off a sum, and what pays for it beside money.

use api::cart::CartView;
use api::checkout::gift_cards::GiftCardUse;
use api::checkout::promotions::Discount;
use domain::{Locale, Money};
use leptos::prelude::*;

use crate::ui::language::said;

/// What the cart comes to before delivery: subtotal, discounts, gift cards, and how near free delivery is.
pub fn cart_sums(locale: Locale, cart: &CartView) -> AnyView {
    let words = words::cart(locale);
    let subtotal = cart.subtotal.display(locale);
    let total = cart.total.filter(|_| !cart.discounts.is_empty());
    let hint = cart.missing_for_free_delivery.map(|missing| {
        view! { <p class="free-delivery">{words.free_delivery(missing)}</p> }
    });
    let sums = match total {
        None => view! { <p class="sum sum-total"><span>{words.subtotal()}</span> <strong>{subtotal}</strong></p> }
            .into_any(),
        Some(total) => view! {
            <p class="sum"><span>{words.subtotal()}</span> <span>{subtotal}</span></p>
            {discount_rows(locale, &cart.discounts)}
            <p class="sum sum-total"><span>{words.discounted()}</span> <strong>{total.display(locale)}</strong></p>
        }
        .into_any(),
    };
    view! {
        {sums}
        {gift_card_rows(locale, &cart.gift_cards)}
        {hint}
    }
    .into_any()
}

/// A row for each discount, with the code that was typed for it.
pub fn discount_rows(locale: Locale, discounts: &[Discount]) -> AnyView {
    let row = |discount: &Discount| off(locale, said(&discount.label), discount.code.clone(), discount.amount);
    discounts.iter().map(row).collect_view().into_any()
}

/// A row for each gift card, and what is left to pay; nothing without gift cards.
pub fn paid_rows(locale: Locale, gift_cards: &[GiftCardUse], to_charge: Money) -> Option<AnyView> {
    if gift_cards.is_empty() {
        return None;
    }
    let rows = gift_card_rows(locale, gift_cards);
    let left = view! {
        <p class="sum sum-total">
            <span>{words::checkout(locale).to_pay()}</span>
            <strong>{to_charge.display(locale)}</strong>
        </p>
    };
    Some(view! { {rows} {left} }.into_any())
}

fn gift_card_rows(locale: Locale, gift_cards: &[GiftCardUse]) -> AnyView {
    let row = |part: &GiftCardUse| {
        off(locale, words::checkout(locale).gift_card(&part.last_four).into_any(), None, part.amount)
    };
    gift_cards.iter().map(row).collect_view().into_any()
}

/// The row of an amount that is taken off.
fn off(locale: Locale, name: AnyView, code: Option<String>, amount: Money) -> AnyView {
    let amount = Money::new(-amount.minor, amount.currency).display(locale);
    let code = code.map(|code| view! { <span class="code-name">{code}</span> });
    view! { <p class="sum sum-off"><span>{name} " " {code}</span> <span>{amount}</span></p> }.into_any()
}
