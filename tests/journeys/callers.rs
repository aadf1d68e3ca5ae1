//! Every endpoint refuses the wrong caller, through the edge and at the origin.

use api::Caller;
use api::registry::endpoints;
use bytes::Bytes;
use domain::staff::{Permission, Permissions, Role};
use http::Method;
use serde_json::Value;
use testing::Shop;

use crate::buying::{check_out, something_in_stock};

/// An id of nothing.
const SOMETHING: &str = "7f2c1d3e-0000-4000-8000-000000000001";

/// A path with its parameters filled in.
fn filled(path: &str, fill: impl Fn(&str) -> String) -> String {
    let parameter = |segment: &str| Some(fill(segment.strip_prefix('{')?.strip_suffix('}')?));
    let segments = path.split('/').map(|segment| parameter(segment).unwrap_or_else(|| segment.to_owned()));
    segments.collect::<Vec<_>>().join("/")
}

/// Keys of staff that could do everything until just now: one whose time is over, and one that was revoked.
async fn keys_that_are_over(shop: &Shop) -> [String; 2] {
    let [expired, revoked] =
        ["expired", "revoked"].map(|name| shop.run_origin(&["staff-key", "create", "--name", name]).trim().to_owned());
    let end = "update shop.staff_keys
               set expires_at = case when name = 'expired' then now() - interval '1 minute' end,
                   revoked_at = case when name = 'revoked' then now() end
               where name in ('expired', 'revoked')";
    let ended = sqlx::query(end).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    assert_eq!(ended.rows_affected(), 2);
    [format!("Bearer {expired}"), format!("Bearer {revoked}")]
}

#[tokio::test]
async fn every_endpoint_refuses_whoever_may_not_call_it() {
    let shop = Shop::start().await;
    let ada = shop.shopper();
    let fields = [("name", "Ada"), ("email", "ada@example.com"), ("password", "a long password")];
    shop.register(&ada, &fields).await;
    let session = format!("Bearer {}", ada.cookie("__Host-session").expect("a session"));
    let staff = format!("Bearer {}", shop.staff_key);
    let login = serde_json::json!({ "email": "ada@example.com", "password": "a long password" });
    let ended = shop.shopper().call(Method::POST, "/v1/sessions", None, &login).await.json();
    let ended = ended["token"].as_str().expect("a token");
    let end = shop.shopper().call(Method::DELETE, "/v1/sessions/current", Some(ended), &Value::Null).await;
    assert_eq!(end.status, 204, "{}", end.body);
    let ended = format!("Bearer {ended}");
    let [expired, revoked] = keys_that_are_over(&shop).await;
    let mut checked = 0;
    for (door, client) in [(&shop.edge, shop.shopper()), (&shop.origin, shop.caller())] {
        for endpoint in endpoints() {
            let wrong: &[(&str, u16)] = match endpoint.caller {
                Caller::Anyone => &[
                    ("Bearer forged-token-forged-token-forged", 401),
                    (&ended, 401),
                    (&expired, 401),
                    (&revoked, 401),
                    ("Basic YTpi", 401),
                ],
                Caller::Shopper => &[
                    ("", 401),
                    (&staff, 403),
                    (&ended, 401),
                    (&expired, 401),
                    (&revoked, 401),
                    ("Bearer forged-token-forged-token-forged", 401),
                ],
                Caller::Staff(_) => &[
                    ("", 401),
                    (&session, 403),
                    (&expired, 401),
                    (&revoked, 401),
                    ("Bearer selvedge_staff_forged", 401),
                ],
                // No session and no key stands in for a signature.
                Caller::Signed => &[("", 400), (&session, 400), (&staff, 400)],
            };
            let path = filled(endpoint.path, |_| SOMETHING.to_owned());
            for (authorization, expect) in wrong {
                let mut headers = vec![("content-type", "application/json"), ("idempotency-key", "0123456789")];
                if !authorization.is_empty() {
                    headers.push(("authorization", authorization));
                }
                let reply = client
                    .send(endpoint.method.clone(), &path, &headers, Bytes::from_static(b"{}"))
                    .await
                    .expect("an answer");
                assert_eq!(reply.status, *expect, "{} with {authorization:?} at {door}: {}", endpoint.name, reply.body);
                assert_eq!(reply.header("content-type"), "application/problem+json", "{}", endpoint.name);
                assert_eq!(reply.header("cache-control"), "private, no-store", "{}", endpoint.name);
                checked += 1;
            }
        }
    }
    assert!(checked >= endpoints().len() * 4);
}

