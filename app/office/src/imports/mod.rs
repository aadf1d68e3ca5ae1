//! Imports of whole files, and taking them back.

pub mod columns;
pub mod export;
pub mod files;
mod said;
mod sending;

use api::catalog::admin::{ImportState, ImportView, ListImportFiles, ListImportLeft, ListImports};
use api::inventory::CreateImportUndo;
use api::settings::GetSettings;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Locale;
use maud::{Markup, html};
use origin_staff::Permission;
use uuid::Uuid;
use words::counted;

use crate::page::{Section, done, hidden, page, rejection, time};
use crate::reports;
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// The imports of thirty days.
pub async fn list(visitor: Visitor) -> Reply {
    let (words, office) = (words::office_products(visitor.locale), words::office(visitor.locale));
    let all = visitor.read(&ListImports {}).await?;
    let given = visitor.read(&ListImportFiles {}).await?;
    let set = visitor.read(&GetSettings {}).await?;
    let content = html! {
        p.crumb { a href=(Section::Products.path()) { (office.products()) } }
        h1 { (words.imports()) }
        p.hint { (words.imports_hint()) }
        @if visitor.may(Permission::CatalogWrite) {
            p.actions { a.button.main href="/admin/imports/new" { (words.import_new()) } }
        }
        (files::list(&visitor, &given))
        @if all.is_empty() { p { (words.imports_none()) } }
        @else { (table(&visitor, &all)) }
        (export::links(&visitor, set.shop.markets()))
    };
    Ok(page(&visitor, Section::Products, words.imports(), &content))
}

fn table(visitor: &Visitor, all: &[ImportView]) -> Markup {
    let words = words::office_products(visitor.locale);
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.import_file()) }
                    th scope="col" { (words.import_begun()) }
                    th scope="col" { (words.import_state()) }
                    th scope="col" { (words.import_made()) }
                    th scope="col" { (words.import_changed()) }
                    th scope="col" { (words.import_left()) }
                }
            }
            tbody {
                @for one in all {
                    tr {
                        th scope="row" { a href={ "/admin/imports/" (one.id) } { (name(one)) } }
                        td data-label=(words.import_begun()) { (time(&one.begun_at)) }
                        td data-label=(words.import_state()) { (state(visitor.locale, one.state)) }
                        td data-label=(words.import_made()) { (counted(visitor.locale, one.made.cast_signed())) }
                        td data-label=(words.import_changed()) { (counted(visitor.locale, one.changed.cast_signed())) }
                        td data-label=(words.import_left()) { (counted(visitor.locale, one.left.cast_signed())) }
                    }
                }
            }
        }
    }
}

/// Its file, or what it is called by if that has no name.
fn name(import: &ImportView) -> String {
    if import.file.is_empty() { import.id.to_string() } else { import.file.clone() }
}

fn state(locale: Locale, state: ImportState) -> &'static str {
    let words = words::office_products(locale);
    match state {
        ImportState::Begun => words.import_is_begun(),
        ImportState::Ended => words.import_is_ended(),
        ImportState::Undoing => words.import_is_undoing(),
        ImportState::Undone => words.import_is_undone(),
    }
}

/// One import: the question whether to take it back, or what became of that.
pub async fn ask(visitor: Visitor, Path(import): Path<String>) -> Reply {
    let import = find(&visitor, &import).await?;
    show(&visitor, &import, None).await
}

async fn find(visitor: &Visitor, import: &str) -> Result<ImportView, Refused> {
    let id: Uuid = import.parse().map_err(|_| visitor.nothing_here())?;
    let all = visitor.read(&ListImports {}).await?;
    all.into_iter().find(|one| one.id == id).ok_or_else(|| visitor.nothing_here())
}

async fn show(visitor: &Visitor, import: &ImportView, above: Option<Markup>) -> Result<Response, Refused> {
    let (words, office) = (words::office_products(visitor.locale), words::office(visitor.locale));
    let left = match import.state {
        ImportState::Undoing | ImportState::Undone => visitor.read(&ListImportLeft { import: import.id }).await?,
        ImportState::Begun | ImportState::Ended => Vec::new(),
    };
    let address = format!("/admin/imports/{}", import.id);
    let title = name(import);
    let content = html! {
        p.crumb { a href="/admin/imports" { (words.imports()) } }
        h1 { (title) }
        @if let Some(above) = above { (above) }
        p {
            (time(&import.begun_at)) " · " (state(visitor.locale, import.state)) " · "
            (words.import_made()) ": " (counted(visitor.locale, import.made.cast_signed())) " · "
            (words.import_changed()) ": " (counted(visitor.locale, import.changed.cast_signed()))
        }
        @match import.state {
            ImportState::Begun | ImportState::Ended => {
                p { (words.import_undo_meaning()) }
                @if import.state == ImportState::Begun { p.hint { (words.import_running()) } }
                @if visitor.may(Permission::CatalogWrite) {
                    @if !visitor.may(Permission::StockWrite) { p.hint { (words.import_undo_stock()) } }
                    form method="post" action={ (address) "/undo" } {
                        (hidden(visitor))
                        p.actions {
                            button.button.main { (words.import_undo()) }
                            a.button href="/admin/imports" { (office.back()) }
                        }
                    }
                }
            }
            ImportState::Undoing => {
                (done(words.import_undo_asked()))
                p { a href=(address) { (office.look_again()) } }
            }
            ImportState::Undone => (taken_back(visitor.locale, import)),
        }
        @if !left.is_empty() {
            h2 { (words.import_left()) }
            ul.rows {
                @for one in &left {
                    li { (one.slug) " " span.soft { (reports::said(visitor.locale, &one.reason)) } }
                }
            }
        }
    };
    Ok(page(visitor, Section::Products, &title, &content))
}

/// What became of its products when it was taken back.
fn taken_back(locale: Locale, import: &ImportView) -> Markup {
    let words = words::office_products(locale);
    let became = [
        (words.import_deleted(), import.deleted),
        (words.import_archived(), import.archived),
        (words.import_restored(), import.restored),
        (words.import_left(), import.left),
    ];
    html! {
        dl.attributes {
            @for (name, count) in became.into_iter().filter(|(_, count)| *count > 0) {
                div { dt { (name) } dd { (counted(locale, count.cast_signed())) } }
            }
        }
    }
}

/// Has an import taken back.
pub async fn undo(Path(import): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let found = find(visitor, &import).await?;
    match visitor.write(&CreateImportUndo { import: found.id }, &posted.once()).await {
        Ok(()) => Ok(Redirect::to(&format!("/admin/imports/{}", found.id)).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            let shown = show(visitor, &found, Some(above)).await?;
            Ok((problem.code.status(), shown).into_response())
        }
    }
}
