//! The collections, and one of them with its products.

use api::catalog::{GetCollection, ListCollections, ListProducts, Text};
use api::{Code, Problem};
use domain::Slug;
use leptos::prelude::*;

use super::listing::{Asked, list, no_such_page, within};
use super::parts::collection_grid;
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::target;
use crate::ui::breadcrumbs::breadcrumbs;
use crate::ui::language::{lang, said};
use crate::ui::picture::address;

/// Every collection.
pub fn collections_page() -> Opening {
    page(Around::Shop, |backend| async move {
        let market = backend.market();
        let words = words::shell(market.locale());
        let collections = backend.get(&ListCollections { market }).await?;
        let head = Head::public(words.collections(), words::brand(market.locale()).about_range(), "/collections");
        let main = view! {
            <section class="section">
                <h1>{words.collections()}</h1>
                <h2 class="sr-only">{words::catalog(market.locale()).by_collection()}</h2>
                {collection_grid(market, collections, true)}
            </section>
        };
        Ok(Page::new(head, main).into())
    })
}

/// One collection.
pub fn collection_page() -> Opening {
    let slug = target::parameter("slug");
    let asked = Asked::of_request();
    page(Around::Shop, move |backend| async move {
        let market = backend.market();
        let locale = market.locale();
        let words = words::catalog(locale);
        let slug: Slug = slug.parse().map_err(|_| Problem::new(Code::CollectionNotFound, ""))?;
        let collection = GetCollection { slug: slug.clone(), market };
        let found = ListProducts { market, collection: Some(slug.clone()), sort: asked.sort, page: asked.page };
        let (collection, found) = futures::join!(backend.get(&collection), backend.get(&found));
        let collection = collection?;
        let path = format!("/collections/{slug}");
        let Some(found) = within(found, asked.page)? else {
            return Ok(no_such_page(&backend, asked.page, &asked.address(&market.path(&path), 1)).into());
        };
        let mut head = Head::public(collection.title.bare(), collection.description.bare(), asked.canonical(&path));
        head.lang = lang(&collection.title);
        head.picture = collection.picture.as_ref().map(|image| address(image, 1600, "webp"));
        let steps = [
            (Text::plain(words::shell(locale).home()), Some(market.path("/"))),
            (Text::plain(words::shell(locale).collections()), Some(market.path("/collections"))),
            (collection.title.clone(), None),
        ];
        let main = view! {
            <section class="section">
                {breadcrumbs(words.breadcrumbs(), &steps)}
                <div class="list-intro">
                    <h1>{said(&collection.title)}</h1>
                    {(!collection.description.is_blank()).then(|| view! { <p class="lead">{said(&collection.description)}</p> })}
                </div>
                {list(&backend, &path, asked, found, |words, total| words.products(total))}
            </section>
        };
        Ok(Page::new(head, main).into())
    })
}
