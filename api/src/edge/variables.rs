//! Names of the worker's variables, which its host gives it. `spin.toml` lists them, too.

/// Where the origin is.
pub const ORIGIN_URL: &str = "origin_url";
/// The address shoppers see.
pub const PUBLIC_URL: &str = "public_url";
/// Names the build of the browser's files.
pub const BUILD_ID: &str = "build_id";
/// Keys that calls of the origin are signed with, where the host does not sign by itself.
pub const ORIGIN_KEY: &str = "origin_key";
/// Keys that purges are signed with, where they are posted to the worker.
pub const PURGE_KEY: &str = "purge_key";
