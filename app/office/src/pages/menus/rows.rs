//! Menus as a form has them: rows in their order, each with where it leads and what it is called.

use api::settings::{MenuColumn, MenuEntry, MenuTarget, Menus};
use domain::catalog::Localized;

use super::form::Choices;
use crate::fields::{Fields, localized, set_localized};

/// Columns of the footer.
pub(super) const COLUMNS: usize = 3;
/// Rows of the header, and of a column, of which those without a target are not there.
pub(super) const ROWS: usize = 8;
/// A row that leads to what is typed beside it.
pub(crate) const ADDRESS: &str = "address";

/// A row of the form: `page:…`, `collection:…`, `product:…` or `address`, with the address, and its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub to: String,
    pub address: String,
    pub label: Localized,
}

/// The whole form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Model {
    pub header: Vec<Row>,
    pub footer: Vec<(Localized, Vec<Row>)>,
}

impl Model {
    /// What is set.
    pub(super) fn of(menus: &Menus) -> Self {
        let rows = |entries: &[MenuEntry]| entries.iter().map(row).collect::<Vec<_>>();
        Self {
            header: rows(&menus.header),
            footer: menus.footer.iter().map(|column| (column.title.clone(), rows(&column.entries))).collect(),
        }
    }

    /// What a form says: each list by the numbers that say its order.
    pub(super) fn posted(fields: &Fields) -> Self {
        let column = |column: usize| {
            let title = localized(fields, &format!("footer.{column}.title"));
            (title, rows(fields, &format!("footer.{column}.entries")))
        };
        let is_there = |(title, rows): &(Localized, Vec<Row>)| !rows.is_empty() || !title.en.is_empty();
        Self { header: rows(fields, "header"), footer: (0..COLUMNS).map(column).filter(is_there).collect() }
    }

    /// The menus it stands for. What leads to a collection and is called nothing has the collection's own name.
    pub(super) fn menus(&self, choices: &Choices) -> (Vec<MenuEntry>, Vec<MenuColumn>) {
        let entries = |rows: &[Row]| rows.iter().map(|row| entry(row, choices)).collect::<Vec<_>>();
        let column =
            |(title, rows): &(Localized, Vec<Row>)| MenuColumn { title: title.clone(), entries: entries(rows) };
        (entries(&self.header), self.footer.iter().map(column).collect())
    }
}

fn rows(fields: &Fields, list: &str) -> Vec<Row> {
    let row = |place: usize| {
        let name = |field: &str| format!("{list}.{place}.{field}");
        let at = fields.get(&name("at")).parse().unwrap_or(place + 1);
        let label = localized(fields, &name("label"));
        let row =
            Row { to: fields.get(&name("to")).to_owned(), address: fields.get(&name("address")).to_owned(), label };
        fields.some(&name("to")).map(|_| (at, row))
    };
    let mut rows: Vec<(usize, Row)> = (0..ROWS).filter_map(row).collect();
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// An entry as a form has it.
pub(crate) fn row(entry: &MenuEntry) -> Row {
    let (to, address) = match &entry.to {
        MenuTarget::Page(page) => (format!("page:{page}"), String::new()),
        MenuTarget::Collection(slug) => (format!("collection:{slug}"), String::new()),
        MenuTarget::Product(slug) => (format!("product:{slug}"), String::new()),
        MenuTarget::Address(address) => (ADDRESS.to_owned(), address.clone()),
    };
    Row { to, address, label: entry.label.clone().unwrap_or_else(|| Localized::same("")) }
}

/// The entry that a row stands for.
pub(crate) fn entry(row: &Row, choices: &Choices) -> MenuEntry {
    let target = match row.to.split_once(':') {
        Some(("page", id)) => id.parse().ok().map(MenuTarget::Page),
        Some(("collection", slug)) => slug.parse().ok().map(MenuTarget::Collection),
        Some(("product", slug)) => slug.parse().ok().map(MenuTarget::Product),
        _ => None,
    };
    let is_called = !row.label.en.is_empty() || row.label.translated().next().is_some();
    let label = if is_called { Some(row.label.clone()) } else { choices.title(&row.to) };
    MenuEntry { label, to: target.unwrap_or_else(|| MenuTarget::Address(row.address.clone())) }
}

/// The texts of a row's names, for its fields.
pub(super) fn label_fields(label: &Localized) -> Fields {
    let mut fields = Fields::default();
    set_localized(&mut fields, "label", label);
    fields
}

#[cfg(test)]
mod tests {
    use domain::Locale;

    use super::*;

    #[test]
    fn a_form_says_what_is_set_in_the_order_of_its_numbers() {
        let form = "header.0.to=address&header.0.address=%2Fsearch&header.0.at=2&header.0.label.en=Search\
                    &header.1.to=collection%3Amugs&header.1.at=1&header.2.to=&header.2.label.en=Nowhere\
                    &footer.1.title.en=Help&footer.1.title.de=Hilfe&footer.1.entries.0.to=address\
                    &footer.1.entries.0.address=https%3A%2F%2Fx.example&footer.1.entries.0.label.en=X";
        let model = Model::posted(&Fields::of_form(form.as_bytes()));
        let choices = Choices::of(vec![("collection:mugs".to_owned(), Localized::same("Mugs"))]);
        let (header, footer) = model.menus(&choices);
        let address = |address: &str| MenuTarget::Address(address.to_owned());
        let entry = |label: &str, to| MenuEntry { label: Some(Localized::same(label)), to };
        let mugs = MenuTarget::Collection("mugs".parse().expect("a slug"));
        assert_eq!(header, [entry("Mugs", mugs), entry("Search", address("/search"))]);
        let title = Localized::same("Help").with(Locale::De, "Hilfe");
        assert_eq!(footer, [MenuColumn { title, entries: vec![entry("X", address("https://x.example"))] }]);
        let again = Model::of(&Menus { header, footer });
        assert_eq!((again.header.len(), again.footer), (2, model.footer));
    }
}
