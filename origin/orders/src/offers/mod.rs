//! What this service knows of what is sold. The catalogue decides; this is a copy, kept by its events.

mod offer;
mod refresh;

pub use refresh::{refresh, upsert};
