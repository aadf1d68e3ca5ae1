//! The home page: blocks as the merchant has set them, else as the shop makes them by itself.

mod blocks;

use std::sync::Arc;

use api::catalog::{CollectionCard, ListCollections, ListProducts, ProductPage, Sort, Text};
use api::settings::{GetHomePreview, HOME_PRODUCTS, HomeBlockView, HomeLink, HomeView};
use api::{Code, Problem};
use domain::Locale;

use self::blocks::Writer;
use super::listing::LIST;
use crate::brand::{self, Brand};
use crate::context::Backend;
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::target;
use crate::ui::html::Html;
use crate::ui::picture::address;

/// The products of a block; none for a block that shows none, and for one whose collection is gone.
type Products = Option<Arc<ProductPage>>;

/// The home page: who we are, the collections, a few products, or what the merchant has put there instead.
pub fn home_page() -> Opening {
    page(Around::Shop, |backend| async move {
        let set = backend.home_page();
        let (head, html) = drawn(&backend, set).await?;
        Ok(Page::written(head, html).into())
    })
}

/// The same of the newest version that was saved, which may not be on show, for whoever has a link of staff's. Nobody keeps
/// it, and crawlers leave it alone.
pub fn preview_page() -> Opening {
    let token = target::query("token");
    page(Around::Shop, move |backend| async move {
        // Before anything is read: whatever becomes of it, it is for whoever asks.
        backend.keep_private();
        let locale = backend.market().locale();
        let asked = GetHomePreview { token: token.unwrap_or_default(), market: backend.market() };
        let set = async { backend.call(&asked, None).await.map(|set| Some(Arc::new(set))) };
        let (_, main) = drawn(&backend, set).await?;
        let words = words::catalog(locale);
        let mut html = Html::with_capacity(LIST);
        html.html("<p class=\"notice preview-notice\" role=\"status\">").text(words.home_preview()).html("</p>");
        html.append(&main);
        Ok(Page::written(Head::private(words.home_preview_title()), html).into())
    })
}

/// The page with these blocks.
async fn drawn(
    backend: &Backend,
    set: impl Future<Output = Result<Option<Arc<HomeView>>, Problem>>,
) -> Result<(Head, Html), Problem> {
    let locale = backend.market().locale();
    let collections = ListCollections { market: backend.market() };
    let (set, collections, brand) = futures::join!(set, backend.get(&collections), backend.brand());
    let (set, collections) = (set?, collections?);
    let built_in;
    let blocks = match set.as_ref().map(|set| set.blocks.as_slice()) {
        Some(set) if !set.is_empty() => set,
        _ => {
            built_in = self::built_in(locale);
            &built_in[..]
        }
    };
    let products = futures::future::join_all(blocks.iter().map(|block| products(backend, block, &collections))).await;
    let products = products.into_iter().collect::<Result<Vec<Products>, Problem>>()?;
    let mut head = Head::public("", brand.description(locale), "/");
    let shown = blocks.iter().find_map(|block| match block {
        HomeBlockView::Hero { picture, .. } => picture.as_ref(),
        _ => None,
    });
    head.picture = shown.map(|image| address(image, 1600, "webp").to_string());
    let mut html = Html::with_capacity(LIST);
    contents(&mut html, backend, &brand, blocks, &collections, &products);
    Ok((head, html))
}

/// What stands on it while nothing is set.
fn built_in(locale: Locale) -> [HomeBlockView; 4] {
    let label = Text::plain(words::catalog(locale).shop_now());
    [
        HomeBlockView::Hero {
            picture: Some(brand::picture(locale)),
            heading: None,
            text: None,
            link: Some(HomeLink { label, href: "/products".to_owned() }),
        },
        HomeBlockView::Collections { heading: None, collections: Vec::new() },
        HomeBlockView::Products { heading: None, collection: None, count: HOME_PRODUCTS },
        HomeBlockView::About {},
    ]
}

