//! The form by which a list is narrowed, and what is chosen as links that take it away. Both work without scripts: a form
//! that is sent, and addresses.
//!
//! Beside the list on a wide screen, where the form always shows; above it on a phone, where it opens.

use api::catalog::Sort;
use api::catalog::properties::PropertyKind;
use api::search::{Facet, FacetList, FacetRange, FacetValue};
use domain::Locale;
use words::Number;

use super::mistaken::alert;
use super::typed::{prices, range_fields};
use super::{Asked, Chosen, Ends, Narrowing, Place};
use crate::ui::html::Html;
use crate::ui::icon::{Icon, icon};

/// Values that show at once; the others open.
const AT_ONCE: usize = 8;

/// Writes a list with what it can be narrowed by beside it, and with what is chosen above it.
pub fn beside(
    html: &mut Html,
    place: &Place<'_>,
    asked: &Asked,
    facets: Option<&FacetList>,
    chosen: &[Chosen],
    list: impl FnOnce(&mut Html),
) {
    alert(html, place.market, &asked.mistaken, facets);
    // What holds one product, or nothing, need not be narrowed.
    let is_narrowed = !asked.narrowing.is_nothing() || !asked.mistaken.is_none();
    let facets = facets.filter(|facets| facets.total > 1 || is_narrowed);
    if facets.is_none() && chosen.is_empty() {
        return list(html);
    }
    html.html("<div class=\"list-body\">");
    if let Some(facets) = facets {
        panel(html, place, asked, facets, chosen.len());
    }
    html.html("<div class=\"list-results\">");
    chips(html, place, asked, chosen);
    list(html);
    html.html("</div></div>");
}

/// Writes what is chosen, each with the way to the list without it.
fn chips(html: &mut Html, place: &Place<'_>, asked: &Asked, chosen: &[Chosen]) {
    if chosen.is_empty() {
        return;
    }
    let words = words::catalog(place.market.locale());
    html.html("<ul role=\"list\" aria-label=\"").value(words.filters_chosen()).html("\" class=\"filter-chips\">");
    for chosen in chosen {
        let others = Asked { narrowing: chosen.others.clone(), ..asked.clone() };
        html.html("<li><a href=\"").value(&place.address(&others, 1)).html("\" class=\"button button-quiet\">");
        html.phrase(&chosen.label).html(" <span class=\"sr-only\">").text(words.filter_remove()).html("</span>");
        html.of(icon(Icon::Close)).html("</a></li>");
    }
    html.html("<li><a href=\"").value(&whole(place, asked)).html("\">").text(words.filters_clear());
    html.html("</a></li></ul>");
}

/// The address of the list that is narrowed to nothing.
fn whole(place: &Place<'_>, asked: &Asked) -> String {
    place.address(&Asked { narrowing: Narrowing::default(), ..asked.clone() }, 1)
}

fn panel(html: &mut Html, place: &Place<'_>, asked: &Asked, facets: &FacetList, chosen: usize) {
    let locale = place.market.locale();
    let words = words::catalog(locale);
    html.html("<details class=\"filters\"").html(if asked.mistaken.is_none() { ">" } else { " open>" });
    html.html("<summary class=\"button button-quiet\">").text(words.filters());
    if chosen > 0 {
        html.html(" (").count(chosen).html(")");
    }
    html.html("</summary><form action=\"").value(place.path).html("\" aria-label=\"").value(words.filters());
    html.html("\" class=\"filters-form\">");
    let sort = (asked.sort != Sort::default()).then(|| ("sort", asked.sort.code().to_owned()));
    place.hidden(html, &Vec::from_iter(sort));
    for facet in &facets.facets {
        property(html, locale, facet, asked.mistaken.range(&facet.key));
    }
    prices(html, words, place.market, asked, facets.price.as_ref());
    html.html("<button class=\"button button-main\">").text(words.filters_go()).html("</button></form></details>");
}

