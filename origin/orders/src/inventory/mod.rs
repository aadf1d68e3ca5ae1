//! What is in stock. Levels change by one conditional statement each, under locks taken in the order
//! of SKUs, and every change of what is on hand leaves a movement.

pub(crate) mod level;
pub(crate) mod list_stock;
pub(crate) mod reservation;
mod set_levels;
pub(crate) mod update_stock;

pub use reservation::release_over;
pub use set_levels::set_levels;
