use std::sync::Arc;
use api::client::{Answer, Transport};
use api::cart::*; use api::catalog::*; use api::checkout::*; use api::inventory::*; use api::orders::*; use api::search::*;
use app::context::*;
use bytes::Bytes;
use domain::*;
use domain::checkout::*; use domain::inventory::Availability;
use http::{Request, Response};

struct Fake { docs: Vec<ProductDocument>, cols: Vec<CollectionDocument>, down: bool, held: std::sync::Mutex<Option<Vec<(String, i64)>>> }
fn id(n: u128) -> uuid::Uuid { uuid::Uuid::from_u128(n) }
impl Fake {
    fn load() -> Self {
        let text = std::fs::read_to_string("/work/main/demo/catalog.jsonl").unwrap();
        let (mut docs, mut cols) = (vec![], vec![]);
        for line in text.lines() {
            let mut v: serde_json::Value = serde_json::from_str(line).unwrap();
            let kind = v["kind"].as_str().unwrap().to_owned();
            v.as_object_mut().unwrap().remove("kind");
            match kind.as_str() {
                "product" => docs.push(serde_json::from_value(v).unwrap()),
                "collection" => cols.push(serde_json::from_value(v).unwrap()),
                _ => {}
            }
        }
        Self { docs, cols, down: false, held: Default::default() }
    }
    fn price(&self, v: &VariantDocument, m: Market) -> Option<domain::catalog::Price> {
        v.prices.iter().find(|p| p.currency == m.currency()).map(|p| domain::catalog::Price { amount: Money::new(p.amount_minor, p.currency), compare_at: p.compare_at_minor.map(|c| Money::new(c, p.currency)) })
    }
    fn card(&self, i: usize, m: Market) -> ProductCard {
        let d = &self.docs[i];
        let ps: Vec<_> = d.variants.iter().filter_map(|v| self.price(v, m)).collect();
        let min = ps.iter().min_by_key(|p| p.amount.minor).copied();
        let mut media = d.media.first().map(|x| x.view(m.locale()));
        if i % 11 == 5 { media = None; }
        ProductCard { id: ProductId(id(i as u128)), slug: d.slug.clone(), title: d.title.get(m.locale()).into(), brand: d.brand.clone(), price: min, from: ps.iter().any(|p| Some(p.amount) != min.map(|m| m.amount)), picture: media,
            swatches: d.options.iter().flat_map(|o| o.values.iter().filter_map(|v| v.swatch.clone())).collect() }
    }
    fn collection(&self, c: &CollectionDocument, m: Market) -> CollectionCard {
        CollectionCard { slug: c.slug.clone(), title: c.title.get(m.locale()).into(), description: c.description.get(m.locale()).into(), picture: c.image.as_ref().map(|i| i.view(m.locale())), products: self.docs.iter().filter(|d| d.collections.contains(&c.slug)).count() as u64 }
    }
    fn product(&self, i: usize, m: Market) -> ProductView {
        let d = &self.docs[i]; let l = m.locale();
        ProductView { id: ProductId(id(i as u128)), slug: d.slug.clone(), title: d.title.get(l).into(), summary: d.summary.get(l).into(), description: d.description.get(l).into(), brand: d.brand.clone(),
            collections: self.cols.iter().filter(|c| d.collections.contains(&c.slug)).map(|c| CollectionLink { slug: c.slug.clone(), title: c.title.get(l).into() }).collect(),
            attributes: d.attributes.iter().map(|(k, v)| (k.replace('_', " "), v.to_string().replace('"', ""))).collect(),
            options: d.options.iter().map(|o| OptionView { code: o.code.clone(), label: o.label.get(l).into(), values: o.values.iter().map(|v| OptionValueView { code: v.code.clone(), label: v.label.get(l).into(), swatch: v.swatch.clone() }).collect() }).collect(),
            media: d.media.iter().map(|x| x.view(l)).collect(),
            variants: d.variants.iter().map(|v| VariantView { sku: v.sku.clone(), gtin: v.gtin.clone(), options: v.options.clone(), price: self.price(v, m) }).collect() }
    }
    fn cart(&self, m: Market) -> CartView {
        let held = self.held.lock().unwrap().clone().unwrap_or_else(|| vec![(self.docs[0].variants[0].sku.to_string(), 2), (self.docs[8].variants[0].sku.to_string(), 1), (self.docs[20].variants[0].sku.to_string(), 3)]);
        let lines: Vec<CartLine> = held.into_iter().map(|(sku, q)| {
            let (d, v) = self.docs.iter().find_map(|d| d.variants.iter().find(|v| v.sku.as_str() == sku).map(|v| (d, v))).unwrap(); let unit = self.price(v, m).map(|p| p.amount);
            CartLine { sku: v.sku.clone(), slug: d.slug.clone(), title: d.title.get(m.locale()).into(), choice: v.options.values().cloned().collect::<Vec<_>>().join(", "), quantity: Quantity::try_from(q).unwrap(), unit_price: unit, total: unit.map(|u| u.checked_mul(q as u32).unwrap()), availability: Availability::InStock, picture: d.media.first().map(|x| x.view(m.locale())) }
        }).collect();
        let subtotal = Money::sum(m.currency(), lines.iter().filter_map(|l| l.total)).unwrap();
        CartView { id: CartId(id(7)), lines, subtotal }
    }
}
fn ok<T: serde::Serialize>(v: &T) -> Response<Bytes> {
    let mut r = Response::new(Bytes::from(serde_json::to_vec(v).unwrap()));
    api::CachePolicy::UntilPurged(api::cache::Lifetime::PAGE, vec![api::Tag::all()]).write(r.headers_mut());
    r
}
fn bad(p: api::Problem) -> Response<Bytes> { let mut r = Response::new(Bytes::from(serde_json::to_vec(&p).unwrap())); *r.status_mut() = p.code.status(); r }
impl Transport for Fake {
    fn send(&self, request: Request<Bytes>) -> Answer<'_> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            if std::env::args().len() > 1 { eprintln!("  origin {} {}", request.method(), request.uri()); }
            if self.down { return Err(api::client::NoAnswer("x".into())); }
            let uri = request.uri().clone(); let path = uri.path().to_owned(); let q = uri.query().unwrap_or("");
            let m = if q.contains("market=de") { Market::De } else if q.contains("market=us") { Market::Us } else { Market::Eu };
            let parts: Vec<&str> = path.split('/').skip(2).collect();
            Ok(match (request.method().as_str(), parts.as_slice()) {
                ("GET", ["collections"]) => ok(&self.cols.iter().map(|c| self.collection(c, m)).collect::<Vec<_>>()),
                ("GET", ["collections", s]) => match self.cols.iter().find(|c| c.slug.as_str() == *s) { Some(c) => ok(&self.collection(c, m)), None => bad(api::Problem::new(api::Code::CollectionNotFound, "")) },
                ("GET", ["products"]) => { let items: Vec<_> = (0..self.docs.len()).filter(|i| !q.contains("collection=") || self.docs[*i].collections.iter().any(|c| q.contains(&format!("collection={c}")))).map(|i| self.card(i, m)).take(24).collect(); ok(&ProductPage { total: items.len() as u64, items, page: 2, pages: 3 }) }
                ("GET", ["products", _, "stock"]) => { let i: u128 = uuid::Uuid::parse_str(parts[1]).unwrap().as_u128(); ok(&self.docs[i as usize].variants.iter().enumerate().map(|(n, v)| StockView { sku: v.sku.clone(), availability: Availability::of(if n == 3 { 0 } else { v.on_hand.unwrap_or(9) as i64 }) }).collect::<Vec<_>>()) }
                ("GET", ["products", s]) => match (0..self.docs.len()).find(|i| self.docs[*i].slug.as_str() == *s) { Some(i) => ok(&self.product(i, m)), None => bad(api::Problem::new(api::Code::ProductNotFound, "")) },
                ("GET", ["search"]) => { let hits = if q.contains("none") { vec![] } else { (0..5).map(|i| { let c = self.card(i, m); SearchHit { sku: self.docs[i].variants[0].sku.clone(), slug: c.slug, title: c.title, brand: c.brand, price: c.price, from: c.from, picture: c.picture } }).collect() }; ok(&SearchPage { query: "x".into(), total: hits.len() as u64, hits, page: 1, pages: 1 }) }
                ("GET", ["carts", _]) => ok(&self.cart(m)),
                ("GET", ["carts", _, "checkout"]) => { let cart = self.cart(m); let deliveries = DeliveryMethod::ALL.iter().map(|d| { let fee = delivery_fee(*d, cart.subtotal).unwrap(); DeliveryView { method: *d, fee, total: total(cart.subtotal, fee).unwrap() } }).collect(); ok(&CheckoutView { cart, deliveries }) }
                ("POST", ["carts"]) => { *self.held.lock().unwrap() = Some(vec![]); ok(&self.cart(m)) }
                ("POST", ["carts", _, "lines"]) => { let v: serde_json::Value = serde_json::from_slice(request.body()).unwrap(); let mut h = self.held.lock().unwrap(); let h2 = h.get_or_insert_default(); let sku = v["sku"].as_str().unwrap().to_owned(); let n = v["quantity"].as_i64().unwrap(); if n > 7 { return Ok(bad(api::Problem::new(api::Code::OutOfStock, "x"))); } match h2.iter_mut().find(|l| l.0 == sku) { Some(l) => l.1 += n, None => h2.push((sku, n)) } drop(h); ok(&self.cart(m)) }
                ("PUT", ["carts", _, "lines", sku]) => { tokio::time::sleep(std::time::Duration::from_millis(300)).await; let v: serde_json::Value = serde_json::from_slice(request.body()).unwrap(); let n = v["quantity"].as_i64().unwrap(); if n > 7 { return Ok(bad(api::Problem::new(api::Code::OutOfStock, "x"))); } let mut h = self.held.lock().unwrap(); for l in h.get_or_insert_default().iter_mut().filter(|l| l.0 == *sku) { l.1 = n; } drop(h); ok(&self.cart(if request.body().windows(4).any(|w| w == b"\"de\"") { Market::De } else { Market::Eu })) }
                ("DELETE", ["carts", _, "lines", sku]) => { self.held.lock().unwrap().get_or_insert_default().retain(|l| l.0 != *sku); ok(&self.cart(m)) }
                ("POST", ["orders"]) => { let v: serde_json::Value = serde_json::from_slice(request.body()).unwrap(); if v["payment_token"] == "test_decline" { bad(api::Problem::new(api::Code::PaymentDeclined, "no")) } else { ok(&self.order(m)) } }
                ("GET", ["orders", _]) => ok(&self.order(m)),
                ("GET", ["orders"]) => ok(&vec![OrderSummary { id: OrderId(id(1)), number: Some(1042), state: domain::orders::OrderState::Placed, placed_at: "2026-03-09T10:00:00Z".into(), pieces: 6, total: self.cart(m).subtotal }]),
                ("GET", ["customers", "me"]) => ok(&api::accounts::CustomerView { id: CustomerId(id(3)), name: "Ada Lovelace".into(), email: "ada@example.com".parse().unwrap() }),
                _ => bad(api::Problem::new(api::Code::NotFound, "")),
            })
        })
    }
}
impl Fake {
    fn order(&self, m: Market) -> OrderView {
        let c = self.cart(m);
        OrderView { id: OrderId(id(1)), number: Some(1042), state: domain::orders::OrderState::Placed, placed_at: "2026-03-09T10:00:00Z".into(), market: m, email: "ada@example.com".parse().unwrap(),
            address: AddressFields { name: "Ada Lovelace".into(), street: "Am Kai 1".into(), extra: String::new(), postal_code: "20457".into(), city: "Hamburg".into(), country: Country::De }, delivery: DeliveryMethod::Standard,
            lines: c.lines.iter().map(|l| OrderLine { sku: l.sku.clone(), slug: l.slug.clone(), title: l.title.clone(), choice: l.choice.clone(), quantity: l.quantity, unit_price: l.unit_price.unwrap(), total: l.total.unwrap() }).collect(),
            subtotal: c.subtotal, delivery_fee: Money::zero(m.currency()), total: c.subtotal }
    }
}

