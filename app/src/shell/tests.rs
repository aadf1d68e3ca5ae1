//! What surrounds a page, compared with the plain way of making it.
//!
//! The reference is the whole document as one Leptos view, as the shop had it before any of it was written as text: the
//! view of [`document`], in which the head, the header and the footer are the views that stand in the tests beside
//! what writes them. It shares with the shop its words, its addresses, and the pieces that are views in the shop too
//! (bar, columns and note), which it makes anew each time. What a page shows between is put in as it is; where that is
//! written as text, the tests beside it compare it in the same way. Of both sides the empty comments are taken out that
//! Leptos needs to find its places again, but for those within islands, where it does.

use std::collections::BTreeSet;
use std::sync::Arc;

use api::Problem;
use api::catalog::{CollectionCard, Text};
use api::client::{Answer, Transport};
use api::settings::{ShopSettings, Storefront};
use api::site::{MANIFEST, PAGES, SERVICE_WORKER};
use bytes::Bytes;
use domain::catalog::Localized;
use domain::{CartId, Locale, Market};
use futures::FutureExt as _;
use http::header::LOCATION;
use http::{Request, Response, StatusCode};
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos_axum::ResponseOptions;
use serde_json::json;
use uuid::Uuid;

use super::page::framed;
use super::{Around, Frame, NO_DATA, Page, Shown, footer, header, network};
use crate::brand::Brand;
use crate::context::{Assets, Backend, RequestContext, Site};
use crate::head::{self, Head};
use crate::order_keys::OrderKeys;
use crate::routes;

/// Paths that header and footer tell apart, and one that has to be escaped.
pub(crate) const PATHS: [&str; 4] = ["/", "/products", "/collections/room-1", "/a\"b&<c>"];

/// Does something as the worker would for a request.
pub(crate) fn world<T>(act: impl FnOnce() -> T) -> T {
    Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands()))).with(act)
}

fn assets() -> Assets {
    let file = |kind: &str| format!("/pkg/shop-1a2b{kind}");
    let service_worker = SERVICE_WORKER.to_owned();
    Assets { css: file(".css"), js: file(".js"), wasm: file("_bg.wasm"), service_worker }
}

/// What is asked for, by a guest or by somebody who is logged in and has a cart.
pub(crate) fn request(market: Market, path: &str, is_known: bool) -> RequestContext {
    RequestContext {
        site: Arc::new(Site { public_url: "https://shop.example".to_owned(), assets: assets() }),
        market,
        path: path.to_owned(),
        query: String::new(),
        takes_nothing: false,
        session: is_known.then(|| "abcdefghijklmnopqrstuvwxyz".to_owned()),
        device: is_known.then(|| "zyxwvutsrqponmlkjihgfedcba".to_owned()),
        passkeys: None,
        registration: None,
        next: is_known.then(|| "checkout".to_owned()),
        oidc: is_known.then(|| "abcdefghijklmnopqrstuvwxyz".to_owned()),
        pass: None,
        browser: None,
        cart: is_known.then(|| CartId(Uuid::from_u128(7))),
        orders: OrderKeys::default(),
        merged: None,
    }
}

/// So many collections, with names that have to be escaped; every second is in English everywhere.
pub(crate) fn collections(count: u32) -> Vec<CollectionCard> {
    let card = |number: u32| {
        let title = Text::kept(format!("\"Room\" & <{number}>"), number.is_multiple_of(2).then_some(Locale::En));
        json!({
            "slug": format!("room-{number}"), "title": title, "description": "",
            "picture": null, "products": number,
        })
    };
    serde_json::from_value((1..=count).map(card).collect()).expect("collections")
}

/// A shop of which all is set, with what has to be escaped; what it says of itself is in English everywhere.
pub(crate) fn odd() -> Brand {
    let text = |text: &str| Some(text.to_owned());
    let shop = ShopSettings {
        name: text("\"Kontor\" <Nord>"),
        tagline: Some(Localized::same("Tea & <ropes>.").with(Locale::De, "Tee & <Taue>.")),
        about: Some(Localized::same("We <are> here.\n\nAnd \"there\".")),
        company: text("Kontor <Nord> & Co."),
        address: text("Am Deich 1\n10115 Berlin"),
        email: text("hello@kontor.example"),
        phone: text("+49 (30) 1"),
        vat_id: text("DE123456789"),
        look: serde_json::from_value(json!({
            "logo": { "path": "p1/abc", "alt": { "en": "Two \"ropes\"" }, "width": 400, "height": 100 },
            "accent": { "light": "#0a5c36", "dark": "#7fd6a8" },
        }))
        .expect("a look"),
        features_off: Vec::new(),
        features_on: Vec::new(),
        markets_made: vec![],
        markets_closed: vec![Market::Us],
        time_zone: None,
    };
    let mut storefront = Storefront::from(shop);
    let made = json!({
        "pages": [
            { "page": Uuid::nil(), "version": 3, "kind": "imprint", "slug": "imprint", "title": { "en": "Who <we> are" } },
            { "page": Uuid::nil(), "version": 1, "kind": "terms", "slug": "terms", "title": { "en": "Terms", "de": "AGB" } },
        ],
        "header": [
            { "label": { "en": "Mugs & <more>", "de": "Becher" }, "href": "/collections/room-1" },
            { "label": { "en": "Everything" }, "href": "/products" },
            { "label": { "en": "\"Elsewhere\"" }, "href": "https://elsewhere.example/?a=1&b=2" },
        ],
        "footer": [
            { "title": { "en": "Good & <to> know" }, "links": [
                { "label": { "en": "Terms", "de": "AGB" }, "href": "/pages/terms" },
                { "label": { "en": "Search" }, "href": "/search" },
            ] },
        ],
    });
    let made: Storefront = serde_json::from_value(made).expect("pages and menus");
    storefront.icons = Some("p1/abc".to_owned());
    (storefront.pages, storefront.header, storefront.footer) = (made.pages, made.header, made.footer);
    Brand::from(Arc::new(storefront))
}

