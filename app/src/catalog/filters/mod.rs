//! What a list of products is narrowed to, as its address says it, and the pages' answer if it cannot be.

mod asked;
mod mistaken;
mod panel;
mod typed;

use std::sync::Arc;

use api::Problem;
use api::catalog::{Sort, Text};
use api::search::{FacetList, Filters, ListFacets, MAX_CHOSEN};
use domain::{Market, Money, Slug};
use http::StatusCode;

pub use self::asked::Asked;
pub use self::mistaken::{Ends, Mistaken};
pub use self::panel::beside;
use crate::context::Backend;
use crate::head::Head;
use crate::shell::Page;
use crate::target;
use crate::ui::html::Html;

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// The values that are chosen.
    pub filter: Filters,
    /// The lowest price, in whole units of the market's currency.
    pub min: Option<u32>,
    /// The highest price.
    pub max: Option<u32>,
}

impl Narrowing {
    /// What the request's query narrows its list to, and what of it means nothing.
    pub fn of_request() -> (Self, Mistaken) {
        let [min, max] = ["min", "max"].map(|name| target::query(name).unwrap_or_default());
        let filters = target::queries("filter");
        Self::of(&filters.iter().map(String::as_str).collect::<Vec<_>>(), [&min, &max])
    }

    /// The same of the choices and the prices of a query; what is empty is not asked.
    fn of(filters: &[&str], prices: [&str; 2]) -> (Self, Mistaken) {
        let (ranges, others) = mistaken::apart(filters);
        let filter = Filters::of_pairs(others.iter().copied());
        let is_readable = |text: &str| text.is_empty() || !Filters::of_pairs([text]).is_empty();
        let is_unreadable = !others.into_iter().all(is_readable) || filter.len() + ranges.len() > MAX_CHOSEN;
        let mistaken = Mistaken { is_unreadable, prices: Ends::of_prices(prices), ranges };
        // Of a range that ends before it begins neither end can be meant.
        let is_backwards = mistaken.prices.as_ref().is_some_and(|ends| ends.is_number == [true; 2]);
        let [min, max] = prices.map(|price| whole(price).filter(|_| !is_backwards));
        (Self { filter, min: min.filter(|min| *min > 0), max }, mistaken)
    }

    /// Whether the list is whole.
    pub fn is_nothing(&self) -> bool {
        self.filter.is_empty() && !self.depends_on_prices()
    }

    /// Whether another price makes another list.
    pub fn depends_on_prices(&self) -> bool {
        self.min.is_some() || self.max.is_some()
    }

    /// The fields of a query that say it.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let values = self.filter.pairs().map(|pair| ("filter", pair));
        let max = self.max.map(|max| ("max", max.to_string()));
        let min = self.min.map(|min| ("min", min.to_string()));
        values.chain(max).chain(min).collect()
    }
}

/// Whole units of money as the site map spells them.
fn whole(text: &str) -> Option<u32> {
    const MAX_DIGITS: usize = 8;
    let number = Some(text).filter(|text| text.len() <= MAX_DIGITS)?.parse().ok();
    number.filter(|number: &u32| number.to_string() == text)
}

/// Where a list is.
pub struct Place<'a> {
    /// The language and the currency.
    pub market: Market,
    /// Its path, with market.
    pub path: &'a str,
    /// What is looked for, if it is of a search.
    pub q: Option<&'a str>,
}

impl Place<'_> {
    /// The address of page `page` of this list.
    pub fn address(&self, asked: &Asked, page: u32) -> String {
        let Some(q) = self.q else { return asked.address(self.path, page) };
        let rest = asked.address("", page);
        let rest = rest.strip_prefix('?').map(|rest| format!("&{rest}")).unwrap_or_default();
        format!("{}?q={}{rest}", self.path, encode(q))
    }

    /// Writes hidden fields that keep what is looked for, and what a form does not say itself.
    pub fn hidden(&self, html: &mut Html, kept: &[(&'static str, String)]) {
        let mut field = |name: &'static str, value: &str| {
            html.html("<input type=\"hidden\" name=\"").html(name).html("\" value=\"").value(value).html("\">");
        };
        if let Some(q) = self.q {
            field("q", q);
        }
        for (name, value) in kept {
            field(name, value);
        }
    }
}

