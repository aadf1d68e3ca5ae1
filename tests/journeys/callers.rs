//! Every endpoint refuses the wrong caller, through the edge and at the origin.

use api::Caller;
use api::registry::endpoints;
use bytes::Bytes;
use domain::staff::Role;
use serde_json::Value;
use testing::Shop;

#[tokio::test]
async fn every_endpoint_refuses_whoever_may_not_call_it() {
    let shop = Shop::start().await;
    let customer = serde_json::json!({ "name": "Ada", "email": "ada@example.com", "password": "a long password" });
    let session = shop.shopper().call(http::Method::POST, "/v1/customers", None, &customer).await.json();
    let session = format!("Bearer {}", session["token"].as_str().expect("a token"));
    let staff = format!("Bearer {}", shop.staff_key);
    let login = serde_json::json!({ "email": "ada@example.com", "password": "a long password" });
    let ended = shop.shopper().call(http::Method::POST, "/v1/sessions", None, &login).await.json();
    let ended = ended["token"].as_str().expect("a token");
    let end = shop.shopper().call(http::Method::DELETE, "/v1/sessions/current", Some(ended), &Value::Null).await;
    assert_eq!(end.status, 204, "{}", end.body);
    let ended = format!("Bearer {ended}");
    let mut checked = 0;
    for (door, client) in [(&shop.edge, shop.shopper()), (&shop.origin, shop.caller())] {
        for endpoint in endpoints() {
            let wrong: &[(&str, u16)] = match endpoint.caller {
                Caller::Anyone => {
                    &[("Bearer forged-token-forged-token-forged", 401), (&ended, 401), ("Basic YTpi", 401)]
                }
                Caller::Shopper => {
                    &[("", 401), (&staff, 403), (&ended, 401), ("Bearer forged-token-forged-token-forged", 401)]
                }
                Caller::Staff(_) => &[("", 401), (&session, 403), ("Bearer selvedge_staff_forged", 401)],
                // No session and no key stands in for a signature.
                Caller::Signed => &[("", 400), (&session, 400), (&staff, 400)],
            };
            let path: String = endpoint
                .path
                .split('/')
                .map(|segment| if segment.starts_with('{') { "7f2c1d3e-0000-4000-8000-000000000001" } else { segment })
                .collect::<Vec<_>>()
                .join("/");
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

/// Every endpoint for staff asks every role for its permission: those who have it are not sent away, those who do not
/// are. The list is the registry's, so that an endpoint cannot be forgotten.
#[tokio::test]
async fn every_role_may_call_what_its_permissions_say_and_nothing_else() {
    let shop = Shop::start().await;
    let client = shop.caller();
    for role in Role::ALL {
        let key = shop.run_origin(&["staff-key", "create", "--name", role.name(), "--role", role.name()]);
        let authorization = format!("Bearer {}", key.trim());
        for endpoint in endpoints() {
            let Caller::Staff(permission) = endpoint.caller else { continue };
            let path: String = endpoint
                .path
                .split('/')
                .map(|segment| if segment.starts_with('{') { "7f2c1d3e-0000-4000-8000-000000000001" } else { segment })
                .collect::<Vec<_>>()
                .join("/");
            // Without an idempotency key a write is refused after the permission was asked, and changes nothing.
            let headers = [("content-type", "application/json"), ("authorization", authorization.as_str())];
            let body = Bytes::from_static(b"{}");
            let reply = client.send(endpoint.method.clone(), &path, &headers, body).await.expect("an answer");
            let may = role.permissions().contains(permission);
            assert_eq!(reply.status != 403, may, "{} as {}: {}", endpoint.name, role.name(), reply.body);
            assert_ne!(reply.status, 401, "{} as {}: {}", endpoint.name, role.name(), reply.body);
            if !may {
                assert!(reply.body.contains(permission.name()), "{}: {}", endpoint.name, reply.body);
            }
        }
    }
}
