//! One trace of a purchase, from the page's form to the mail and to a program of the merchant's.

use std::fmt::Write as _;

use bytes::Bytes;
use http::Method;
use serde_json::json;
use testing::{Collector, Process, Shop, Shopper, Span, eventually};

use crate::buying::{check_out, something_in_stock};
use crate::webhooks::{Posted, receiver};

/// A trace that a stranger would have made.
const STRANGERS: &str = "00-5757575757575757575757575757575a-b7ad6b7169203331-01";

/// A shop of which everything is traced, at an edge node of its own.
async fn traced(collector: &Collector) -> (Shop, String, Process) {
    let mut shop = Shop::start().await;
    let variables = [("TRACES_TO", collector.address.as_str()), ("TRACES_RATIO", "1")];
    shop.restart_origin_with(&variables);
    shop.restart_workers_with(&variables, &[]);
    let options = ["--traces-to", &collector.address, "--traces-ratio", "1"];
    // First of all: a node that has found nobody looks again a second later.
    shop.origin_is_reached().await;
    let (address, edge) = shop.start_edge("edge-traced", &shop.origin, &options).await;
    (shop, address, edge)
}

/// The spans from one up to the first of its trace, that one first.
fn way_up<'a>(spans: &'a [Span], from: &'a Span) -> Vec<&'a Span> {
    let mut way = vec![from];
    while let Some(parent) = spans.iter().find(|span| Some(&span.id) == way.last().map(|last| &last.parent)) {
        way.push(parent);
    }
    way
}

/// A span and those below it as lines: when it began in the trace, how long it took, and of which program it is.
fn draw(spans: &[&Span], of: &Span, begun: u64, depth: usize, page: &mut String) {
    let milliseconds = |nanoseconds: u64| nanoseconds as f64 / 1e6;
    let (start, end) = (of.time.0.saturating_sub(begun), of.time.1.saturating_sub(of.time.0));
    let text = of.said.iter().find(|(name, _)| name == "db.query.summary").map_or("", |(_, text)| text.as_str());
    let (start, took, indent) = (milliseconds(start), milliseconds(end), 2 * depth);
    writeln!(page, "{start:9.2} {took:9.2}  {:12} {:indent$}{} {text}", of.service, "", of.name).expect("memory");
    let mut below: Vec<_> = spans.iter().filter(|span| span.parent == of.id).collect();
    below.sort_by_key(|span| span.time);
    below.into_iter().for_each(|span| draw(spans, span, begun, depth + 1, page));
}

/// A merchant's program that is told of orders.
async fn follow_orders(shop: &Shop) -> Posted {
    let posted = Posted::default();
    let creation = json!({ "url": receiver(posted.clone()).await, "subjects": ["shop.orders.*"] });
    let staff = Some(shop.staff_key.as_str());
    let made = shop.shopper().call(Method::POST, "/v1/admin/webhooks", staff, &creation).await;
    assert_eq!(made.status, 200, "{}", made.body);
    posted
}