/// The products of a block. Of a collection that is gone there are none.
async fn products(
    backend: &Backend,
    block: &HomeBlockView,
    collections: &[CollectionCard],
) -> Result<Products, Problem> {
    let HomeBlockView::Products { collection, .. } = block else { return Ok(None) };
    // Nobody keeps the absence of one that is gone, and then nobody could keep the page.
    let found = collection.as_ref().map(|slug| collections.iter().find(|card| card.is_called(slug)));
    if found.is_some_and(|found| found.is_none()) {
        return Ok(None);
    }
    let collection = found.flatten().map(|card| card.slug.clone());
    let asked = ListProducts { market: backend.market(), collection, sort: Sort::Featured, page: 1 };
    match backend.get(&asked).await {
        Ok(found) => Ok(Some(found)),
        Err(problem) if matches!(problem.code, Code::CollectionNotFound | Code::CollectionGone) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Writes all there is on it.
fn contents(
    html: &mut Html,
    backend: &Backend,
    brand: &Brand,
    blocks: &[HomeBlockView],
    collections: &[CollectionCard],
    products: &[Products],
) {
    let mut writer = Writer::new(html, backend, brand, collections);
    if !blocks.iter().any(|block| matches!(block, HomeBlockView::Hero { .. })) {
        writer.title();
    }
    for (place, block) in blocks.iter().enumerate() {
        writer.block(block, place == 0, products.get(place).and_then(Option::as_deref));
    }
}

#[cfg(test)]
mod tests {
    use api::settings::Storefront;
    use domain::Market;
    use domain::catalog::Localized;
    use leptos::prelude::*;
    use serde_json::json;

    use super::blocks::why;
    use super::*;
    use crate::catalog::parts::Prices;
    use crate::catalog::parts::tests::{collection_grid_view, collections, grid_view, is_same_with_slots, products};
    use crate::ui::icon::{Icon, icon};
    use crate::ui::picture::picture;
    use crate::ui::picture::{Loading, Widths};

    fn view(backend: &Backend, collections: Vec<CollectionCard>, featured: &[api::catalog::ProductCard]) -> AnyView {
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

    fn of(products: Vec<api::catalog::ProductCard>) -> Products {
        let total = products.len() as u64;
        Some(Arc::new(ProductPage { items: products, total, page: 1, pages: 1 }))
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        for market in Market::ALL {
            is_same_with_slots(
                market,
                |backend, html| {
                    let blocks = built_in(market.locale());
                    let products = [None, None, of(products()), None];
                    contents(html, backend, &Brand::default(), &blocks, &collections(), &products);
                },
                |backend| view(backend, collections(), &products()),
            );
        }
    }

    /// The page of these blocks, of which each that shows products shows all there are.
    fn shown(blocks: &serde_json::Value) -> String {
        let blocks: Vec<HomeBlockView> = serde_json::from_value(blocks.clone()).expect("blocks");
        let products: Vec<Products> = blocks
            .iter()
            .map(|block| match block {
                HomeBlockView::Products { .. } => of(products()),
                _ => None,
            })
            .collect();
        crate::catalog::parts::tests::with_slots(Market::De, |backend, html| {
            contents(html, backend, &Brand::default(), &blocks, &collections(), &products);
        })
    }

    #[test]
    fn blocks_stand_in_their_order_with_one_first_heading_and_no_id_twice() {
        let hero = json!({ "kind": "hero", "heading": { "value": "Tea & <ropes>", "lang": "en" }, "text": "Neu.",
            "picture": { "path": "p1/abc", "alt": "Ein Seil", "width": 1600, "height": 900 },
            "link": { "label": "Los", "href": "/collections/a\"b" } });
        let words = json!({ "kind": "hero", "heading": "Zweitens" });
        let row = json!({ "kind": "products", "count": 1 });
        let text = json!({ "kind": "text", "heading": "Über", "html": { "value": "<p>Hi</p>", "lang": "en" } });
        let announcement = json!({ "kind": "announcement", "text": "Ferien", "link": { "label": "Mehr", "href": "https://x.example/" } });
        let page = shown(&json!([announcement, hero, row, text, row, words, { "kind": "about" }, { "kind": "about" }]));
        assert_eq!(page.matches("<h1").count(), 1, "{page}");
        for said in [
            "<h1 lang=\"en\">Tea &amp; &lt;ropes&gt;</h1><p class=\"lead\">Neu.</p>",
            "<a href=\"/de/collections/a&quot;b\" class=\"button button-main\">Los",
            "hero hero-own",
            "alt=\"Ein Seil\"",
            "<h2>Zweitens</h2>",
            "<div lang=\"en\" class=\"prose\"><p>Hi</p></div>",
            "Ferien <a href=\"https://x.example/\">Mehr</a>",
            "id=\"featured\"",
            "id=\"featured-4\"",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{ids:?}");
        let places = ["Ferien", "Tea &amp;", "id=\"featured\"", "Über", "Zweitens", "id=\"about\""];
        let places = places.map(|said| page.find(said).unwrap_or_else(|| panic!("{said}: {page}")));
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn a_row_without_collections_is_left_out_and_a_shop_that_speaks_for_itself_makes_its_own_promises() {
        let blocks = built_in(Locale::default());
        let products = [None, None, of(products()), None];
        let page = |about: Option<&str>, collections: &[CollectionCard]| {
            let mut set = Storefront::default();
            set.shop.about = about.map(Localized::same);
            let brand = Brand::from(Arc::new(set));
            crate::catalog::parts::tests::with_slots(Market::default(), |backend, html| {
                contents(html, backend, &brand, &blocks, collections, &products);
            })
        };
        let (ours, theirs) = (page(None, &collections()), page(Some("We throw mugs."), &[]));
        assert!(ours.contains("id=\"by-collection\"") && ours.contains("class=\"why\""), "{ours}");
        assert!(theirs.contains("We throw mugs.") && theirs.contains("id=\"featured\""), "{theirs}");
        assert!(!theirs.contains("by-collection") && !theirs.contains("class=\"why\""), "{theirs}");
    }

    #[test]
    fn a_page_without_a_large_picture_has_its_heading_all_the_same() {
        let page = shown(&json!([{ "kind": "products", "collection": "gone", "count": 3 }]));
        assert_eq!(page.matches("<h1 class=\"sr-only\">").count(), 1, "{page}");
    }
}