fn cookie_cart(c: &str) -> Option<CartId> { app::cookies::read(c, app::cookies::CART).and_then(|v| v.parse().ok()) }
async fn serve(t: Arc<dyn Transport>, port: u16) {
    app::server_fns::register_all();
    let handler = move |req: Request<axum::body::Body>| { let t = t.clone(); async move {
        let path = req.uri().path().to_owned();
        eprintln!("{} {}", req.method(), req.uri());
        if let Some(rest) = path.strip_prefix("/media/").map(|r| format!("/work/main/public/media/{r}")).or(path.strip_prefix("/pkg/").map(|r| format!("/tmp/look/pkg/{r}"))) {
            let ty = if rest.ends_with("css") { "text/css" } else if rest.ends_with("js") { "text/javascript" } else if rest.ends_with("wasm") { "application/wasm" } else if rest.ends_with("avif") { "image/avif" } else { "image/webp" };
            return match std::fs::read(&rest) { Ok(b) => Response::builder().header("content-type", ty).body(axum::body::Body::from(b)).unwrap(), Err(_) => Response::builder().status(404).body(axum::body::Body::empty()).unwrap() };
        }
        let cookies = req.headers().get("cookie").and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
        let (market, rest) = Market::of_path(&path);
        let facts = Facts { market, path: rest.to_owned(), public_url: format!("http://localhost:{port}"), assets: Assets { css: "/pkg/shop.css".into(), js: "/pkg/shop.js".into(), wasm: "/pkg/shop_bg.wasm".into() }, session: None, cart: cookie_cart(&cookies) };
        let backend = Backend::new(t, facts);
        if path.starts_with("/api/") {
            use leptos::prelude::*;
            return axum::response::IntoResponse::into_response(leptos_axum::handle_server_fns_with_context(move || provide_context(backend.clone()), req).await);
        }
        let (mut parts, body) = req.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        let submitted = (parts.method == "POST").then(|| Submitted(serde_html_form::from_bytes(&bytes).unwrap()));
        parts.uri = match parts.uri.query() { Some(q) => format!("{rest}?{q}"), None => rest.to_owned() }.parse().unwrap();
        let ctx = move || { use leptos::prelude::*; let _ = take_context::<leptos::nonce::Nonce>(); provide_context(backend.clone()); if let Some(s) = &submitted { provide_context(s.clone()); } };
        leptos_axum::render_app_async_with_context(ctx, app::shell::shell)(Request::from_parts(parts, axum::body::Body::empty())).await
    } };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    axum::serve(listener, axum::Router::new().fallback(handler)).await.unwrap();
}
async fn render(t: Arc<dyn Transport>, url: &str, form: Option<&str>, session: bool) -> (Response<axum::body::Body>, api::CachePolicy) {
    let (path, query) = url.split_once('?').map_or((url, ""), |x| x);
    let (market, path) = Market::of_path(path);
    let facts = Facts { market, path: path.to_owned(), public_url: "https://shop.example".into(), assets: Assets { css: "/pkg/shop.css".into(), js: "/pkg/shop.js".into(), wasm: "/pkg/shop.wasm".into() }, session: session.then(|| "tok".into()), cart: Some(CartId(id(7))) };
    let backend = Backend::new(t, facts);
    let b2 = backend.clone();
    let submitted = form.map(|f| Submitted(f.split('&').filter_map(|p| p.split_once('=')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()));
    let uri = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    let req = Request::builder().method(if form.is_some() { "POST" } else { "GET" }).uri(uri).header("accept", "text/html").body(axum::body::Body::empty()).unwrap();
    let ctx = move || { use leptos::prelude::*; let _ = take_context::<leptos::nonce::Nonce>(); provide_context(backend.clone()); if let Some(s) = &submitted { provide_context(s.clone()); } };
    let res = leptos_axum::render_app_async_with_context(ctx, app::shell::shell)(req).await;
    (res, b2.policy())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let _ = any_spawner::Executor::init_tokio();
    tokio::task::LocalSet::new().run_until(async {
        let t: Arc<dyn Transport> = Arc::new(Fake::load());
        if std::env::args().len() > 1 { return serve(t, 8123).await; }
        let down: Arc<dyn Transport> = Arc::new(Fake { down: true, ..Fake::load() });
        let ok = "email=ada@example.com&name=Ada&street=Kai+1&postal_code=1&city=HH&country=DE&delivery=standard&expected_standard=1&expected_express=2&key=x&payment_token=";
        let okay = format!("{ok}test_accept"); let declined = format!("{ok}test_decline");
        for (name, url, form, session, tr) in [
            ("home", "/", None, false, &t), ("home-de", "/de", None, false, &t), ("list", "/products?page=2", None, false, &t), ("collections", "/collections", None, false, &t), ("collection", "/de/collections/table", None, false, &t),
            ("product", "/products/harbour-mug", None, false, &t), ("product-v", "/products/harbour-mug?variant=TBL-MUG-MOS", None, false, &t), ("product-us", "/us/products/harbour-mug", None, false, &t),
            ("search", "/search?q=mug", None, false, &t), ("search-none", "/search?q=none%3Cb%3E", None, false, &t), ("cart", "/cart?problem=out_of_stock", None, false, &t), ("checkout", "/checkout", None, false, &t), ("checkout-bad", "/de/checkout", Some("email=ada&name=&country=DE&delivery=express&payment_token=test_accept&expected_express=1"), false, &t),
            ("checkout-ok", "/checkout", Some(okay.as_str()), false, &t), ("checkout-declined", "/checkout", Some(declined.as_str()), false, &t), ("checkout-down", "/checkout", Some(okay.as_str()), false, &down),
            ("order", "/orders/00000000-0000-0000-0000-000000000001", None, false, &t), ("login", "/login", None, false, &t), ("register-bad", "/de/register", Some("name=&email=x&password=short"), false, &t), ("account", "/account", None, true, &t), ("account-out", "/account", None, false, &t),
            ("missing", "/nowhere", None, false, &t), ("missing-product", "/products/gone", None, false, &t), ("down", "/products/harbour-mug", None, false, &down),
        ] {
            let (res, policy) = render(tr.clone(), url, form, session).await;
            let (parts, body) = res.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let (res2, _) = render(tr.clone(), url, form, session).await;
            let body2 = axum::body::to_bytes(res2.into_body(), usize::MAX).await.unwrap();
            let mut other: Vec<_> = parts.headers.iter().filter(|(k, _)| *k != "content-type").map(|(k, v)| format!("{k}: {}", v.to_str().unwrap_or("?"))).collect(); other.sort();
            println!("{name:18} {} {:6} same={} {} {other:?}", parts.status.as_u16(), body.len(), body == body2, matches!(policy, api::CachePolicy::Never));
            let html = String::from_utf8_lossy(&body).replace("/pkg/shop.css", "/tmp/look/shop.css").replace("/media/", "/work/main/public/media/");
            std::fs::write(format!("/tmp/look/{name}.html"), html).unwrap();
        }
    }).await;
}
