//! What stands on a table.

pub mod glass;
pub mod setting;
pub mod ware;
