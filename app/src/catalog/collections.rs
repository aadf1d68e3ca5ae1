//! The collections, and one of them with its products.

use api::catalog::{CollectionCard, GetCollection, ListCollections};
use api::{Code, Problem};
use domain::Slug;

use super::filters::Asked;
use super::listing::{Answer, LIST, list, read};
use super::parts::{at_the_top, collection_grid};
use super::structured_data::way;
use crate::context::RequestContext;
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::target;
use crate::ui::breadcrumbs::{Step, breadcrumbs};
use crate::ui::html::Html;
use crate::ui::language::lang;
use crate::ui::picture::address;

/// The collections that stand at the top.
pub fn collections_page() -> Opening {
    page(Around::Shop, |backend| async move {
        let market = backend.market();
        let words = words::shell(market.locale());
        let collections = ListCollections { market };
        let (collections, brand) = futures::join!(backend.get(&collections), backend.brand());
        let collections = collections?;
        let head = Head::public(words.collections(), brand.description(market.locale()), "/collections");
        let mut html = Html::with_capacity(LIST);
        html.html("<section class=\"section\"><h1>").text(words.collections()).html("</h1><h2 class=\"sr-only\">");
        html.text(words::catalog(market.locale()).by_collection()).html("</h2>");
        collection_grid(&mut html, market, at_the_top(&collections), true);
        html.html("</section>");
        Ok(Page::written(head, html).into())
    })
}

/// One collection.
pub fn collection_page() -> Opening {
    let slug = target::parameter("slug");
    let asked = Asked::of_request();
    page(Around::Shop, move |backend| async move {
        let market = backend.market();
        let slug: Slug = slug.parse().map_err(|_| Problem::new(Code::CollectionNotFound, ""))?;
        let collection = GetCollection { slug: slug.clone(), market };
        let path = format!("/collections/{slug}");
        let found = read(&backend, &path, Some(&slug), &asked);
        let (collection, found) = futures::join!(backend.get(&collection), found);
        let collection = collection?;
        if collection.slug != slug {
            let path = market.path(&format!("/collections/{}", collection.slug));
            return Ok(Outcome::Moved(asked.address(&path, asked.page)));
        }
        let (found, facets) = match found? {
            Answer::List(found, facets) => (found, facets),
            Answer::None(page) => return Ok((*page).into()),
        };
        let mut head = Head::public(collection.title.bare(), collection.description.bare(), asked.canonical(&path));
        head.is_indexed = asked.narrowing.is_nothing() && asked.mistaken.is_none();
        head.lang = lang(&collection.title);
        head.picture = collection.picture.as_ref().map(|image| address(image, 1600, "webp").to_string());
        let mut html = Html::with_capacity(LIST);
        html.html("<section class=\"section\">");
        intro(&mut html, backend.request(), &collection);
        list(&mut html, &backend, &path, &asked, &found, facets.as_deref());
        html.html("</section>");
        Ok(asked.answer(&backend, Page::written(head, html)).into())
    })
}

/// The steps to a collection.
fn trail(words: words::Shell, collection: &CollectionCard) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::with_capacity(3 + collection.trail.len());
    steps.push((words.home().into(), Some(["/", ""])));
    steps.push((words.collections().into(), Some(["/collections", ""])));
    let above = collection.trail.iter();
    steps.extend(above.map(|link| ((&link.title).into(), Some(["/collections/", link.slug.as_str()]))));
    steps.push(((&collection.title).into(), None));
    steps
}

/// Writes the way to a collection, what stands above its products, and the collections under it. Search engines are told
/// the way where it is one that the merchant has made.
fn intro(html: &mut Html, request: &RequestContext, collection: &CollectionCard) {
    let market = request.market;
    let words = words::shell(market.locale());
    let CollectionCard { title, description, .. } = collection;
    let steps = trail(words, collection);
    breadcrumbs(html, words::catalog(market.locale()).breadcrumbs(), market, &steps);
    if !collection.trail.is_empty() {
        way(html, request, &steps, ["/collections/", collection.slug.as_str()]);
    }
    html.html("<div class=\"list-intro\"><h1").said(">", title).html("</h1>");
    if !description.is_blank() {
        html.html("<p").said(" class=\"lead\">", description).html("</p>");
    }
    html.html("</div>");
    if !collection.children.is_empty() {
        let words = words::catalog(market.locale());
        html.html("<nav aria-labelledby=\"below\" class=\"section\"><h2 class=\"sr-only\" id=\"below\">");
        html.text(words.collections_below()).html("</h2>");
        collection_grid(html, market, &collection.children, true);
        html.html("</nav>");
    }
}

#[cfg(test)]
mod tests {
    use api::catalog::{CollectionLink, Text};
    use domain::{Locale, Market};
    use leptos::prelude::*;

    use super::*;
    use crate::shell::tests::{collections, is_same, request};
    use crate::ui::breadcrumbs;

    fn view(market: Market, collection: &CollectionCard) -> AnyView {
        let words = words::shell(market.locale());
        let CollectionCard { title, description, .. } = collection;
        let bare = |text: &Text| text.bare().to_owned();
        view! {
            {breadcrumbs::tests::view(words::catalog(market.locale()).breadcrumbs(), market, &trail(words, collection))}
            <div class="list-intro">
                <h1 lang=lang(title)>{bare(title)}</h1>
                {(!description.is_blank()).then(|| view! { <p class="lead" lang=lang(description)>{bare(description)}</p> })}
            </div>
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        for market in Market::ALL {
            let english = Some(Locale::En);
            for (description, lang) in [("", None), (" \n", english), ("\"Short\" & <sweet>", english)] {
                let mut collection = collections(1).remove(0);
                collection.title = Text::kept(collection.title.bare(), lang);
                collection.description = Text::kept(description, lang);
                let mut html = Html::with_capacity(0);
                intro(&mut html, &request(market, "/collections/room-1", false), &collection);
                is_same(&html.into_text(), view(market, &collection));
            }
        }
    }

    #[test]
    fn a_branch_tells_the_way_to_it_and_what_stands_under_it() {
        let mut all = collections(3);
        let (child, above) = (all.remove(2), all.remove(0));
        let mut collection = all.remove(0);
        collection.trail = vec![CollectionLink { slug: above.slug, title: above.title }];
        collection.children = vec![child];
        let mut html = Html::with_capacity(0);
        intro(&mut html, &request(Market::De, "/collections/room-2", false), &collection);
        let html = html.into_text();
        let way = html.find("<ol").zip(html.find("</ol>")).map(|(from, to)| &html[from..to]).expect("a way");
        let links: Vec<&str> = way.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(links, ["/de", "/de/collections", "/de/collections/room-1"], "{way}");
        assert!(way.contains("aria-current=\"page\""), "{way}");
        let data = html.split("ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next()).expect("data");
        let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
        let steps = data["itemListElement"].as_array().expect("a list");
        let names: Vec<&str> = steps.iter().filter_map(|item| item["name"].as_str()).collect();
        assert_eq!(names[2..], ["\"Room\" & <1>", "\"Room\" & <2>"], "{data}");
        assert!(html.contains("href=\"/de/collections/room-3\""), "{html}");
    }
}