/// Heads of every kind: with and without what may be absent, and with what has to be escaped or cut.
pub(crate) fn heads() -> Vec<Head> {
    let odd = "a \"b\" & <c>";
    let mut product = Head::public(odd, format!("{odd}\n\n{}", "wörd ".repeat(60)), "/products/mug");
    product.lang = Some(Locale::En.code());
    product.kind = "product";
    product.picture = Some("/media/a&b-1200.webp".to_owned());
    vec![
        Head::public("", "", "/"),
        Head::public("Things", "Short.", "/products?sort=newest&page=2"),
        Head { is_indexed: false, ..Head::public("Some things", "Short.", "/products") },
        Head::private(odd),
        product,
    ]
}

/// Without the empty comments, but for those within islands.
fn without_comments(html: &str) -> String {
    const OPEN: &str = "<leptos-island ";
    const CLOSE: &str = "</leptos-island>";
    let mut plain = String::with_capacity(html.len());
    let (mut rest, mut depth) = (html, 0_u32);
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let tag = ["<!>", OPEN, CLOSE].into_iter().find(|tag| rest.starts_with(tag)).unwrap_or("<");
        match tag {
            OPEN => depth += 1,
            CLOSE => depth -= 1,
            _ => {}
        }
        if tag != "<!>" || depth > 0 {
            plain.push_str(tag);
        }
        rest = &rest[tag.len()..];
    }
    plain.push_str(rest);
    plain
}

/// Compares what was written with what Leptos makes of a view.
///
/// # Panics
/// Where they differ, which is shown.
#[track_caller]
pub(crate) fn is_same(by_hand: &str, view: impl IntoView) {
    same_text(&without_comments(by_hand), &without_comments(&view.into_view().to_html()));
}

#[track_caller]
fn same_text(by_hand: &str, by_leptos: &str) {
    let common = by_hand.bytes().zip(by_leptos.bytes()).take_while(|(a, b)| a == b).count();
    let near = |text: &str| {
        let from = &text.as_bytes()[common.saturating_sub(80)..];
        String::from_utf8_lossy(&from[..from.len().min(240)]).into_owned()
    };
    assert!(by_hand == by_leptos, "after {common} bytes\nby hand:   {}\nby Leptos: {}", near(by_hand), near(by_leptos));
}

/// What stands around the contents of a page.
fn body(
    request: &RequestContext,
    around: Around,
    brand: &Brand,
    collections: Vec<CollectionCard>,
    main: AnyView,
) -> AnyView {
    let top = match around {
        Around::Shop => header::tests::view(request, brand, collections),
        Around::Checkout => header::checkout_header(request.market, brand),
    };
    view! {
        <a class="skip" href="#main">{words::shell(request.market.locale()).skip()}</a>
        {network::tests::view(request.market, around)}
        {top}
        <main id="main" tabindex="-1">{main}</main>
        {footer::tests::view(request, brand)}
    }
    .into_any()
}

/// The whole document. Its two last scripts come after it, as Leptos' context sends them; the comment in its head is
/// where Leptos' components for heads would put their elements.
fn document(request: &RequestContext, head: AnyView, body: AnyView) -> AnyView {
    let assets = &request.site.assets;
    let loader = include_str!("loader.js")
        .replace("__JS__", &assets.js)
        .replace("__WASM__", &assets.wasm)
        .replace("__OFFLINE__", &assets.script("offline"))
        .replace("__SUGGESTIONS__", &assets.script("suggestions"))
        .replace("__SERVICE_WORKER__", &assets.service_worker);
    let [resources, chunks] = NO_DATA;
    view! {
        <!DOCTYPE html>
        <html lang=request.market.hreflang()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="stylesheet" href=assets.css.clone()/>
                {InertElement::new("<!--HEAD-->")}
                {head}
                <meta name="theme-color" content="#f7f2e9" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#16191a" media="(prefers-color-scheme: dark)"/>
                <link rel="manifest" href=MANIFEST/>
                <script type="module" inner_html=loader></script>
            </head>
            <body>{body}</body>
        </html>
        <script inner_html=resources></script>
        <script inner_html=chunks></script>
    }
    .into_any()
}

