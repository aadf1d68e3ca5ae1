//! Every server function by name. On WASI nothing registers them by itself for certain.

use leptos::server_fn::axum::register_explicit;

use crate::accounts::passkeys::question::PasskeyQuestion;
use crate::cart::server::{AddLine, RemoveLine, UpdateLine, ViewCart};

/// Registers every server function. Called once by the worker before it answers anything.
pub fn register_all() {
    register_explicit::<AddLine>();
    register_explicit::<UpdateLine>();
    register_explicit::<RemoveLine>();
    register_explicit::<ViewCart>();
    register_explicit::<PasskeyQuestion>();
}