fn property(html: &mut Html, locale: Locale, facet: &Facet, mistaken: Option<&Ends>) {
    let words = words::catalog(locale);
    // What is chosen shows, wherever it stands.
    let at_once = if facet.ranges.is_empty() { AT_ONCE } else { 0 };
    let is_first = |place: usize, value: &FacetValue| place < at_once || value.chosen;
    let (first, rest): (Vec<_>, Vec<_>) =
        facet.values.iter().enumerate().partition(|(place, value)| is_first(*place, value));
    html.html("<fieldset class=\"filter\"><legend").said(">", &facet.name).html("</legend>");
    // Where one stands that is none, those that are stand above it.
    let typed = facet.ranges.iter().find(|range| range.typed && mistaken.is_none());
    ranges(html, facet, facet.ranges.iter().filter(|range| typed != Some(*range)));
    if facet.kind == PropertyKind::Number {
        range_fields(html, words, facet, typed, mistaken);
    }
    values(html, locale, facet, first.into_iter().map(|(_, value)| value));
    if !rest.is_empty() {
        html.html("<details class=\"more\"><summary>").text(words.filter_more()).html("<span class=\"sr-only\">: ");
        html.phrase(&facet.name).html("</span></summary>");
        values(html, locale, facet, rest.into_iter().map(|(_, value)| value));
        html.html("</details>");
    }
    html.html("</fieldset>");
}

/// Writes ranges of numbers. They are chosen like values: a list holds what is in any of them.
fn ranges<'a>(html: &mut Html, facet: &Facet, ranges: impl Iterator<Item = &'a FacetRange>) {
    let mut ranges = ranges.peekable();
    if ranges.peek().is_none() {
        return;
    }
    html.html("<ul role=\"list\">");
    for range in ranges {
        html.html("<li><label class=\"filter-value\"><input type=\"checkbox\" name=\"filter\" value=\"");
        html.value(&facet.key).html("~").value(&range.code);
        html.html(if range.chosen { "\" checked>" } else { "\">" });
        html.html("<span class=\"filter-label\">").phrase(&range.label).html("</span></label></li>");
    }
    html.html("</ul>");
}

fn values<'a>(html: &mut Html, locale: Locale, facet: &Facet, values: impl Iterator<Item = &'a FacetValue>) {
    html.html("<ul role=\"list\">");
    for value in values {
        html.html("<li><label class=\"filter-value\"><input type=\"checkbox\" name=\"filter\" value=\"");
        html.value(&facet.key).html("~").value(&value.code);
        html.html(if value.chosen { "\" checked>" } else { "\">" });
        if let (PropertyKind::Colour, Some(colour)) = (facet.kind, &value.swatch) {
            html.html("<svg viewBox=\"0 0 20 20\" width=\"16\" height=\"16\" aria-hidden=\"true\" class=\"swatch\">");
            html.html("<circle cx=\"10\" cy=\"10\" r=\"9.500\" fill=\"").value(colour).html("\"></circle></svg>");
        }
        html.html("<span class=\"filter-label\">").phrase(&value.label).html("</span> <span class=\"filter-count\">(");
        html.text(&words::counted(locale, value.products.whole())).html(")</span></label></li>");
    }
    html.html("</ul>");
}

#[cfg(test)]
mod tests {
    use api::catalog::Text;
    use api::search::PriceFacet;
    use domain::{Market, Money};

    use super::*;
    use crate::catalog::filters::tests::plain;
    use crate::catalog::filters::{Mistaken, chosen};

    fn value(code: &str, products: u64, chosen: bool) -> FacetValue {
        FacetValue { code: code.to_owned(), label: Text::plain(format!("<{code}>")), products, chosen, swatch: None }
    }

    fn facets(market: Market) -> FacetList {
        let many = (0..12).map(|number| value(&format!("m{number}"), 20 - number, number == 10)).collect();
        let (key, name) = ("colour".to_owned(), Text::kept("Colour & more", Some(Locale::En)));
        let ink = FacetValue { swatch: Some("#26303a\"".to_owned()), ..value("ink", 7, true) };
        let colour = Facet {
            key,
            name,
            kind: PropertyKind::Colour,
            values: vec![ink, value("oat", 5, false)],
            more: 0,
            ranges: vec![],
        };
        let material = Facet {
            key: "material".to_owned(),
            name: Text::plain("Material"),
            kind: PropertyKind::Term,
            values: many,
            more: 3,
            ranges: vec![],
        };
        let money = |minor| Money::new(minor, market.currency());
        let price = PriceFacet { lowest: money(500), highest: money(9900), steps: vec![1, 0, 4] };
        FacetList { total: 7, facets: vec![colour, material], price: Some(price) }
    }

