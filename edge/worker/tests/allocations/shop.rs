//! The demo shop: its catalogue as the origin would give it, below a store in memory to which no purge comes.

use std::collections::HashMap;
use std::sync::Mutex;

use api::accounts::ListOidcProviders;
use api::cache::CachePolicy;
use api::cart::CartView;
use api::catalog::{
    Attribute, CollectionCard, CollectionDocument, CollectionLink, GetCollection, GetProduct, ListCollections,
    ListProducts, OptionValueView, OptionView, ProductCard, ProductDocument, ProductPage, ProductView, Sort, Text,
    VariantView,
};
use api::checkout::delivery::{DeliveryTerms, GetDelivery};
use api::client::Answer;
use api::edge::feed::FeedKey;
use api::inventory::{ListStock, StockView};
use api::search::{Companions, FacetList, ListCompanions, ListFacets, Search, SearchHit, SearchPage};
use api::settings::{GetHome, GetSettings, HomeView, Storefront};
use api::{Code, Endpoint, Problem};
use bytes::Bytes;
use domain::catalog::{Price, lowest};
use domain::inventory::Availability;
use domain::{Locale, Market, ProductId, Slug};
use edge_worker::platform::{Boxed, Platform};
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::settings::setting;

/// How many products a list has.
const LISTED: usize = 24;

/// The platform.
pub struct DemoShop {
    collections: Vec<CollectionDocument>,
    products: Vec<ProductDocument>,
    store: Mutex<HashMap<String, Vec<u8>>>,
}

impl DemoShop {
    /// The shop, of which nothing was read yet.
    pub fn new() -> Self {
        let lines = include_str!("../../../../demo/catalog.jsonl").lines();
        let lines: Vec<Value> = lines.map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let of_kind = |kind: &'static str| lines.iter().filter(move |line| line["kind"] == kind).cloned();
        let collections = of_kind("collection").map(|line| serde_json::from_value(line).expect("a collection"));
        let products = of_kind("product").map(|line| serde_json::from_value(line).expect("a product"));
        Self { collections: collections.collect(), products: products.collect(), store: Mutex::default() }
    }

    fn answer(&self, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        let query = request.uri().query().unwrap_or_default();
        let field = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let market = Market::ALL.into_iter().find(|known| Some(known.code()) == field("market")).unwrap_or_default();
        let locale = market.locale();
        let path: Vec<&str> = request.uri().path().trim_start_matches("/v1/").split('/').collect();
        Some(match path[..] {
            ["collections"] => {
                let cards = self.collections.iter().map(|document| self.collection(document, locale)).collect();
                public(&ListCollections { market }, &cards)
            }
            ["collections", slug] => {
                let document = self.collections.iter().find(|document| document.slug.as_str() == slug)?;
                let asked = GetCollection { slug: document.slug.clone(), market };
                public(&asked, &self.collection(document, locale))
            }
            ["products", id, "stock"] => {
                let product =
                    self.products.iter().enumerate().find(|(place, _)| product_id(*place).to_string() == id)?;
                public(&ListStock { product: product_id(product.0) }, &stock(product.1))
            }
            ["products", slug] => {
                let found = self.products.iter().enumerate().find(|(_, document)| document.slug.as_str() == slug);
                let (place, document) = found?;
                let asked = GetProduct { slug: document.slug.clone(), market };
                public(&asked, &self.product(place, document, market))
            }
            ["products"] => {
                let collection: Option<Slug> = field("collection").map(|slug| slug.parse().expect("a slug"));
                let is_in = |document: &ProductDocument| {
                    collection.as_ref().is_none_or(|collection| document.collections.contains(collection))
                };
                let found = self.products.iter().enumerate().filter(|(_, document)| is_in(document));
                let items: Vec<ProductCard> = found.map(|(place, document)| card(place, document, market)).collect();
                let (total, items) = (items.len() as u64, items.into_iter().take(LISTED).collect());
                let pages = u32::try_from(total.div_ceil(LISTED as u64)).expect("a few").max(1);
                public(
                    &ListProducts { market, collection, sort: Sort::Featured, page: 1 },
                    &ProductPage { items, total, page: 1, pages },
                )
            }
            ["facets"] => {
                let collection: Option<Slug> = field("collection").map(|slug| slug.parse().expect("a slug"));
                let asked = ListFacets { collection, ..ListFacets::of(field("q").unwrap_or_default(), market) };
                public(&asked, &FacetList { total: 0, facets: Vec::new(), price: None })
            }
            ["search"] => {
                let q = field("q")?.to_owned();
                let named = |document: &ProductDocument| document.title.get(locale).to_lowercase().contains(&q);
                let found = self.products.iter().enumerate().filter(|(_, document)| named(document));
                let hits: Vec<SearchHit> = found.map(|(place, document)| hit(place, document, market)).collect();
                let total = hits.len() as u64;
                let found = SearchPage {
                    query: q.clone(),
                    corrected: None,
                    suggested: None,
                    loosened: None,
                    redirect: None,
                    hits,
                    total,
                    page: 1,
                    pages: 1,
                };
                public(&Search::of(q, market), &found)
            }
            ["search", "companions"] => {
                let asked = ListCompanions { slug: field("slug")?.parse().expect("a slug"), market };
                public(&asked, &Companions::default())
            }
            ["delivery"] => public(&GetDelivery { market }, &DeliveryTerms::default()),
            ["home"] => public(&GetHome { market }, &HomeView::default()),
            ["oidc-providers"] => public(&ListOidcProviders {}, &Vec::new()),
            ["settings"] => public(&GetSettings {}, &Storefront::default()),
            ["carts", id] => response(StatusCode::OK, &self.cart(id, market)),
            _ => return None,
        })
    }

