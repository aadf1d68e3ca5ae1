//! Finding products by words.

pub mod page;
mod shared;
