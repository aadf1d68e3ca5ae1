//! Who is logged in, and for how long: a stolen cookie, a Redis that has forgotten everything, a cookie that was planted.

use http::Method;
use serde_json::Value;
use testing::{Shop, Shopper};

use crate::buying::something_in_stock;

pub const PASSWORD: &str = "harbour lights at dusk";

/// Somebody with an account, logged in at an edge.
pub async fn member(shop: &Shop, edge: &str, name: &str) -> Shopper {
    let (shopper, email) = (Shopper::new(edge), format!("{name}@example.com"));
    let inside = shop.register(&shopper, &[("name", name), ("email", &email), ("password", PASSWORD)]).await;
    assert!(inside.path.starts_with("/account"), "{} {}", inside.status, inside.body);
    shopper
}

/// Whether the account's page is shown, and nothing of it is where it is not.
async fn is_inside(shopper: &Shopper) -> bool {
    let page = shopper.get("/account").await;
    assert_eq!(page.status, 200, "politely: {}", page.body);
    assert!(page.path.starts_with("/account") || !page.body.contains("ada@example.com"), "{}", page.body);
    page.path.starts_with("/account")
}

/// Sessions are asked for at each request, so that the very next one is refused, at every node.
#[tokio::test]
async fn a_stolen_cookie_is_dead_at_every_node_after_another_password_and_after_logging_out_everywhere() {
    let shop = Shop::start().await;
    let (other_edge, _second_edge) = shop.start_edge("edge-2", &shop.origin, &[]).await;
    let edges = [shop.edge.clone(), other_edge];
    let thieves = |owner: &Shopper| {
        let stolen = owner.cookie("__Host-session").expect("logged in");
        edges.clone().map(|edge| {
            let thief = Shopper::new(&edge);
            thief.set_cookie("__Host-session", &stolen);
            (thief, stolen.clone())
        })
    };
    let ada = member(&shop, &shop.edge, "ada").await;
    for way in ["another password", "log out everywhere"] {
        let stolen = thieves(&ada);
        for (thief, _) in &stolen {
            assert!(is_inside(thief).await, "{way}: it was good");
        }
        // Of everywhere but here, so the owner is somewhere else than where the cookie is from.
        let owner = if way == "another password" {
            let changed = ada.post_form("/account/password", &[("password", "another harbour at dawn")]).await;
            assert_eq!(changed.status, 200, "{}", changed.body);
            None
        } else {
            let owner = Shopper::new(&shop.edge);
            let login = [("email", "ada@example.com"), ("password", "another harbour at dawn")];
            assert!(owner.post_form("/login", &login).await.path.starts_with("/account"));
            owner.post_form("/account/sessions", &[]).await;
            Some(owner)
        };
        for (thief, token) in &stolen {
            assert!(!is_inside(thief).await, "{way}");
            let by_token = thief.call(Method::GET, "/v1/customers/me", Some(token), &Value::Null).await;
            assert_eq!((by_token.status, by_token.json()["code"].as_str()), (401, Some("unauthenticated")), "{way}");
        }
        assert!(is_inside(owner.as_ref().unwrap_or(&ada)).await, "{way}: its owner goes on");
    }
}

#[tokio::test]
async fn whoever_is_logged_in_when_redis_forgets_everything_is_logged_out_politely_and_keeps_the_cart() {
    let shop = Shop::start().await;
    let (sku, product) = something_in_stock(&shop).await;
    let line = [("sku", sku.as_str()), ("quantity", "1"), ("market", "eu")];
    let (ada, guest) = (member(&shop, &shop.edge, "ada").await, shop.shopper());
    for shopper in [&ada, &guest] {
        shopper.post_form("/api/cart/add_line", &line).await;
        assert!(shopper.get("/cart").await.body.contains(&product), "it is in the cart");
    }
    shop.flush_redis().await;
    for path in ["/account", "/account/addresses", "/account/sessions"] {
        let page = ada.get(path).await;
        assert!(page.status == 200 && page.path.starts_with("/login"), "{path}: {} {}", page.status, page.path);
    }
    for path in ["/", "/cart", "/checkout", "/login"] {
        let page = ada.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        assert!(!page.body.contains("ada@example.com"), "{path}");
    }
    assert!(guest.get("/cart").await.body.contains(&product), "a guest notices nothing");
    let login = [("email", "ada@example.com"), ("password", PASSWORD)];
    assert!(ada.post_form("/login", &login).await.path.starts_with("/account"));
    assert!(ada.get("/cart").await.body.contains(&product), "the account's cart is there");
}

#[tokio::test]
async fn logging_in_takes_no_session_that_somebody_else_has_planted() {
    let shop = Shop::start().await;
    let (eve, ada) = (member(&shop, &shop.edge, "eve").await, member(&shop, &shop.edge, "ada").await);
    let login = [("email", "ada@example.com"), ("password", PASSWORD)];
    let of = |shopper: &Shopper| shopper.cookie("__Host-session").expect("logged in");
    for planted in [of(&eve), "x".repeat(43), of(&ada)] {
        let victim = shop.shopper();
        victim.set_cookie("__Host-session", &planted);
        assert!(victim.post_form("/login", &login).await.path.starts_with("/account"));
        let own = victim.cookie("__Host-session").expect("logged in");
        assert_ne!(own, planted);
        assert!(is_inside(&victim).await);
        let by_token = victim.call(Method::GET, "/v1/customers/me", Some(&planted), &Value::Null).await;
        assert!(!by_token.body.contains("ada@example.com"), "what was planted opens nothing: {}", by_token.body);
    }
}
