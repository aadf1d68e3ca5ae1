//! The merchant's staff: accounts of people, with roles; invitations; signing in by a password and a one-time code;
//! sessions; the keys they make (ADR 51). What they may do is declared by each endpoint and asked in one place,
//! `origin_platform::mount`; who may give what is decided in one function, `domain::staff::may_grant`.

mod account;
pub mod accounts;
mod attempts;
mod backup_codes;
mod by;
pub mod cookies;
mod endpoints;
pub mod invitations;
pub mod keys;
pub mod passkeys;
mod retention;
pub mod session;
pub mod sign_in;
#[cfg(test)]
mod tests;
mod totp;

pub use account::Account;
pub use by::By;
pub use domain::staff::{Permission, Permissions, Role};
pub use endpoints::router;
pub use retention::forget_old;
pub use session::{Opened, Session};
