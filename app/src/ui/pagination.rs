//! Links to the other pages of a list.

use domain::Locale;
use leptos::prelude::*;

/// Links to the page before and the page after; nothing when there is one page only.
/// `address` makes a page's address of its number.
pub fn pagination(locale: Locale, page: u32, pages: u32, address: impl Fn(u32) -> String) -> impl IntoView {
    let words = words::catalog(locale);
    let before = (page > 1).then(|| address(page - 1));
    let after = (page < pages).then(|| address(page + 1));
    (pages > 1).then(|| {
        view! {
            <nav class="pagination" aria-label=words.pages()>
                {before.map(|address| view! { <a class="button button-quiet" rel="prev" href=address>{words.previous()}</a> })}
                <p>{words.page_of(page, pages)}</p>
                {after.map(|address| view! { <a class="button button-quiet" rel="next" href=address>{words.next()}</a> })}
            </nav>
        }
    })
}
