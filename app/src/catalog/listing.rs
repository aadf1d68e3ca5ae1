//! A list of products with its order and its pages.

use std::sync::Arc;

use api::Problem;
use api::catalog::{ListProducts, ProductPage, Sort};
use api::search::{FacetList, Search, SearchPage};
use domain::Slug;
use http::StatusCode;
use leptos::prelude::*;

use super::filters::{Asked, Chosen, Narrowing, Place, beside, chosen, facets, is_no_choice, no_such_list};
use super::parts::grid;
use crate::context::Backend;
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::ui::html::Html;
use crate::ui::pagination::pagination;

/// Bytes of a list, about.
pub const LIST: usize = 32 * 1024;

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

/// Products of the catalogue, as they are listed.
#[derive(Clone, Debug)]
pub enum Listed {
    /// All of a list.
    Whole(Arc<ProductPage>),
    /// Those to which it is narrowed.
    Narrowed(Arc<SearchPage>),
}

impl Listed {
    /// How many there are, and how many pages of them.
    fn size(&self) -> (u64, u32) {
        match self {
            Self::Whole(list) => (list.total, list.pages),
            Self::Narrowed(list) => (list.total, list.pages),
        }
    }
}

/// A list of the catalogue, with what it can be narrowed by; or the page that stands in for it.
pub(super) enum Answer {
    /// The list.
    List(Listed, Option<Arc<FacetList>>),
    /// There is no such page of it, or it cannot be narrowed or ordered so.
    None(Box<Page>),
}

/// Reads the list at `path` (without market), of all products or of a collection's.
///
/// # Errors
/// A refusal of the origin that is not about what is asked for.
pub(super) async fn read(
    backend: &Backend,
    path: &str,
    collection: Option<&Slug>,
    asked: &Asked,
) -> Result<Answer, Problem> {
    let path = backend.market().path(path);
    let none = || Answer::None(Box::new(no_such_list(backend, asked, &asked.instead().address(&path, 1))));
    if asked.is_of_no_list() {
        return Ok(none());
    }
    let (found, facets) = futures::join!(listed(backend, collection, asked), facets(backend, "", collection, asked));
    match found {
        Ok(Some(listed)) => Ok(Answer::List(listed, facets)),
        Ok(None) => Ok(Answer::None(Box::new(no_such_page(backend, asked.page, &asked.address(&path, 1))))),
        Err(problem) if is_no_choice(&problem) => Ok(none()),
        Err(problem) => Err(problem),
    }
}

async fn listed(backend: &Backend, collection: Option<&Slug>, asked: &Asked) -> Result<Option<Listed>, Problem> {
    let (market, sort, page) = (backend.market(), asked.sort, asked.page);
    let collection = collection.cloned();
    // What sells is known to the search index alone.
    if asked.narrowing.is_nothing() && sort != Sort::BestSelling {
        let found = backend.get(&ListProducts { market, collection, sort, page }).await;
        return Ok(within(found, page)?.map(Listed::Whole));
    }
    let Narrowing { filter, min, max } = asked.narrowing.clone();
    let narrowed = Search { sort, page, collection, filter, min, max, ..Search::of("", market) };
    let found = backend.get(&narrowed).await;
    Ok(within(found, page)?.map(Listed::Narrowed))
}

/// All products.
pub fn products_page() -> Opening {
    let asked = Asked::of_request();
    page(Around::Shop, move |backend| async move {
        let words = words::shell(backend.market().locale());
        let (found, facets) = match read(&backend, "/products", None, &asked).await? {
            Answer::List(found, facets) => (found, facets),
            Answer::None(page) => return Ok((*page).into()),
        };
        let tagline = backend.brand().await.tagline(backend.market().locale());
        let mut head = Head::public(words.all_products(), tagline.bare(), asked.canonical("/products"));
        head.is_indexed = asked.narrowing.is_nothing() && asked.mistaken.is_none();
        let mut html = Html::with_capacity(LIST);
        html.html("<section class=\"section\"><div class=\"list-intro\"><h1>").text(words.all_products());
        html.html("</h1></div>");
        list(&mut html, &backend, "/products", &asked, &found, facets.as_deref());
        html.html("</section>");
        Ok(asked.answer(&backend, Page::written(head, html)).into())
    })
}