    fn collection(&self, document: &CollectionDocument, locale: Locale) -> CollectionCard {
        CollectionCard {
            slug: document.slug.clone(),
            title: Text::of(&document.title, locale),
            description: Text::of(&document.description, locale),
            picture: document.image.as_ref().map(|image| image.view(locale)),
            products: self.products.iter().filter(|product| product.collections.contains(&document.slug)).count()
                as u64,
            parent: document.parent.clone(),
            former: Vec::new(),
            trail: Vec::new(),
            children: Vec::new(),
        }
    }

    fn product(&self, place: usize, document: &ProductDocument, market: Market) -> ProductView {
        let locale = market.locale();
        let links = self.collections.iter().filter(|collection| document.collections.contains(&collection.slug));
        let link = |collection: &CollectionDocument| CollectionLink {
            slug: collection.slug.clone(),
            title: Text::of(&collection.title, locale),
        };
        let options = document.options.iter().map(|axis| OptionView {
            code: axis.code.clone(),
            label: Text::of(&axis.label, locale),
            values: axis
                .values
                .iter()
                .map(|value| OptionValueView {
                    code: value.code.clone(),
                    label: Text::of(&value.label, locale),
                    swatch: value.swatch.clone(),
                })
                .collect(),
        });
        let attribute = |(name, value): (&String, &Value)| {
            let Attribute { label, value, unit } = value.into();
            let in_english = || Text::in_language(name.as_str(), Locale::default(), locale);
            let plain = || Text::plain(format!("{value} {unit}"));
            let said = serde_json::from_value(value.clone()).ok();
            let label = label.map_or_else(in_english, |label| Text::of(&label, locale));
            (label, said.map_or_else(plain, |said| Text::of(&said, locale)))
        };
        let variant = |variant: &api::catalog::VariantDocument| VariantView {
            sku: variant.sku.clone(),
            gtin: variant.gtin.clone(),
            options: variant.options.clone(),
            price: price(variant, market),
        };
        ProductView {
            id: product_id(place),
            slug: document.slug.clone(),
            title: Text::of(&document.title, locale),
            summary: Text::of(&document.summary, locale),
            description: Text::of(&document.description, locale),
            brand: document.brand.clone(),
            collections: links.map(link).collect(),
            attributes: document.attributes.iter().map(attribute).collect(),
            safety: None,
            options: options.collect(),
            media: document.media.iter().map(|picture| picture.view(locale)).collect(),
            variants: document.variants.iter().map(variant).collect(),
            prices_version: 1,
        }
    }

