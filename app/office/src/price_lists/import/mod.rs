//! Price lists by lines: looked at first, kept all or none, taken back, and written out again.

mod lines;

use api::checkout::customer_groups::{CustomerGroup, ListCustomerGroups};
use api::checkout::price_list_imports::{
    CreatePriceListImport, ListPriceListImports, PriceListImport, PriceListImportUndone, PriceListLineOutcome,
    UndoPriceListImport,
};
use api::checkout::price_lists::{GetPriceList, ListPriceLists};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::{HeaderValue, StatusCode, header};
use maud::{Markup, html};
use origin_staff::Permission;

use self::lines::{Line, read};
use crate::datetime;
use crate::page::{Section, alert, done, hidden, page, rejection, time};
use crate::reports;
use crate::upload::Files;
use crate::visitor::{Posted, Reply, Visitor, fresh_name};

/// Where it is.
const PATH: &str = "/admin/price-lists/import";

/// The form for lines or a file, and the latest imports.
pub async fn show(visitor: Visitor) -> Reply {
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    screen(&visitor, "", saved.as_ref(), None, StatusCode::OK).await
}

/// Shows what would become of lines or of a file. Nothing is kept.
pub async fn look(files: Files) -> Reply {
    let (visitor, text) = files.text().await?;
    looked(&visitor, &text, &fresh_name(), true).await
}

/// Looks at lines once more, or keeps them.
pub async fn keep(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let is_dry = fields.get("do") != "keep";
    let once = if is_dry { fresh_name() } else { posted.once() };
    looked(visitor, fields.typed("lines"), &once, is_dry).await
}

async fn looked(visitor: &Visitor, text: &str, once: &str, dry_run: bool) -> Reply {
    let words = words::price_list_imports(visitor.locale);
    let lines = match read(text, visitor.locale) {
        Ok(lines) => lines,
        Err(said) => {
            return screen(visitor, text, Some(&alert(&said, None)), None, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let is_slip = lines.iter().any(|line| line.said.is_err());
    let good: Vec<_> = lines.iter().filter_map(|line| line.said.clone().ok()).collect();
    let mut results = Vec::new().into_iter();
    // Those that can be read are looked at beside those that cannot.
    if !good.is_empty() {
        let asked = CreatePriceListImport { lines: good, dry_run: dry_run || is_slip };
        match visitor.write(&asked, once).await {
            Ok(report) if report.import.is_some() => return Ok(Redirect::to(&format!("{PATH}?saved")).into_response()),
            Ok(report) => results = report.lines.into_iter(),
            Err(problem) => {
                visitor.stop(&problem)?;
                let above = rejection(visitor.locale, &problem);
                return screen(visitor, text, Some(&above), None, problem.code.status()).await;
            }
        }
    }
    let rows: Vec<Row> = lines.into_iter().map(|line| row(visitor, line, &mut results)).collect();
    let is_refused = rows.iter().any(|row| row.note.is_some());
    let (above, status) = match (is_refused, dry_run) {
        (true, true) => (alert(words.refused_some(), None), StatusCode::OK),
        (true, false) => (alert(words.refused_some(), None), StatusCode::UNPROCESSABLE_ENTITY),
        (false, true) => (done(words.looked()), StatusCode::OK),
        // All of it was there already.
        (false, false) => (done(words::office(visitor.locale).saved()), StatusCode::OK),
    };
    screen(visitor, text, Some(&above), Some(&rows), status).await
}

/// What becomes of one line.
struct Row {
    number: usize,
    outcome: &'static str,
    /// What to mend.
    note: Option<Markup>,
}

fn row(
    visitor: &Visitor,
    line: Line,
    results: &mut impl Iterator<Item = api::checkout::price_list_imports::PriceListLineResult>,
) -> Row {
    let words = words::price_list_imports(visitor.locale);
    let (outcome, note) = match line.said {
        Err(own) => (PriceListLineOutcome::Refused, Some(html! { (own) })),
        Ok(_) => results.next().map_or((PriceListLineOutcome::Unchanged, None), |result| {
            (result.outcome, result.problem.map(|problem| reports::said(visitor.locale, &problem)))
        }),
    };
    let outcome = match outcome {
        PriceListLineOutcome::New => words.made(),
        PriceListLineOutcome::Changed => words.changed(),
        PriceListLineOutcome::Unchanged => words.unchanged(),
        PriceListLineOutcome::Refused => words.refused(),
    };
    Row { number: line.number, outcome, note }
}

async fn screen(
    visitor: &Visitor,
    typed: &str,
    above: Option<&Markup>,
    rows: Option<&[Row]>,
    status: StatusCode,
) -> Reply {
    let words = words::price_list_imports(visitor.locale);
    let imports = visitor.read(&ListPriceListImports {}).await?;
    let lines = html! {
        div.field {
            label for="lines" { (words.lines()) }
            textarea id="lines" name="lines" rows="10" spellcheck="false" aria-describedby="lines-hint" { "\n" (typed) }
            p.hint id="lines-hint" { (words.lines_hint(&datetime::zone_name())) }
        }
    };
    let content = html! {
        p.crumb { a href="/admin/price-lists" { (words::office_selling(visitor.locale).price_lists()) } }
        h1 { (words.several()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.intro()) }
        @if let Some(rows) = rows {
            form method="post" action={ (PATH) "/keep" } {
                (hidden(visitor))
                (lines)
                p.actions {
                    button.button name="do" value="look" { (words.look()) }
                    button.button.main name="do" value="keep" { (words.keep()) }
                }
            }
            (table(visitor, rows))
        } @else {
            form method="post" action=(PATH) enctype="multipart/form-data" {
                // First: what is behind it is read only for whoever this is good for.
                input type="hidden" name="token" value=(visitor.form_token());
                (lines)
                div.field {
                    label for="file" { (words.file()) }
                    input id="file" type="file" name="file" accept=".csv,.tsv,.txt,text/csv";
                }
                p.actions { button.button.main { (words.look()) } }
            }
        }
        (kept(visitor, &imports))
    };
    Ok((status, page(visitor, Section::Products, words.several(), &content)).into_response())
}

fn table(visitor: &Visitor, rows: &[Row]) -> Markup {
    let words = words::price_list_imports(visitor.locale);
    let (refused, others): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.note.is_some());
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.line()) }
                    th scope="col" { (words.result()) }
                    th scope="col" { (words.note()) }
                }
            }
            tbody {
                @for row in refused.into_iter().chain(others) {
                    tr {
                        th scope="row" { (row.number) }
                        td data-label=(words.result()) { (row.outcome) }
                        td data-label=(words.note()) {
                            @match &row.note {
                                Some(note) => (note),
                                None => "–",
                            }
                        }
                    }
                }
            }
        }
    }
}

