//! The office: the pages by which staff run the shop. HTML, forms and links; no page needs a script, and only those that ask
//! for a passkey or take pictures have one.
//!
//! It knows who is signed in by `origin_staff`, and the rest of the origin by its API alone, which it calls within this
//! process for whoever that is: every change is checked, versioned and recorded as it is for any other program of staff's.
//! Each page says in [`screens`] what it takes to see it; the origin asks for the same once more.

mod audit;
mod collections;
mod customers;
mod datetime;
mod delivery;
mod field;
mod fields;
mod frame;
mod gift_cards;
mod guard;
mod imports;
mod keys;
mod media;
mod named_products;
mod orders;
mod overview;
mod page;
mod pages;
mod presence;
mod price_lists;
mod products;
mod promotions;
mod redirects;
mod reports;
mod screens;
mod searching;
mod security;
mod settings;
mod setup;
mod shop;
mod sign_in;
mod staff;
mod stock;
mod taxes;
mod upload;
mod visitor;
mod webhooks;
mod welcome;

use std::net::IpAddr;
use std::sync::Arc;

use api::Transport;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use http::{HeaderValue, header};
use origin_platform::Stores;
use origin_staff::passkeys::{self, Party};

pub use datetime::Zone;
pub use overview::edges::{EdgeHealth, EdgeState, EdgeWatch, Looks};
pub use screens::{Screen, screens};

/// From where a request comes; an extension of it.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub IpAddr);

/// Where the office and the shop are, as browsers reach them.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// The office, without a slash at its end. If it is encrypted, so that cookies can insist on it, it begins with
    /// `https://`.
    pub office: String,
    /// The shop, for links to what is on sale.
    pub shop: String,
}

/// What every page stands on.
#[derive(Clone)]
pub struct Office {
    stores: Stores,
    services: Arc<dyn Transport>,
    is_https: bool,
    address: Arc<str>,
    shop: Arc<str>,
    /// The office, as browsers and devices know it; none where there are no passkeys.
    party: Option<Arc<Party>>,
}

impl Office {
    /// An office over the stores of the staff's accounts that calls services of this process by `services`.
    pub fn new(stores: Stores, services: Arc<dyn Transport>, addresses: &Addresses) -> Self {
        let without_slash = |address: &str| Arc::from(address.trim_end_matches('/'));
        Self {
            stores,
            services,
            is_https: addresses.office.starts_with("https://"),
            address: without_slash(&addresses.office),
            shop: without_slash(&addresses.shop),
            party: passkeys::party(&addresses.office).map(Arc::new),
        }
    }

    /// Its pages, all below `/admin`.
    pub fn router(self) -> Router {
        screens::router()
            .route("/", get(overview::enter))
            .route("/admin", get(overview::enter))
            .route("/admin/office.css", get(stylesheet))
            .route(visitor::SIGN_IN, get(sign_in::show).post(sign_in::give_password))
            .route(sign_in::PASSKEY, post(sign_in::give_passkey))
            .route("/admin/sign-in/code", get(sign_in::show_code).post(sign_in::give_code))
            .route("/admin/sign-out", post(sign_in::sign_out))
            .route(page::OWN_SIGN_IN, get(security::show).post(security::change))
            .route("/admin/welcome/{token}", get(welcome::show).post(welcome::accept))
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
