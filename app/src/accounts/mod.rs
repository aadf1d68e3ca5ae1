//! Accounts: logging in and out, opening and deleting one, and what is in it.

pub mod account;
pub mod delete;
pub mod login;
pub mod register;
mod session;
