//! The whole worker over an origin in memory.

mod origin;
mod together;
