//! The cart: its lines, its drawer and what changes it. Its page is `cart_page`.

pub mod islands;
mod line;
pub mod live;
pub mod sums;

#[cfg(feature = "ssr")]
pub mod merging;
#[cfg(feature = "ssr")]
pub mod problem_error;
#[cfg(feature = "ssr")]
pub mod server;

/// Where forms send what is to be added.
pub const ADD_LINE: &str = "/api/cart/add_line";
/// Where forms send a line's new quantity.
pub const UPDATE_LINE: &str = "/api/cart/update_line";
/// Where forms send the line to take out.
pub const REMOVE_LINE: &str = "/api/cart/remove_line";
/// Where the drawer reads the cart.
pub const VIEW: &str = "/api/cart/view";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::UNITS_COOKIE;

    /// Without the network the service worker answers in the place of these.
    #[test]
    fn the_service_worker_knows_what_changes_the_cart() {
        let rules = include_str!("../../service-worker/queue.ts");
        for (name, path) in [("ADD", ADD_LINE), ("UPDATE", UPDATE_LINE), ("REMOVE", REMOVE_LINE), ("VIEW", VIEW)] {
            assert!(rules.contains(&format!("export const {name} = \"{path}\";")), "{path}");
        }
        assert!(rules.contains(&format!("const MAX_UNITS = {};", domain::Quantity::MAX)));
        assert!(include_str!("../../browser/offline.js").contains(UNITS_COOKIE));
    }
}
