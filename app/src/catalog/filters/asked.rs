//! What a request asks of a list.

use api::catalog::Sort;
use http::StatusCode;

use super::{Mistaken, Narrowing, encode};
use crate::catalog::parts::Prices;
use crate::context::Backend;
use crate::shell::Page;
use crate::target;

/// What part of a list is asked for, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The order.
    pub sort: Sort,
    /// Whether the address asks for an order that there is none of; [`Asked::sort`] is the merchant's then.
    pub has_unknown_sort: bool,
    /// The page, from 1.
    pub page: u32,
    /// What the list is narrowed to.
    pub narrowing: Narrowing,
    /// What it would be narrowed to if that meant something.
    pub mistaken: Mistaken,
}

impl Asked {
    /// What the request's query asks for. What it gets wrong of the page counts as not asked.
    pub fn of_request() -> Self {
        let (sort, has_unknown_sort) = order(&target::query("sort").unwrap_or_default());
        let page = page_number(target::query("page"));
        let (narrowing, mistaken) = Narrowing::of_request();
        Self { sort, has_unknown_sort, page, narrowing, mistaken }
    }

    /// The whole list from its beginning, in the merchant's order.
    pub fn of_all() -> Self {
        let (narrowing, mistaken) = (Narrowing::default(), Mistaken::default());
        Self { sort: Sort::default(), has_unknown_sort: false, page: 1, narrowing, mistaken }
    }

    /// Whether the origin need not be asked: there is no such order, or what is chosen cannot be.
    pub fn is_of_no_list(&self) -> bool {
        self.has_unknown_sort || self.mistaken.is_unreadable
    }

    /// The `page` that shows this list. If it says what was left out of it, no cache keeps it: of such addresses there is no
    /// end.
    pub fn answer(&self, backend: &Backend, page: Page) -> Page {
        if self.mistaken.is_none() {
            return page;
        }
        backend.keep_private();
        page.with_status(StatusCode::NOT_FOUND)
    }

    /// The list to which somebody is led who asked for one that there is not: what is chosen of it stays if only its order
    /// is unknown.
    pub fn instead(&self) -> Self {
        let is_list = self.has_unknown_sort && !self.mistaken.is_unreadable;
        let narrowing = if is_list { self.narrowing.clone() } else { Narrowing::default() };
        Self { sort: self.sort, narrowing, ..Self::of_all() }
    }

    /// The address of page `page` of this list at `path`.
    pub fn address(&self, path: &str, page: u32) -> String {
        let sort = (self.sort != Sort::default()).then(|| ("sort", self.sort.code().to_owned()));
        let page = (page > 1).then(|| ("page", page.to_string()));
        let fields = self.narrowing.fields().into_iter().chain(sort).chain(page);
        let query: Vec<String> = fields.map(|(name, value)| format!("{name}={}", encode(&value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// The one address of what is shown. Another order of the same things is no page of its own; neither is a part of
    /// them, which search engines find on the first page of the whole list.
    pub fn canonical(&self, path: &str) -> String {
        let page = if self.narrowing.is_nothing() { self.page } else { 1 };
        Self { page, ..Self::of_all() }.address(path, page)
    }

    /// How prices are shown in this list.
    pub fn prices<'a>(&self, backend: &'a Backend) -> Prices<'a> {
        let is_by_price = self.sort.is_by_price() || self.narrowing.depends_on_prices();
        // What nobody keeps need not be put together of what is kept.
        if is_by_price || !self.mistaken.is_none() { Prices::InList } else { Prices::InSlots(backend) }
    }
}

/// The order that a query names, and whether there is none of that name.
fn order(code: &str) -> (Sort, bool) {
    let known = Sort::ALL.into_iter().find(|known| known.code() == code);
    (known.unwrap_or_default(), known.is_none() && !code.is_empty())
}

/// A page number from a query: at least 1. What is no number counts as not asked; what is too large to count lies behind
/// the end of every list.
pub fn page_number(text: Option<String>) -> u32 {
    let digits = text.filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
    digits.map_or(1, |digits| digits.parse().unwrap_or(u32::MAX)).max(1)
}

#[cfg(test)]
mod tests {
    use super::super::tests::plain;
    use super::*;

    #[test]
    fn addresses_say_only_what_differs() {
        let first = plain(Sort::Featured, 1);
        assert_eq!(first.address("/products", 1), "/products");
        assert_eq!(first.address("/products", 2), "/products?page=2");
        let sorted = plain(Sort::Newest, 3);
        assert_eq!(sorted.address("/de/products", 2), "/de/products?sort=newest&page=2");
        assert_eq!(sorted.canonical("/products"), "/products?page=3");
        let filter = "colour~ink".parse().expect("readable");
        let narrowed = Asked { narrowing: Narrowing { filter, min: None, max: Some(20) }, ..sorted };
        assert_eq!(narrowed.address("/products", 1), "/products?filter=colour%7Eink&max=20&sort=newest");
        assert_eq!(narrowed.canonical("/products"), "/products");
    }

    #[test]
    fn an_order_that_there_is_not_is_told_from_none_and_leads_to_the_same_list_in_the_merchants() {
        for sort in Sort::ALL {
            assert_eq!(order(sort.code()), (sort, false));
        }
        assert_eq!(order(""), (Sort::Featured, false));
        for unknown in ["sideways", "NEWEST", " newest", "newest\0", "price"] {
            assert_eq!(order(unknown), (Sort::Featured, true), "{unknown:?}");
        }
        let narrowing = Narrowing { min: Some(5), ..Narrowing::default() };
        let asked = Asked { narrowing, has_unknown_sort: true, ..plain(Sort::Featured, 3) };
        assert!(asked.is_of_no_list() && !asked.instead().is_of_no_list());
        assert_eq!(asked.instead().address("/products", 1), "/products?min=5");
        let narrowed = Asked { has_unknown_sort: false, ..asked };
        assert_eq!(narrowed.instead().address("/products", 1), "/products");
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
