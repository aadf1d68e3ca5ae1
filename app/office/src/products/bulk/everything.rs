//! Edits of many products, chosen ones and everything that a filter finds: looked at, started, watched and taken back.

use api::catalog::admin::{
    BulkChange, BulkEdit, CreateBulkEdit, GetAdminProduct, GetBulkEdit, ListBulkEdits, UpdateBulkEdit,
};
use api::{Code, Problem};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::catalog::{BulkEditEvent, BulkEditState, ProductStatus};
use domain::{Locale, Slug};
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;
use uuid::Uuid;

use super::Planned;
use super::edit::{differences, told};
use super::form;
use crate::page::{alert, hidden, rejection, time, who};
use crate::visitor::{Posted, Reply, Visitor};

/// Where edits of many products are.
const EDITS: &str = "/admin/products/edits";

/// Collects the products of the filter that a form names, and leads to what would become of them.
pub(super) async fn collect(posted: &Posted, change: BulkChange) -> Reply {
    let Posted { visitor, fields } = posted;
    let status = ProductStatus::ALL.into_iter().find(|status| status.code() == fields.get("filter.status"));
    let q = fields.some("filter.q").map(str::to_owned);
    let collection = fields.some("filter.in").map(str::parse::<Slug>).transpose();
    let is_understood = status.is_some() || fields.some("filter.status").is_none();
    // What was not understood is no reason to change everything.
    let (Ok(collection), true) = (collection, is_understood) else { return Err(visitor.nothing_here()) };
    match make(posted, CreateBulkEdit { status, q, collection, change, products: vec![] }).await {
        Ok(made) => Ok(made),
        Err(problem) => {
            visitor.stop(&problem)?;
            let words = words::office_products(visitor.locale);
            let above = rejection(visitor.locale, &problem);
            let page = form::page_of(visitor, words.bulk(), Some(&above), &form::again(visitor, fields).await);
            Ok((problem.code.status(), page).into_response())
        }
    }
}

/// Makes an edit, and leads to it.
///
/// # Errors
/// As the origin refuses it.
pub(super) async fn make(posted: &Posted, edit: CreateBulkEdit) -> Result<Response, Problem> {
    let made = posted.visitor.write(&edit, &posted.once()).await?;
    Ok(Redirect::to(&format!("{EDITS}/{}", made.id)).into_response())
}

/// The edits of the last months.
pub async fn list(visitor: Visitor) -> Reply {
    let (words, office) = (words::office_products(visitor.locale), words::office(visitor.locale));
    let edits = visitor.read(&ListBulkEdits {}).await?;
    let content = html! {
        @if edits.is_empty() { p { (words.bulk_no_edits()) } }
        @else {
            table {
                thead {
                    tr {
                        th scope="col" { (words.what()) }
                        th scope="col" { (office.products()) }
                        th scope="col" { (office.status()) }
                        th scope="col" { (words.bulk_by()) }
                        th scope="col" { (words.bulk_made()) }
                    }
                }
                tbody {
                    @for edit in &edits {
                        tr {
                            th scope="row" { a href={ (EDITS) "/" (edit.id) } { (told(&edit.change, visitor.locale)) } }
                            td data-label=(office.products()) { (edit.products) }
                            td data-label=(office.status()) { (state(visitor.locale, edit.state)) }
                            td data-label=(words.bulk_by()) { (who(&edit.actor)) }
                            td data-label=(words.bulk_made()) { (time(&edit.created_at)) }
                        }
                    }
                }
            }
        }
    };
    Ok(form::page_of(&visitor, words.bulk_edits(), None, &content))
}

/// One edit: what would become of the first products, or how far it has come.
pub async fn show(visitor: Visitor, Path(edit): Path<String>) -> Reply {
    let edit: Uuid = edit.parse().map_err(|_| visitor.nothing_here())?;
    let edit = visitor.read(&GetBulkEdit { edit }).await?;
    render(&visitor, &edit, None, StatusCode::OK).await
}

/// Starts an edit, stops it or takes it back.
pub async fn follow(Path(edit): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let edit: Uuid = edit.parse().map_err(|_| visitor.nothing_here())?;
    let event = match posted.fields.get("event") {
        "start" => BulkEditEvent::Start,
        "stop" => BulkEditEvent::Stop,
        "undo" => BulkEditEvent::Undo,
        _ => return Err(visitor.nothing_here()),
    };
    match visitor.write(&UpdateBulkEdit { edit, event }, &posted.once()).await {
        Ok(edit) => Ok(Redirect::to(&format!("{EDITS}/{}", edit.id)).into_response()),
        Err(problem) if problem.code == Code::WrongState => {
            let kept = visitor.read(&GetBulkEdit { edit }).await?;
            let above = rejection(visitor.locale, &problem);
            render(visitor, &kept, Some(&above), problem.code.status()).await
        }
        Err(problem) => Err(visitor.refuse(&problem)),
    }
}

