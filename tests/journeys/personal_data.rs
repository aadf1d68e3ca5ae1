//! Nothing that the shop writes beside its database says who somebody is: no log of any program, no event on the stream,
//! nothing in Redis but under hashes.

use futures::StreamExt as _;
use testing::{Shop, eventually};

use crate::buying::{check_out, something_in_stock};
use crate::members::{PASSWORD, member};

/// What is about her, in the spellings in which it might be found.
const HERS: [&str; 6] = ["ada@example.com", "ada%40example.com", "Lovelace", "Kaistraße", "Kaistra%C3%9Fe", PASSWORD];

/// Whatever is hers in this text.
fn found(text: &str, secrets: &[String]) -> Vec<String> {
    let lower = text.to_lowercase();
    let all = HERS.iter().map(|known| (*known).to_owned()).chain(secrets.iter().cloned());
    all.filter(|known| lower.contains(&known.to_lowercase())).collect()
}

async fn whole_stream(shop: &Shop) -> Vec<String> {
    let context = async_nats::jetstream::new(shop.stores.nats.clone());
    let names: Vec<_> = context.stream_names().collect().await;
    let mut told = Vec::new();
    for name in names {
        let stream = context.get_stream(name.expect("a name")).await.expect("a stream");
        let state = &stream.cached_info().state;
        for sequence in state.first_sequence..=state.last_sequence {
            let Ok(message) = stream.get_raw_message(sequence).await else { continue };
            told.push(format!(
                "{} {:?} {}",
                message.subject,
                message.headers,
                String::from_utf8_lossy(&message.payload)
            ));
        }
    }
    told
}

async fn whole_redis(shop: &Shop) -> Vec<String> {
    let mut redis = shop.stores.redis.clone();
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut redis).await.expect("Redis is up");
    let mut told = Vec::new();
    for key in keys {
        let value: Result<Vec<u8>, redis::RedisError> = redis::cmd("GET").arg(&key).query_async(&mut redis).await;
        // What is no text is a set of hashes.
        told.push(format!("{key} {}", String::from_utf8_lossy(&value.unwrap_or_default())));
    }
    told
}

#[tokio::test]
async fn no_log_no_event_and_no_key_in_redis_says_who_somebody_is() {
    let shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let ada = member(&shop, &shop.edge, "ada").await;
    let details = [("name", "Ada Lovelace"), ("market", "de")];
    ada.post_form("/account/details", &details).await;
    let address = [
        ("name", "Ada Lovelace"),
        ("street", "Kaistraße 1"),
        ("postal_code", "20457"),
        ("city", "Hamburg"),
        ("country", "DE"),
    ];
    ada.post_form("/account/addresses/edit", &address).await;
    ada.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let order = check_out(&ada, &ada.get("/checkout").await, "ada@example.com", "test_accept").await;
    assert!(order.path.starts_with("/orders/"), "{}", order.body);
    // What goes wrong is logged at more length than what goes well.
    ada.post_form("/account/email", &[("email", "ada@example.com")]).await;
    ada.post_form("/orders/find", &[("number", "R-1"), ("email", "ada@example.com")]).await;
    let stranger = shop.shopper();
    stranger.post_form("/login", &[("email", "ada@example.com"), ("password", "a wrong password")]).await;
    stranger.post_form("/login/code", &[("email", "ada@example.com")]).await;
    stranger.get("/search?q=Lovelace+ada%40example.com").await;
    stranger.get("/login/link?token=ada%40example.com").await;
    let mails = "select count(*) from shop.outbox where published_at is null";
    eventually("all to be told and mailed", async || {
        let waiting: i64 = sqlx::query_scalar(mails).fetch_one(&shop.stores.db).await.expect("a count");
        (waiting == 0 && shop.mails().len() >= 2).then_some(())
    })
    .await;

    let mut secrets = vec![ada.cookie("__Host-session").expect("logged in"), "a wrong password".to_owned()];
    secrets.extend(shop.mails().iter().filter_map(|mail| {
        let (_, rest) = mail.split_once("token=3D").or_else(|| mail.split_once("token="))?;
        rest.replace("=\r\n", "").get(..43).map(str::to_owned)
    }));
    assert!(!found("Lovelace", &secrets).is_empty(), "whoever looks sees");
    for program in ["origin-serve", "origin-work", "edge-node", "nats-server", "redis-server"] {
        let log = std::fs::read_to_string(shop.file(&format!("{program}.log"))).unwrap_or_default();
        assert!(
            !program.starts_with("origin") || log.contains("\"target\":\"security\"") || log.contains("origin"),
            "{log}"
        );
        for line in log.lines() {
            assert_eq!(found(line, &secrets), Vec::<String>::new(), "{program}: {line}");
        }
    }
    let events = whole_stream(&shop).await;
    assert!(events.iter().any(|event| event.contains("orders.")), "there are events: {events:?}");
    let keys = whole_redis(&shop).await;
    assert!(keys.iter().any(|key| key.contains("session:")), "there are sessions: {keys:?}");
    for told in events.iter().chain(&keys) {
        assert_eq!(found(told, &secrets), Vec::<String>::new(), "{told}");
    }
}
