//! Accounts: logging in and out, opening one, and what is in it.

pub mod account;
pub mod login;
pub mod register;
mod session;
