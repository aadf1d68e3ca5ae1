//! Files that are given to be imported: sent by a form, looked at by the worker, imported when somebody says so.

use api::Problem;
use api::catalog::admin::{
    CreateImport, DeleteImportFile, GetImportFile, ImportCounts, ImportFileState, ImportFileView, ImportOutcome,
    ImportReport,
};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::{Currency, Locale};
use maud::{Markup, html};
use origin_staff::Permission;
use uuid::Uuid;

use super::said::{as_said_here, told};
use super::{columns, sending};
use crate::fields::Fields;
use crate::page::{Section, asked, hidden, page, rejection, time};
use crate::upload::Files;
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// What files are written in where it cannot be found out: as browsers call it.
const ENCODINGS: [&str; 9] = [
    "utf-8",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "iso-8859-15",
    "macintosh",
    "utf-16le",
    "shift_jis",
    "gb18030",
];

/// The form that takes a file.
pub async fn new(visitor: Visitor) -> Reply {
    Ok(form(&visitor, None))
}

fn form(visitor: &Visitor, above: Option<&Markup>) -> Response {
    let (words, office) = (words::office_products(visitor.locale), words::office(visitor.locale));
    let content = html! {
        p.crumb { a href="/admin/imports" { (words.imports()) } }
        h1 { (words.import_new()) }
        @if let Some(above) = above { (above) }
        p { (words.import_new_hint()) }
        form.narrow method="post" action="/admin/imports/new" enctype="multipart/form-data" {
            // First: what is behind it is read only for whoever this is good for. The file is last.
            input type="hidden" name="token" value=(visitor.form_token());
            div.field {
                label for="currency" { (words.import_currency()) }
                select id="currency" name="currency" {
                    @for currency in Currency::ALL {
                        option value=(currency.code()) selected[currency == Currency::Eur] { (currency.code()) }
                    }
                }
            }
            div.field {
                label for="collection" { (words.import_collection()) }
                input id="collection" name="collection" autocomplete="off" spellcheck="false" maxlength="100"
                    aria-describedby="collection-hint";
                p.hint id="collection-hint" { (words.import_collection_hint()) }
            }
            div.field {
                label for="on_hand" { (words.import_on_hand()) }
                input id="on_hand" name="on_hand" type="number" min="0" inputmode="numeric" autocomplete="off"
                    aria-describedby="on_hand-hint";
                p.hint id="on_hand-hint" { (words.import_on_hand_hint()) }
            }
            div.field {
                label for="encoding" { (words.import_encoding()) }
                select id="encoding" name="encoding" {
                    option value="" { (words.import_encoding_found()) }
                    @for encoding in ENCODINGS { option value=(encoding) { (encoding) } }
                }
            }
            label.box { input type="checkbox" name="pictures"; " " (words.import_pictures()) }
            @if visitor.may(Permission::StockWrite) {
                label.box { input type="checkbox" name="stock"; " " (words.import_stock()) }
            }
            div.field {
                label for="file" { (words.import_file()) }
                input id="file" type="file" name=(sending::FILE) required aria-describedby="file-hint"
                    accept=".csv,.tsv,.txt,.json,.jsonl,.gz,text/csv";
                p.hint id="file-hint" { (words.import_file_hint()) }
            }
            p.actions {
                button.button.main { (words.import_look()) }
                a.button href="/admin/imports" { (office.back()) }
            }
        }
    };
    page(visitor, Section::Products, words.import_new(), &content)
}

/// Takes a file.
pub async fn give(files: Files) -> Reply {
    let (visitor, outcome) = sending::give(files).await?;
    match outcome {
        Ok(file) => Ok(Redirect::to(&format!("/admin/imports/files/{file}")).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            Ok((problem.code.status(), form(&visitor, Some(&above))).into_response())
        }
    }
}

/// The files of the last days; nothing if there are none.
pub fn list(visitor: &Visitor, all: &[ImportFileView]) -> Markup {
    let words = words::office_products(visitor.locale);
    html! {
        @if !all.is_empty() {
            h2 { (words.import_files()) }
            ul.rows {
                @for one in all {
                    li {
                        a href={ "/admin/imports/files/" (one.id) } { (name(one)) }
                        " · " (time(&one.created_at)) " · " (state(visitor.locale, one.state))
                    }
                }
            }
        }
    }
}

fn name(file: &ImportFileView) -> String {
    if file.file.is_empty() { file.id.to_string() } else { file.file.clone() }
}

fn state(locale: Locale, state: ImportFileState) -> &'static str {
    let words = words::office_products(locale);
    match state {
        ImportFileState::Receiving => words.import_receiving(),
        ImportFileState::Checking => words.import_checking(),
        ImportFileState::Checked => words.import_checked(),
        ImportFileState::Importing => words.import_importing(),
        ImportFileState::Done => words.import_is_ended(),
        ImportFileState::Failed => words.import_failed(),
    }
}

pub(super) async fn find(visitor: &Visitor, file: &str) -> Result<ImportFileView, Refused> {
    let import_file: Uuid = file.parse().map_err(|_| visitor.nothing_here())?;
    visitor.read(&GetImportFile { import_file }).await
}