/// Writes the products found at `path` (without market), how many there are, the form that changes their order, and that
/// by which they are narrowed.
pub(super) fn list(
    html: &mut Html,
    backend: &Backend,
    path: &str,
    asked: &Asked,
    found: &Listed,
    facets: Option<&FacetList>,
) {
    let market = backend.market();
    let locale = market.locale();
    let words = words::catalog(locale);
    let path = market.path(path);
    let place = Place { market, path: &path, q: None };
    let chosen = chosen(market, &asked.narrowing, facets);
    let (total, pages) = found.size();
    head_of_list(html, &place, total, asked, &chosen);
    beside(html, &place, asked, facets, &chosen, |html| {
        if total == 0 {
            let none = if chosen.is_empty() { words.nothing_here() } else { words.filtered_none() };
            html.html("<p class=\"lead\">").text(none).html("</p>");
        }
        let prices = asked.prices(backend);
        match found {
            Listed::Whole(list) => grid(html, market, &list.items, true, prices),
            Listed::Narrowed(list) => grid(html, market, &list.hits, true, prices),
        }
        pagination(html, locale, asked.page, pages, |page| place.address(asked, page));
    });
}

/// Writes how many products there are, what is chosen of them, and the form that changes their order.
pub fn head_of_list(html: &mut Html, place: &Place<'_>, total: u64, asked: &Asked, chosen: &[Chosen]) {
    let words = words::catalog(place.market.locale());
    html.html("<div class=\"list-head\"><h2 class=\"list-count\">").text(&words.products(total));
    for (number, chosen) in chosen.iter().enumerate() {
        match number {
            0 => html.html(", ").text(words.filtered_by()).html(" "),
            _ => html.html(", "),
        };
        html.phrase(&chosen.label);
    }
    html.html("</h2><form action=\"").value(place.path).html("\" class=\"list-sort\">");
    place.hidden(html, &asked.narrowing.fields());
    html.html("<label for=\"sort\">").text(words.sort()).html("</label><select id=\"sort\" name=\"sort\">");
    for sort in Sort::ALL {
        html.html("<option value=\"").html(sort.code()).html(if sort == asked.sort { "\" selected>" } else { "\">" });
        html.text(sort_name(words, sort, place.q.is_some())).html("</option>");
    }
    html.html("</select><button class=\"button button-quiet\">").text(words.sort_go()).html("</button></form></div>");
}

const fn sort_name(words: words::Catalog, sort: Sort, is_search: bool) -> &'static str {
    match sort {
        Sort::Featured if is_search => words.sort_best(),
        Sort::Featured => words.sort_featured(),
        Sort::BestSelling => words.sort_best_selling(),
        Sort::Newest => words.sort_newest(),
        Sort::PriceAscending => words.sort_price_ascending(),
        Sort::PriceDescending => words.sort_price_descending(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::catalog::filters::tests::plain;
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

    fn view(backend: &Backend, asked: &Asked, found: &ProductPage) -> AnyView {
        let market = backend.market();
        let words = words::catalog(market.locale());
        let path = market.path("/products");
        let nothing = (found.total == 0).then(|| view! { <p class="lead">{words.nothing_here()}</p> });
        let prices = asked.prices(backend);
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
                    let total = if items.is_empty() { 0 } else { 60 };
                    let found = ProductPage { items, total, page: 2, pages: 3 };
                    let (asked, listed) = (plain(sort, 2), Listed::Whole(Arc::new(found.clone())));
                    is_same_with_slots(
                        market,
                        |backend, html| list(html, backend, "/products", &asked, &listed, None),
                        |backend| view(backend, &asked, &found),
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_chosen_stands_in_the_heading_and_stays_when_the_order_changes() {
        let market = Market::De;
        let filter = "colour~ink,colour~oat".parse().expect("readable");
        let asked = Asked { narrowing: Narrowing { filter, min: None, max: Some(20) }, ..plain(Sort::Featured, 1) };
        let place = Place { market, path: "/de/products", q: None };
        let mut html = Html::with_capacity(0);
        head_of_list(&mut html, &place, 2, &asked, &chosen(market, &asked.narrowing, None));
        let html = html.into_text();
        let heading = "2 Produkte, gefiltert nach ink, oat, bis 20,00\u{a0}€</h2><form action=\"/de/products\"";
        assert!(html.contains(heading), "{html}");
        for (name, value) in [("filter", "colour~ink"), ("filter", "colour~oat"), ("max", "20")] {
            let field = format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
            assert!(html.contains(&field), "{field}\n{html}");
        }
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
}
