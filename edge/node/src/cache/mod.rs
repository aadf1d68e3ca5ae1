//! The page cache: what is stored, how long it is fresh, and what a purge makes stale.
//!
//! [`page_cache`] answers a request from a [`stored_page`], or has it made, once however many ask
//! ([`single_flight`]). [`fragments`] are exchanged within stored pages. [`tags`] hold the versions
//! that purges raise, [`volatile`] the values that events carry, [`snapshot`] what outlives a restart.

pub mod clock;
pub mod cursor;
pub mod encodings;
pub mod fragments;
pub mod freshness;
pub mod header_table;
pub mod key;
pub mod lifetime;
pub mod page_cache;
pub mod policy;
pub mod render;
pub mod single_flight;
pub mod snapshot;
pub mod stored_body;
pub mod stored_page;
pub mod tags;
pub mod volatile;
