//! What stands below every page.

use api::catalog::Text;
use api::settings::{PageLink, ShopSettings};
use domain::checkout::PriceMode;
use domain::{Locale, Market};
use leptos::prelude::*;

use super::header::menu_link;
use super::per_market::{PerBrand, PerMarket};
use crate::brand::Brand;
use crate::context::RequestContext;
use crate::ui::html::Html;

static COLUMNS: PerBrand = PerBrand::new();
static NOTES: PerMarket = PerMarket::new();

/// Who we are, where things are, and the way to the other languages and currencies.
pub(super) fn footer(html: &mut Html, request: &RequestContext, brand: &Brand) {
    let market = request.market;
    let words = words::shell(market.locale());
    html.html("<footer class=\"footer\"><div class=\"footer-columns\">");
    let columns = COLUMNS.of(market, brand, |part| {
        part.of(about(market, brand));
        match brand.storefront().footer.is_empty() {
            true => _ = part.of(columns(market)),
            false => menus(part, market, brand),
        }
        pages(part, market, brand);
        contact(part, market, brand);
    });
    html.append(&columns);
    html.html("<nav aria-labelledby=\"footer-region\"><h2 id=\"footer-region\">").text(words.region());
    html.html("</h2><ul role=\"list\">");
    for other in brand.settings().markets() {
        html.html("<li><a href=\"").path(other, &request.path).html("\" hreflang=\"").html(other.hreflang());
        html.html("\" lang=\"").html(other.locale().code()).html("\"");
        html.attribute("aria-current", (other == market).then_some("true"));
        html.html(">").text(words::shell(other.locale()).language()).html(", ").html(other.currency().code());
        if other.is_made() {
            html.text(", ").text(words::countries(other.locale()).name(other.country()));
        }
        html.html("</a></li>");
    }
    html.html("</ul></nav></div>").html(NOTES.of(market, || note(market).to_html())).html("</footer>");
}

/// Whether the prices of a market include tax, as every page says below its prices.
fn tax_note(market: Market) -> &'static str {
    let words = words::shell(market.locale());
    match market.price_mode() {
        PriceMode::TaxIncluded => words.tax_note(),
        PriceMode::TaxExcluded => words.tax_note_added(),
    }
}

fn about(market: Market, brand: &Brand) -> impl IntoView + use<> {
    let locale = market.locale();
    let about = brand.about(locale).into_iter().next().unwrap_or_default();
    view! {
        <section class="footer-about">
            <h2 class="wordmark">{brand.name(locale).to_owned()}</h2>
            <p lang=about.lang().map(Locale::code)>{about.bare().to_owned()}</p>
        </section>
    }
}

/// The columns that the shop makes by itself.
fn columns(market: Market) -> impl IntoView {
    let locale = market.locale();
    let words = words::shell(locale);
    view! {
        <nav aria-labelledby="footer-shop">
            <h2 id="footer-shop">{words.shop()}</h2>
            <ul role="list">
                <li><a href=market.path("/products")>{words.all_products()}</a></li>
                <li><a href=market.path("/collections")>{words.collections()}</a></li>
                <li><a href=market.path("/search")>{words.search()}</a></li>
            </ul>
        </nav>
        <nav aria-labelledby="footer-service">
            <h2 id="footer-service">{words.service()}</h2>
            <ul role="list">
                <li><a href=market.path("/cart")>{words::cart(locale).cart()}</a></li>
                <li><a href=market.path("/account")>{words::accounts(locale).account()}</a></li>
                <li><a href=market.path("/orders/find")>{words::orders(locale).find()}</a></li>
            </ul>
        </nav>
    }
}

/// The columns that the merchant has made.
fn menus(html: &mut Html, market: Market, brand: &Brand) {
    for (place, column) in brand.storefront().footer.iter().enumerate() {
        html.html("<nav aria-labelledby=\"footer-menu-").count(place).html("\"><h2 id=\"footer-menu-").count(place);
        html.html("\"").said(">", &Text::of(&column.title, market.locale())).html("</h2><ul role=\"list\">");
        for link in &column.links {
            html.html("<li>");
            menu_link(html, market, link, None);
            html.html("</li>");
        }
        html.html("</ul></nav>");
    }
}

/// The pages that the law wants to be found from every other, and such; but those that a menu leads to already.
fn pages(html: &mut Html, market: Market, brand: &Brand) {
    let set = brand.storefront();
    let is_in_menu = |page: &PageLink| {
        let links = set.footer.iter().flat_map(|column| &column.links);
        let mut slugs = links.filter_map(|link| link.href.strip_prefix("/pages/"));
        slugs.any(|slug| slug == page.slug.as_str())
    };
    let pages: Vec<_> = set.pages.iter().filter(|page| !is_in_menu(page)).collect();
    if pages.is_empty() {
        return;
    }
    html.html("<nav aria-labelledby=\"footer-pages\"><h2 id=\"footer-pages\">");
    html.text(words::shell(market.locale()).information()).html("</h2><ul role=\"list\">");
    for page in pages {
        html.html("<li><a href=\"").path(market, "/pages/").value(page.slug.as_str()).html("\"");
        html.said(">", &Text::of(&page.title, market.locale())).html("</a></li>");
    }
    html.html("</ul></nav>");
}

