//! Addresses that lead elsewhere: one by one, or many by lines and files.

mod lines;
mod report;

use api::settings::{
    AdminRedirects, ListAdminRedirects, MAX_REDIRECTS, Redirect, RedirectOutcome, RedirectReport, UpdateRedirects,
};
use axum::response::{IntoResponse as _, Redirect as Go, Response};
use http::{HeaderValue, StatusCode, header};
use maud::{Markup, html};

use crate::fields::Fields;
use crate::page::{
    Section, alert, asked, described_by, done, fault, hidden, is_invalid, marked, page, paging, rejection, text_field,
};
use crate::reports;
use crate::upload::Files;
use crate::visitor::{Posted, Reply, Visitor};

/// Where it is.
const PATH: &str = "/admin/redirects";

/// What there is, and the forms for more.
pub async fn list(visitor: Visitor) -> Reply {
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, &Fields::default(), saved.as_ref(), StatusCode::OK).await
}

/// Does what a form says: sets one address, looks at lines or keeps them, takes one away.
pub async fn change(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let (set, removed) = match fields.get("do") {
        "remove" => (Vec::new(), vec![fields.get("path").to_owned()]),
        "look" => return look(visitor, fields.typed("lines")).await,
        "keep" => match lines::read(fields.typed("lines")) {
            Some(set) => (set, Vec::new()),
            None => return look(visitor, fields.typed("lines")).await,
        },
        _ => {
            let status = if fields.get("status") == "301" { 301 } else { 308 };
            let one = Redirect { from: fields.get("from").to_owned(), to: fields.get("to").to_owned(), status };
            (vec![one], Vec::new())
        }
    };
    let update = UpdateRedirects { set, removed, dry_run: false };
    match visitor.write(&update, &posted.once()).await {
        Ok(report) if report.is_kept => Ok(Go::to(&format!("{PATH}?saved")).into_response()),
        Ok(report) if fields.get("do") == "keep" => {
            let above = alert(words::redirects(visitor.locale).refused_some(), None);
            looked(visitor, fields.typed("lines"), &report, &above, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Ok(report) => {
            let refused = report.rows.iter().find(|row| row.problem.is_some());
            let said =
                reports::said(visitor.locale, refused.and_then(|row| row.problem.as_deref()).unwrap_or_default());
            let above = html! {
                div.alert role="alert" {
                    p.alert-title { (words::office(visitor.locale).went_wrong()) }
                    p { (said) }
                }
            };
            let faulty = refused.and_then(|row| row.field.as_deref());
            let fields = faulty.map_or_else(|| fields.clone(), |name| fields.with_fault(name, &said));
            render(visitor, &fields, Some(&above), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            let fields = marked(visitor.locale, fields, &problem);
            render(visitor, &fields, Some(&above), problem.code.status()).await
        }
    }
}

/// Shows what would become of the lines of a file, or of those that were typed. Nothing is kept.
pub async fn look_at_file(files: Files) -> Reply {
    let (visitor, text) = files.text().await?;
    look(&visitor, &text).await
}

/// What would become of lines.
async fn look(visitor: &Visitor, typed: &str) -> Reply {
    let words = words::redirects(visitor.locale);
    let mut fields = Fields::default();
    fields.set("lines", typed);
    let Some(set) = lines::read(typed) else {
        let above = alert(words.too_many(), None);
        return render(visitor, &fields, Some(&above), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let update = UpdateRedirects { set, removed: Vec::new(), dry_run: true };
    match visitor.write(&update, &crate::visitor::fresh_name()).await {
        Ok(report) => {
            let is_refused = report.rows.iter().any(|row| row.outcome == RedirectOutcome::Refused);
            let above = if is_refused { alert(words.refused_some(), None) } else { done(words.looked()) };
            looked(visitor, typed, &report, &above, StatusCode::OK)
        }
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            render(visitor, &fields, Some(&above), problem.code.status()).await
        }
    }
}

fn looked(visitor: &Visitor, typed: &str, report: &RedirectReport, above: &Markup, status: StatusCode) -> Reply {
    let words = words::redirects(visitor.locale);
    let content = html! {
        p.crumb { a href=(PATH) { (words.redirects()) } }
        h1 { (words.several()) }
        (above)
        form method="post" action=(PATH) {
            (hidden(visitor))
            div.field {
                label for="lines" { (words.lines()) }
                textarea id="lines" name="lines" rows="8" spellcheck="false" aria-describedby="lines-hint" { "\n" (typed) }
                p.hint id="lines-hint" { (words.lines_hint()) }
            }
            p.actions {
                button.button name="do" value="look" { (words.look()) }
                button.button.main name="do" value="keep" { (words.keep()) }
            }
        }
        (report::table(visitor, report))
    };
    Ok((status, page(visitor, Section::Pages, words.several(), &content)).into_response())
}

async fn render(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let words = words::redirects(visitor.locale);
    let query = &visitor.query;
    let asked =
        ListAdminRedirects { after: query.some("after").map(str::to_owned), text: query.some("q").map(str::to_owned) };
    let found = visitor.read(&asked).await?;
    let next = found.redirects.last().filter(|_| found.has_more).map(|last| last.from.clone());
    let content = html! {
        p.crumb { a href="/admin/pages" { (words::office(visitor.locale).pages()) } }
        h1 { (words.redirects()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.intro()) }
        (one_form(visitor, typed))
        (several_form(visitor, typed))
        @if found.total == 0 { p { (words.none()) } }
        @else {
            p { (words.count(found.total.unsigned_abs())) " " a href={ (PATH) "/csv" } { (words.export()) } }
            form.filter method="get" action=(PATH) role="search" {
                div.field {
                    label for="q" { (words.search()) }
                    input id="q" name="q" type="search" value=(query.get("q"));
                }
                button.button { (words::office(visitor.locale).show()) }
            }
            (table(visitor, &found))
        }
        (paging(visitor.locale, PATH, &[("q", query.get("q"))], query.has("after"), next))
    };
    Ok((status, page(visitor, Section::Pages, words.redirects(), &content)).into_response())
}

fn one_form(visitor: &Visitor, typed: &Fields) -> Markup {
    let words = words::redirects(visitor.locale);
    html! {
        form method="post" action=(PATH) {
            (hidden(visitor))
            fieldset {
                legend { (words.lead()) }
                div.columns {
                    (text_field("from", words.old(), Some(words.old_hint()), typed))
                    (text_field("to", words.target(), Some(words.target_hint()), typed))
                    div.field {
                        label for="status" { (words.kind()) }
                        select id="status" name="status" aria-invalid=[is_invalid("status", typed)]
                            aria-describedby=[described_by("status", false, typed)] {
                            option value="308" { (words.kind_308()) }
                            option value="301" selected[typed.get("status") == "301"] { (words.kind_301()) }
                        }
                        (fault("status", typed))
                    }
                }
                p.actions { button.button.main name="do" value="set" { (words::office(visitor.locale).save()) } }
            }
        }
    }
}

fn several_form(visitor: &Visitor, typed: &Fields) -> Markup {
    let words = words::redirects(visitor.locale);
    html! {
        details open[typed.has("lines")] {
            summary { (words.several()) }
            form method="post" action={ (PATH) "/file" } enctype="multipart/form-data" {
                // First: what is behind it is read only for whoever this is good for.
                input type="hidden" name="token" value=(visitor.form_token());
                div.field {
                    label for="lines" { (words.lines()) }
                    textarea id="lines" name="lines" rows="8" spellcheck="false" aria-describedby="lines-hint" { "\n" (typed.typed("lines")) }
                    p.hint id="lines-hint" { (words.lines_hint()) }
                }
                div.field {
                    label for="file" { (words.file()) }
                    input id="file" type="file" name="file" accept=".csv,.tsv,.txt,text/csv";
                }
                p.actions { button.button { (words.look()) } }
            }
        }
    }
}

fn table(visitor: &Visitor, found: &AdminRedirects) -> Markup {
    let words = words::redirects(visitor.locale);
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.old()) }
                    th scope="col" { (words.target()) }
                    th scope="col" { (words.kind()) }
                    th scope="col" { span.sr-only { (words.remove()) } }
                }
            }
            tbody {
                @for one in &found.redirects {
                    tr {
                        th scope="row" { a href={ (visitor.shop()) (one.from) } { (one.from) } }
                        td data-label=(words.target()) { a href={ (visitor.shop()) (one.to) } { (one.to) } }
                        td data-label=(words.kind()) { (one.status) }
                        td {
                            (asked(words.remove(), &one.from, words.remove_meaning(), &html! {
                                form method="post" action=(PATH) {
                                    (hidden(visitor))
                                    input type="hidden" name="path" value=(one.from);
                                    button.button name="do" value="remove" aria-label=(words.remove_one(&one.from)) {
                                        (words.remove())
                                    }
                                }
                            }))
                        }
                    }
                }
            }
        }
    }
}

/// All of them as a file that the form for several takes again.
pub async fn export(visitor: Visitor) -> Reply {
    let (mut text, mut asked) = (lines::HEADER.to_owned(), ListAdminRedirects::default());
    // No more than there may be, however many somebody adds meanwhile.
    for _ in 0..=MAX_REDIRECTS / 200 {
        let AdminRedirects { redirects, has_more, .. } = visitor.read(&asked).await?;
        redirects.iter().for_each(|one| lines::write(&mut text, one));
        asked.after = redirects.last().map(|last| last.from.clone());
        if !has_more {
            break;
        }
    }
    let mut response = Response::new(text.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"redirects.csv\""));
    Ok(response)
}