/// Every endpoint for staff asks every role, and a key of every permission alone, for its permission: those who have it are
/// not sent away, those who do not are. The list is the registry's, so that an endpoint cannot be forgotten.
#[tokio::test]
async fn every_role_and_key_may_call_what_its_permissions_say_and_nothing_else() {
    let shop = Shop::start().await;
    let client = shop.caller();
    let roles = Role::ALL.into_iter().map(|role| ("--role", role.name(), role.permissions()));
    let alone = Permission::ALL.into_iter().map(|one| ("--permissions", one.name(), Permissions::from_iter([one])));
    for (option, name, permissions) in roles.chain(alone) {
        let key = shop.run_origin(&["staff-key", "create", "--name", name, option, name]);
        let authorization = format!("Bearer {}", key.trim());
        for endpoint in endpoints() {
            let Caller::Staff(permission) = endpoint.caller else { continue };
            let path = filled(endpoint.path, |_| SOMETHING.to_owned());
            // Without an idempotency key a write is refused after the permission was asked, and changes nothing.
            let headers = [("content-type", "application/json"), ("authorization", authorization.as_str())];
            let body = Bytes::from_static(b"{}");
            let reply = client.send(endpoint.method.clone(), &path, &headers, body).await.expect("an answer");
            let may = permissions.contains(permission);
            assert_eq!(reply.status != 403, may, "{} as {}: {}", endpoint.name, name, reply.body);
            assert_ne!(reply.status, 401, "{} as {}: {}", endpoint.name, name, reply.body);
            if !may {
                assert!(reply.body.contains(permission.name()), "{} as {name}: {}", endpoint.name, reply.body);
            }
        }
    }
}

/// Whoever is logged in sees and changes nothing of another shopper's, at any endpoint that names something by its path:
/// the ids are real, and the list is the registry's.
#[tokio::test]
async fn another_shopper_gets_nowhere_with_the_ids_of_what_is_not_theirs() {
    let shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let ada = shop.shopper();
    let fields = [("name", "Ada"), ("email", "ada@example.com"), ("password", "a long password")];
    shop.register(&ada, &fields).await;
    let address =
        [("name", "Ada"), ("street", "Kai 1"), ("postal_code", "20457"), ("city", "Hamburg"), ("country", "DE")];
    ada.post_form("/account/addresses/edit", &address).await;
    ada.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let order = check_out(&ada, &ada.get("/checkout").await, "ada@example.com", "test_accept").await.path;
    ada.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let token = ada.cookie("__Host-session").expect("logged in");
    let ask = async |path: &str| shop.shopper().call(Method::GET, path, Some(&token), &Value::Null).await.json();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let order = order.trim_start_matches("/orders/").to_owned();
    let session = text(&ask("/v1/sessions").await[0]["id"]);
    let address = text(&ask("/v1/customers/me/addresses").await[0]["id"]);
    let cart = text(&ask("/v1/carts/current").await["id"]);
    let state = async || {
        let order = ask(&format!("/v1/orders/{order}")).await;
        // Its documents come while this is asked.
        let order = [order["state"].clone(), order["address"].clone(), order["returns"].clone()];
        (order, ask("/v1/customers/me/addresses").await, ask("/v1/carts/current").await["lines"].clone())
    };
    let before = state().await;

    let stranger = shop.shopper();
    let fields = [("name", "Eve"), ("email", "eve@example.com"), ("password", "a long password")];
    shop.register(&stranger, &fields).await;
    let eve = stranger.cookie("__Host-session").expect("logged in");
    let body = serde_json::json!({
        "quantity": 2, "sku": sku, "market": "eu", "code": "SUMMER10", "email": "ada@example.com",
        "kind": "withdrawal", "lines": [], "reason": "x", "cart": cart,
        "address": { "name": "Eve", "street": "Eve 1", "postal_code": "20457", "city": "Hamburg", "country": "DE" },
    });
    let (mut checked, nothing) = (0, Value::Null);
    for endpoint in endpoints().iter().filter(|endpoint| matches!(endpoint.caller, Caller::Anyone | Caller::Shopper)) {
        let names_something =
            ["{order}", "{session}", "{cart}", "{id}"].iter().any(|name| endpoint.path.contains(name));
        if !names_something {
            continue;
        }
        let path = filled(endpoint.path, |name| match name {
            "order" => order.clone(),
            "session" => session.clone(),
            "cart" => cart.clone(),
            "id" => address.clone(),
            "sku" => sku.clone(),
            "kind" => "invoice".to_owned(),
            "number" => "1".to_owned(),
            _ => SOMETHING.to_owned(),
        });
        let has_body = endpoint.method != Method::GET && endpoint.method != Method::DELETE;
        let body = if has_body { &body } else { &nothing };
        let reply = shop.shopper().call(endpoint.method.clone(), &path, Some(&eve), body).await;
        // What does not exist is removed already; whatever else is asked for is not there.
        let allowed: &[u16] = if endpoint.method == Method::DELETE { &[204, 400, 404] } else { &[400, 404, 422] };
        assert!(allowed.contains(&reply.status), "{}: {} {}", endpoint.name, reply.status, reply.body);
        for theirs in ["ada@example.com", "Kai 1", "Mill Lane"] {
            assert!(!reply.body.contains(theirs), "{}: {}", endpoint.name, reply.body);
        }
        checked += 1;
    }
    assert!(checked > 12, "{checked}");
    assert_eq!(state().await, before, "nothing has changed, and the session is as good as before");
}