/// A text as the value of a query field.
pub fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// By what the list that is asked for can be narrowed; none if that cannot be told now, which spoils no list.
pub async fn facets(backend: &Backend, q: &str, collection: Option<&Slug>, asked: &Asked) -> Option<Arc<FacetList>> {
    let Narrowing { filter, min, max } = asked.narrowing.clone();
    // The order changes what a search lists, but no other list: so all orders of that share an answer. What is listed
    // whole does not follow from prices, and is kept when they change.
    let sort = match asked.sort {
        Sort::Featured => Sort::Featured,
        _ if q.is_empty() => Sort::Featured,
        _ => Sort::Newest,
    };
    let prices = !q.is_empty() || !asked.narrowing.is_nothing();
    let list = ListFacets::of(q, backend.market());
    let collection = collection.cloned();
    backend.get_optional(&ListFacets { collection, sort, filter, min, max, prices, ..list }).await
}

/// Something that is chosen, and the list without it.
pub struct Chosen {
    /// What shoppers read.
    pub label: Text,
    /// What is chosen beside it.
    pub others: Narrowing,
}

/// All that is chosen, in the order of the address.
pub fn chosen(market: Market, narrowing: &Narrowing, facets: Option<&FacetList>) -> Vec<Chosen> {
    let label = |key: &str, code: &str| {
        let facet = facets.and_then(|facets| facets.facets.iter().find(|facet| facet.key == key));
        let value = facet.and_then(|facet| facet.values.iter().find(|value| value.code == code));
        match (facet, value) {
            // “Yes” alone says nothing.
            (Some(facet), Some(value)) if facet.kind == api::catalog::properties::PropertyKind::Boolean => {
                Text::joined(&[facet.name.clone(), value.label.clone()], ": ")
            }
            (_, Some(value)) => value.label.clone(),
            // Numbers alone say as little.
            (Some(facet), None) => match facet.ranges.iter().find(|range| range.code == code) {
                Some(range) => Text::joined(&[facet.name.clone(), range.label.clone()], ": "),
                None => Text::plain(code),
            },
            (None, None) => Text::plain(code),
        }
    };
    let values = narrowing.filter.values().map(|(key, code)| Chosen {
        label: label(key, code),
        others: Narrowing { filter: narrowing.filter.without(key, code), ..narrowing.clone() },
    });
    let words = words::catalog(market.locale());
    let least = narrowing.min.map(|min| Chosen {
        label: Text::plain(words.price_at_least(money(market, min))),
        others: Narrowing { min: None, ..narrowing.clone() },
    });
    let highest = narrowing.max.map(|max| Chosen {
        label: Text::plain(words.price_at_most(money(market, max))),
        others: Narrowing { max: None, ..narrowing.clone() },
    });
    values.chain(least).chain(highest).collect()
}

/// Whole units of the market's money.
fn money(market: Market, whole: u32) -> Money {
    let currency = market.currency();
    Money::new(i64::from(whole) * 10_i64.pow(currency.exponent()), currency)
}

/// Whether the origin knows no such choice.
pub fn is_no_choice(problem: &Problem) -> bool {
    matches!(problem.field.as_deref(), Some("filter" | "min"))
}

