//! The browser of whoever is logged in nowhere: it keeps what opens orders, and shows it where it fits.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use api::client::{Answer, ORDER_TOKEN, Transport};
use api::orders::CreateCancellation;
use bytes::Bytes;
use domain::OrderId;
use http::{HeaderValue, Method, Request, header};
use origin_platform::Database;
use origin_platform::transport::InProcess;
use serde_json::Value;
use uuid::Uuid;

use crate::orders::issue_link;

/// The address that placements are made with.
pub const EMAIL: &str = "ada@example.com";

/// Cancels an order by a link to it.
pub fn cancellation(order: OrderId) -> CreateCancellation {
    CreateCancellation { order, email: EMAIL.parse().ok() }
}

/// A way to the shop that has a link to every order it asks for: the one it was given as it ordered, or one that was
/// mailed. Calls that name a session or a staff key, or show a token themselves, pass as they are.
#[derive(Clone)]
pub struct Guest {
    inner: InProcess,
    db: Database,
    tokens: Arc<Mutex<BTreeMap<OrderId, String>>>,
}

impl Guest {
    pub fn new(inner: InProcess, db: Database) -> Self {
        Self { inner, db, tokens: Arc::default() }
    }

    async fn token(&self, order: OrderId) -> String {
        if let Some(token) = self.known(order) {
            return token;
        }
        let token = issue_link(&self.db, order).await.expect("PostgreSQL is up");
        self.tokens.lock().expect("no panic").entry(order).or_insert(token).clone()
    }

    fn known(&self, order: OrderId) -> Option<String> {
        self.tokens.lock().expect("no panic").get(&order).cloned()
    }

    /// Takes what opens the order out of a reply to a placement, as a browser puts it among its cookies.
    fn keep(&self, body: &Bytes) -> Option<Bytes> {
        let mut reply: Value = serde_json::from_slice(body).ok()?;
        let order: Uuid = reply["id"].as_str()?.parse().ok()?;
        let token = reply.as_object_mut()?.remove("order_token")?.as_str()?.to_owned();
        self.tokens.lock().expect("no panic").insert(OrderId(order), token);
        Some(Bytes::from(reply.to_string()))
    }
}

/// The order that a request is about, if it is one of those that links open.
fn order_of(request: &Request<Bytes>) -> Option<OrderId> {
    let named = [header::AUTHORIZATION, ORDER_TOKEN].iter().any(|name| request.headers().contains_key(name));
    let id = request.uri().path().strip_prefix("/v1/orders/")?.split('/').next()?;
    id.parse().ok().filter(|_| !named).map(OrderId)
}

impl Transport for Guest {
    fn send(&self, mut request: Request<Bytes>) -> Answer<'_> {
        Box::pin(async move {
            if let Some(order) = order_of(&request) {
                let token = HeaderValue::try_from(self.token(order).await).expect("URL-safe letters");
                request.headers_mut().insert(ORDER_TOKEN, token);
            }
            let is_placement = *request.method() == Method::POST && request.uri().path() == "/v1/orders";
            let response = self.inner.send(request).await?;
            Ok(match self.keep(response.body()).filter(|_| is_placement) {
                Some(body) => response.map(|_| body),
                None => response,
            })
        })
    }
}
