use std::sync::Arc;
use api::client::{Answer, Transport};
use api::cart::*; use api::catalog::*; use api::checkout::*; use api::inventory::*; use api::orders::*; use api::search::*;
use app::context::*;
use bytes::Bytes;
use domain::*;
use domain::checkout::*; use domain::inventory::Availability;
use http::{Request, Response};

struct Fake { docs: Vec<ProductDocument>, cols: Vec<CollectionDocument>, down: bool }
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
        Self { docs, cols, down: false }
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
        let lines: Vec<CartLine> = [(0usize, 0usize, 2i64), (8, 0, 1), (20, 1, 3)].into_iter().map(|(i, v, q)| {
            let d = &self.docs[i]; let v = d.variants.get(v).unwrap_or(&d.variants[0]); let unit = self.price(v, m).map(|p| p.amount);
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
                (_, ["carts", ..]) => ok(&self.cart(m)),
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
