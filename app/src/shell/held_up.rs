//! What stands above a page whose form was refused because it was sent too often.

use api::Problem;
use domain::Market;
use leptos::prelude::*;

use crate::ui::icon::{Icon, icon};

/// How long it takes to wait, and the way to do some work in its place, where there is one. It opens beside the page, which
/// keeps what was typed.
pub(super) fn offer(market: Market, refused: &Problem) -> Option<AnyView> {
    let words = words::challenge(market.locale());
    let minutes = refused.retry_after?.div_ceil(60);
    let (wait, way) = match &refused.challenge {
        None => (words.wait(minutes), None),
        Some(class) => {
            let address = market.path(&format!("/challenge?for={class}"));
            let way = view! { " " <a href=address target="_blank" rel="noopener">{words.go_on()}</a> };
            (words.wait_here(minutes), Some(way))
        }
    };
    let alert = view! {
        <div class="notice" role="status">{icon(Icon::Warning)} <p>{wait} {way}</p></div>
    };
    Some(alert.into_any())
}
