//! The search page.

use api::search::Search;
use domain::search::normalize_query;
use leptos::prelude::*;

use crate::catalog::listing::{no_such_page, page_number, within};
use crate::catalog::parts::{Prices, grid};
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::target;
use crate::ui::icon::{Icon, icon};
use crate::ui::pagination::pagination;

/// A form for words, and what was found.
pub fn search_page() -> Opening {
    let q = normalize_query(&target::query("q").unwrap_or_default());
    let number = page_number(target::query("page"));
    page(Around::Shop, move |backend| async move {
        let market = backend.market();
        let locale = market.locale();
        let (site, words) = (words::shell(locale), words::catalog(locale));
        let path = market.path("/search");
        let found = if q.is_empty() {
            None
        } else {
            let found = backend.get(&Search { q: q.clone(), market, page: number }).await;
            match within(found, number)? {
                None => return Ok(no_such_page(&backend, number, &format!("{path}?q={}", encode(&q))).into()),
                found => found,
            }
        };
        let title = if q.is_empty() {
            site.search().to_owned()
        } else {
            format!("{} {}", words.results_for(), words.quoted(&q))
        };
        let results = found.map(|found| {
            if found.hits.is_empty() {
                return view! {
                    <div class="search-none">
                        <h2>{words.found_none()} " " {words.quoted(&q)}</h2>
                        <p class="lead">{words.found_none_more()}</p>
                        <a class="button button-quiet" href=market.path("/products")>{site.all_products()}</a>
                    </div>
                }
                .into_any();
            }
            let address = |page: u32| format!("{path}?q={}&page={page}", encode(&q));
            view! {
                <h2 class="list-count">{words.products(found.total)}</h2>
                {grid(market, found.hits, true, Prices::InSlots(&backend))}
                {pagination(locale, found.page, found.pages, address)}
            }
            .into_any()
        });
        let main = view! {
            <section class="section">
                <h1>{site.search()}</h1>
                <form class="search-form" role="search" aria-label=site.search() action=path.clone()>
                    <label class="sr-only" for="q">{site.search_label()}</label>
                    <input id="q" type="search" name="q" value=q.clone() placeholder=site.search_hint() maxlength="200" enterkeyhint="search"/>
                    <button class="button button-main">{icon(Icon::Search)} {site.search_go()}</button>
                </form>
                {results}
            </section>
        };
        Ok(Page::new(Head::private(title), main).into())
    })
}

/// `text` as the value of a query field.
fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_escaped() {
        assert_eq!(encode("wool & öl"), "wool+%26+%C3%B6l");
    }
}
