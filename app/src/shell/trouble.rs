//! The page that tells of a problem instead of the page that was asked for.

use api::{Code, Problem};
use http::StatusCode;
use leptos::prelude::*;

use super::page::Page;
use crate::context::Backend;
use crate::head::Head;
use crate::respond;

/// Seconds after which trying again is worth it.
const RETRY_AFTER_SECONDS: u32 = 15;

/// The page that tells of `problem`.
pub(super) fn trouble(backend: &Backend, problem: &Problem) -> Page {
    let market = backend.market();
    let words = words::shell(market.locale());
    let status = problem.code.status();
    let (title, text) = match status {
        StatusCode::NOT_FOUND => (words.not_found(), words.not_found_more()),
        StatusCode::GONE if problem.code == Code::PageGone => (words.page_gone(), words.page_gone_more()),
        StatusCode::GONE if problem.code == Code::CollectionGone => {
            (words.collection_gone(), words.collection_gone_more())
        }
        StatusCode::GONE => (words.gone(), words.gone_more()),
        StatusCode::SERVICE_UNAVAILABLE => (words.down(), words.down_more()),
        status if status.is_server_error() => (words.failed(), words.failed_more()),
        _ => (words.refused(), words::problem(market.locale(), problem.code)),
    };
    let again = status.is_server_error();
    if let Some(seconds) = again.then_some(RETRY_AFTER_SECONDS).or(problem.retry_after) {
        respond::retry_after(seconds);
    }
    let here = market.path(&backend.request().path);
    let main = view! {
        <section class="trouble">
            <p class="trouble-code" aria-hidden="true">{status.as_u16().to_string()}</p>
            <h1>{title}</h1>
            <p class="lead">{text}</p>
            <p class="trouble-links">
                {again.then(|| view! { <a class="button button-main" href=here>{words.try_again()}</a> })}
                <a class="button button-quiet" href=market.path("/")>{words.back_to_shop()}</a>
                <a class="button button-quiet" href=market.path("/products")>{words.all_products()}</a>
            </p>
        </section>
    };
    Page::new(Head::private(title), main).with_status(status)
}
