//! The variants of a product as lines of a spreadsheet: they are copied out, changed, pasted in and looked at before
//! anything is kept.

mod changes;
mod table;

use api::Code;
use api::catalog::admin::{AdminProductView, ProductInput, UpdateProduct};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Locale;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use self::changes::{Change, Fault, Read};
use self::table::separated;
use super::editor::{read, stock_of};
use super::save::set_stock;
use crate::fields::Fields;
use crate::page::{Section, alert, done, form_status, hidden, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// Changes that a preview shows one by one; of more it tells the number.
const SHOWN: usize = 200;

/// The lines of a spreadsheet, each with its number and what is in its columns; none if they are too many or too long.
pub(crate) fn cells(text: &str) -> Option<Vec<(usize, Vec<String>)>> {
    let rows = separated(text).ok()?;
    Some(rows.into_iter().map(|row| (row.line, row.cells)).collect())
}

/// The lines as they are kept.
pub async fn show(visitor: Visitor, Path(product): Path<String>) -> Reply {
    let (view, _) = read(&visitor, &product).await?;
    let stock = stock_of(&visitor, &view).await;
    let mut typed = Fields::default();
    typed.set("version", view.version.to_string());
    typed.set("lines", changes::lines_of(&view.product, &stock, visitor.locale));
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    Ok(form(&visitor, &view, &typed, saved.as_ref(), &html! {}, StatusCode::OK))
}

/// Shows what lines that were pasted change, and keeps it once that was looked at.
pub async fn save(Path(product): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::office_products(visitor.locale);
    let (view, _) = read(visitor, &product).await?;
    let stock = stock_of(visitor, &view).await;
    let read = separated(fields.typed("lines"))
        .map_err(|fault| vec![fault])
        .and_then(|rows| changes::read(&rows, &view.product, &stock));
    let read = match read {
        Ok(read) => read,
        Err(faults) => {
            let below = faulty(visitor, &faults);
            return Ok(form(visitor, &view, fields, None, &below, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    if read.changes.is_empty() {
        let above = alert(words.lines_same(), None);
        return Ok(form(visitor, &view, fields, Some(&above), &html! {}, StatusCode::OK));
    }
    // Stock has no part in the product's version: what would be counted is compared with what was looked at.
    let is_old = fields.get("version") != view.version.to_string()
        || (fields.has("counts") && fields.get("counts") != counts(&read));
    if !fields.has("confirmed") || is_old {
        let mut typed = fields.clone();
        typed.set("version", view.version.to_string());
        // What is shown is a comparison with what is kept by now, so somebody who was not the first sees both.
        let office = words::office(visitor.locale);
        let above = is_old.then(|| alert(office.outdated(), Some(words.lines_outdated())));
        let status = if is_old { StatusCode::CONFLICT } else { StatusCode::OK };
        let below = preview(visitor, &view, &typed, &read);
        return Ok(form(visitor, &view, &typed, above.as_ref(), &below, status));
    }
    let change = ProductInput { variants: Some(read.variants.clone()), ..ProductInput::default() };
    let update = UpdateProduct { product: view.id, if_match: posted.version(), change };
    if let Err(problem) = visitor.write(&update, &posted.once()).await {
        visitor.stop(&problem)?;
        let outdated = problem.code == Code::VersionOutdated;
        let office = words::office(visitor.locale);
        let above = match outdated {
            true => alert(office.outdated(), Some(words.lines_again())),
            false => rejection(visitor.locale, &problem),
        };
        return Ok(form(visitor, &view, fields, Some(&above), &html! {}, form_status(problem.code)));
    }
    let rejections = set_stock(visitor, &read.stock).await;
    if rejections.is_empty() {
        return Ok(Redirect::to(&format!("/admin/products/{}/lines?saved", view.id)).into_response());
    }
    let above = super::save::stock_rejections(visitor, &rejections);
    Ok(form(visitor, &view, fields, Some(&above), &html! {}, StatusCode::UNPROCESSABLE_ENTITY))
}

fn form(
    visitor: &Visitor,
    view: &AdminProductView,
    typed: &Fields,
    above: Option<&Markup>,
    below: &Markup,
    status: StatusCode,
) -> Response {
    let (words, office) = (words::office_products(visitor.locale), words::office(visitor.locale));
    let content = html! {
        p.crumb {
            a href="/admin/products" { (office.products()) } " / "
            a href={ "/admin/products/" (view.id) } { (view.product.title.get(visitor.locale)) }
        }
        h1 { (words.lines()) }
        @if let Some(above) = above { (above) }
        p.hint id="lines-hint" { (words.lines_hint()) }
        (below)
        form method="post" action={ "/admin/products/" (view.id) "/lines" } {
            (hidden(visitor))
            input type="hidden" name="version" value=(typed.get("version"));
            div.field {
                label for="lines" { (office.variants()) }
                textarea.lines id="lines" name="lines" rows="20" wrap="off" spellcheck="false" autocomplete="off"
                    aria-describedby="lines-hint" { "\n" (typed.typed("lines")) }
            }
            @if visitor.may(Permission::CatalogWrite) {
                p.actions { button.button.main name="preview" value="on" { (words.look()) } }
            }
        }
    };
    (status, page(visitor, Section::Products, words.lines(), &content)).into_response()
}

/// What was counted against what is there: part of what was looked at.
fn counts(read: &Read) -> String {
    let counts = read.changes.iter().filter(|change| change.column == "Stock");
    let counts = counts.map(|change| format!("{} {} {}", change.sku, change.before, change.after));
    counts.collect::<Vec<_>>().join("; ")
}

/// What will change, line by line, and the button that keeps it.
fn preview(visitor: &Visitor, view: &AdminProductView, typed: &Fields, read: &Read) -> Markup {
    let (words, office) = (words::office_products(visitor.locale), words::office(visitor.locale));
    html! {
        h2 { (words.lines_change(read.changes.len() as u64)) }
        table {
            thead {
                tr {
                    th scope="col" { (office.sku()) }
                    th scope="col" { (words.what()) }
                    th scope="col" { (office.before()) }
                    th scope="col" { (office.after()) }
                }
            }
            tbody { @for change in read.changes.iter().take(SHOWN) { (row(visitor.locale, change)) } }
        }
        @if read.changes.len() > SHOWN { p { (words.and_more((read.changes.len() - SHOWN) as u64)) } }
        form method="post" action={ "/admin/products/" (view.id) "/lines" } {
            (hidden(visitor))
            input type="hidden" name="version" value=(typed.get("version"));
            input type="hidden" name="counts" value=(counts(read));
            input type="hidden" name="lines" value=(typed.typed("lines"));
            input type="hidden" name="confirmed" value="on";
            p.actions {
                button.button.main { (words.keep()) }
                a.button href={ "/admin/products/" (view.id) "/lines" } { (words.begin_again()) }
            }
        }
    }
}

fn row(locale: Locale, change: &Change) -> Markup {
    let (words, office) = (words::office_products(locale), words::office(locale));
    let text = |text: &str| html! { @if text.is_empty() { "–" } @else { (text) } };
    html! {
        tr {
            th scope="row" { (change.sku) }
            td data-label=(words.what()) { @if change.is_new { (office.new_variant()) ": " } (change.column) }
            td data-label=(office.before()) { (text(&change.before)) }
            td data-label=(office.after()) { strong { (text(&change.after)) } }
        }
    }
}

fn faulty(visitor: &Visitor, faults: &[Fault]) -> Markup {
    let words = words::office_products(visitor.locale);
    html! {
        div.alert role="alert" {
            p.alert-title { (words.lines_unread()) }
            ul {
                @for fault in faults.iter().take(SHOWN) {
                    li { (words.line_number(fault.line as u64)) ": " (fault.said(visitor.locale)) @if !fault.text.is_empty() { " " q { (fault.text) } } }
                }
            }
        }
    }
}
