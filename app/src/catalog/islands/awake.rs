//! The buy box awake: it takes what the worker wrote as it is, and writes again what a choice changes.

use std::cell::Cell;
use std::rc::Rc;

use api::cart::CartView;
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::{Element, HtmlFormElement, HtmlSelectElement};
use wasm_bindgen::JsCast;

use super::text;
use crate::cart::live::{self, Change};
use crate::catalog::buy_box::BuyBoxContents;
use crate::ui::html::Html;
use crate::ui::icon::{self, Icon};
use crate::{cart, web};

/// What is offered, and where the shopper stands.
struct BuyBox {
    offer: BuyBoxContents,
    chosen: Cell<usize>,
    is_sending: Cell<bool>,
    form: NodeRef<html::Form>,
}

/// The form, with what happens in it. Its contents are the worker's: waking up leaves alone what is set as HTML.
pub(super) fn form(offer: BuyBoxContents) -> impl IntoView {
    let form = NodeRef::new();
    let chosen = Cell::new(offer.chosen);
    let buy_box = Rc::new(BuyBox { offer, chosen, is_sending: Cell::new(false), form });
    let clicked = buy_box.clone();
    let choose = move |event: MouseEvent| clicked.choose(&event);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        buy_box.clone().add();
    };
    view! { <form node_ref=form on:click=choose on:submit=submit inner_html=""></form> }
}

impl BuyBox {
    /// Chooses the variant whose link was clicked. Whoever wants another tab gets one.
    fn choose(&self, event: &MouseEvent) {
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let Some(form) = self.form.get_untracked() else { return };
        let clicked = event_target::<Element>(event).closest(".chip").ok().flatten();
        let Some(address) = clicked.and_then(|link| link.get_attribute("href")) else { return };
        let Some(index) = (0..self.offer.variants.len()).find(|index| self.offer.address(*index) == address) else {
            return;
        };
        event.prevent_default();
        self.chosen.set(index);
        self.show_choice(&form);
        web::show_address(&address);
        if let Some(picture) = self.offer.variant(index).and_then(|variant| variant.picture) {
            web::scroll_strip_to(&format!("picture-{picture}"));
        }
    }

    /// Puts what is chosen into the cart.
    fn add(self: Rc<Self>) {
        let Some(form) = self.form.get_untracked() else { return };
        let Some(variant) = self.offer.variant(self.chosen.get()) else { return };
        if self.is_sending.replace(true) {
            return;
        }
        let market = self.offer.market;
        // Read where it was chosen: that may have been before the page woke up.
        let quantity = find(&form, "select").map(|field| field.unchecked_into::<HtmlSelectElement>().value());
        let fields = [
            ("sku", variant.sku.to_string()),
            ("quantity", quantity.unwrap_or_default()),
            ("market", market.code().to_owned()),
            ("after", web::search_before()),
        ];
        self.show_button(&form);
        write(&form, ".buy-outcome", Html::with_capacity(0));
        spawn_local(async move {
            let added = web::post::<CartView>(cart::ADD_LINE, &fields).await;
            self.is_sending.set(false);
            self.show_button(&form);
            let words = words::catalog(market.locale());
            let (sign, said) = match added {
                Ok(_) => (Icon::Check, words.added()),
                Err(code) => (Icon::Warning, words::cart_problem(market.locale(), code)),
            };
            write(&form, ".buy-outcome", outcome(sign, said));
            if let Ok(cart) = added {
                live::announce(cart, Change::Added);
            }
        });
    }

    /// Writes again what the choice changes, and nothing besides: who stands on a link goes on standing there.
    fn show_choice(&self, form: &HtmlFormElement) {
        let (offer, chosen) = (&self.offer, self.chosen.get());
        let sku = offer.variant(chosen).map(|variant| variant.sku.as_str());
        set(find(form, "[name=sku]"), "value", sku);
        let mut option = find(form, ".option");
        for axis in 0..offer.options.len() {
            let Some(shown) = option else { break };
            write(&shown, "strong", text::picked(offer, chosen, axis));
            let mut item = find(&shown, "li");
            for value in 0..offer.options[axis].values.len() {
                let Some(shown) = item else { break };
                let chip = offer.chip(chosen, axis, value);
                let link = find(&shown, "a");
                set(link.clone(), "href", chip.address.as_deref());
                set(link.clone(), "aria-current", chip.current());
                set(link, "class", Some(chip.class()));
                write(&shown, "a > .sr-only", text::beside(&chip, offer.market.locale()));
                item = shown.next_element_sibling();
            }
            option = shown.next_element_sibling();
        }
        write(form, ".buy-facts", text::details(offer, chosen));
        self.show_button(form);
    }

    fn show_button(&self, form: &HtmlFormElement) {
        let (offer, chosen) = (&self.offer, self.chosen.get());
        let label = match self.is_sending.get() {
            true => words::catalog(offer.market.locale()).adding(),
            false => text::label(offer, chosen),
        };
        let button = find(form, "[type=submit]");
        set(button, "disabled", (!text::is_buyable(offer, chosen)).then_some(""));
        let mut html = Html::with_capacity(32);
        html.text(label);
        write(form, "[type=submit]", html);
    }
}

/// What became of adding.
fn outcome(sign: Icon, said: &str) -> Html {
    let mut html = Html::with_capacity(512);
    html.html("<p>");
    icon::write(&mut html, sign);
    html.html(" ").text(said).html("</p>");
    html
}

fn find(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok().flatten()
}

/// Sets an attribute, or removes it.
fn set(element: Option<Element>, name: &str, value: Option<&str>) {
    let Some(element) = element else { return };
    // Neither fails with a name that stands here.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Writes the contents of what `selector` finds.
fn write(within: &Element, selector: &str, html: Html) {
    if let Some(element) = find(within, selector) {
        element.set_inner_html(&html.into_text());
    }
}
