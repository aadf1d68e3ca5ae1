//! The home page.

use api::catalog::{ListCollections, ListProducts, Sort};
use leptos::prelude::*;

use super::parts::{Prices, collection_grid, grid};
use crate::brand;
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::ui::icon::{Icon, icon};
use crate::ui::picture::{Loading, Widths, address, picture};

/// How many products the home page shows.
const FEATURED: usize = 8;

/// The home page: who we are, the collections, a few products.
pub fn home_page() -> Opening {
    page(Around::Shop, |backend| async move {
        let market = backend.market();
        let (locale, words) = (market.locale(), words::catalog(market.locale()));
        let featured = ListProducts { market, collection: None, sort: Sort::Featured, page: 1 };
        let collections = ListCollections { market };
        let (collections, featured) = futures::join!(backend.get(&collections), backend.get(&featured));
        let (collections, featured) = (collections?, featured?);
        let (brand, image) = (words::brand(locale), brand::picture(locale));
        let mut head = Head::public(brand.name(), brand.about_range(), "/");
        head.picture = Some(address(&image, 1600, "webp"));
        let why = [
            (words.why_made(), words.why_made_more()),
            (words.why_price(), words.why_price_more()),
            (words.why_plain(), words.why_plain_more()),
        ];
        let why = why.map(|(title, text)| {
            view! { <li>{icon(Icon::Check)} <h3>{title}</h3> <p>{text}</p></li> }
        });
        let main = view! {
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
                {collection_grid(market, collections, false)}
            </section>
            <section class="section" aria-labelledby="featured">
                <div class="section-head">
                    <h2 id="featured">{words.featured()}</h2>
                    <a href=market.path("/products")>{words::shell(locale).all_products()}</a>
                </div>
                {grid(market, featured.items.into_iter().take(FEATURED), false, Prices::InSlots(&backend))}
            </section>
            <section class="section about" aria-labelledby="about">
                <h2 id="about">{words.about()}</h2>
                <div class="about-text"><p>{brand.about_origin()}</p> <p>{brand.about_range()}</p></div>
                <ul role="list" class="why">{why.into_iter().collect_view()}</ul>
            </section>
        };
        Ok(Page::new(head, main).into())
    })
}
