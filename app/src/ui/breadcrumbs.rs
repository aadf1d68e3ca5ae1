//! The way from the home page to here.

use leptos::prelude::*;

/// The steps as name and address; the last one is this page and needs none. `lang` is its name's language where that
/// is not the page's.
pub fn breadcrumbs(label: &'static str, steps: Vec<(String, Option<String>)>, lang: Option<&'static str>) -> AnyView {
    let step = move |(name, address): (String, Option<String>)| match address {
        Some(address) => view! { <li><a href=address>{name}</a></li> }.into_any(),
        None => view! { <li><span aria-current="page" lang=lang>{name}</span></li> }.into_any(),
    };
    view! {
        <nav class="breadcrumbs" aria-label=label>
            <ol role="list">{steps.into_iter().map(step).collect_view()}</ol>
        </nav>
    }
    .into_any()
}