#[test]
fn comments_are_taken_out_but_within_islands() {
    let html = "<p><!>a<!></p><leptos-island x><!><b></b></leptos-island><!><!--HEAD-->";
    assert_eq!(without_comments(html), "<p>a</p><leptos-island x><!><b></b></leptos-island><!--HEAD-->");
}

#[test]
fn a_document_is_what_leptos_makes_of_views() {
    let main = || InertElement::new("<h1>Contents</h1>").into_any();
    world(|| {
        for market in Market::ALL {
            for (path, around) in PATHS.into_iter().flat_map(|path| [(path, Around::Shop), (path, Around::Checkout)]) {
                for (head, brand) in heads().into_iter().zip([Brand::default(), odd()].into_iter().cycle()) {
                    let request = request(market, path, false);
                    let reference = document(
                        &request,
                        head::tests::view(head.clone(), &request, &brand),
                        body(&request, around, &brand, collections(9), main()),
                    );
                    let shown = framed(&request, around, &collections(9), &brand, Page::new(head, main()));
                    is_same(&Frame::new(&assets()).document(market, &shown), reference);
                }
            }
        }
    });
}

/// An origin that has collections and nothing else, but that it closes these markets.
#[derive(Default)]
struct Collections(Vec<Market>);

impl Transport for Collections {
    fn send(&self, request: Request<Bytes>) -> Answer<'_> {
        let (status, body) = match request.uri().path() {
            "/v1/collections" => (StatusCode::OK, json!(collections(9))),
            "/v1/settings" if !self.0.is_empty() => (StatusCode::OK, json!({ "markets_closed": self.0 })),
            _ => (StatusCode::NOT_FOUND, json!(Problem::new(api::Code::NotFound, ""))),
        };
        let mut response = Response::new(Bytes::from(body.to_string()));
        *response.status_mut() = status;
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// The page at a path, and where it leads instead.
fn opened(request: RequestContext) -> (Shown, Option<String>) {
    opened_from(Collections::default(), request)
}

/// The same from another origin.
fn opened_from(origin: Collections, request: RequestContext) -> (Shown, Option<String>) {
    let options = ResponseOptions::default();
    provide_context(options.clone());
    let path = request.path.clone();
    provide_context(Backend::new(Arc::new(origin), request));
    let shown = routes::open(&path).now_or_never().expect("the origin answers at once");
    let told = options.0.read().expect("nobody panicked");
    let location = told.headers.get(LOCATION).map(|address| address.to_str().expect("ASCII").to_owned());
    (shown, location)
}

#[test]
fn a_closed_market_leads_to_the_same_page_of_the_first_one() {
    for (market, path, query, expected) in [
        (Market::Us, "/collections", "", Some("/collections")),
        (Market::Us, "/search", "q=mug", Some("/search?q=mug")),
        (Market::Us, "/nowhere", "", Some("/nowhere")),
        (Market::De, "/collections", "", None),
        (Market::Eu, "/collections", "", None),
    ] {
        world(|| {
            let asked = RequestContext { query: query.to_owned(), ..request(market, path, false) };
            let (shown, location) = opened_from(Collections(vec![Market::Us]), asked);
            assert_eq!(location.as_deref(), expected, "{market:?} {path}");
            assert_eq!(shown == Shown::default(), expected.is_some(), "{market:?} {path}");
        });
    }
}

/// Pages that show nothing themselves: they lead to a provider of log-ins, and back.
const LEADING: [&str; 2] = ["/login/with/:provider", "/login/with/:provider/return"];

/// Opens every page of the site map, for a guest and for somebody who is logged in. None of them is left out: each
/// shows something to one of the two at least.
#[test]
fn around_every_page_is_what_leptos_makes_of_views() {
    const MAIN: &str = "<main id=\"main\" tabindex=\"-1\">";
    let mut shown_pages = BTreeSet::new();
    for pattern in PAGES.iter().map(|page| page.path).chain(["/nowhere"]) {
        let path = pattern.replace(":slug", "room-1").replace(":id", &Uuid::from_u128(1).to_string());
        let around = if path == "/checkout" { Around::Checkout } else { Around::Shop };
        for (market, is_known) in Market::ALL.into_iter().flat_map(|market| [(market, false), (market, true)]) {
            world(|| {
                let (shown, location) = opened(request(market, &path, is_known));
                if location.is_some() {
                    assert_eq!(shown, Shown::default(), "{path} leads elsewhere");
                    return;
                }
                let (_, rest) = shown.body.split_once(MAIN).expect("it has contents");
                let (main, _) = rest.rsplit_once("</main>").expect("they end");
                let main = InertElement::new(main.to_owned()).into_any();
                let request = request(market, &path, is_known);
                is_same(&shown.body, body(&request, around, &Brand::default(), collections(9), main));
                shown_pages.insert(pattern);
            });
        }
    }
    assert!(LEADING.iter().all(|path| !shown_pages.contains(path)));
    assert_eq!(shown_pages.len(), PAGES.len() + 1 - LEADING.len(), "{shown_pages:?}");
}
