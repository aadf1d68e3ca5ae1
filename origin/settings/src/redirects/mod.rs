//! Addresses that lead elsewhere where there is no page: those of the shop that was here before (ADR 92).

mod check;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use read::{list_admin_redirects, list_redirects};
pub(crate) use write::update_redirects;
