//! The whole worker over an origin in memory.

mod languages;
mod logging_in;
mod markets;
mod origin;
#[path = "../../../../tests/testing/languages.rs"]
mod pages;
mod settings;
mod together;
