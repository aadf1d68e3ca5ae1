//! The cart link, with the number of units, and the drawer it opens.

use api::cart::{CartLine, CartView};
use domain::Market;
use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::cart::line::{line_name, line_notes, line_picture};
use crate::cart::live::{self, Change};
use crate::cart::sums::cart_sums;
use crate::ui::icon::{Icon, icon};
use crate::web::{self, UNITS_COOKIE};

/// What the drawer knows of the cart.
#[derive(Clone)]
enum Contents {
    Unknown,
    Known(CartView),
    Failed(api::Code),
}

/// A link to the cart that, with scripts, opens it beside the page.
#[island]
pub fn CartDrawer(market: Market) -> impl IntoView {
    let locale = market.locale();
    let words = words::cart(locale);
    let count = RwSignal::new(0_u32);
    let contents = RwSignal::new(Contents::Unknown);
    let dialog = NodeRef::<html::Dialog>::new();
    let open = move || {
        if let Some(dialog) = dialog.get_untracked()
            && !dialog.open()
        {
            // It fails only for a dialog that is open already.
            let _ = dialog.show_modal();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };

    // Runs in the browser alone.
    Effect::new(move || {
        if let Some(held) = web::cookie(UNITS_COOKIE).and_then(|text| text.parse().ok()) {
            count.set(held);
        }
        live::listen(move |cart, change| {
            count.set(cart.units());
            contents.set(Contents::Known(cart.clone()));
            if change == Change::Added {
                open();
            }
        });
        live::hear_other_tabs(market);
    });

    let open_and_read = move |event: MouseEvent| {
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        open();
        spawn_local(async move {
            if let Err(code) = live::read(market).await {
                if code == api::Code::CartEmpty {
                    count.set(0);
                }
                contents.set(Contents::Failed(code));
            }
        });
    };
    let outside = move |event: MouseEvent| {
        // The dialog's own box is the ground behind the panel; the panel has a box inside it.
        if event.target() == event.current_target() {
            close();
        }
    };

    view! {
        <a
            class="bar-link cart-link"
            href=market.path("/cart")
            aria-label=move || format!("{}, {}", words.cart(), words.items(count.get()))
            on:click=open_and_read
        >
            {icon(Icon::Bag)}
            <span class="cart-count" class:cart-count-some=move || { count.get() > 0 } aria-hidden="true">
                {move || count.get().to_string()}
            </span>
        </a>
        <dialog class="drawer" node_ref=dialog aria-labelledby="drawer-title" on:click=outside>
            <div class="drawer-panel">
                <div class="drawer-head">
                    <h2 id="drawer-title">{words.your_cart()}</h2>
                    <button type="button" class="bar-link" aria-label=words.close() on:click=move |_| close()>
                        {icon(Icon::Close)}
                    </button>
                </div>
                {move || match contents.get() {
                    Contents::Unknown => view! { <p class="drawer-note" role="status">{words.loading()}</p> }.into_any(),
                    Contents::Failed(code) => {
                        view! { <p class="drawer-note" role="status">{words::cart_problem(locale, code)}</p> }.into_any()
                    }
                    Contents::Known(cart) if cart.lines.is_empty() => {
                        view! { <p class="drawer-note" role="status">{words.empty()}</p> }.into_any()
                    }
                    Contents::Known(cart) => lines(market, cart).into_any(),
                }}
            </div>
        </dialog>
    }
}

fn lines(market: Market, cart: CartView) -> AnyView {
    let locale = market.locale();
    let words = words::cart(locale);
    let sums = cart_sums(locale, &cart);
    let row = |line: CartLine| {
        let total = line.total.map(|total| total.display(locale));
        view! {
            <li class="line">
                {line_picture(market, &line)}
                <div class="line-text">
                    {line_name(market, &line)}
                    <p class="line-gone">{line_notes(locale, &line)}</p>
                    <p class="line-sum"><span>{line.quantity.get().to_string()} " ×"</span> <strong>{total}</strong></p>
                </div>
            </li>
        }
    };
    view! {
        <ul role="list" class="drawer-lines">{cart.lines.into_iter().map(row).collect_view()}</ul>
        <div class="drawer-foot">
            {sums}
            <p class="hint">{words.delivery_later()}</p>
            <a class="button button-main" href=market.path("/checkout")>{words.checkout()}</a>
            <a class="button button-quiet" href=market.path("/cart")>{words.view_cart()}</a>
        </div>
    }
    .into_any()
}
