//! What a kitchen has.

pub mod cloth;
pub mod stove;
pub mod wood;
