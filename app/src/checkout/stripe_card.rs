//! The field for a card. It is Stripe's own, in a frame of Stripe's: what is typed there never reaches
//! the shop, which gets a token for it when the form is sent.
//!
//! Stripe.js is described at <https://docs.stripe.com/js>; only what is used here is declared.

#![expect(missing_docs, reason = "the macro makes undocumented structs of the parameters")]

use domain::Locale;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::{Closure, JsCast, JsValue, wasm_bindgen};

use super::TOKEN;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type Stripe;
    #[wasm_bindgen(js_name = Stripe, catch)]
    fn open(key: &str, options: &Object) -> Result<Stripe, JsValue>;
    #[wasm_bindgen(method)]
    fn elements(this: &Stripe) -> Elements;
    #[wasm_bindgen(method, js_name = createPaymentMethod, catch)]
    async fn create_payment_method(this: &Stripe, means: &Object) -> Result<JsValue, JsValue>;

    type Elements;
    #[wasm_bindgen(method)]
    fn create(this: &Elements, kind: &str, options: &Object) -> Card;

    #[derive(Clone)]
    type Card;
    #[wasm_bindgen(method, catch)]
    fn mount(this: &Card, selector: &str) -> Result<(), JsValue>;

    #[derive(Clone)]
    type Form;
    #[wasm_bindgen(method, js_name = addEventListener)]
    fn on(this: &Form, event: &str, listener: &Function);
    #[wasm_bindgen(method)]
    fn submit(this: &Form);

    type Input;
    #[wasm_bindgen(method, getter)]
    fn value(this: &Input) -> String;
    #[wasm_bindgen(method, setter)]
    fn set_value(this: &Input, value: &str);

    type Script;
    #[wasm_bindgen(method, setter)]
    fn set_src(this: &Script, address: &str);
    #[wasm_bindgen(method, setter)]
    fn set_onload(this: &Script, listener: &Function);
    #[wasm_bindgen(method, setter)]
    fn set_onerror(this: &Script, listener: &Function);

    type Style;
    #[wasm_bindgen(js_name = getComputedStyle)]
    fn computed_style(element: &JsValue) -> Style;
    #[wasm_bindgen(method, getter)]
    fn color(this: &Style) -> String;
}

/// The place of Stripe's frame.
const PLACE: &str = "card";
const FORM: &str = "form.checkout";

/// What is told below the field; empty if all is well.
type Fault = RwSignal<String>;

/// A card for the account named by `key`, by Stripe's `script`. The form waits for its token. The
/// words are handed over, so that the bundle needs not all of the checkout's.
#[island]
pub fn StripeCard(key: String, script: String, locale: Locale, unavailable: String) -> impl IntoView {
    let fault: Fault = RwSignal::new(String::new());
    Effect::new(move |_| load(&script, key.clone(), locale, unavailable.clone(), fault));
    view! {
        <p class="field-fault" role="alert">{move || fault.get()}</p>
        <div id=PLACE class="card-frame"></div>
        <input type="hidden" name=TOKEN/>
    }
}

/// Fetches Stripe's script, and begins when it is there.
fn load(address: &str, key: String, locale: Locale, unavailable: String, fault: Fault) {
    let said = unavailable.clone();
    let begun = Closure::once_into_js(move || {
        if begin(&key, locale, unavailable.clone(), fault).is_none() {
            fault.set(unavailable);
        }
    });
    let failed = Closure::once_into_js(move || fault.set(said));
    let (Ok(script), Some(head)) = (document().create_element("script"), document().head()) else { return };
    let element: &Script = script.unchecked_ref();
    element.set_onload(begun.unchecked_ref());
    element.set_onerror(failed.unchecked_ref());
    element.set_src(address);
    let _ = head.append_child(&script);
}

/// Puts the field in its place and has the form wait for the token; none if Stripe cannot do that.
fn begin(key: &str, locale: Locale, unavailable: String, fault: Fault) -> Option<()> {
    let stripe = open(key, &object(&[("locale", &locale.code().into())])).ok()?;
    let form: Form = find(FORM)?;
    let color = computed_style(&find::<JsValue>(FORM)?).color();
    let base = object(&[("color", &color.into()), ("fontSize", &"16px".into())]);
    let style = object(&[("base", &base)]);
    let card = stripe.elements().create("card", &object(&[("hidePostalCode", &true.into()), ("style", &style)]));
    card.mount(&format!("#{PLACE}")).ok()?;

    let waiting = StoredValue::new(false);
    let sent = form.clone();
    let listener = Closure::<dyn Fn(leptos::ev::SubmitEvent)>::new(move |event: leptos::ev::SubmitEvent| {
        let Some(field) = find::<Input>(&format!("input[name={TOKEN}]")) else { return };
        if !field.value().is_empty() {
            return;
        }
        event.prevent_default();
        if waiting.get_value() {
            return;
        }
        waiting.set_value(true);
        fault.set(String::new());
        let (stripe, card, form, unavailable) = (stripe.clone(), card.clone(), sent.clone(), unavailable.clone());
        spawn_local(async move {
            match token(&stripe, &card).await {
                Ok(token) => {
                    field.set_value(&token);
                    form.submit();
                }
                Err(said) => fault.set(said.unwrap_or(unavailable)),
            }
            waiting.set_value(false);
        });
    });
    form.on("submit", listener.as_ref().unchecked_ref());
    // It listens as long as the page is open.
    listener.forget();
    Some(())
}

/// The token of what was typed; or what Stripe says against it, in the shopper's language.
async fn token(stripe: &Stripe, card: &Card) -> Result<String, Option<String>> {
    let text = |id: &str| JsValue::from(find::<Input>(id).map(|field| field.value()).unwrap_or_default());
    let person = object(&[("name", &text("#name")), ("email", &text("#email"))]);
    let card: &JsValue = card.as_ref();
    let means = object(&[("type", &"card".into()), ("card", card), ("billing_details", &person)]);
    let answer = stripe.create_payment_method(&means).await.map_err(|_| None)?;
    let id = get(&get(&answer, "paymentMethod"), "id").as_string();
    id.ok_or_else(|| get(&get(&answer, "error"), "message").as_string())
}

fn find<T: JsCast>(selector: &str) -> Option<T> {
    document().query_selector(selector).ok().flatten().map(JsCast::unchecked_into)
}

fn object(properties: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

/// A property; undefined if there is none.
fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