async fn render(visitor: &Visitor, edit: &BulkEdit, above: Option<&Markup>, status: StatusCode) -> Reply {
    let words = words::office_products(visitor.locale);
    let mut planned = Vec::new();
    if edit.state == BulkEditState::Ready {
        for product in &edit.waiting {
            // One that was deleted meanwhile is no longer among them.
            let Ok(view) = visitor.ask(&GetAdminProduct { product: *product }).await else { continue };
            let differences = differences(&edit.change, &view.product, visitor.locale);
            if !differences.is_empty() {
                planned.push(Planned { view, differences });
            }
        }
    }
    let content = html! {
        @if let Some(above) = above { (above) }
        p.soft { (who(&edit.actor)) " · " (time(&edit.created_at)) (filter(visitor.locale, edit)) }
        p { (state(visitor.locale, edit.state)) }
        (progress(visitor.locale, edit))
        @if edit.state == BulkEditState::Ready {
            @if planned.is_empty() { (alert(words.bulk_first_same(), None)) }
            @else {
                h2 { (words.bulk_first()) }
                (form::table(visitor, &planned))
            }
        }
        @if !edit.rejections.is_empty() {
            h2 { (words.bulk_refused()) }
            ul { @for one in &edit.rejections { li { a href={ "/admin/products/" (one.product) } { (one.product) } ": " (one.reason) } } }
        }
        @if visitor.may(Permission::CatalogWrite) { (buttons(visitor, edit)) }
        @if matches!(edit.state, BulkEditState::Running | BulkEditState::Undoing) {
            p { a.button href={ (EDITS) "/" (edit.id) } { (words.bulk_look_on()) } }
        }
        p { a href=(EDITS) { (words.bulk_edits()) } }
    };
    let title = told(&edit.change, visitor.locale);
    Ok((status, form::page_of(visitor, &title, None, &content)).into_response())
}

/// The filter that found them, behind what is said of the edit; nothing of one that may be of chosen products.
fn filter(locale: Locale, edit: &BulkEdit) -> String {
    let status = edit.status.map(|status| crate::products::status_name(locale, status).to_owned());
    let said = edit.q.as_ref().map(|q| format!("“{q}”"));
    let name = words::office_products(locale).bulk_collection();
    let collection = edit.collection.as_ref().map(|slug| format!("{name}: {slug}"));
    let all: Vec<String> = status.into_iter().chain(said).chain(collection).collect();
    // What was chosen is changed at once: whatever waits was found by a filter.
    let waits = matches!(edit.state, BulkEditState::Ready | BulkEditState::Running | BulkEditState::Stopped);
    match all.is_empty() {
        true if waits => format!(" · {}", words::office(locale).all()),
        true => String::new(),
        false => format!(" · {}", all.join(", ")),
    }
}

fn progress(locale: Locale, edit: &BulkEdit) -> Markup {
    let (words, progress) = (words::office_products(locale), &edit.progress);
    let rows = [
        (words.bulk_waiting(), progress.waiting),
        (words.bulk_changed(), progress.changed),
        (words.bulk_already(), progress.same),
        (words.bulk_refused(), progress.refused),
        (words.bulk_taken_back(), progress.undone),
    ];
    html! {
        dl.figures {
            div { dt { (words::office(locale).products()) } dd { strong { (edit.products) } } }
            @for (name, count) in rows.into_iter().filter(|(_, count)| *count > 0) {
                div { dt { (name) } dd { strong { (count) } } }
            }
        }
    }
}

/// What can happen to it now. Each says what it does; starting was looked at, and all can be taken back.
fn buttons(visitor: &Visitor, edit: &BulkEdit) -> Markup {
    let words = words::office_products(visitor.locale);
    let events = [
        ("start", BulkEditEvent::Start, words.bulk_start()),
        ("stop", BulkEditEvent::Stop, words.bulk_stop()),
        ("undo", BulkEditEvent::Undo, words.bulk_undo()),
    ];
    html! {
        div.actions {
            @for (code, event, name) in events {
                @if edit.state.next(event).is_ok_and(|next| next != edit.state) {
                    form method="post" action={ (EDITS) "/" (edit.id) } {
                        (hidden(visitor))
                        input type="hidden" name="event" value=(code);
                        button.button.main[code == "start"] { (name) }
                    }
                }
            }
        }
    }
}

/// What a state is called.
fn state(locale: Locale, state: BulkEditState) -> &'static str {
    let words = words::office_products(locale);
    match state {
        BulkEditState::Ready => words.bulk_is_ready(),
        BulkEditState::Running => words.bulk_is_running(),
        BulkEditState::Stopped => words.bulk_is_stopped(),
        BulkEditState::Done => words.bulk_is_done(),
        BulkEditState::Undoing => words.bulk_is_undoing(),
        BulkEditState::Undone => words.bulk_is_undone(),
    }
}
