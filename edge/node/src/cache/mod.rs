//! The page cache: what is stored, how long it is fresh, and what a purge makes stale.
//!
//! [`page_cache`] answers a request from a [`stored_page`], or has it made, once however many ask
//! ([`single_flight`]). [`fragments`] are exchanged within stored pages. How long it is
//! fresh, and what purges have made stale, is judged by the crate [`freshness`]. [`volatile`] the values that events carry, [`snapshot`] what outlives a restart.

pub mod cursor;
pub mod encodings;
pub mod fragments;
pub mod header_table;
pub mod key;
pub mod memory;
pub mod page_cache;
pub mod policy;
pub mod render;
pub mod single_flight;
pub mod snapshot;
pub mod stored_body;
pub mod stored_page;
pub mod volatile;
