//! A shopper's cart. Its prices and its stock are looked up whenever it is shown: nothing is
//! promised before the order is placed.

mod add_cart_line;
pub(crate) mod cart_view;
mod codes;
mod create_cart;
mod delete_cart_line;
pub(crate) mod get_cart;
mod get_current_cart;
pub(crate) mod goods;
mod line_change;
mod merge_carts;
pub(crate) mod priced_line;
mod update_cart_line;

use api::problem::{Code, Problem};
use axum::Router;
use domain::{CartId, CustomerId};
use origin_platform::ServiceError;
use origin_platform::mount as mount_one;
use sqlx::PgConnection;

use super::Service;

/// Mounts the endpoints of carts.
pub(super) fn mount(router: Router<Service>) -> Router<Service> {
    let router = mount_one(router, create_cart::create_cart);
    let router = mount_one(router, get_cart::get_cart);
    let router = mount_one(router, get_current_cart::get_current_cart);
    let router = mount_one(router, merge_carts::merge_carts);
    let router = mount_one(router, add_cart_line::add_cart_line);
    let router = mount_one(router, update_cart_line::update_cart_line);
    let router = mount_one(router, delete_cart_line::delete_cart_line);
    let router = mount_one(router, codes::add_cart_code::add_cart_code);
    mount_one(router, codes::delete_cart_code::delete_cart_code)
}

/// Marks a cart as used and changed now. Changes of one cart wait for each other here.
///
/// # Errors
/// A problem if there is no such cart, or if it belongs to an account that is not the caller's.
pub(crate) async fn touch(tx: &mut PgConnection, cart: CartId, caller: Option<CustomerId>) -> Result<(), ServiceError> {
    let touched = sqlx::query(
        "update orders.carts set updated_at = now(), version = version + 1
         where id = $1 and (customer_id is null or customer_id = $2)",
    )
    .bind(cart.0)
    .bind(caller.map(|caller| caller.0))
    .execute(tx)
    .await?;
    if touched.rows_affected() == 0 { Err(cart_not_found().into()) } else { Ok(()) }
}

/// What is said of a cart that does not exist.
pub(crate) fn cart_not_found() -> Problem {
    Problem::new(Code::CartNotFound, "This cart does not exist. Start a new one by adding something.")
}
