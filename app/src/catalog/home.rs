//! The home page.

use api::catalog::{CollectionCard, ListCollections, ListProducts, ProductCard, Sort};

use super::listing::LIST;
use super::parts::{Prices, collection_grid, grid};
use crate::brand::{self, Brand};
use crate::context::Backend;
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::ui::html::Html;
use crate::ui::icon::{Icon, icon};
use crate::ui::picture::{Alt, Loading, Widths, address, write};

/// How many products the home page shows.
const FEATURED: usize = 8;

/// The home page: who we are, the collections, a few products.
pub fn home_page() -> Opening {
    page(Around::Shop, |backend| async move {
        let market = backend.market();
        let locale = market.locale();
        let featured = ListProducts { market, collection: None, sort: Sort::Featured, page: 1 };
        let collections = ListCollections { market };
        let (collections, featured, brand) =
            futures::join!(backend.get(&collections), backend.get(&featured), backend.brand());
        let (collections, featured) = (collections?, featured?);
        let image = brand::picture(locale);
        let mut head = Head::public("", brand.description(locale), "/");
        head.picture = Some(address(&image, 1600, "webp").to_string());
        let mut html = Html::with_capacity(LIST);
        contents(&mut html, &backend, &brand, &collections, &featured.items);
        Ok(Page::written(head, html).into())
    })
}

/// Writes all there is on it.
fn contents(
    html: &mut Html,
    backend: &Backend,
    brand: &Brand,
    collections: &[CollectionCard],
    featured: &[ProductCard],
) {
    let market = backend.market();
    let locale = market.locale();
    let (words, site) = (words::catalog(locale), words::shell(locale));
    html.html("<section class=\"hero\"><div class=\"hero-picture\">");
    let image = brand::picture(locale);
    write(html, Some(&image), Alt::Told, brand.name(locale), Widths::Collection, "100vw", Loading::First);
    html.html("</div><div class=\"hero-text\"><h1").said(">", &brand.tagline(locale)).html("</h1><a href=\"");
    html.path(market, "/products").html("\" class=\"button button-main\">").text(words.shop_now());
    html.of(icon(Icon::Arrow)).html("</a></div></section>");

    html.html("<section aria-labelledby=\"by-collection\" class=\"section\"><div class=\"section-head\">");
    html.html("<h2 id=\"by-collection\">").text(words.by_collection()).html("</h2><a href=\"");
    html.path(market, "/collections").html("\">").text(site.collections()).html("</a></div>");
    collection_grid(html, market, collections, false);
    html.html("</section>");

    html.html("<section aria-labelledby=\"featured\" class=\"section\"><div class=\"section-head\">");
    html.html("<h2 id=\"featured\">").text(words.featured()).html("</h2><a href=\"");
    html.path(market, "/products").html("\">").text(site.all_products()).html("</a></div>");
    grid(html, market, featured.iter().take(FEATURED), false, Prices::InSlots(backend));
    html.html("</section>");

    html.html("<section aria-labelledby=\"about\" class=\"section about\"><h2 id=\"about\">").text(words.about());
    html.html("</h2><div class=\"about-text\">");
    for paragraph in brand.about(locale) {
        html.html("<p").said(">", &paragraph).html("</p>");
    }
    html.html("</div><ul role=\"list\" class=\"why\">");
    for (title, more) in why(words) {
        html.html("<li>").of(icon(Icon::Check)).html("<h3>").text(title).html("</h3><p>").text(more).html("</p></li>");
    }
    html.html("</ul></section>");
}

/// Why to buy here, each reason in a word and at length.
const fn why(words: words::Catalog) -> [(&'static str, &'static str); 3] {
    [
        (words.why_made(), words.why_made_more()),
        (words.why_price(), words.why_price_more()),
        (words.why_plain(), words.why_plain_more()),
    ]
}

#[cfg(test)]
mod tests {
    use domain::Market;
    use leptos::prelude::*;

    use super::*;
    use crate::catalog::parts::tests::{collection_grid_view, collections, grid_view, is_same_with_slots, products};
    use crate::ui::picture::picture;

    fn view(backend: &Backend, collections: Vec<CollectionCard>, featured: &[ProductCard]) -> AnyView {
        let market = backend.market();
        let locale = market.locale();
        let (words, brand) = (words::catalog(locale), words::brand(locale));
        let image = brand::picture(locale);
        let why = why(words).map(|(title, text)| {
            view! { <li>{icon(Icon::Check)} <h3>{title}</h3> <p>{text}</p></li> }
        });
        view! {
            <section class="hero">
                <div class="hero-picture">
                    {picture(Some(image), brand.name(), Widths::Collection, "100vw", Loading::First)}
                </div>
                <div class="hero-text">
                    <h1>{brand.tagline()}</h1>
                    <a class="button button-main" href=market.path("/products")>{words.shop_now()} {icon(Icon::Arrow)}</a>
                </div>
            </section>
            <section class="section" aria-labelledby="by-collection">
                <div class="section-head">
                    <h2 id="by-collection">{words.by_collection()}</h2>
                    <a href=market.path("/collections")>{words::shell(locale).collections()}</a>
                </div>
                {collection_grid_view(market, collections, false)}
            </section>
            <section class="section" aria-labelledby="featured">
                <div class="section-head">
                    <h2 id="featured">{words.featured()}</h2>
                    <a href=market.path("/products")>{words::shell(locale).all_products()}</a>
                </div>
                {grid_view(market, featured, false, Prices::InSlots(backend))}
            </section>
            <section class="section about" aria-labelledby="about">
                <h2 id="about">{words.about()}</h2>
                <div class="about-text"><p>{brand.about_origin()}</p> <p>{brand.about_range()}</p></div>
                <ul role="list" class="why">{why.into_iter().collect_view()}</ul>
            </section>
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        for market in Market::ALL {
            is_same_with_slots(
                market,
                |backend, html| contents(html, backend, &Brand::default(), &collections(), &products()),
                |backend| view(backend, collections(), &products()),
            );
        }
    }
}