    /// Two units of the first two products.
    fn cart(&self, id: &str, market: Market) -> CartView {
        let line = |document: &ProductDocument| {
            let card = card(0, document, market);
            let each = card.price.expect("it is sold here").amount;
            json!({
                "sku": document.variants[0].sku, "slug": card.slug, "title": card.title, "choice": "Oat", "quantity": 2,
                "unit_price": each, "total": domain::Money::new(2 * each.minor, each.currency),
                "availability": Availability::InStock, "picture": card.picture,
            })
        };
        let lines = serde_json::from_value(self.products.iter().take(2).map(line).collect()).expect("lines");
        CartView { lines, ..CartView::empty(id.parse().expect("a cart's id"), market) }
    }
}

fn product_id(place: usize) -> ProductId {
    format!("019b0000-0000-7000-8000-{place:012}").parse().expect("an id")
}

fn price(variant: &api::catalog::VariantDocument, market: Market) -> Option<Price> {
    variant.prices.iter().find(|price| price.currency == market.currency()).map(|price| price.price())
}

fn card(place: usize, document: &ProductDocument, market: Market) -> ProductCard {
    let lowest = lowest(document.variants.iter().filter_map(|variant| price(variant, market)));
    let swatches = document.options.iter().flat_map(|axis| &axis.values).filter_map(|value| value.swatch.clone());
    ProductCard {
        id: product_id(place),
        slug: document.slug.clone(),
        title: Text::of(&document.title, market.locale()),
        brand: document.brand.clone(),
        price: lowest.map(|lowest| lowest.price),
        from: lowest.is_some_and(|lowest| lowest.varies),
        prices_version: 1,
        picture: document.media.first().map(|picture| picture.view(market.locale())),
        swatches: swatches.collect(),
    }
}

fn hit(place: usize, document: &ProductDocument, market: Market) -> SearchHit {
    let ProductCard { id, slug, title, brand, price, from, prices_version, picture, swatches: _ } =
        card(place, document, market);
    let sku = document.variants[0].sku.clone();
    SearchHit { product: id, sku, slug, title, brand, price, from, prices_version, picture }
}

fn stock(document: &ProductDocument) -> Vec<StockView> {
    let level = |variant: &api::catalog::VariantDocument| {
        let availability = match variant.on_hand {
            Some(left @ 1..=3) => Availability::Low { left },
            Some(0) | None => Availability::Out,
            Some(_) => Availability::InStock,
        };
        StockView { sku: variant.sku.clone(), availability, version: Some(1), steps: vec![] }
    };
    document.variants.iter().map(level).collect()
}

/// The answer to an endpoint's question, with its policy.
fn public<E: Endpoint>(asked: &E, reply: &E::Reply) -> Response<Bytes> {
    let mut response = response(StatusCode::OK, reply);
    asked.cache_policy(reply).write(response.headers_mut());
    response
}

fn response(status: StatusCode, body: &impl serde::Serialize) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(serde_json::to_vec(body).expect("plain data")));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    CachePolicy::Never.write(response.headers_mut());
    response
}

impl Platform for DemoShop {
    fn get<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        let value = match FeedKey::parse(key) {
            // The same as ever: no purge comes.
            Some(FeedKey::Applied | FeedKey::State | FeedKey::Guarded) => Some(b"1".to_vec()),
            Some(_) => None,
            None => self.store.lock().expect("nobody panicked").get(key).cloned(),
        };
        Box::pin(std::future::ready(value))
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> Boxed<'a, ()> {
        self.store.lock().expect("nobody panicked").insert(key.to_owned(), value);
        Box::pin(std::future::ready(()))
    }

    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_> {
        let absent = || response(StatusCode::NOT_FOUND, &Problem::new(Code::NotFound, ""));
        Box::pin(std::future::ready(Ok(self.answer(&request).unwrap_or_else(absent))))
    }

    fn variable<'a>(&'a self, name: &'a str) -> Boxed<'a, Option<String>> {
        Box::pin(std::future::ready(setting(name)))
    }

    fn now(&self) -> u64 {
        0
    }

    fn spawn(&self, _: Boxed<'static, ()>) {}
}
