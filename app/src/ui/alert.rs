//! Messages in the page.

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// Something that went wrong, announced when the page opens.
pub fn warning(text: impl Into<String>) -> AnyView {
    view! {
        <div class="notice notice-warning" role="alert">
            {icon(Icon::Warning)} <p>{text.into()}</p>
        </div>
    }
    .into_any()
}

/// Something that happened, with what it was made of.
pub fn news(title: &'static str, items: Vec<AnyView>) -> AnyView {
    let items = items.into_iter().map(|item| view! { <li>{item}</li> }).collect_view();
    view! {
        <div class="notice" role="status">
            {icon(Icon::Check)}
            <div>
                <p class="notice-title">{title}</p>
                <ul>{items}</ul>
            </div>
        </div>
    }
    .into_any()
}

/// A warning with the way to where it is put right.
pub fn warning_leading(text: impl IntoView + 'static, address: String, label: &'static str) -> AnyView {
    view! {
        <div class="notice notice-warning" role="alert">
            {icon(Icon::Warning)} <p>{text} " " <a href=address>{label}</a></p>
        </div>
    }
    .into_any()
}

/// The fields of a form that need mending, each a link to its field: id and what to do. The page opens with the focus
/// on it, so that whoever types or listens goes on from there.
pub fn error_summary(title: &'static str, faults: &[(&'static str, String)]) -> impl IntoView + use<> {
    let items = faults.iter().map(|(field, text)| {
        let address = format!("#{field}");
        view! { <li><a href=address>{text.clone()}</a></li> }
    });
    (!faults.is_empty()).then(|| {
        view! {
            <div class="notice notice-warning" role="alert" aria-labelledby="faults" tabindex="-1" autofocus=true>
                {icon(Icon::Warning)}
                <div>
                    <h2 id="faults" class="notice-title">{title}</h2>
                    <ul>{items.collect_view()}</ul>
                </div>
            </div>
        }
    })
}
