//! The page for an address that leads nowhere.

use api::{Code, Problem};
use leptos::prelude::*;

use crate::shell::{Around, page};

/// The page for an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    page(Around::Shop, |backend| async move {
        // There is no end of addresses that lead nowhere: they would fill a cache.
        backend.keep_private();
        Err(Problem::new(Code::NotFound, ""))
    })
}
