//! Work in place of waiting, by the API through an edge node: the node lets in whom the origin has given a pass.

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use testing::{Reply, Shop, Shopper};

const PATH: &str = "/v1/sign-in-codes";

/// Asks for a code by mail, showing a pass if there is one.
async fn ask(client: &Shopper, email: &str, pass: &str) -> Reply {
    let body = Bytes::from(json!({ "email": email, "market": "eu" }).to_string());
    let key = format!("ask-{email}-{}", pass.len());
    let mut headers = vec![("content-type", "application/json"), ("idempotency-key", key.as_str())];
    if !pass.is_empty() {
        headers.push(("challenge-pass", pass));
    }
    client.send(Method::POST, PATH, &headers, body).await.expect("an answer")
}

/// Asks for a challenge of a class, does the work and brings it.
async fn buy(client: &Shopper, class: &str) -> String {
    let asked = client.call(Method::POST, "/v1/challenges", None, &json!({ "class": class })).await.json();
    let (nonce, bits) = (asked["nonce"].as_str().expect("a nonce"), asked["bits"].as_u64().expect("a number"));
    let fits = |number: &u64| {
        let hash = Sha256::digest(format!("{nonce}:{number}"));
        let first = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
        u64::from(first.leading_zeros()) >= bits
    };
    let solution = (0..).find(fits).expect("some number fits");
    let brought = json!({ "challenge": asked["challenge"], "solution": solution });
    let bought = client.call(Method::POST, "/v1/passes", None, &brought).await;
    assert_eq!(bought.status, 200, "{}", bought.body);
    bought.json()["pass"].as_str().expect("a pass").to_owned()
}

#[tokio::test]
async fn a_client_that_a_node_refuses_goes_on_by_a_pass_and_nobody_else_does() {
    let shop = Shop::start().await;
    let options = ["--trusted-proxies", "127.0.0.0/8", "--client-limits", "mail=1/3600,log-in=1/3600"];
    let (edge, _node) = shop.start_edge("edge-node-2", &shop.origin, &options).await;
    let (near, far) = (Shopper::new(&edge).from("192.0.2.7"), Shopper::new(&edge).from("192.0.2.8"));
    for client in [&near, &far] {
        assert_eq!(ask(client, "ada@example.com", "").await.status, 200);
    }
    let refused = ask(&near, "bob@example.com", "").await;
    assert_eq!(refused.status, 429, "{}", refused.body);
    let told: Value = refused.json();
    assert_eq!((told["challenge"].as_str(), told["retry_after"].is_u64()), (Some("mail"), true), "{told}");
    let page = [("accept", "text/html"), ("content-type", "application/x-www-form-urlencoded")];
    let page = near.send(Method::POST, "/login/code", &page, Bytes::from_static(b"email=")).await.expect("an answer");
    assert!(page.status == 429 && page.body.contains("href=\"/challenge?for=mail\""), "{}", page.body);

    let (mail, log_in) = (buy(&near, "mail").await, buy(&near, "log-in").await);
    let forged = format!("{}x", &mail[..mail.len() - 1]);
    for (client, pass) in [(&far, &mail), (&near, &log_in), (&near, &forged)] {
        assert_eq!(ask(client, "bob@example.com", pass).await.status, 429);
    }
    assert_eq!(ask(&near, "bob@example.com", &mail).await.status, 200);
    assert_eq!(ask(&near, "eve@example.com", &mail).await.status, 200);
    assert_eq!(ask(&near, "mal@example.com", &mail).await.status, 429, "two tries");
}

#[tokio::test]
async fn without_scripts_the_page_says_to_wait_and_how_else_to_get_in() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    for (class, form) in [("log-in", "/login"), ("order", "/checkout"), ("made-up", "/login")] {
        let page = shopper.get(&format!("/challenge?for={class}")).await;
        assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"), "{}", page.body);
        assert!(page.body.contains("<noscript>") && page.body.contains(&format!("href=\"{form}\"")), "{}", page.body);
        assert_eq!(page.body.contains("href=\"/login/code\""), form == "/login", "{}", page.body);
    }
    let german = shopper.get("/de/challenge?for=registration").await;
    assert!(german.body.contains("Ohne Warten weiter") && german.body.contains("href=\"/de/register\""));
    // What no script has filled in solves nothing, and there is another to solve.
    let challenge = german.field("challenge").expect("one to solve");
    for (challenge, solution) in [(challenge.as_str(), ""), ("x", "7"), ("", "-1")] {
        let fields = [("for", "registration"), ("challenge", challenge), ("solution", solution)];
        let again = shopper.post_form("/challenge", &fields).await;
        assert_eq!(again.status, 422, "{}", again.body);
        assert!(again.body.contains("This was not solved") && again.field("challenge").is_some(), "{}", again.body);
        assert!(shopper.cookie("__Host-pass").is_none());
    }
}
