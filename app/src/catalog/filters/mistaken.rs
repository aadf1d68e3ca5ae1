//! Ranges that somebody has typed and that are none. The list shows without them, says so, and keeps what was typed.

use api::catalog::properties::range_of;
use api::search::{FacetList, Filters};
use domain::Market;

use super::whole;
use crate::ui::echo::echo;
use crate::ui::html::Html;
use crate::ui::icon::{Icon, icon};

/// What a request's address says of its list that means nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistaken {
    /// Whether a value that is chosen cannot be read as one, or more are than can be.
    pub is_unreadable: bool,
    /// The range of prices.
    pub prices: Option<Ends>,
    /// Ranges of numbers, each with the key of its property.
    pub ranges: Vec<(String, Ends)>,
}

/// What is typed into the two fields of a range that is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// As it was typed; empty if nothing was.
    pub typed: [String; 2],
    /// Whether it is a number, or nothing. If both are, the range ends before it begins.
    pub is_number: [bool; 2],
}

impl Mistaken {
    /// Whether no range is.
    pub fn is_none(&self) -> bool {
        self.prices.is_none() && self.ranges.is_empty()
    }

    /// The range of the property `key`, if it is one of them.
    pub fn range(&self, key: &str) -> Option<&Ends> {
        self.ranges.iter().find(|(known, _)| known == key).map(|(_, ends)| ends)
    }
}

impl Ends {
    /// The prices that are typed, in whole units of money; none if they are a range.
    pub fn of_prices(typed: [&str; 2]) -> Option<Self> {
        let prices = typed.map(whole);
        let is_number = [typed[0].is_empty() || prices[0].is_some(), typed[1].is_empty() || prices[1].is_some()];
        let is_backwards = prices[0].zip(prices[1]).is_some_and(|(min, max)| min > max);
        (is_backwards || is_number != [true; 2]).then(|| Self { typed: typed.map(str::to_owned), is_number })
    }

    /// The numbers that the code of a range names; none if they are a range, or it is no such code.
    pub fn of_code(code: &str) -> Option<Self> {
        let (from, to) = code.split_once("..").filter(|_| range_of(code).is_none())?;
        let is_number = [from, to].map(|end| end.is_empty() || range_of(&format!("{end}..")).is_some());
        Some(Self { typed: [from, to].map(|end| end.replace("minus", "-")), is_number })
    }

    /// What is wrong with it and how to put it right. `unreadable` says so of a text that is no number.
    pub fn advice(&self, words: words::Catalog, unreadable: fn(words::Catalog, &str) -> String) -> String {
        let [from, to] = &self.typed;
        match self.is_number {
            [true, true] => words.range_backwards(&echo(from), &echo(to)),
            [false, _] => unreadable(words, &echo(from)),
            [true, false] => unreadable(words, &echo(to)),
        }
    }
}

/// The choices among these texts that are ranges but none, each once, and the texts without them.
pub fn apart<'a>(filters: &[&'a str]) -> (Vec<(String, Ends)>, Vec<&'a str>) {
    let is_mistaken = |text: &str| Filters::of_pairs([text]).values().any(|(_, code)| Ends::of_code(code).is_some());
    let (mistaken, others): (Vec<&str>, Vec<&str>) = filters.iter().copied().partition(|text| is_mistaken(text));
    let mistaken = Filters::of_pairs(mistaken);
    let ranges = mistaken.values().filter_map(|(key, code)| Some((key.to_owned(), Ends::of_code(code)?)));
    (ranges.collect(), others)
}

/// Says of which ranges the list shows nothing; each stands at its fields, too, where there are any.
pub fn alert(html: &mut Html, market: Market, mistaken: &Mistaken, facets: Option<&FacetList>) {
    if mistaken.is_none() {
        return;
    }
    let words = words::catalog(market.locale());
    html.html("<div role=\"alert\" class=\"notice notice-warning\">").of(icon(Icon::Warning));
    html.html("<div><p class=\"notice-title\">").text(words.range_left_out()).html("</p><ul>");
    if let Some(ends) = &mistaken.prices {
        html.html("<li>").text(&words.filter_price(market.currency())).html(": ");
        html.text(&ends.advice(words, words::Catalog::price_unreadable)).html("</li>");
    }
    for (key, ends) in &mistaken.ranges {
        html.html("<li>");
        match facets.and_then(|facets| facets.facets.iter().find(|facet| facet.key == *key)) {
            Some(facet) => html.phrase(&facet.name),
            None => html.text(key),
        };
        html.html(": ").text(&ends.advice(words, words::Catalog::range_unreadable)).html("</li>");
    }
    html.html("</ul></div></div>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_that_is_none_is_told_from_one_that_finds_nothing() {
        for good in ["10..20", "10..10", "..20", "minus3..", "ink", "1.5", "1.5..2"] {
            assert_eq!(Ends::of_code(good), None, "{good}");
        }
        for (bad, typed, is_number) in [
            ("20..10", ["20", "10"], [true, true]),
            ("minus3..minus4", ["-3", "-4"], [true, true]),
            ("many..", ["many", ""], [false, true]),
            ("x..3", ["x", "3"], [false, true]),
            ("1..nan", ["1", "nan"], [true, false]),
        ] {
            let ends = Ends::of_code(bad).expect("no range");
            assert_eq!((ends.typed, ends.is_number), (typed.map(str::to_owned), is_number), "{bad}");
        }
        for good in [["", ""], ["5", ""], ["", "0"], ["5", "5"], ["0", "99999999"]] {
            assert_eq!(Ends::of_prices(good), None, "{good:?}");
        }
        for (bad, is_number) in [
            (["500", "10"], [true, true]),
            (["abc", ""], [false, true]),
            (["12,50", "20"], [false, true]),
            (["1", "12.50"], [true, false]),
            (["-1", "999999999"], [false, false]),
        ] {
            assert_eq!(Ends::of_prices(bad).expect("no range").is_number, is_number, "{bad:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_of_the_first_end_that_is() {
        let advice = |typed: [&str; 2], market: Market| {
            let ends = Ends::of_prices(typed).expect("no range");
            ends.advice(words::catalog(market.locale()), words::Catalog::price_unreadable)
        };
        assert!(advice(["500", "10"], Market::Eu).starts_with("500 is more than 10."));
        assert!(advice(["500", "10"], Market::De).starts_with("500 ist mehr als 10."));
        assert!(advice(["12,50", "x"], Market::Eu).contains("“12,50”"));
        assert!(advice(["1", &"x".repeat(500)], Market::Eu).contains(&format!("“{}…”", "x".repeat(60))));
    }

    #[test]
    fn ranges_that_are_none_are_taken_out_each_once() {
        let asked = ["colour~ink", "watts~20..10", "watts~20..10", "watts~1..2", "x", "", "A~2..1"];
        let (ranges, others) = apart(&asked);
        assert_eq!(ranges.len(), 1, "{ranges:?}");
        assert_eq!(ranges[0].0, "watts");
        assert_eq!(others, ["colour~ink", "watts~1..2", "x", "", "A~2..1"]);
    }
}
