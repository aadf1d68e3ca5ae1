//! What the columns of a file are whose names an import does not know: whoever gave it says so, and has it looked at again.

use api::catalog::admin::{
    ImportColumn, ImportColumnMeaning, ImportColumns, ImportFileView, MAX_IMPORT_COLUMNS, UpdateImportColumns,
};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::Locale;
use maud::{Markup, html};

use super::files::{find, show};
use super::said::told;
use crate::fields::Fields;
use crate::page::{hidden, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// What a choice is called in the form.
const FACT: &str = "attribute";
const IGNORED: &str = "ignored";
/// How the choice of a field begins.
const FIELD: &str = "field:";

/// The form; nothing if all columns are known.
pub fn form(visitor: &Visitor, file: &ImportFileView, typed: &Fields) -> Markup {
    let words = words::office_imports(visitor.locale);
    let Some(report) = file.report.as_ref().filter(|report| !report.columns.is_empty()) else { return html! {} };
    let is_from_before = file.columns.is_empty() && !file.suggested.is_empty();
    let said = if file.columns.is_empty() { &file.suggested } else { &file.columns };
    let kept = fields_of(&report.columns, said);
    let typed = if typed.has("column.0") { typed } else { &kept };
    html! {
        h2 { (words.columns()) }
        p { (words.columns_hint()) }
        @if is_from_before { p { strong { (words.from_before()) } } }
        form method="post" action={ "/admin/imports/files/" (file.id) "/columns" } {
            (hidden(visitor))
            table.form {
                thead {
                    tr {
                        th scope="col" { (words.column()) }
                        th scope="col" { (words.first_values()) }
                        th scope="col" { (words.it_is()) }
                        th scope="col" { (words.fact()) }
                    }
                }
                tbody {
                    @for (place, column) in report.columns.iter().enumerate() {
                        (row(visitor.locale, place, column, &report.fields, typed))
                    }
                }
            }
            p.actions { button.button { (words.look_again()) } }
        }
    }
}

fn row(locale: Locale, place: usize, column: &ImportColumn, fields: &[String], typed: &Fields) -> Markup {
    let words = words::office_imports(locale);
    let chosen = typed.get(&format!("as.{place}"));
    let of = |label: &str| format!("{label}: {}", column.name);
    html! {
        tr {
            th scope="row" {
                (column.name)
                input type="hidden" name={ "column." (place) } value=(column.name);
            }
            td data-label=(words.first_values()) {
                @if column.first.is_empty() { "–" }
                @else { (column.first.join(" · ")) }
                @if !column.reason.is_empty() {
                    br;
                    span.soft.reason { (told(locale, &column.reason)) }
                }
            }
            td data-label=(words.it_is()) {
                select name={ "as." (place) } aria-label=(of(words.it_is())) {
                    option value="" { (words.open()) }
                    option value=(IGNORED) selected[chosen == IGNORED] { (words.ignored()) }
                    option value=(FACT) selected[chosen == FACT] { (words.a_fact()) }
                    @for field in fields {
                        @let value = format!("{FIELD}{field}");
                        option value=(value) selected[chosen == value] { (field_name(locale, field)) }
                    }
                }
            }
            td data-label=(words.fact()) {
                input name={ "name." (place) } value=(typed.get(&format!("name.{place}"))) maxlength="100"
                    autocomplete="off" aria-label=(of(words.fact()));
            }
        }
    }
}

/// A field as people call it, with its name in files.
fn field_name(locale: Locale, field: &str) -> String {
    let (words, office, more) = (words::office_imports(locale), words::office(locale), words::office_products(locale));
    let said = match field {
        "title" | "name" | "product title" | "title_en" => office.title(),
        "handle" | "slug" | "product handle" => office.address(),
        "body (html)" | "description" | "product description" | "description_en" => office.description(),
        "vendor" | "brand" | "brands" => office.brand(),
        "variant sku" | "sku" => office.sku(),
        "variant barcode" | "gtin" | "gtin, upc, ean, or isbn" => more.gtin(),
        "variant price" | "regular price" => office.price(),
        "variant inventory qty" | "variant inventory quantity" | "stock" | "on_hand" => office.on_hand(),
        "variant grams" | "weight_grams" => more.weight(),
        "type" | "product type" | "categories" | "collections" => office.collections(),
        "image src" | "images" | "product thumbnail" => words.picture(),
        _ => return field.to_owned(),
    };
    format!("{said} ({field})")
}

/// What was said, as the fields of the form. The fact of each other column would be called as the column is.
fn fields_of(columns: &[ImportColumn], said: &ImportColumns) -> Fields {
    let mut fields = Fields::default();
    for (place, column) in columns.iter().enumerate() {
        fields.set(format!("name.{place}"), column.name.chars().take(100).collect::<String>());
        let chosen = match said.get(&column.name) {
            None => continue,
            Some(ImportColumnMeaning::Ignored) => IGNORED.to_owned(),
            Some(ImportColumnMeaning::Field { name }) => format!("{FIELD}{name}"),
            Some(ImportColumnMeaning::Attribute { name }) => {
                fields.set(format!("name.{place}"), name.as_str());
                FACT.to_owned()
            }
        };
        fields.set(format!("as.{place}"), chosen);
    }
    fields
}

/// What a form says.
fn read(fields: &Fields) -> ImportColumns {
    let each = (0..MAX_IMPORT_COLUMNS).map_while(|place| {
        let column = fields.has(&format!("column.{place}")).then(|| fields.get(&format!("column.{place}")))?;
        let meaning = match fields.get(&format!("as.{place}")) {
            IGNORED => Some(ImportColumnMeaning::Ignored),
            FACT => Some(ImportColumnMeaning::Attribute { name: fields.get(&format!("name.{place}")).to_owned() }),
            chosen => {
                let name = chosen.strip_prefix(FIELD);
                name.map(|name| ImportColumnMeaning::Field { name: name.to_owned() })
            }
        };
        Some((column.to_owned(), meaning))
    });
    each.filter_map(|(column, meaning)| Some((column, meaning?))).collect()
}

/// Keeps what is said, and has the file looked at again.
pub async fn say(Path(file): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let found = find(visitor, &file).await?;
    let update = UpdateImportColumns { import_file: found.id, columns: read(fields) };
    match visitor.write(&update, &posted.once()).await {
        Ok(_) => Ok(Redirect::to(&format!("/admin/imports/files/{}", found.id)).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            Ok((problem.code.status(), show(visitor, &found, fields, Some(&above))).into_response())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back() {
        let column = |name: &str| ImportColumn { name: name.to_owned(), reason: String::new(), first: Vec::new() };
        let columns = ["Stoff", "Preis", "Regal", "Form"].map(column);
        let field = ImportColumnMeaning::Field { name: "variant price".to_owned() };
        let fact = ImportColumnMeaning::Attribute { name: "Fabric".to_owned() };
        let said: ImportColumns = [("Stoff", fact), ("Preis", field), ("Regal", ImportColumnMeaning::Ignored)]
            .map(|(name, meaning)| (name.to_owned(), meaning))
            .into();
        let mut fields = fields_of(&columns, &said);
        for (place, column) in columns.iter().enumerate() {
            fields.set(format!("column.{place}"), column.name.as_str());
        }
        assert_eq!(read(&fields), said);
        assert_eq!(fields.get("name.3"), "Form", "as a fact it would be called as the column is");
        assert_eq!(read(&Fields::default()), ImportColumns::new());
    }
}
