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
use domain::catalog::Localized;

use crate::fields::Fields;
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

/// The text of a field in every language it was typed in.
pub(crate) fn localized(fields: &Fields, name: &str) -> Localized {
    let own = |locale: Locale| fields.get(&format!("{name}.{}", locale.code()));
    let others = Locale::ALL.into_iter().filter(|locale| *locale != Locale::default());
    let others = others.map(|locale| (locale, own(locale))).filter(|(_, text)| !text.is_empty());
    others.fold(Localized::same(own(Locale::default())), |all, (locale, text)| all.with(locale, text))
}

/// The same the other way round.
pub(crate) fn set_localized(fields: &mut Fields, name: &str, text: &Localized) {
    for locale in Locale::ALL {
        let own = if locale == Locale::default() { Some(text.en.as_str()) } else { text.translation(locale) };
        fields.set(format!("{name}.{}", locale.code()), own.unwrap_or_default());
    }
}
