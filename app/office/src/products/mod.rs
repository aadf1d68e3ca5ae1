//! What is sold: the list, the editor, its pictures, and the way out.

pub mod delete;
pub mod editor;
mod form;
pub mod list;
pub mod pictures;
mod prices;
mod safety;
mod sale_times;
pub mod save;

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