#[tokio::test]
async fn a_purchase_is_one_trace_from_the_form_to_the_mail_and_says_nothing_of_its_shopper() {
    let collector = Collector::start().await;
    let (shop, address, edge) = traced(&collector).await;
    let posted = follow_orders(&shop).await;
    let shopper = Shopper::new(&address);
    let (sku, _) = something_in_stock(&shop).await;
    shopper.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let checkout = shopper.get("/checkout").await;
    let confirmation = check_out(&shopper, &checkout, "ada@example.com", "test_accept").await;
    assert!(confirmation.path.starts_with("/orders/"), "{} {}", confirmation.status, confirmation.body);

    let (spans, mail) = eventually("the span of the order's mail", async || {
        let spans = collector.spans();
        let mail = spans.iter().find(|span| span.name.starts_with("mail "))?.clone();
        // What ends after it, such as the edge's request and the consumer's turn, comes later.
        let whole = way_up(&spans, &mail).last().is_some_and(|first| first.parent.is_empty());
        let handled = spans.iter().any(|span| span.trace == mail.trace && span.name.starts_with("consume "));
        let told = spans.iter().any(|span| span.trace == mail.trace && span.name == "webhook");
        (whole && handled && told).then_some((spans, mail))
    })
    .await;
    let way = way_up(&spans, &mail);
    let hops: Vec<(&str, &str)> = way
        .iter()
        .map(|span| (span.service.as_str(), span.name.as_str()))
        .filter(|(_, name)| {
            *name == "render" || ["mail ", "publish ", "POST "].iter().any(|kind| name.starts_with(kind))
        })
        .collect();
    let expected = [
        ("origin-work", mail.name.as_str()),
        ("origin-work", "publish shop.orders.placed"),
        ("origin-serve", "POST /v1/orders"),
        ("edge-node", "POST origin"),
        ("edge-node", "render"),
        ("edge-node", "POST /checkout"),
    ];
    assert_eq!(hops, expected, "{way:?}");

    let of_trace: Vec<&Span> = spans.iter().filter(|span| span.trace == mail.trace).collect();
    for service in ["origin-serve", "origin-work"] {
        assert!(of_trace.iter().any(|span| span.name == "sql" && span.service == service), "{service}: {of_trace:?}");
    }
    let publish = way.iter().find(|span| span.name.starts_with("publish ")).expect("it was published");
    let webhook = of_trace.iter().find(|span| span.name == "webhook").expect("a program is told");
    assert_eq!((&webhook.parent, webhook.service.as_str()), (&publish.id, "origin-work"));
    assert!(!posted.lock().expect("one at a time").is_empty());
    if let Some(folder) = std::env::var_os("SELVEDGE_SCREENSHOTS") {
        let mut page = String::new();
        draw(&of_trace, way.last().expect("the first"), way.last().expect("the first").time.0, 0, &mut page);
        std::fs::write(std::path::Path::new(&folder).join("trace.txt"), page).expect("the folder can be written");
    }
    let told = format!("{spans:?}");
    let cart = shopper.cookie("__Host-cart").unwrap_or_default();
    for personal in ["ada@example.com", "Ada", "Lovelace", "Mill Lane", "test_accept"] {
        assert!(!told.contains(personal), "{personal} is in a trace");
    }
    // By itself: times in nanoseconds have these digits among others.
    let mut words = told.split(|letter: char| !letter.is_alphanumeric());
    assert!(words.all(|word| word != "10115"), "the postal code is in a trace");
    assert!(cart.is_empty() || !told.contains(&cart), "the cart is in a trace");

    // The request's id and the trace stand in the log of every program.
    let trace: String = mail.trace.iter().map(|byte| format!("{byte:02x}")).collect();
    let first = way.last().expect("the first of the trace");
    let id = first.said.iter().find(|(name, _)| name == "selvedge.request.id").expect("its request's id").1.clone();
    for (program, words) in [
        (&edge, "a write was answered"),
        (&shop.origin_process, "an order was placed"),
        (&shop.workers, "a mail was handed over"),
    ] {
        let log = program.log();
        let line = log.lines().find(|line| line.contains(words) && line.contains(&trace));
        assert!(line.is_some_and(|line| line.contains(&id)), "no line with {words}, {trace} and {id}: {log}");
        assert!(!log.contains("ada@example.com") && !log.contains("Mill Lane"), "{log}");
    }
}

#[tokio::test]
async fn a_stranger_decides_nothing_of_traces() {
    let collector = Collector::start().await;
    let (shop, address, _edge) = traced(&collector).await;
    let key = uuid::Uuid::new_v4().to_string();
    let fields = [
        ("traceparent", STRANGERS),
        ("tracestate", "a=b"),
        ("baggage", "a=b"),
        ("content-type", "application/json"),
        ("idempotency-key", key.as_str()),
    ];
    let ask = async |shopper: &Shopper| {
        let body = Bytes::from_static(br#"{"market":"eu"}"#);
        shopper.send(Method::POST, "/v1/carts", &fields, body).await.expect("an answer").status
    };
    assert_eq!(ask(&Shopper::new(&address)).await, 200);
    // Nor does one who reaches the origin.
    assert_eq!(ask(&Shopper::new(&shop.origin)).await, 401);
    let spans = eventually("the spans of both at the origin", async || {
        let spans = collector.spans();
        let carts = spans.iter().filter(|span| span.service == "origin-serve" && span.name == "POST /v1/carts");
        (carts.count() == 2).then_some(spans)
    })
    .await;
    let strangers = spans.iter().find(|span| span.trace.starts_with(&[0x57; 15]));
    assert!(strangers.is_none(), "{strangers:?}");
}
