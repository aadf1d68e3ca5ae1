//! Pictures that lie elsewhere and are fetched from there.

use api::media::{CreateMediaFetch, ListMediaFetches, MediaFetch, MediaFetchState};
use axum::response::{IntoResponse as _, Redirect};
use domain::Locale;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use crate::fields::{Fields, localized};
use crate::named_products::named;
use crate::page::{Section, alert, done, hidden, marked, page, rejection, text_field};
use crate::visitor::{Posted, Reply, Visitor};

/// What became of each, and the form for another.
pub async fn list(visitor: Visitor) -> Reply {
    let saved = visitor.query.has("saved").then(|| done(words::office_selling(visitor.locale).fetch_asked()));
    render(&visitor, &Fields::default(), saved.as_ref(), StatusCode::OK).await
}

async fn render(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let all = visitor.read(&ListMediaFetches {}).await?;
    let content = html! {
        p.crumb { a href="/admin/media" { (office.pictures()) } }
        h1 { (words.fetches()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.fetches_hint()) }
        @if visitor.may(Permission::SettingsWrite) {
            p { a href="/admin/media/hosts" { (words::shop(visitor.locale).picture_hosts()) } }
        }
        @if visitor.may(Permission::CatalogWrite) {
            form.narrow method="post" action="/admin/media/fetches" {
                (hidden(visitor))
                (text_field("address", words.fetch_address(), Some(office.tracking_url_hint()), typed))
                (text_field("product", words.fetch_product(), Some(words.fetch_product_hint()), typed))
                @for language in Locale::ALL {
                    (text_field(&format!("alt.{}", language.code()), &format!("{}, {}", office.what_it_shows(), words::shell(language).language()), None, typed))
                }
                button.button.main { (words.fetch()) }
            }
        }
        @if all.is_empty() { p { (words.fetches_none()) } }
        @else {
            p { a href="/admin/media/fetches" { (office.look_again()) } }
            ul.rows { @for one in &all { li { (row(visitor, one)) } } }
        }
    };
    Ok((status, page(visitor, Section::Pictures, words.fetches(), &content)).into_response())
}

fn row(visitor: &Visitor, one: &MediaFetch) -> Markup {
    let words = words::office_selling(visitor.locale);
    let (code, state) = match one.state {
        MediaFetchState::Waiting => ("placed", words.fetch_waiting()),
        MediaFetchState::Done => ("active", words.fetch_done()),
        MediaFetchState::Failed => ("failed", words.fetch_failed()),
    };
    html! {
        span.state data-state=(code) { (state) } " " (one.address)
        @if let Some(reason) = &one.reason { span.soft lang=(Locale::default().code()) { (reason) } }
        @if one.state == MediaFetchState::Failed && visitor.may(Permission::CatalogWrite) {
            form method="post" action="/admin/media/fetches" {
                (hidden(visitor))
                input type="hidden" name="address" value=(one.address);
                button.button.quiet aria-label={ (words.fetch_again()) ": " (one.address) } { (words.fetch_again()) }
            }
        }
    }
}

/// Has a picture fetched, or once more.
pub async fn fetch(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::office_selling(visitor.locale);
    let product = match named(visitor, fields.get("product"), 1).await? {
        Ok(found) => found.first().copied(),
        Err(line) => {
            let said = words.no_such_product(&line);
            let (fields, above) = (fields.with_fault("product", &html! { (said) }), alert(&said, None));
            return render(visitor, &fields, Some(&above), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let asked = CreateMediaFetch { address: fields.get("address").to_owned(), alt: localized(fields, "alt"), product };
    match visitor.write(&asked, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/media/fetches?saved").into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let fields = marked(visitor.locale, fields, &problem);
            render(visitor, &fields, Some(&rejection(visitor.locale, &problem)), problem.code.status()).await
        }
    }
}
