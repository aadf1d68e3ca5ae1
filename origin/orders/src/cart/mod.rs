//! A shopper's cart. Its prices and its stock are looked up whenever it is shown: nothing is
//! promised before the order is placed.

pub(crate) mod add_cart_line;
pub(crate) mod create_cart;
pub(crate) mod delete_cart_line;
pub(crate) mod get_cart;
pub(crate) mod get_current_cart;
pub(crate) mod line_change;
pub(crate) mod merge_carts;
pub(crate) mod priced_line;
pub(crate) mod update_cart_line;

use api::problem::{Code, Problem};

/// What is said of a cart that does not exist.
pub(crate) fn cart_not_found() -> Problem {
    Problem::new(Code::CartNotFound, "This cart does not exist. Start a new one by adding something.")
}
