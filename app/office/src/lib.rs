//! The office: the pages by which staff run the shop. HTML, forms and links; no page needs a script, and none has one.
//!
//! It knows the origin by its API alone, and calls it as whoever is signed in: what they may do is decided there, and
//! every change is checked, versioned and recorded as it is for any other program of staff's.

mod fields;
mod guard;
mod orders;
mod page;
mod products;
mod sign_in;
mod visitor;

use std::sync::Arc;

use api::{Client, Transport};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Redirect};
use axum::routing::{get, post};
use http::{HeaderValue, header};

/// What every page stands on.
#[derive(Clone)]
pub struct Office {
    api: Client<Arc<dyn Transport>>,
    is_https: bool,
    shop: Arc<str>,
}

impl Office {
    /// An office that calls the origin by `transport`. `is_https`: browsers reach it by TLS, so that its cookie can
    /// insist on that. `shop` is the address of the shop, without a slash at its end, for links to what is on sale.
    pub fn new(transport: Arc<dyn Transport>, is_https: bool, shop: &str) -> Self {
        Self { api: Client::new(transport), is_https, shop: shop.trim_end_matches('/').into() }
    }

    /// Its pages, all below `/admin`.
    pub fn router(self) -> Router {
        Router::new()
            .route("/", get(async || Redirect::to("/admin/orders")))
            .route("/admin", get(async || Redirect::to("/admin/orders")))
            .route("/admin/office.css", get(stylesheet))
            .route("/admin/sign-in", get(sign_in::show).post(sign_in::sign_in))
            .route("/admin/sign-out", post(sign_in::sign_out))
            .route("/admin/products", get(products::list::list))
            .route("/admin/products/new", get(products::editor::new).post(products::save::create))
            .route("/admin/products/{product}", get(products::editor::edit).post(products::save::update))
            .route("/admin/products/{product}/delete", get(products::delete::ask).post(products::delete::delete))
            .route("/admin/orders", get(orders::list::list))
            .route("/admin/orders/{order}", get(orders::detail::show))
            .route("/admin/orders/{order}/ship", post(orders::actions::ship))
            .route("/admin/orders/{order}/shipments/{shipment}", post(orders::actions::follow))
            .route("/admin/orders/{order}/cancel", post(orders::actions::cancel))
            .route("/admin/orders/{order}/refund", post(orders::actions::refund))
            .fallback(visitor::not_found)
            .layer(from_fn_with_state(self.clone(), guard::guard))
            .with_state(self)
    }
}

async fn stylesheet() -> axum::response::Response {
    const CSS: &str = concat!(include_str!("../../../style/tokens.css"), include_str!("../office.css"));
    let css = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, css)], CSS).into_response()
}
