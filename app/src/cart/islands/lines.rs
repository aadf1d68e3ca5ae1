//! The lines of the cart page: quantities change at once and are put right by the server's answer.

use api::cart::{CartLine, CartView};
use api::endpoint::percent_encoded;
use domain::{Locale, Market, Quantity};
use leptos::ev::{Event, SubmitEvent};
use leptos::html;
use leptos::prelude::*;

use super::editor::Editor;
use crate::cart::line::{line_name, line_notes, line_picture};
use crate::cart::sums::cart_sums;
use crate::cart::{REMOVE_LINE, UPDATE_LINE};
use crate::ui::icon::{Icon, icon};
use crate::ui::language::said;

/// Every line with its quantity, and the sum. Without scripts each line is a form with an
/// “Update” and a “Remove” button. What stands between the sum and the way to the checkout does not
/// wake up.
#[island]
pub fn CartLines(market: Market, cart: CartView, children: Children) -> impl IntoView {
    let locale = market.locale();
    let words = words::cart(locale);
    let editor = Editor::new(market, cart);
    let shown = editor.shown;
    // Runs in the browser alone.
    Effect::new(move || editor.listen());
    view! {
        <div class="cart-layout">
            <div>
                <ul role="list" class="cart-lines">
                    <For
                        each=move || shown.with(|cart| cart.lines.clone())
                        key=|line| line.sku.clone()
                        children=move |line| row(editor, line)
                    />
                </ul>
                {move || shown.with(|cart| cart.lines.is_empty()).then(|| view! {
                    <div class="cart-empty">
                        <p class="lead">{words.empty()}</p>
                        <a class="button button-main" href=market.path("/products")>{words.continue_shopping()}</a>
                    </div>
                })}
                <p class="cart-said" role="status">
                    {move || editor.said.get().map(|said| match said {
                        Ok(text) => text,
                        Err(code) => words::cart_problem(locale, code),
                    })}
                </p>
            </div>
            <aside class="summary" aria-label=words.subtotal()>
                <p class="sum"><span>{move || words.items(shown.with(CartView::units))}</span></p>
                {move || shown.with(|cart| cart_sums(locale, cart))}
                <p class="hint">{words.delivery_later()}</p>
                {children()}
                <a
                    class="button button-main"
                    class:button-off=move || shown.with(|cart| !cart.is_orderable())
                    href=market.path("/checkout")
                >
                    {words.checkout()}
                </a>
            </aside>
        </div>
    }
}

/// “€20.00 each”, with the variant's own price where a list asks less, and the price by measure behind it: “€4.99 each,
/// your price instead of €5.99, €1.99 / 100 g”.
fn unit(locale: Locale, line: &CartLine) -> String {
    let words = words::cart(locale);
    let mut text = line.unit_price.map(|unit| [&unit.display(locale), " ", words.each()].concat()).unwrap_or_default();
    if let Some(own) = line.own_price {
        text.push_str(", ");
        text.push_str(&if line.is_personal { words.your_price(own) } else { words.quantity_price(own) });
    }
    if let Some(unit) = line.price_by_measure() {
        text.push_str(", ");
        text.push_str(&words::unit_price(locale, unit));
    }
    text
}

fn total(locale: Locale, line: &CartLine) -> String {
    line.total.map(|total| total.display(locale)).unwrap_or_default()
}

fn row(editor: Editor, line: CartLine) -> impl IntoView {
    let Editor { market, shown, .. } = editor;
    let locale = market.locale();
    let words = words::cart(locale);
    let sku = StoredValue::new(line.sku.clone());
    let first = line.quantity;
    let field = NodeRef::<html::Input>::new();
    let find = move |cart: &CartView| cart.lines.iter().find(|line| sku.with_value(|sku| line.sku == *sku)).cloned();
    let current = Memo::new(move |_| shown.with(find));
    let quantity = move || current.with(|line| line.as_ref().map_or(first, |line| line.quantity));
    // One closure for all three: each closure of its own would be one more kind of view in the bundle.
    let text = move |read: fn(Locale, &CartLine) -> String| {
        move || current.with(|line| line.as_ref().map(|line| read(locale, line)).unwrap_or_default())
    };

    // The field follows later changes; what was typed before the page woke up stays.
    Effect::new(move |before: Option<Quantity>| {
        let now = quantity();
        if before.is_some_and(|before| before != now)
            && let Some(field) = field.get_untracked()
        {
            field.set_value(&now.get().to_string());
        }
        now
    });
    let set = move |units: i64| {
        if let Ok(quantity) = Quantity::try_from(units) {
            sku.with_value(|sku| editor.set(sku, quantity));
        }
    };
    let step = move |by: i64| set(i64::from(quantity()) + by);
    let typed = move || {
        if let Some(units) = field.get_untracked().and_then(|field| field.value().trim().parse().ok()) {
            set(units);
        }
    };
    let remove = move |event: SubmitEvent| {
        event.prevent_default();
        sku.with_value(|sku| editor.remove(sku));
    };
    // A label has one language, and most of it is ours.
    let name = line.title.bare().to_owned();
    let id = format!("quantity-{}", percent_encoded(line.sku.as_str()));
    let remove_label = format!("{}: {name}", words.remove());
    view! {
        <li class="line cart-line">
            {line_picture(market, &line)}
            <div class="line-text">
                {line_name(market, &line)}
                <p class="line-gone">{text(line_notes)}</p>
                <p class="hint">{text(unit)}</p>
            </div>
            <form
                class="stepper"
                method="post"
                action=UPDATE_LINE
                on:submit=move |event| {
                    event.prevent_default();
                    typed();
                }
            >
                <input type="hidden" name="sku" value=line.sku.to_string()/>
                <input type="hidden" name="market" value=market.code()/>
                // Enter presses a form's first button: it must be the one that takes the number typed.
                <button class="sr-only" tabindex="-1" aria-hidden="true">{words.update()}</button>
                <button
                    class="stepper-button"
                    name="change"
                    value="fewer"
                    aria-label=format!("{}: {name}", words.fewer())
                    disabled=move || { quantity().get() <= 1 }
                    on:click=move |event| {
                        event.prevent_default();
                        step(-1);
                    }
                >
                    {icon(Icon::Minus)}
                </button>
                <label class="sr-only" for=id.clone()>{words.quantity()} ": " {said(&line.title)}</label>
                <input
                    id=id
                    class="stepper-field"
                    name="quantity"
                    type="number"
                    inputmode="numeric"
                    min="1"
                    max=Quantity::MAX.to_string()
                    value=first.get().to_string()
                    node_ref=field
                    on:change=move |_: Event| typed()
                />
                <button
                    class="stepper-button"
                    name="change"
                    value="more"
                    aria-label=format!("{}: {name}", words.more())
                    disabled=move || { quantity().get() >= Quantity::MAX }
                    on:click=move |event| {
                        event.prevent_default();
                        step(1);
                    }
                >
                    {icon(Icon::Plus)}
                </button>
                <button class="stepper-update" type="submit">{words.update()}</button>
            </form>
            <p class="line-total">{text(total)}</p>
            <form class="line-remove" method="post" action=REMOVE_LINE on:submit=remove>
                <input type="hidden" name="sku" value=line.sku.to_string()/>
                <input type="hidden" name="market" value=market.code()/>
                <button class="link-button" aria-label=remove_label>{words.remove()}</button>
            </form>
        </li>
    }
}