    fn written(market: Market, narrowing: Narrowing, facets: Option<&FacetList>) -> String {
        let asked = Asked { narrowing, ..plain(Sort::Newest, 2) };
        let path = market.path("/search");
        let place = Place { market, path: &path, q: Some("mug & \"jug\"") };
        let chosen = chosen(market, &asked.narrowing, facets);
        let mut html = Html::with_capacity(0);
        beside(&mut html, &place, &asked, facets, &chosen, |html| _ = html.html("<ol></ol>"));
        html.into_text()
    }

    fn narrowing() -> Narrowing {
        Narrowing { filter: "colour~ink,material~m10".parse().expect("readable"), min: Some(5), max: None }
    }

    #[test]
    fn a_list_that_is_whole_and_cannot_be_narrowed_is_as_it_was() {
        assert_eq!(written(Market::Eu, Narrowing::default(), None), "<ol></ol>");
        let one = FacetList { total: 1, facets: Vec::new(), price: None };
        assert_eq!(written(Market::Eu, Narrowing::default(), Some(&one)), "<ol></ol>");
    }

    #[test]
    fn a_form_offers_the_values_and_keeps_what_it_does_not_offer() {
        for market in [Market::Eu, Market::De] {
            let html = written(market, narrowing(), Some(&facets(market)));
            for expect in [
                "<input type=\"hidden\" name=\"q\" value=\"mug &amp; &quot;jug&quot;\"><input type=\"hidden\" name=\"sort\" value=\"newest\">",
                "name=\"filter\" value=\"colour~ink\" checked><svg",
                "fill=\"#26303a&quot;\"",
                "name=\"filter\" value=\"colour~oat\"><span class=\"filter-label\">&lt;oat&gt;</span> <span class=\"filter-count\">(5)</span>",
                "name=\"min\" value=\"5\">",
                "name=\"max\" value=\"\">",
                "<rect x=\"0\" y=\"18\" width=\"9\" height=\"6\"></rect><rect x=\"10\" y=\"24\" width=\"9\" height=\"0\"></rect>",
                "<legend lang=\"en\">Colour &amp; more</legend>",
            ] {
                assert!(html.contains(expect), "{expect}\n{html}");
            }
            let (before, behind) = html.split_once("<details class=\"more\">").expect("there are many materials");
            assert!(before.contains("material~m10\" checked") && !behind.contains("checked"), "what is chosen shows");
            assert_eq!(html.matches("name=\"filter\"").count(), 14);
        }
    }

    #[test]
    fn many_numbers_are_offered_as_ranges_and_each_of_them_behind_it() {
        let range = |code: &str, chosen| FacetRange {
            code: code.to_owned(),
            label: Text::plain(format!("<{code}>")),
            chosen,
            typed: false,
        };
        let mut facets = facets(Market::Eu);
        facets.facets[1].kind = PropertyKind::Number;
        facets.facets[1].ranges = vec![range("0.5..2", true), range("2.5..9", false)];
        let narrowing = Narrowing { filter: "material~0.5..2".parse().expect("readable"), ..Narrowing::default() };
        let html = written(Market::Eu, narrowing, Some(&facets));
        assert!(
            html.contains(
                "value=\"material~0.5..2\" checked><span class=\"filter-label\">&lt;0.5..2&gt;</span></label>"
            ),
            "{html}"
        );
        let (before, behind) = html.split_once("<details class=\"more\">").expect("the single values");
        assert!(before.contains("value=\"material~2.5..9\">") && behind.contains("value=\"material~m0\">"), "{html}");
        assert!(html.contains("Material: &lt;0.5..2&gt; <span class=\"sr-only\">"), "{html}");
    }

