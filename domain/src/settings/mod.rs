//! What a merchant writes for the shop to fill in.

mod template;

pub use template::{InvalidTemplate, Template, Variable};
