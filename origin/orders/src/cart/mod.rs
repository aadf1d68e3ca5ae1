//! A shopper's cart. Its prices and its stock are looked up whenever it is shown: nothing is
//! promised before the order is placed.

pub(crate) mod add_cart_code;
pub(crate) mod add_cart_line;
pub(crate) mod cart_view;
mod code_throttle;
pub(crate) mod create_cart;
pub(crate) mod delete_cart_code;
pub(crate) mod delete_cart_line;
pub(crate) mod get_cart;
pub(crate) mod get_current_cart;
pub(crate) mod line_change;
pub(crate) mod merge_carts;
pub(crate) mod priced_line;
pub(crate) mod update_cart_line;

use api::problem::{Code, Problem};
use domain::CartId;
use origin_platform::Failure;
use sqlx::PgConnection;

/// Marks a cart as used and changed now. Changes of one cart wait for each other here.
///
/// # Errors
/// A problem if there is no such cart.
pub(crate) async fn touch(tx: &mut PgConnection, cart: CartId) -> Result<(), Failure> {
    let touched = sqlx::query("update orders.carts set updated_at = now(), version = version + 1 where id = $1")
        .bind(cart.0)
        .execute(tx)
        .await?;
    if touched.rows_affected() == 0 { Err(cart_not_found().into()) } else { Ok(()) }
}

/// What is said of a cart that does not exist.
pub(crate) fn cart_not_found() -> Problem {
    Problem::new(Code::CartNotFound, "This cart does not exist. Start a new one by adding something.")
}
