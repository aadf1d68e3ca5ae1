//! Which address shows which page. The market is no part of these addresses: the worker has taken
//! it off before.

use api::site;

use crate::accounts::account::account_page;
use crate::accounts::code::code_page;
use crate::accounts::code_entry::code_entry_page;
use crate::accounts::delete::delete_account_page;
use crate::accounts::details::addresses::addresses_page;
use crate::accounts::details::cards::cards_page;
use crate::accounts::details::data::data_page;
use crate::accounts::details::edit_address::edit_address_page;
use crate::accounts::details::name::details_page;
use crate::accounts::email::{email_code_page, email_page};
use crate::accounts::link::link_page;
use crate::accounts::oidc::{identities_page, join_page, return_page as oidc_return_page, start_page};
use crate::accounts::passkeys::passkeys_page;
use crate::accounts::password::password_page;
use crate::accounts::sessions::sessions_page;
use crate::accounts::{login::login_page, register::register_page};
use crate::cart_page::cart_page;
use crate::catalog::collections::{collection_page, collections_page};
use crate::catalog::home::{home_page, preview_page};
use crate::catalog::listing::products_page;
use crate::catalog::product::product_page;
use crate::challenge::challenge_page;
use crate::checkout::page::checkout_page;
use crate::content::content_page;
use crate::error::not_found;
use crate::offline::offline_page;
use crate::orders::find::find_order_page;
use crate::orders::page::order_page;
use crate::orders::send_back::{return_page, withdrawal_page};
use crate::search::page::search_page;
use crate::shell::Opening;

type Route = (&'static str, fn() -> Opening);

const fn route(path: &'static str, open: fn() -> Opening) -> Route {
    (path, open)
}

/// Every page, by its path in the site map.
const ROUTES: [Route; 37] = [
    route("/", home_page),
    route("/products", products_page),
    route("/products/:slug", product_page),
    route("/collections", collections_page),
    route("/collections/:slug", collection_page),
    route("/pages/:slug", content_page),
    route("/search", search_page),
    route("/offline", offline_page),
    route("/cart", cart_page),
    route("/challenge", challenge_page),
    route("/checkout", checkout_page),
    route("/orders/find", find_order_page),
    route("/orders/:id", order_page),
    route("/orders/:id/withdrawal", withdrawal_page),
    route("/orders/:id/return", return_page),
    route("/preview", preview_page),
    route("/login", login_page),
    route("/login/code", code_page),
    route("/login/code/enter", code_entry_page),
    route("/login/identity", join_page),
    route("/login/link", link_page),
    route("/login/with/:provider", start_page),
    route("/login/with/:provider/return", oidc_return_page),
    route("/register", register_page),
    route("/account", account_page),
    route("/account/addresses", addresses_page),
    route("/account/addresses/edit", edit_address_page),
    route("/account/cards", cards_page),
    route("/account/data", data_page),
    route("/account/delete", delete_account_page),
    route("/account/details", details_page),
    route("/account/email", email_page),
    route("/account/email/code", email_code_page),
    route("/account/identities", identities_page),
    route("/account/passkeys", passkeys_page),
    route("/account/password", password_page),
    route("/account/sessions", sessions_page),
];

/// Begins to make the page at `path`, for the request whose world this runs in.
pub fn open(path: &str) -> Opening {
    let page = site::page(path);
    let route = page.and_then(|page| ROUTES.iter().find(|(path, _)| *path == page.path));
    route.map_or_else(not_found, |(_, open)| open())
}
