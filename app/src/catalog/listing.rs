//! A list of products with its order and its pages.

use std::sync::Arc;

use api::Problem;
use api::catalog::{ListProducts, ProductPage, Sort};
use api::search::SearchPage;
use http::StatusCode;
use leptos::prelude::*;

use super::parts::{Prices, grid};
use crate::context::Backend;
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::target;
use crate::ui::html::Html;
use crate::ui::pagination::pagination;

/// Bytes of a list, about.
pub const LIST: usize = 32 * 1024;

/// What part of a list is asked for, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The order.
    pub sort: Sort,
    /// The page, from 1.
    pub page: u32,
}

impl Asked {
    /// What the request's query asks for. What it gets wrong counts as not asked.
    pub fn of_request() -> Self {
        let sort = target::query("sort").unwrap_or_default();
        let sort = Sort::ALL.into_iter().find(|known| known.code() == sort).unwrap_or_default();
        Self { sort, page: page_number(target::query("page")) }
    }

    /// The address of page `page` of this list at `path`.
    pub fn address(self, path: &str, page: u32) -> String {
        let sort = (self.sort != Sort::default()).then(|| format!("sort={}", self.sort.code()));
        let page = (page > 1).then(|| format!("page={page}"));
        let query: Vec<String> = [sort, page].into_iter().flatten().collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// The one address of what is shown. Another order of the same things is no page of its own.
    pub fn canonical(self, path: &str) -> String {
        Self { sort: Sort::default(), ..self }.address(path, self.page)
    }
}

/// A page number from a query: at least 1. What is no number counts as not asked; what is too large to count lies behind
/// the end of every list.
pub fn page_number(text: Option<String>) -> u32 {
    let digits = text.filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
    digits.map_or(1, |digits| digits.parse().unwrap_or(u32::MAX)).max(1)
}

/// One page of a list, as the origin gives it.
pub trait Paged {
    /// How many pages the list has.
    fn pages(&self) -> u32;
}

impl Paged for ProductPage {
    fn pages(&self) -> u32 {
        self.pages
    }
}

impl Paged for SearchPage {
    fn pages(&self) -> u32 {
        self.pages
    }
}

/// What was found of page `page`; none if the list ends before it, or nobody may go as far.
///
/// # Errors
/// Any other refusal of the origin.
pub fn within<L: Paged>(found: Result<Arc<L>, Problem>, page: u32) -> Result<Option<Arc<L>>, Problem> {
    match found {
        Ok(list) => Ok((page <= list.pages().max(1)).then_some(list)),
        Err(problem) if problem.field.as_deref() == Some("page") => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// “There is no page 60 here”, with the way to the `first` one.
pub fn no_such_page(backend: &Backend, page: u32, first: &str) -> Page {
    // There is no end of numbers: they would fill a cache.
    backend.keep_private();
    let market = backend.market();
    let words = words::catalog(market.locale());
    let title = words.no_such_page(page);
    let main = view! {
        <section class="trouble">
            <p class="trouble-code" aria-hidden="true">"404"</p>
            <h1>{title.clone()}</h1>
            <p class="trouble-links">
                <a class="button button-main" href=first.to_owned()>{words.first_page()}</a>
                <a class="button button-quiet" href=market.path("/")>{words::shell(market.locale()).back_to_shop()}</a>
            </p>
        </section>
    };
    Page::new(Head::private(title), main).with_status(StatusCode::NOT_FOUND)
}

/// All products.
pub fn products_page() -> Opening {
    let asked = Asked::of_request();
    page(Around::Shop, move |backend| async move {
        let market = backend.market();
        let words = words::shell(market.locale());
        let found = ListProducts { market, collection: None, sort: asked.sort, page: asked.page };
        let found = backend.get(&found).await;
        let Some(found) = within(found, asked.page)? else {
            return Ok(no_such_page(&backend, asked.page, &asked.address(&market.path("/products"), 1)).into());
        };
        let head =
            Head::public(words.all_products(), words::brand(market.locale()).tagline(), asked.canonical("/products"));
        let mut html = Html::with_capacity(LIST);
        html.html("<section class=\"section\"><div class=\"list-intro\"><h1>").text(words.all_products());
        html.html("</h1></div>");
        list(&mut html, &backend, "/products", asked, &found);
        html.html("</section>");
        Ok(Page::written(head, html).into())
    })
}

/// Writes the products found at `path` (without market), how many there are, and the form that changes their order.
pub(super) fn list(html: &mut Html, backend: &Backend, path: &str, asked: Asked, found: &ProductPage) {
    let market = backend.market();
    let locale = market.locale();
    let words = words::catalog(locale);
    let path = market.path(path);
    head_of_list(html, words, &path, None, found.total, asked.sort);
    if found.items.is_empty() {
        html.html("<p class=\"lead\">").text(words.nothing_here()).html("</p>");
    }
    let prices = if asked.sort.is_by_price() { Prices::InList } else { Prices::InSlots(backend) };
    grid(html, market, &found.items, true, prices);
    pagination(html, locale, found.page, found.pages, |page| asked.address(&path, page));
}

/// Writes how many products there are at `path`, and the form that changes their order; among what was found for `q`, if
/// that is given.
pub fn head_of_list(html: &mut Html, words: words::Catalog, path: &str, q: Option<&str>, total: u64, chosen: Sort) {
    html.html("<div class=\"list-head\"><h2 class=\"list-count\">").text(&words.products(total));
    html.html("</h2><form action=\"").value(path).html("\" class=\"list-sort\">");
    if let Some(q) = q {
        html.html("<input type=\"hidden\" name=\"q\" value=\"").value(q).html("\">");
    }
    html.html("<label for=\"sort\">").text(words.sort()).html("</label><select id=\"sort\" name=\"sort\">");
    for sort in Sort::ALL {
        html.html("<option value=\"").html(sort.code()).html(if sort == chosen { "\" selected>" } else { "\">" });
        html.text(sort_name(words, sort, q.is_some())).html("</option>");
    }
    html.html("</select><button class=\"button button-quiet\">").text(words.sort_go()).html("</button></form></div>");
}

const fn sort_name(words: words::Catalog, sort: Sort, is_search: bool) -> &'static str {
    match sort {
        Sort::Featured if is_search => words.sort_best(),
        Sort::Featured => words.sort_featured(),
        Sort::Newest => words.sort_newest(),
        Sort::PriceAscending => words.sort_price_ascending(),
        Sort::PriceDescending => words.sort_price_descending(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::catalog::parts::tests::{grid_view, is_same_with_slots, products};
    use crate::ui::pagination;
    use domain::Market;

    /// What [`head_of_list`] writes, as a view.
    pub fn head_view(words: words::Catalog, path: String, q: Option<&str>, total: u64, chosen: Sort) -> AnyView {
        let orders = Sort::ALL.map(|sort| {
            let name = sort_name(words, sort, q.is_some());
            view! { <option value=sort.code() selected=sort == chosen>{name}</option> }
        });
        let hidden = q.map(|q| view! { <input type="hidden" name="q" value=q.to_owned()/> });
        view! {
            <div class="list-head">
                <h2 class="list-count">{words.products(total)}</h2>
                <form class="list-sort" action=path>
                    {hidden}
                    <label for="sort">{words.sort()}</label>
                    <select id="sort" name="sort">{orders.into_iter().collect_view()}</select>
                    <button class="button button-quiet">{words.sort_go()}</button>
                </form>
            </div>
        }
        .into_any()
    }

    fn view(backend: &Backend, asked: Asked, found: &ProductPage) -> AnyView {
        let market = backend.market();
        let words = words::catalog(market.locale());
        let path = market.path("/products");
        let nothing = found.items.is_empty().then(|| view! { <p class="lead">{words.nothing_here()}</p> });
        let prices = if asked.sort.is_by_price() { Prices::InList } else { Prices::InSlots(backend) };
        let head = head_view(words, path.clone(), None, found.total, asked.sort);
        let pages =
            pagination::tests::view(market.locale(), found.page, found.pages, |page| asked.address(&path, page));
        view! {
            {head}
            {nothing}
            {grid_view(market, &found.items, true, prices)}
            {pages}
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        for market in Market::ALL {
            for sort in Sort::ALL {
                for items in [Vec::new(), products()] {
                    let found = ProductPage { items, total: 60, page: 2, pages: 3 };
                    let asked = Asked { sort, page: 2 };
                    is_same_with_slots(
                        market,
                        |backend, html| list(html, backend, "/products", asked, &found),
                        |backend| view(backend, asked, &found),
                    );
                }
            }
        }
    }

    #[test]
    fn addresses_say_only_what_differs() {
        let plain = Asked { sort: Sort::Featured, page: 1 };
        assert_eq!(plain.address("/products", 1), "/products");
        assert_eq!(plain.address("/products", 2), "/products?page=2");
        let sorted = Asked { sort: Sort::Newest, page: 3 };
        assert_eq!(sorted.address("/de/products", 2), "/de/products?sort=newest&page=2");
        assert_eq!(sorted.canonical("/products"), "/products?page=3");
    }

    #[test]
    fn f09_a_page_beyond_the_last_is_none() {
        let list = |pages| Ok(Arc::new(ProductPage { items: Vec::new(), total: 0, page: 1, pages }));
        let is_there = |found, page| within(found, page).expect("no refusal").is_some();
        assert!(is_there(list(53), 53) && !is_there(list(53), 54) && !is_there(list(53), u32::MAX));
        assert!(is_there(list(0), 1), "an empty list has a page that says so");
        assert!(!is_there(Err(Problem::field("page", "Pages are numbered from 1 to 10000.")), 99_999));
        assert!(within::<ProductPage>(Err(Problem::unavailable()), 1).is_err());
    }

    #[test]
    fn pages_are_counted_from_one() {
        assert_eq!(page_number(None), 1);
        for nothing in ["", "0", "00", "-2", "+2", " 2", "2.0", "2e1", "0x2", "x", "٢"] {
            assert_eq!(page_number(Some(nothing.to_owned())), 1, "{nothing}");
        }
        for (text, number) in [("7", 7), ("4294967295", u32::MAX), ("4294967296", u32::MAX)] {
            assert_eq!(page_number(Some(text.to_owned())), number);
        }
        assert_eq!(page_number(Some("9".repeat(5000))), u32::MAX, "it is beyond the last, too");
    }
}