fn kept(visitor: &Visitor, imports: &[PriceListImport]) -> Markup {
    let words = words::price_list_imports(visitor.locale);
    html! {
        @if !imports.is_empty() {
            h2 { (words.kept_imports()) }
            p.hint { (words.undo_hint()) }
            ul.rows {
                @for one in imports {
                    li {
                        (time(&one.created_at)) " · " (one.lists.join(", ")) " "
                        @if one.is_undone { " · " (words.undone()) }
                        @else if visitor.may(Permission::CatalogWrite) {
                            form.inline method="post" action={ (PATH) "/" (one.id) "/undo" } {
                                (hidden(visitor))
                                button.button.quiet aria-label=(words.undo_one(&one.created_at)) { (words.undo()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Takes an import back.
pub async fn undo(Path(import): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let words = words::price_list_imports(visitor.locale);
    let import = import.parse().map_err(|_| visitor.nothing_here())?;
    let (above, status) = match visitor.write(&UndoPriceListImport { import }, &posted.once()).await {
        Ok(PriceListImportUndone { left, .. }) if left.is_empty() => (done(words.undone()), StatusCode::OK),
        Ok(PriceListImportUndone { left, .. }) => {
            let said = format!("{} {}", words.left(), left.join(", "));
            (alert(words.undone(), Some(&said)), StatusCode::OK)
        }
        Err(problem) => {
            visitor.stop(&problem)?;
            (rejection(visitor.locale, &problem), problem.code.status())
        }
    };
    screen(visitor, "", Some(&above), None, status).await
}

/// Every price of every list as a file that this form takes again.
pub async fn export(visitor: Visitor) -> Reply {
    // Groups are named in it: who may not see them gets none of the lists that are theirs.
    let may_see = visitor.may(Permission::CustomersRead);
    let groups: Vec<CustomerGroup> =
        if may_see { visitor.ask(&ListCustomerGroups {}).await.unwrap_or_default() } else { Vec::new() };
    let mut text = lines::header();
    for summary in visitor.read(&ListPriceLists {}).await? {
        let list = visitor.read(&GetPriceList { list: summary.id }).await?;
        let group = match list.terms.group {
            None => "",
            Some(id) => match groups.iter().find(|group| group.id == id) {
                Some(group) => group.name.as_str(),
                None => continue,
            },
        };
        lines::write(&mut text, &list.terms, group);
    }
    let mut response = Response::new(text.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"price-lists.csv\""));
    Ok(response)
}
