//! What stands above a page whose form was refused because it was sent too often.

use api::Problem;
use domain::Market;
use leptos::prelude::*;

use crate::ui::icon::{Icon, icon};

/// How long it takes to wait, and the way to do some work in its place, where there is one. It opens beside the page, which
/// keeps what was typed.
pub(super) fn offer(market: Market, refused: &Problem) -> Option<AnyView> {
    let words = words::challenge(market.locale());
    let wait = refused.retry_after.map(|seconds| words.wait(seconds.div_ceil(60)))?;
    let way = refused.challenge.as_ref().map(|class| {
        let address = market.path(&format!("/challenge?for={class}"));
        view! { " " <a href=address target="_blank" rel="noopener">{words.go_on()}</a> }
    });
    let alert = view! {
        <div class="notice" role="status">{icon(Icon::Warning)} <p>{wait} {way}</p></div>
    };
    Some(alert.into_any())
}
