//! Orders as staff read them.

pub(crate) mod list_admin_orders;
pub(crate) mod view;