    #[test]
    fn any_range_of_numbers_can_be_typed_and_the_one_that_was_stands_in_its_fields_alone() {
        let mut facets = facets(Market::Eu);
        (facets.facets[1].kind, facets.facets[1].more) = (PropertyKind::Number, 0);
        let html = written(Market::Eu, Narrowing::default(), Some(&facets));
        let fields = "<p class=\"field-hint\">&lt;m0&gt; – &lt;m11&gt;</p><div class=\"filter-range\"><label>from <input type=\"number\" inputmode=\"decimal\" step=\"any\" name=\"from.material\" value=\"\"></label><label>up to <input type=\"number\" inputmode=\"decimal\" step=\"any\" name=\"to.material\" value=\"\"></label></div>";
        assert!(html.contains(fields) && !html.contains("from.colour"), "{html}");

        let typed =
            |code: &str| FacetRange { code: code.to_owned(), label: Text::plain(code), chosen: true, typed: true };
        facets.facets[1].ranges = vec![typed("minus2.5..9"), typed("20..")];
        let narrowing = Narrowing {
            filter: "material~minus2.5..9,material~20..".parse().expect("readable"),
            ..Narrowing::default()
        };
        let html = written(Market::Eu, narrowing, Some(&facets));
        assert!(
            html.contains("name=\"from.material\" value=\"-2.5\">")
                && html.contains("name=\"to.material\" value=\"9\">"),
            "{html}"
        );
        assert!(
            !html.contains("value=\"material~minus2.5..9\"") && html.contains("value=\"material~20..\" checked>"),
            "{html}"
        );
    }

    #[test]
    fn a_range_that_is_none_stays_in_its_fields_which_say_what_is_wrong() {
        let mut facets = facets(Market::Eu);
        (facets.facets[1].kind, facets.facets[1].more) = (PropertyKind::Number, 0);
        let range = Ends::of_code("many..3").expect("no range");
        let prices = Ends::of_prices(["500", "10"]);
        let mistaken = Mistaken { prices, ranges: vec![("material".to_owned(), range)], ..Mistaken::default() };
        let asked = Asked { mistaken, ..plain(Sort::Featured, 1) };
        let place = Place { market: Market::Eu, path: "/products", q: None };
        let mut html = Html::with_capacity(0);
        beside(&mut html, &place, &asked, Some(&facets), &[], |html| _ = html.html("<ol></ol>"));
        let html = html.into_text();
        for expect in [
            "<div role=\"alert\" class=\"notice notice-warning\">",
            "<li>Price in EUR: 500 is more than 10. Type the smaller number first.</li>",
            "<details class=\"filters\" open>",
            "<input type=\"number\" inputmode=\"numeric\" min=\"0\" max=\"99999999\" step=\"1\" name=\"min\" value=\"500\" aria-invalid=\"true\" aria-describedby=\"price-fault\">",
            "name=\"max\" value=\"10\" aria-invalid",
            "<p class=\"field-fault\" id=\"price-fault\">500 is more than 10.",
            "<li>Material: “many” is no number.",
            "<input type=\"text\" inputmode=\"decimal\" name=\"from.material\" value=\"many\" aria-invalid=\"true\" aria-describedby=\"range-fault-material\">",
            "step=\"any\" name=\"to.material\" value=\"3\" aria-invalid",
            "id=\"range-fault-material\">“many” is no number.",
        ] {
            assert!(html.contains(expect), "{expect}\n{html}");
        }
        // Nothing else leads there again.
        assert!(!html.contains("max=10") && !html.contains("filter-chips"), "{html}");
    }

    #[test]
    fn what_is_chosen_can_be_taken_away_one_by_one_and_all_at_once() {
        let html = written(Market::De, narrowing(), Some(&facets(Market::De)));
        let chips = html.split_once("class=\"filter-chips\">").expect("chips").1;
        let links: Vec<&str> = chips.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let q = "/de/search?q=mug+%26+%22jug%22";
        let expect = [
            format!("{q}&amp;filter=material%7Em10&amp;min=5&amp;sort=newest"),
            format!("{q}&amp;filter=colour%7Eink&amp;min=5&amp;sort=newest"),
            format!("{q}&amp;filter=colour%7Eink&amp;filter=material%7Em10&amp;sort=newest"),
            format!("{q}&amp;sort=newest"),
        ];
        assert_eq!(links, expect);
        assert!(chips.contains("&lt;ink&gt; <span class=\"sr-only\">entfernen</span>"), "{chips}");
        assert!(chips.contains("ab 5,00\u{a0}€"), "{chips}");
        assert!(written(Market::De, narrowing(), None).contains("filter-chips"), "without the form, too");
    }
}