/// Who stands behind the shop, and how they are reached; nothing while nobody has said so.
fn contact(html: &mut Html, market: Market, brand: &Brand) {
    let words = words::shell(market.locale());
    let ShopSettings { company, address, email, phone, vat_id, .. } = brand.settings();
    if [company, address, email, phone, vat_id].into_iter().all(Option::is_none) {
        return;
    }
    html.html("<section aria-labelledby=\"footer-contact\" class=\"footer-contact\"><h2 id=\"footer-contact\">");
    html.text(words.contact()).html("</h2><ul role=\"list\">");
    for line in company.iter().map(String::as_str).chain(address.iter().flat_map(|address| address.lines())) {
        html.html("<li>").text(line).html("</li>");
    }
    if let Some(email) = email {
        html.html("<li><a href=\"mailto:").value(email).html("\">").text(email).html("</a></li>");
    }
    if let Some(phone) = phone {
        let dialled: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        html.html("<li><a href=\"tel:").value(&dialled).html("\">").text(phone).html("</a></li>");
    }
    if let Some(id) = vat_id {
        html.html("<li>").text(&words.vat_id(id)).html("</li>");
    }
    html.html("</ul></section>");
}

fn note(market: Market) -> impl IntoView {
    view! { <p class="footer-note">{tax_note(market)}</p> }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::shell::tests::{PATHS, is_same, odd, request};

    /// The same as one view, of pieces that were made for it alone.
    pub(in crate::shell) fn view(request: &RequestContext, brand: &Brand) -> AnyView {
        let market = request.market;
        let mut contact = Html::with_capacity(0);
        pages(&mut contact, market, brand);
        super::contact(&mut contact, market, brand);
        let made = match brand.storefront().footer.is_empty() {
            true => columns(market).into_any(),
            false => {
                let mut made = Html::with_capacity(0);
                menus(&mut made, market, brand);
                made.view()
            }
        };
        let regions = brand.settings().markets().map(|other| {
            let here = (other == market).then_some("true");
            let address = other.path(&request.path);
            let country = match other.is_made() {
                true => format!(", {}", words::countries(other.locale()).name(other.country())),
                false => String::new(),
            };
            view! {
                <li>
                    <a href=address hreflang=other.hreflang() lang=other.locale().code() aria-current=here>
                        {format!("{}, {}{country}", words::shell(other.locale()).language(), other.currency())}
                    </a>
                </li>
            }
        });
        view! {
            <footer class="footer">
                <div class="footer-columns">
                    {about(market, brand)}
                    {made}
                    {contact.view()}
                    <nav aria-labelledby="footer-region">
                        <h2 id="footer-region">{words::shell(market.locale()).region()}</h2>
                        <ul role="list">{regions.collect_view()}</ul>
                    </nav>
                </div>
                {note(market)}
            </footer>
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        for market in Market::ALL {
            for path in PATHS {
                let request = request(market, path, false);
                // The second time its pieces are those of the first, and of another shop others.
                for brand in [Brand::default(), Brand::default(), odd(), Brand::default()] {
                    let mut html = Html::with_capacity(0);
                    footer(&mut html, &request, &brand);
                    is_same(&html.into_text(), view(&request, &brand));
                }
            }
        }
    }

    #[test]
    fn who_stands_behind_the_shop_is_said_where_it_is_set() {
        let shown = |brand: &Brand| {
            let mut html = Html::with_capacity(0);
            footer(&mut html, &request(Market::De, "/", false), brand);
            html.into_text()
        };
        assert!(!shown(&Brand::default()).contains("footer-contact"));
        let set = shown(&odd());
        for said in [
            "Kontor &lt;Nord&gt; &amp; Co.",
            "Am Deich 1",
            "10115 Berlin",
            "href=\"mailto:hello@kontor.example\"",
            "href=\"tel:+49301\"",
            "DE123456789",
            "lang=\"en\"",
        ] {
            assert!(set.contains(said), "{said}: {set}");
        }
    }

    #[test]
    fn pages_are_led_to_once_and_menus_as_they_were_made() {
        let shown = |market, brand: &Brand| {
            let mut html = Html::with_capacity(0);
            footer(&mut html, &request(market, "/", false), brand);
            html.into_text()
        };
        let unset = shown(Market::De, &Brand::default());
        assert!(unset.contains("footer-shop") && !unset.contains("footer-pages") && !unset.contains("footer-menu"));
        let set = shown(Market::De, &odd());
        for said in [
            "<h2 id=\"footer-menu-0\" lang=\"en\">Good &amp; &lt;to&gt; know</h2>",
            "<a href=\"/de/pages/terms\">AGB</a>",
            "<a href=\"/de/search\" lang=\"en\">Search</a>",
            "<a href=\"/de/pages/imprint\" lang=\"en\">Who &lt;we&gt; are</a>",
        ] {
            assert_eq!(set.matches(said).count(), 1, "{said}: {set}");
        }
        assert!(!set.contains("footer-shop") && set.matches("/de/pages/terms").count() == 1, "{set}");
    }

    #[test]
    fn claims_1_2_what_stands_below_every_page_is_so_in_every_market() {
        for market in Market::ALL {
            let (note, taxed) = (note(market).to_html(), market.price_mode() == PriceMode::TaxIncluded);
            assert_eq!(note.contains("inklusive Mehrwertsteuer") || note.contains("All prices include tax"), taxed);
            assert!(!note.contains("charged") && !note.contains("berechnet"), "with live keys money moves: {note}");
        }
    }
}
