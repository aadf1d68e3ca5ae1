//! The browser's entry: wakes the islands that the worker rendered.
#![cfg(feature = "hydrate")]

// Without this the linker sees no use of `app` and silently drops every island.
use app as _;

/// Called once by the page after its first paint.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
