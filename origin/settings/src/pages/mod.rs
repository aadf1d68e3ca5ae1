//! The merchant's own pages. Each save is a version that stays, whatever comes after it (ADR 68).

mod admin;
mod check;
mod delete_page;
mod save;
mod shown;
mod store;

pub(crate) use admin::{get_admin_page, list_admin_pages, list_page_versions};
pub(crate) use delete_page::delete_page;
pub(crate) use save::{create_page, update_page};
pub(crate) use shown::{get_page, list_pages};

#[cfg(test)]
mod tests;
