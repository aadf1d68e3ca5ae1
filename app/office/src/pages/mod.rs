//! The merchant's own pages and the shop's menus.

pub mod delete;
pub mod editor;
mod form;
pub mod list;
pub mod menus;
pub mod save;
pub mod versions;

use api::settings::{GetAdminPage, PageKind};
use domain::Locale;

use crate::visitor::{Refused, Visitor};

/// What a kind of page is called.
pub(crate) fn kind_name(locale: Locale, kind: PageKind) -> &'static str {
    let words = words::office(locale);
    match kind {
        PageKind::Imprint => words.imprint(),
        PageKind::Terms => words.terms(),
        PageKind::Privacy => words.privacy(),
        PageKind::Returns => words.returns_page(),
        PageKind::Shipping => words.shipping_page(),
        PageKind::Other => words.other_page(),
    }
}

/// A page by its id in an address, with its newest version or another.
///
/// # Errors
/// The page that says that there is none.
async fn read(visitor: &Visitor, page: &str, of_version: Option<i64>) -> Result<api::settings::AdminPage, Refused> {
    let page = page.parse().map_err(|_| visitor.nothing_here())?;
    visitor.read(&GetAdminPage { page, of_version }).await
}
