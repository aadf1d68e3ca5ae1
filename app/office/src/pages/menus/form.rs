//! The form of the menus.

use api::catalog::admin::ListAdminCollections;
use api::settings::ListAdminPages;
use domain::Locale;
use domain::catalog::Localized;
use maud::{Markup, html};

use super::rows::{ADDRESS, COLUMNS, Model, ROWS, Row, label_fields};
use crate::visitor::Visitor;

/// Empty rows below those that say something.
const SPARE: usize = 2;

/// What an entry may lead to, by the values of the form, with what it is called by itself.
pub(crate) struct Choices(Vec<(String, Localized)>);

impl Choices {
    /// These.
    #[cfg(test)]
    pub(crate) const fn of(choices: Vec<(String, Localized)>) -> Self {
        Self(choices)
    }

    /// The pages and collections there are, as far as whoever asks may see them.
    pub(crate) async fn read(visitor: &Visitor) -> Self {
        let pages = visitor.ask(&ListAdminPages {}).await.unwrap_or_default();
        let collections = visitor.ask(&ListAdminCollections {}).await.unwrap_or_default();
        let pages = pages.into_iter().map(|page| (format!("page:{}", page.id), page.title));
        let collections =
            collections.into_iter().map(|one| (format!("collection:{}", one.collection.slug), one.collection.title));
        Self(pages.chain(collections).collect())
    }

    /// The options of a field that chooses one. What was chosen and is not there any more stays.
    pub(crate) fn options(&self, locale: Locale, chosen: &str) -> Markup {
        let is_known = chosen.is_empty() || chosen == ADDRESS || self.0.iter().any(|(to, _)| to == chosen);
        html! {
            @if !is_known { option value=(chosen) selected { (chosen) } }
            @for (to, title) in &self.0 {
                option value=(to) selected[to == chosen] lang=[foreign(title, locale)] { (title.get(locale)) }
            }
        }
    }

    /// What an entry is called that leads there and is called nothing else. Pages say it themselves.
    pub(super) fn title(&self, to: &str) -> Option<Localized> {
        let known = self.0.iter().find(|(known, _)| known == to && !known.starts_with("page:"));
        known.map(|(_, title)| title.clone())
    }
}

/// The header and the columns of the footer.
pub(super) fn fieldsets(visitor: &Visitor, choices: &Choices, model: &Model, fault: Option<&str>) -> Markup {
    let words = words::office(visitor.locale);
    let list = |name: &str, rows: &[Row]| list(visitor, choices, name, rows, fault);
    let nothing = (Localized::same(""), Vec::new());
    html! {
        fieldset {
            legend { (words.menu_header()) }
            p.hint { (words.menu_header_hint()) }
            (list("header", &model.header))
        }
        @for column in 0..COLUMNS {
            @let (title, rows) = model.footer.get(column).unwrap_or(&nothing);
            fieldset {
                legend { (words.menu_footer(column + 1)) }
                @if column == 0 { p.hint { (words.menu_footer_hint()) } }
                (labels(words.title(), &format!("footer.{column}.title"), title, fault))
                (list(&format!("footer.{column}.entries"), rows))
            }
        }
    }
}

fn list(visitor: &Visitor, choices: &Choices, name: &str, rows: &[Row], fault: Option<&str>) -> Markup {
    let empty = Row { to: String::new(), address: String::new(), label: Localized::same("") };
    let shown = (rows.len() + SPARE).min(ROWS);
    html! {
        ol.rows {
            @for place in 0..shown {
                li { (row(visitor, choices, &format!("{name}.{place}"), place, rows.get(place).unwrap_or(&empty), fault)) }
            }
        }
    }
}

fn row(visitor: &Visitor, choices: &Choices, name: &str, place: usize, row: &Row, fault: Option<&str>) -> Markup {
    let words = words::office(visitor.locale);
    let id = name.replace('.', "-");
    let has_bad_target = fault == Some(format!("{name}.to").as_str());
    html! {
        div.columns {
            div.field {
                label for={ (id) "-at" } { (words.menu_position()) }
                input id={ (id) "-at" } name={ (name) ".at" } type="number" min="1" max="99" value=(place + 1);
            }
            div.field {
                label for={ (id) "-to" } { (words.menu_target()) }
                select id={ (id) "-to" } name={ (name) ".to" } {
                    option value="" { (words.menu_nothing()) }
                    option value=(ADDRESS) selected[row.to == ADDRESS] { (words.menu_address()) }
                    (choices.options(visitor.locale, &row.to))
                }
            }
            div.field {
                label for={ (id) "-address" } { (words.menu_address()) }
                input id={ (id) "-address" } name={ (name) ".address" } value=(row.address) autocomplete="off"
                    aria-invalid=[has_bad_target.then_some("true")];
            }
        }
        (labels(words.menu_label(), &format!("{name}.label"), &row.label, fault))
    }
}

/// The language of a text where it is not the reader's.
fn foreign(text: &Localized, locale: Locale) -> Option<&'static str> {
    let is_foreign = locale != Locale::default() && text.translation(locale).is_none();
    is_foreign.then(|| Locale::default().code())
}

/// The fields of a text in every language.
fn labels(what: &str, name: &str, text: &Localized, fault: Option<&str>) -> Markup {
    let typed = label_fields(text);
    let invalid = (fault == Some(name)).then_some("true");
    html! {
        div.languages {
            @for locale in Locale::ALL {
                @let (code, id) = (locale.code(), format!("{}-{}", name.replace('.', "-"), locale.code()));
                div.field {
                    label for=(id) { (what) ", " (words::shell(locale).language()) }
                    input id=(id) name={ (name) "." (code) } value=(typed.get(&format!("label.{code}"))) lang=(code)
                        autocomplete="off" aria-invalid=[invalid];
                }
            }
        }
    }
}
