//! A merchant's program is told of a change, and of what was put aside as a dead letter.

use std::sync::{Arc, Mutex};

use api::event::{Event, PRICES_CHANGED, PRODUCT_CHANGED};
use domain::EventId;
use http::Method;
use origin_messaging::dead_letters::{DeadLetter, bury};
use serde_json::json;
use testing::{Shop, eventually};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use crate::buying::something_in_stock;

/// What was posted: head and body.
pub type Posted = Arc<Mutex<Vec<(String, String)>>>;

/// A program that takes everything; its address.
pub async fn receiver(posted: Posted) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let message = take(stream).await.expect("a whole request");
            posted.lock().expect("one at a time").push(message);
        }
    });
    format!("http://{address}/events")
}

async fn take(stream: TcpStream) -> std::io::Result<(String, String)> {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        stream.read_line(&mut head).await?;
    }
    let mut body = vec![0; header(&head, "content-length").parse().expect("a length")];
    stream.read_exact(&mut body).await?;
    stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await?;
    Ok((head, String::from_utf8_lossy(&body).into_owned()))
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
}

#[tokio::test]
async fn a_program_of_the_merchant_is_told_of_changes_and_of_dead_letters() {
    let shop = Shop::start().await;
    let api = shop.shopper();
    let posted = Posted::default();
    let creation = json!({ "url": receiver(posted.clone()).await, "subjects": ["shop.catalog.*"] });
    let staff = Some(shop.staff_key.as_str());
    let made = api.call(Method::POST, "/v1/admin/webhooks", staff, &creation).await;
    assert_eq!(made.status, 200, "{}", made.body);
    assert!(made.json()["secret"].as_str().is_some_and(|secret| secret.starts_with("whsec_")));

    let (sku, _) = something_in_stock(&shop).await;
    let change = json!({ "prices": [{ "currency": "EUR", "amount_minor": 432_109 }] });
    assert_eq!(api.call(Method::PATCH, &format!("/v1/admin/variants/{sku}"), staff, &change).await.status, 200);
    let posted_at = async |place: usize| posted.lock().expect("one at a time").get(place).cloned();
    let (head, body) = eventually("the event", async || posted_at(0).await).await;
    assert!(head.starts_with("POST /events HTTP/1.1") && body.contains(PRICES_CHANGED), "{head}{body}");
    assert!(body.contains("432109"), "it says what the prices are now: {body}");
    assert!(header(&head, "webhook-signature").starts_with("v1,"), "{head}");
    assert_eq!(header(&head, "webhook-sequence"), "1");

    let event = Event {
        id: EventId(Uuid::now_v7()),
        subject: PRODUCT_CHANGED.to_owned(),
        occurred_at: "2999-01-01T00:00:00Z".to_owned(),
        tags: Vec::new(),
        data: json!({ "product": Uuid::nil() }),
        replay_of: None,
        hard: false,
    };
    let (payload, id) = (serde_json::to_vec(&event).expect("plain data"), event.id.to_string());
    let (consumer, subject, reason) = ("webhooks", PRODUCT_CHANGED, "on purpose");
    let letter = DeadLetter { consumer, event: Some(event.id), subject, payload: &payload, reason };
    bury(&shop.stores.db, &letter).await.expect("PostgreSQL is up");
    let listed = shop.run_origin(&["dead-letters", "list"]);
    assert!(listed.contains(&id) && listed.contains("on purpose"), "{listed}");
    assert!(shop.run_origin(&["dead-letters", "show", &id]).contains("because: on purpose"));
    shop.run_origin(&["dead-letters", "replay", &id]);
    assert_eq!(shop.run_origin(&["dead-letters", "list"]), "");
    let (head, _) = eventually("the event that was put aside", async || posted_at(1).await).await;
    assert_eq!((header(&head, "webhook-id"), header(&head, "webhook-sequence")), (id.as_str(), "2"));

    let path = format!("/v1/admin/webhooks/{}", made.json()["webhook"]["id"].as_str().expect("an id"));
    let delivered = eventually("both deliveries to be noted", async || {
        let log = api.call(Method::GET, &path, staff, &serde_json::Value::Null).await.json();
        let all = log["deliveries"].as_array()?.clone();
        all.iter().all(|delivery| delivery["state"] == "delivered").then_some(all.len())
    })
    .await;
    assert_eq!(delivered, 2);
}
