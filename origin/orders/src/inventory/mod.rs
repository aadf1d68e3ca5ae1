//! What is in stock. Levels change by one conditional statement each, under locks taken in the order
//! of SKUs, and every change leaves a movement.

pub(crate) mod level;
pub(crate) mod list_stock;
mod set_levels;
pub(crate) mod update_stock;

pub use set_levels::set_levels;
