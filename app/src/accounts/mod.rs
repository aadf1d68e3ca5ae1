//! Accounts: logging in and out by password, code, link, passkey or a provider, opening and deleting one, what opens it, and what is in it.

pub mod account;
pub mod code;
pub mod code_entry;
pub mod delete;
pub mod details;
pub mod email;
pub mod link;
pub mod login;
pub mod oidc;
mod passkey_login;
pub mod passkeys;
pub mod password;
pub mod register;
mod session;
pub mod sessions;
