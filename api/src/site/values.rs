//! Which values of its query parameters a page makes something of.

use crate::catalog::Sort;

/// Query parameters of which a page reads all that are given, not the last alone.
pub(super) const REPEATED: [&str; 1] = ["filter"];

/// Whether the parameter `name` says something by this value, which is spelt plainly. What says nothing shows the page
/// that there is without it, so it makes no other question: else there would be no end of addresses for one page.
pub(super) fn says_something(name: &str, value: &str) -> bool {
    match name {
        // There is no end of numbers either, but the pages behind the last one are kept by nobody.
        "page" => {
            value.bytes().all(|byte| byte.is_ascii_digit()) && !value.starts_with('0') && !matches!(value, "" | "1")
        }
        // No page has had a billion versions.
        "version" => {
            (1..=9).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit()) && !value.starts_with('0')
        }
        // An order that there is not has a page that says so, which no cache keeps.
        "sort" => !value.is_empty() && value != Sort::default().code(),
        // Whole units of money, in one spelling. What is none gets a page that says so, which no cache keeps.
        "min" => !matches!(value, "" | "0"),
        "max" => !value.is_empty(),
        // In one spelling, too: what is beyond ASCII is encoded. What is no choice has a page that no cache keeps.
        "filter" => !value.is_empty() && value.is_ascii(),
        _ => !value.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::target;

    const INK_AND_OAT: &str = "/products?filter=colour~ink&filter=colour~oat&filter=size~l";

    #[test]
    fn l2_what_says_nothing_is_no_part_of_a_target() {
        for nothing in [
            "page",
            "page=",
            "page=1",
            "page=0",
            "page=-1",
            "page=01",
            "page=+2",
            "page=%2B2",
            "page=2.0",
            "page=2%20",
            "page=x",
            "page=%D9%A2",
            "sort",
            "sort=",
            "sort=featured",
            "sort=%66eatured",
        ] {
            assert_eq!(target("/products", Some(nothing)), "/products", "{nothing}");
            let beside = format!("{nothing}&sort=newest&page=2&{nothing}");
            assert_eq!(target("/products", Some(&beside)), "/products?page=2&sort=newest", "{nothing}");
        }
        for (path, query, expect) in [
            ("/products", "page=2&page=2&page=2", "/products?page=2"),
            ("/products", "page=99999999999999999999", "/products?page=99999999999999999999"),
            ("/products/mug", "variant=", "/products/mug"),
            ("/search", "q=&page=1", "/search"),
            ("/search", "q=tea&q=mug&%71=mug", "/search?q=tea"),
            ("/search", "sort=newest&q=tea&sort=best", "/search?q=tea&sort=newest"),
            ("/search", "sort=NEWEST&q=tea", "/search?q=tea&sort=NEWEST"),
            ("/products", "sort=side%77ays&sort=sideways", "/products?sort=sideways"),
            ("/products", "min=0&max=0", "/products?max=0"),
            ("/products", "min=05&max=5.0&min=%78&max=", "/products?max=5.0&min=x"),
            ("/products", "filter=size~l&filter=colour~ink&filter=colour%7Eoat&filter=colour%7eink", INK_AND_OAT),
            ("/products", "filter=colour~oat&sort=&filter=colour~ink&page=1&filter=size~l&filter=", INK_AND_OAT),
            (
                "/products",
                "filter&filter=&filter=%7e&filter=ink&filter=a~&filter=ink&filter=a~ü&filter=%ff~a",
                "/products?filter=%FF~a&filter=a~&filter=ink&filter=~",
            ),
            ("/products", "filter=farbe~gr%c3%bcn", "/products?filter=farbe~gr%C3%BCn"),
            ("/products/mug", "filter=colour~ink", "/products/mug"),
            // The API says itself what it cannot read.
            ("/v1/products", "page=x&page=x", "/v1/products?page=x&page=x"),
        ] {
            assert_eq!(target(path, Some(query)), expect, "{path}?{query}");
        }
    }
}