/// The page that says that a list cannot be narrowed or ordered so, and why, and leads from there to the list `instead`. No
/// cache keeps it: of such addresses there is no end.
pub fn no_such_list(backend: &Backend, asked: &Asked, instead: &str) -> Page {
    backend.keep_private();
    let market = backend.market();
    let words = words::catalog(market.locale());
    let mut html = Html::with_capacity(1024);
    html.html("<section class=\"trouble\"><p aria-hidden=\"true\" class=\"trouble-code\">404</p><h1>");
    let [title, more, way] = match asked.has_unknown_sort {
        true => [words.no_such_sort(), words.no_such_sort_more(), words.list_instead()],
        false => [words.no_such_filter(), words.no_such_filter_more(), words.whole_list()],
    };
    html.text(title).html("</h1><p class=\"lead\">").text(more);
    html.html("</p><p class=\"trouble-links\"><a href=\"").value(instead).html("\" class=\"button button-main\">");
    html.text(way).html("</a><a href=\"").path(market, "/").html("\" class=\"button button-quiet\">");
    html.text(words::shell(market.locale()).back_to_shop()).html("</a></p></section>");
    Page::written(Head::private(title), html).with_status(StatusCode::NOT_FOUND)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A page of a whole list.
    pub(crate) fn plain(sort: Sort, page: u32) -> Asked {
        Asked { sort, page, ..Asked::of_all() }
    }

    #[test]
    fn whole_units_are_read_in_one_spelling() {
        let check = |text: &str, expect: Option<u32>| assert_eq!(whole(text), expect, "{text}");
        check("20", Some(20));
        check("0", Some(0));
        check("99999999", Some(99_999_999));
        for other in ["", "020", "-1", "+1", "2.5", "2,5", " 2", "999999999", "٢"] {
            check(other, None);
        }
        assert_eq!(money(Market::De, 20).display(Market::De.locale()), "20,00\u{a0}€");
    }

    #[test]
    fn what_means_nothing_narrows_nothing_and_what_is_beside_it_does() {
        let ask = Narrowing::of;
        let (narrowing, mistaken) = ask(&["colour~ink", "", "watts~20..10"], ["abc", "20"]);
        assert_eq!(narrowing, Narrowing { filter: "colour~ink".parse().expect("readable"), min: None, max: Some(20) });
        assert!(!mistaken.is_unreadable && mistaken.prices.is_some() && mistaken.range("watts").is_some());
        let (narrowing, mistaken) = ask(&[], ["500", "10"]);
        assert!(narrowing.is_nothing() && !mistaken.is_none());
        assert_eq!(
            ask(&[], ["0", ""]),
            (Narrowing::default(), Mistaken::default()),
            "from nothing on is from the beginning"
        );
        for unreadable in ["stoneware", "~", "Colour~Oat", "colour~a~b", "A~2..1"] {
            let (narrowing, mistaken) = ask(&[unreadable, "colour~ink"], ["", "5"]);
            assert!(mistaken.is_unreadable && narrowing.filter.len() == 1, "{unreadable}");
        }
        let codes: Vec<String> = (0..MAX_CHOSEN).map(|number| format!("size~{number}")).collect();
        let mut many: Vec<&str> = codes.iter().map(String::as_str).collect();
        assert!(!ask(&many, ["", ""]).1.is_unreadable);
        many.push("watts~2..1");
        assert!(ask(&many, ["", ""]).1.is_unreadable);
    }

    #[test]
    fn an_address_says_all_that_is_chosen() {
        let narrowing =
            Narrowing { filter: "größe~l,colour~ink".parse().expect("readable"), min: Some(5), max: Some(20) };
        let asked = Asked { narrowing, ..plain(Sort::Newest, 3) };
        let place = Place { market: Market::De, path: "/de/search", q: Some("wool & öl") };
        let expect = "/de/search?q=wool+%26+%C3%B6l&filter=colour%7Eink&filter=gr%C3%B6%C3%9Fe%7El&max=20&min=5&sort=newest&page=2";
        assert_eq!(place.address(&asked, 2), expect);
        // It is the address that caches know, but for the order and the spelling.
        let (path, query) = expect.split_once('?').expect("a query");
        let target =
            "/de/search?filter=colour~ink&filter=gr%C3%B6%C3%9Fe~l&max=20&min=5&page=2&q=wool+%26+%C3%B6l&sort=newest";
        assert_eq!(api::site::target(path, Some(query)), target);
        let chosen = chosen(Market::De, &asked.narrowing, None);
        let labels: Vec<&str> = chosen.iter().map(|chosen| chosen.label.bare()).collect();
        assert_eq!(labels, ["ink", "l", "ab 5,00\u{a0}€", "bis 20,00\u{a0}€"]);
        assert_eq!((chosen[3].others.max, chosen[3].others.min), (None, Some(5)));
        assert!(!chosen[0].others.filter.has("colour", "ink") && chosen[0].others.filter.has("größe", "l"));
    }
}
