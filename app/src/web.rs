//! The few browser functions that islands call.
//!
//! They are declared here one by one, because the shared `web-sys` crate would have to be built
//! with more of its interfaces for all bundles. On the server nothing calls them.

use std::cell::RefCell;

use api::Code;
use js_sys::{Object, Reflect};
use leptos::prelude::document;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::{Closure, JsCast, JsValue, wasm_bindgen};

/// The cookie that says how many units the cart holds. Scripts may read it: pages that are cached
/// for everyone show the number by it.
pub const UNITS_COOKIE: &str = "__Host-cart-units";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    async fn fetch(address: &str, options: &Object) -> Result<JsValue, JsValue>;

    type Response;
    #[wasm_bindgen(method, getter)]
    fn ok(this: &Response) -> bool;
    #[wasm_bindgen(method, catch)]
    async fn text(this: &Response) -> Result<JsValue, JsValue>;

    // Browsers from before 2022 may lack it.
    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout, catch)]
    fn abort_after(milliseconds: u32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = URLSearchParams)]
    type UrlSearchParams;
    #[wasm_bindgen(constructor, js_class = URLSearchParams)]
    fn new() -> UrlSearchParams;
    #[wasm_bindgen(method)]
    fn append(this: &UrlSearchParams, name: &str, value: &str);

    // Only secure pages have it.
    #[wasm_bindgen(js_namespace = crypto, js_name = randomUUID, catch)]
    fn random_uuid() -> Result<String, JsValue>;

    type BroadcastChannel;
    // Browsers from before 2022 may lack it.
    #[wasm_bindgen(constructor, js_class = BroadcastChannel, catch)]
    fn new(name: &str) -> Result<BroadcastChannel, JsValue>;
    #[wasm_bindgen(method, js_name = postMessage)]
    fn post_message(this: &BroadcastChannel, text: &str);
    #[wasm_bindgen(method, setter, js_name = onmessage)]
    fn set_on_message(this: &BroadcastChannel, listener: &JsValue);

    #[wasm_bindgen(js_namespace = history, js_name = replaceState)]
    fn replace_state(state: &JsValue, title: &str, address: &str);

    type ScrollPort;
    #[wasm_bindgen(method, getter, js_name = offsetLeft)]
    fn offset_left(this: &ScrollPort) -> f64;
    #[wasm_bindgen(method, setter, js_name = scrollLeft)]
    fn set_scroll_left(this: &ScrollPort, left: f64);
}

/// How long an answer is waited for, in milliseconds. A service worker gives up earlier (`app/service-worker/cart.ts`).
const TIMEOUT: u32 = 30_000;

/// The page that led to this one, if it is a search; nothing otherwise.
pub fn search_before() -> String {
    let referrer = document().referrer();
    if referrer.contains("/search?") { referrer } else { String::new() }
}

/// Reads `address` as JSON.
///
/// # Errors
/// Why the server refuses, or [`Code::Unavailable`] when no readable answer comes within half a minute.
pub async fn get<R: DeserializeOwned>(address: &str) -> Result<R, Code> {
    parsed(&send(address, "GET", None).await?)
}

/// Sends `fields` to `address` as a form would, with a key that makes repeating it harmless, and
/// reads the reply as JSON. Other tabs are given it too.
///
/// # Errors
/// As [`get`].
pub async fn post<R: DeserializeOwned>(address: &str, fields: &[(&str, String)]) -> Result<R, Code> {
    let body = UrlSearchParams::new();
    for (name, value) in fields {
        body.append(name, value);
    }
    if let Ok(key) = random_uuid() {
        body.append("key", &key);
    }
    let text = send(address, "POST", Some(body)).await?;
    OTHER_TABS.with_borrow(|channel| channel.iter().for_each(|channel| channel.post_message(&text)));
    parsed(&text)
}

/// The text of a good answer. Knows nothing of what is in it, so that there is one for all.
async fn send(address: &str, method: &str, body: Option<UrlSearchParams>) -> Result<String, Code> {
    let headers = Object::new();
    set(&headers, "accept", &"application/json".into());
    let options = Object::new();
    set(&options, "method", &method.into());
    set(&options, "headers", &headers);
    if let Some(body) = body {
        set(&options, "body", &body);
    }
    if let Ok(signal) = abort_after(TIMEOUT) {
        set(&options, "signal", &signal);
    }
    let response: Response = fetch(address, &options).await.map_err(|_| Code::Unavailable)?.unchecked_into();
    let text = response.text().await.ok().and_then(|text| text.as_string()).ok_or(Code::Unavailable)?;
    if response.ok() {
        return Ok(text);
    }
    Err(code_of(&parsed::<Rejection>(&text)?.code))
}

