//! What is declared in one place and named in another: both have to say the same.

pub mod audited;
pub mod consumers;
pub mod endpoints;
pub mod languages;
pub mod server_fns;
pub mod site_map;
