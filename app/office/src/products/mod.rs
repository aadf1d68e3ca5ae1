//! What is sold: the list, the editor, its pictures, and the way out.

pub mod addresses;
pub mod attributes;
pub mod bulk;
pub mod delete;
pub mod editor;
pub mod find;
mod form;
pub mod history;
pub mod lines;
pub mod list;
pub mod options;
pub mod pictures;
mod prices;
mod safety;
mod sale_times;
pub mod save;
#[cfg(test)]
mod testing;
pub mod views;

use domain::Locale;
use domain::catalog::ProductStatus;

/// What a status is called.
fn status_name(locale: Locale, status: ProductStatus) -> &'static str {
    let words = words::office(locale);
    match status {
        ProductStatus::Draft => words.draft(),
        ProductStatus::Scheduled => words.scheduled(),
        ProductStatus::Active => words.active(),
        ProductStatus::Archived => words.archived(),
    }
}