/// As much of a problem as is shown.
#[derive(Deserialize)]
struct Rejection {
    code: String,
}

/// What a call about a cart is refused with, each with its word on the wire. To read all codes that there are, every
/// shopper would load the words of accounts and of the office too.
static HEARD: [(&str, Code); 19] = [
    heard(Code::OutOfStock),
    heard(Code::NotSoldHere),
    heard(Code::VariantNotFound),
    heard(Code::ProductNotFound),
    heard(Code::ProductGone),
    heard(Code::NotFound),
    heard(Code::CartFull),
    heard(Code::CartEmpty),
    heard(Code::CartNotFound),
    heard(Code::LineNotFound),
    heard(Code::WrongState),
    heard(Code::TooManyUnits),
    heard(Code::ChallengeRefused),
    heard(Code::Unauthenticated),
    heard(Code::Forbidden),
    heard(Code::TooManyRequests),
    heard(Code::InvalidField),
    heard(Code::Unavailable),
    heard(Code::IdempotencyKeyReused),
];

const fn heard(code: Code) -> (&'static str, Code) {
    (code.as_str(), code)
}

/// What this word says; one that no call about a cart answers is a fault of ours.
fn code_of(word: &str) -> Code {
    HEARD.iter().find(|(known, _)| *known == word).map_or(Code::Internal, |(_, code)| *code)
}

fn parsed<R: DeserializeOwned>(text: &str) -> Result<R, Code> {
    serde_json::from_str(text).map_err(|_| Code::Unavailable)
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}

thread_local! {
    static OTHER_TABS: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// From now on gives `listener` each reply that another tab of the same `channel` gets by [`post`],
/// and the other tabs those that this one gets.
pub fn hear_other_tabs(channel: &str, listener: impl Fn(String) + 'static) {
    let Ok(channel) = BroadcastChannel::new(channel) else { return };
    let heard = move |event: JsValue| {
        if let Some(text) = Reflect::get(&event, &"data".into()).ok().and_then(|text| text.as_string()) {
            listener(text);
        }
    };
    let heard = Closure::<dyn Fn(JsValue)>::new(heard);
    channel.set_on_message(&heard.into_js_value());
    OTHER_TABS.set(Some(channel));
}

/// From now on calls `listener` whenever the page comes to be seen: from behind other tabs, or when its
/// window was put away.
pub fn when_seen(listener: impl Fn() + 'static) {
    let changed = move |_: JsValue| {
        if Reflect::get(&document(), &"hidden".into()).is_ok_and(|hidden| hidden.is_falsy()) {
            listener();
        }
    };
    set(&document(), "onvisibilitychange", &Closure::<dyn Fn(JsValue)>::new(changed).into_js_value());
}

/// The value of the cookie `name`, if scripts may see it.
pub fn cookie(name: &str) -> Option<String> {
    let all = Reflect::get(&document(), &"cookie".into()).ok()?.as_string()?;
    let found = all.split("; ").find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    found.map(ToOwned::to_owned)
}

/// Shows `address` as the page's address without leaving it.
pub fn show_address(address: &str) {
    replace_state(&JsValue::NULL, "", address);
}

/// Scrolls a strip of pictures sideways to the element with this id.
pub fn scroll_strip_to(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let Some(strip) = element.parent_element() else { return };
    let (element, strip): (ScrollPort, ScrollPort) = (element.unchecked_into(), strip.unchecked_into());
    strip.set_scroll_left(element.offset_left() - strip.offset_left());
}

#[cfg(test)]
mod tests {
    use domain::Locale;

    use super::*;

    #[test]
    fn what_a_browser_hears_is_said_as_a_page_says_it() {
        for code in Code::ALL.iter().copied() {
            let heard = code_of(code.as_str());
            for locale in [Locale::En, Locale::De] {
                let said = words::cart_problem(locale, heard);
                assert_eq!(said, words::cart_problem(locale, code), "{code:?} has a sentence that no browser finds");
                if heard == code {
                    assert_eq!(said, words::problem(locale, code), "{code:?}");
                }
            }
        }
    }

    #[test]
    fn a_word_that_is_not_about_carts_is_a_fault_of_ours() {
        assert_eq!(code_of("out_of_stock"), Code::OutOfStock);
        assert_eq!([code_of("passkey_copied"), code_of("of a later release"), code_of("")], [Code::Internal; 3]);
    }
}
