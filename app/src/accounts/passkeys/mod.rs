//! Passkeys: the page on which an account's owner adds, names and removes them.
//!
//! What browsers are asked and answer passes through forms, filled in by a small script (`app/browser/passkeys.js`).

mod list;
mod page;

pub use page::passkeys_page;
