//! Passkeys: the page on which an account's owner adds, names and removes them.
//!
//! What browsers answer passes through forms, filled in by a small script (`app/browser/passkeys.js`). What they are asked
//! stands in that page, and is fetched by the one to log in.

mod list;
mod page;
pub mod question;

pub use page::passkeys_page;
