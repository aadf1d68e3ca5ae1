//! The search page.

use api::search::{Search, SearchPage};
use domain::Market;
use domain::search::normalize_query;

use super::shared;
use crate::catalog::listing::{LIST, no_such_page, page_number, within};
use crate::catalog::parts::{Prices, grid};
use crate::context::Backend;
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::target;
use crate::ui::html::Html;
use crate::ui::icon::{Icon, icon};
use crate::ui::pagination::pagination;

/// A form for words, and what was found.
pub fn search_page() -> Opening {
    let q = normalize_query(&shared::words(&target::query("q").unwrap_or_default()));
    let number = page_number(target::query("page"));
    page(Around::Shop, move |backend| async move {
        let market = backend.market();
        let (site, words) = (words::shell(market.locale()), words::catalog(market.locale()));
        let found = if q.is_empty() {
            None
        } else {
            let found = backend.get(&Search { q: q.clone(), market, page: number }).await;
            match within(found, number)? {
                None => {
                    let first = format!("{}?q={}", market.path("/search"), encode(&q));
                    return Ok(no_such_page(&backend, number, &first).into());
                }
                found => found,
            }
        };
        let title = if q.is_empty() {
            site.search().to_owned()
        } else {
            format!("{} {}", words.results_for(), words.quoted(&q))
        };
        let mut html = Html::with_capacity(LIST);
        html.html("<section class=\"section\">");
        form(&mut html, market, &q);
        if let Some(found) = found {
            results(&mut html, &backend, &q, &found);
        }
        html.html("</section>");
        Ok(Page::written(Head::private(title), html).into())
    })
}

/// Writes the form, with what was looked for.
fn form(html: &mut Html, market: Market, q: &str) {
    let words = words::shell(market.locale());
    html.html("<h1>").text(words.search()).html("</h1><form role=\"search\" aria-label=\"").value(words.search());
    html.html("\" action=\"")
        .path(market, "/search")
        .html("\" class=\"search-form\"><label for=\"q\" class=\"sr-only\">");
    html.text(words.search_label()).html("</label><input id=\"q\" type=\"search\" name=\"q\" value=\"").value(q);
    html.html("\" placeholder=\"").value(words.search_hint());
    html.html("\" maxlength=\"200\" enterkeyhint=\"search\"><button class=\"button button-main\">")
        .of(icon(Icon::Search));
    html.text(words.search_go()).html("</button></form>");
}

/// Writes what was found.
fn results(html: &mut Html, backend: &Backend, q: &str, found: &SearchPage) {
    let market = backend.market();
    let words = words::catalog(market.locale());
    if found.hits.is_empty() {
        html.html("<div class=\"search-none\"><h2>").text(words.found_none()).html(" ").text(&words.quoted(q));
        html.html("</h2><p class=\"lead\">").text(words.found_none_more()).html("</p><a href=\"");
        html.path(market, "/products").html("\" class=\"button button-quiet\">");
        html.text(words::shell(market.locale()).all_products()).html("</a></div>");
        return;
    }
    html.html("<h2 class=\"list-count\">").text(&words.products(found.total)).html("</h2>");
    grid(html, market, &found.hits, true, Prices::InSlots(backend));
    let address = |page: u32| format!("{}?q={}&page={page}", market.path("/search"), encode(q));
    pagination(html, market.locale(), found.page, found.pages, address);
}

/// `text` as the value of a query field.
fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::catalog::parts::tests::is_same_with_slots;
    use crate::ui::pagination;

    fn view(backend: &Backend, q: &str, found: Option<&SearchPage>) -> AnyView {
        let market = backend.market();
        let (site, words) = (words::shell(market.locale()), words::catalog(market.locale()));
        let path = market.path("/search");
        let results = found.map(|found| {
            if found.hits.is_empty() {
                return view! {
                    <div class="search-none">
                        <h2>{words.found_none()} " " {words.quoted(q)}</h2>
                        <p class="lead">{words.found_none_more()}</p>
                        <a class="button button-quiet" href=market.path("/products")>{site.all_products()}</a>
                    </div>
                }
                .into_any();
            }
            let address = |page: u32| format!("{path}?q={}&page={page}", encode(q));
            // A list is compared by a test of its own.
            let mut list = Html::with_capacity(0);
            grid(&mut list, market, &found.hits, true, Prices::InSlots(backend));
            view! {
                <h2 class="list-count">{words.products(found.total)}</h2>
                {list.view()}
                {pagination::tests::view(market.locale(), found.page, found.pages, address)}
            }
            .into_any()
        });
        view! {
            <h1>{site.search()}</h1>
            <form class="search-form" role="search" aria-label=site.search() action=path.clone()>
                <label class="sr-only" for="q">{site.search_label()}</label>
                <input id="q" type="search" name="q" value=q.to_owned() placeholder=site.search_hint() maxlength="200" enterkeyhint="search"/>
                <button class="button button-main">{icon(Icon::Search)} {site.search_go()}</button>
            </form>
            {results}
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        let hit = json!({
            "product": "019b0000-0000-7000-8000-000000000001", "sku": "MUG", "slug": "mug", "title": "Mug & <more>",
            "brand": "", "price": null, "from": false, "prices_version": 1, "picture": null,
        });
        let found = |hits: Vec<serde_json::Value>| -> SearchPage {
            let found = json!({ "query": "mug", "hits": hits, "total": 60, "page": 2, "pages": 3 });
            serde_json::from_value(found).expect("what was found")
        };
        for market in Market::ALL {
            for q in ["", "mug & \"plate\" <b>"] {
                for found in [None, Some(found(vec![])), Some(found(vec![hit.clone(), hit.clone()]))] {
                    let found = found.as_ref();
                    let by_hand = |backend: &Backend, html: &mut Html| {
                        form(html, market, q);
                        found.into_iter().for_each(|found| results(html, backend, q, found));
                    };
                    is_same_with_slots(market, by_hand, |backend| view(backend, q, found));
                }
            }
        }
    }

    #[test]
    fn queries_are_escaped() {
        assert_eq!(encode("wool & öl"), "wool+%26+%C3%B6l");
    }
}
