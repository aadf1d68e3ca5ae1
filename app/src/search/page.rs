//! The search page.

use api::search::{FacetList, Search, SearchPage};
use domain::Market;
use domain::search::normalize_query;

use super::shared;
use crate::catalog::filters::{Asked, Narrowing, Place, beside, chosen, encode, facets, is_no_choice, no_such_list};
use crate::catalog::listing::{LIST, head_of_list, no_such_page, within};
use crate::catalog::parts::grid;
use crate::context::Backend;
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::target;
use crate::ui::echo::echo;
use crate::ui::html::Html;
use crate::ui::icon::{Icon, icon};
use crate::ui::pagination::pagination;

/// A form for words, and what was found.
pub fn search_page() -> Opening {
    let q = normalize_query(&shared::words(&target::query("q").unwrap_or_default()));
    let asked = Asked::of_request();
    page(Around::Shop, move |backend| async move {
        let market = backend.market();
        let (site, words) = (words::shell(market.locale()), words::catalog(market.locale()));
        let path = market.path("/search");
        let place = Place { market, path: &path, q: Some(&q) };
        let instead = if q.is_empty() { path.clone() } else { place.address(&asked.instead(), 1) };
        let none = || no_such_list(&backend, &asked, &instead);
        let (found, by) = if asked.is_of_no_list() {
            return Ok(none().into());
        } else if q.is_empty() {
            // Nothing is listed, whatever part of it is asked for: all of that is one page, and the others fill no cache.
            if asked != Asked::of_all() {
                backend.keep_private();
            }
            (None, None)
        } else {
            let Narrowing { filter, min, max } = asked.narrowing.clone();
            let narrowed =
                Search { sort: asked.sort, page: asked.page, filter, min, max, ..Search::of(q.as_str(), market) };
            let (found, by) = futures::join!(backend.get(&narrowed), facets(&backend, &q, None, &asked));
            match found {
                Err(problem) if is_no_choice(&problem) => return Ok(none().into()),
                found => match within(found, asked.page)? {
                    None => {
                        return Ok(no_such_page(&backend, asked.page, &place.address(&asked, 1)).into());
                    }
                    found => (found, by),
                },
            }
        };
        let redirect = found.as_ref().and_then(|found| found.redirect.as_deref());
        if let Some(path) = redirect.filter(|_| asked == Asked::of_all()) {
            // Not for good: a rule may end, and browsers would keep it.
            return Ok(Outcome::SeeOther(market.path(path)));
        }
        let title = if q.is_empty() {
            site.search().to_owned()
        } else {
            format!("{} {}", words.results_for(), words.quoted(&echo(&q)))
        };
        let mut html = Html::with_capacity(LIST);
        html.html("<section class=\"section\">");
        form(&mut html, market, &q);
        if let Some(found) = found {
            results(&mut html, &backend, &q, &asked, &found, by.as_deref());
        }
        html.html("</section>");
        let page = Page::written(Head::private(title), html);
        // Without words nothing is listed that a range could be left out of.
        let page = if q.is_empty() { page } else { asked.answer(&backend, page) };
        Ok(page.into())
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
    html.html("\" maxlength=\"200\" enterkeyhint=\"search\"");
    // Whoever comes without words has come to type some.
    if q.is_empty() {
        html.html(" autofocus");
    }
    html.html("><button class=\"button button-main\">").of(icon(Icon::Search));
    html.text(words.search_go()).html("</button></form>");
}

/// Writes what was found.
fn results(html: &mut Html, backend: &Backend, q: &str, asked: &Asked, found: &SearchPage, facets: Option<&FacetList>) {
    let market = backend.market();
    let words = words::catalog(market.locale());
    if found.hits.is_empty() && asked.narrowing.is_nothing() {
        html.html("<div class=\"search-none\"><h2>").text(words.found_none()).html(" ").text(&words.quoted(&echo(q)));
        html.html("</h2><p class=\"lead\">").text(words.found_none_more()).html("</p><a href=\"");
        html.path(market, "/products").html("\" class=\"button button-quiet\">");
        html.text(words::shell(market.locale()).all_products()).html("</a></div>");
        return;
    }
    if let Some(corrected) = &found.corrected {
        html.html("<p class=\"search-note\">").text(words.showing_for()).html(" ");
        link(html, market, corrected, &words.quoted(&echo(corrected)));
        html.html(". ").text(words.search_instead()).html(" ");
        link(html, market, &verbatim(q), &words.quoted(&echo(q)));
        html.html(".</p>");
    }
    if let Some(suggested) = &found.suggested {
        html.html("<p class=\"search-note\">").text(words.did_you_mean()).html(" ");
        link(html, market, suggested, &words.quoted(&echo(suggested)));
        html.html("</p>");
    }
    if let Some(loosened) = found.loosened.as_ref().filter(|_| !found.hits.is_empty()) {
        let [missing, others] = [&loosened.missing, &loosened.others].map(|listed| any_of(market, listed));
        html.html("<p class=\"search-note\">").text(&words.search_loosened(&missing, &others)).html("</p>");
    }
    let path = market.path("/search");
    let place = Place { market, path: &path, q: Some(q) };
    let chosen = chosen(market, &asked.narrowing, facets);
    head_of_list(html, &place, found.total, asked, &chosen);
    beside(html, &place, asked, facets, &chosen, |html| {
        if found.hits.is_empty() {
            html.html("<p class=\"lead\">").text(words.filtered_none()).html("</p>");
        }
        grid(html, market, &found.hits, true, asked.prices(backend));
        pagination(html, market.locale(), found.page, found.pages, |page| place.address(asked, page));
    });
}

/// A shopper's words as a sentence names them: “a”, “b” or “c”.
fn any_of(market: Market, typed: &[String]) -> String {
    let words = words::catalog(market.locale());
    let quoted: Vec<String> = typed.iter().map(|word| words.quoted(&echo(word))).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => words.either(&before.join(", "), last),
    }
}

/// Writes a link to what is found for `q`.
fn link(html: &mut Html, market: Market, q: &str, text: &str) {
    html.html("<a href=\"").path(market, "/search").html("?q=").value(&encode(q)).html("\">").text(text).html("</a>");
}

/// The query that asks for just these words.
fn verbatim(q: &str) -> String {
    format!("\"{q}\"")
}

#[cfg(test)]
mod tests {
    use api::catalog::Sort;
    use api::search::Loosened;
    use leptos::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::catalog::filters::tests::plain;
    use crate::catalog::listing;
    use crate::catalog::parts::tests::is_same_with_slots;
    use crate::ui::pagination;

    fn view(backend: &Backend, q: &str, asked: &Asked, found: Option<&SearchPage>) -> AnyView {
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
            let place = Place { market, path: &path, q: Some(q) };
            let address = |page: u32| place.address(asked, page);
            // A list is compared by a test of its own.
            let mut list = Html::with_capacity(0);
            grid(&mut list, market, &found.hits, true, asked.prices(backend));
            let head = listing::tests::head_view(words, path.clone(), Some(q), found.total, asked.sort);
            let to = |q: &str| format!("{path}?q={}", encode(q));
            let corrected = found.corrected.as_ref().map(|corrected| {
                view! {
                    <p class="search-note">
                        {words.showing_for()} " " <a href=to(corrected)>{words.quoted(corrected)}</a> ". "
                        {words.search_instead()} " " <a href=to(&verbatim(q))>{words.quoted(q)}</a> "."
                    </p>
                }
            });
            let suggested = found.suggested.as_ref().map(|suggested| {
                view! {
                    <p class="search-note">
                        {words.did_you_mean()} " " <a href=to(suggested)>{words.quoted(suggested)}</a>
                    </p>
                }
            });
            let loosened = found.loosened.as_ref().map(|loosened| {
                let [missing, others] = [&loosened.missing, &loosened.others].map(|listed| any_of(market, listed));
                view! { <p class="search-note">{words.search_loosened(&missing, &others)}</p> }
            });
            view! {
                {corrected}
                {suggested}
                {loosened}
                {head}
                {list.view()}
                {pagination::tests::view(market.locale(), found.page, found.pages, address)}
            }
            .into_any()
        });
        view! {
            <h1>{site.search()}</h1>
            <form class="search-form" role="search" aria-label=site.search() action=path.clone()>
                <label class="sr-only" for="q">{site.search_label()}</label>
                <input id="q" type="search" name="q" value=q.to_owned() placeholder=site.search_hint() maxlength="200" enterkeyhint="search" autofocus=q.is_empty()/>
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
        let corrected = SearchPage { corrected: Some("mug & \"jug\"".to_owned()), ..found(vec![hit.clone()]) };
        let suggested = SearchPage { suggested: Some("<jug>".to_owned()), ..found(vec![hit.clone()]) };
        let loosened = Loosened { missing: vec!["<dl380>".to_owned()], others: vec!["g5".to_owned(), "hp".to_owned()] };
        let loosened = SearchPage { loosened: Some(loosened), ..found(vec![hit.clone()]) };
        for market in Market::ALL {
            for q in ["", "mug & \"plate\" <b>"] {
                let several = [None, Some(found(vec![])), Some(found(vec![hit.clone(), hit.clone()]))];
                let noted = [&corrected, &suggested, &loosened].map(|found| Some(found.clone()));
                for found in several.into_iter().chain(noted) {
                    let found = found.as_ref();
                    for sort in [Sort::Featured, Sort::PriceAscending] {
                        let asked = plain(sort, 2);
                        let by_hand = |backend: &Backend, html: &mut Html| {
                            form(html, market, q);
                            found.into_iter().for_each(|found| results(html, backend, q, &asked, found, None));
                        };
                        is_same_with_slots(market, by_hand, |backend| view(backend, q, &asked, found));
                    }
                }
            }
        }
    }

    #[test]
    fn words_that_no_product_has_are_named_in_one_sentence() {
        let check = |market: Market, missing: &[&str], others: &[&str], expect: &str| {
            let [missing, others] = [missing, others].map(|typed| {
                let typed: Vec<String> = typed.iter().map(|word| (*word).to_owned()).collect();
                any_of(market, &typed)
            });
            assert_eq!(words::catalog(market.locale()).search_loosened(&missing, &others), expect);
        };
        check(Market::Eu, &["dl380"], &["g5"], "No product has “dl380”. Shown is what has “g5”.");
        let several = "Kein Produkt hat „a1“ oder „b2“. Gezeigt wird, was „c3“, „d4“ oder „e5“ hat.";
        check(Market::De, &["a1", "b2"], &["c3", "d4", "e5"], several);
    }

    #[test]
    fn addresses_say_only_what_differs() {
        let check = |sort: Sort, page: u32, expect: &str| {
            let place = Place { market: Market::De, path: "/de/search", q: Some("wool & öl") };
            assert_eq!(place.address(&plain(sort, 1), page), expect);
        };
        check(Sort::Featured, 1, "/de/search?q=wool+%26+%C3%B6l");
        check(Sort::Featured, 2, "/de/search?q=wool+%26+%C3%B6l&page=2");
        check(Sort::Newest, 2, "/de/search?q=wool+%26+%C3%B6l&sort=newest&page=2");
    }

    #[test]
    fn queries_are_escaped() {
        assert_eq!(encode("wool & öl"), "wool+%26+%C3%B6l");
    }
}