/// How far a file is, and what became of its rows, or would.
pub async fn one(visitor: Visitor, Path(file): Path<String>) -> Reply {
    let found = find(&visitor, &file).await?;
    Ok(show(&visitor, &found, &Fields::default(), None))
}

pub(super) fn show(visitor: &Visitor, file: &ImportFileView, typed: &Fields, above: Option<&Markup>) -> Response {
    let (words, office) = (words::office_products(visitor.locale), words::office(visitor.locale));
    let address = format!("/admin/imports/files/{}", file.id);
    let works = matches!(file.state, ImportFileState::Checking | ImportFileState::Importing);
    let title = name(file);
    let content = html! {
        p.crumb { a href="/admin/imports" { (words.imports()) } }
        h1 { (title) }
        @if let Some(above) = above { (above) }
        p { (time(&file.created_at)) " · " (state(visitor.locale, file.state)) }
        @if let Some(problem) = &file.problem { p.written lang=(Locale::default().code()) { (as_said_here(problem)) } }
        @if let Some(counts) = &file.progress { (table(visitor, counts)) }
        @if works { p { a.button href=(address) { (office.look_again()) } } }
        @if file.state == ImportFileState::Receiving { p { (words.import_receiving_meaning()) } }
        @if file.state == ImportFileState::Checked && visitor.may(Permission::CatalogWrite) {
            // Of a table of which nothing can be read yet, or all is refused, there is nothing to be imported.
            @if file.progress.is_some_and(|counts| counts.read > counts.refused) {
                p { (words.import_checked_meaning()) }
                form method="post" action={ (address) "/import" } {
                    (hidden(visitor))
                    button.button.main { (words.import_begin()) }
                }
            }
            (columns::form(visitor, file, typed))
        }
        @if let Some(import) = file.import {
            p { a href={ "/admin/imports/" (import) } { (words.import_undo()) } }
        }
        @if let Some(report) = &file.report { (rows(visitor, report)) }
        @if file.state != ImportFileState::Importing && visitor.may(Permission::CatalogWrite) {
            (asked(words.import_forget(), &title, words.import_forget_meaning(), &html! {
                form method="post" action={ (address) "/delete" } {
                    (hidden(visitor))
                    button.button { (words.import_forget()) }
                }
            }))
        }
    };
    page(visitor, Section::Products, &title, &content)
}

fn table(visitor: &Visitor, counts: &ImportCounts) -> Markup {
    let words = words::office_products(visitor.locale);
    let named = [
        (words.import_read(), counts.read),
        (words.import_made(), counts.new),
        (words.import_changed(), counts.changed),
        (words.import_unchanged(), counts.unchanged),
        (words.import_refused(), counts.refused),
        (words.import_rows(), counts.rows),
        (words.import_rows_refused(), counts.rows_refused),
    ];
    html! {
        dl.attributes { @for (name, count) in named { div { dt { (name) } dd { (count) } } } }
    }
}

fn rows(visitor: &Visitor, report: &ImportReport) -> Markup {
    let words = words::office_products(visitor.locale);
    let outcome = |outcome| match outcome {
        ImportOutcome::New => words.import_row_new(),
        ImportOutcome::Changed => words.import_row_changed(),
        ImportOutcome::Unchanged => words.import_unchanged(),
        ImportOutcome::Refused => words.import_refused(),
    };
    html! {
        @if !report.notes.is_empty() {
            ul { @for note in &report.notes { li { (told(visitor.locale, note)) } } }
        }
        @if !report.rows.is_empty() {
            h2 { (words.import_result()) }
            p.hint { (words.import_result_hint()) }
            table {
                thead {
                    tr {
                        th scope="col" { (words.import_line()) }
                        th scope="col" { (words.import_thing()) }
                        th scope="col" { (words.import_state()) }
                        th scope="col" { (words.import_notes()) }
                    }
                }
                tbody {
                    @for row in &report.rows {
                        tr {
                            td data-label=(words.import_line()) { (row.line) }
                            th scope="row" { (row.name) }
                            td data-label=(words.import_state()) { (outcome(row.outcome)) }
                            td data-label=(words.import_notes()) {
                                @for note in &row.notes { p { (told(visitor.locale, note)) } }
                            }
                        }
                    }
                }
            }
        }
        @if !report.columns_left_out.is_empty() {
            h2 { (words.import_columns()) }
            ul { @for column in &report.columns_left_out { li { (told(visitor.locale, column)) } } }
        }
    }
}

/// Has a file imported.
pub async fn import(Path(file): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let found = find(visitor, &file).await?;
    let outcome = visitor.write(&CreateImport { import_file: found.id }, &posted.once()).await;
    match outcome {
        Ok(_) => Ok(Redirect::to(&format!("/admin/imports/files/{}", found.id)).into_response()),
        Err(problem) => refused(visitor, &found, &problem),
    }
}

/// Forgets a file.
pub async fn delete(Path(file): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let found = find(visitor, &file).await?;
    match visitor.write(&DeleteImportFile { import_file: found.id }, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/imports").into_response()),
        Err(problem) => refused(visitor, &found, &problem),
    }
}

fn refused(visitor: &Visitor, file: &ImportFileView, problem: &Problem) -> Reply {
    visitor.stop(problem)?;
    let above = rejection(visitor.locale, problem);
    Ok((problem.code.status(), show(visitor, file, &Fields::default(), Some(&above))).into_response())
}
