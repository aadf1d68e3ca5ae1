//! What is worn or carried outside.

pub mod camp;
pub mod knitwear;
pub mod packs;
pub mod picnic;
pub mod rainwear;
