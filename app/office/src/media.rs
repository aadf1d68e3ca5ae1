//! Every picture of the shop, what each shows, and where it is used.

pub mod fetches;
pub mod focus;
pub mod hosts;

use api::Code;
use api::media::{DeleteMedia, GetMedia, ListMedia, MediaState, MediaUse, MediaView, UpdateMedia};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Locale;
use domain::catalog::Localized;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use crate::fields::Fields;
use crate::page::{
    Section, alert, compared, described_by, done, fault, form_status, hidden, is_invalid, page, paging, rejection, time,
};
use crate::upload::{Files, form, rejections, script};
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// The list.
pub async fn list(visitor: Visitor) -> Reply {
    let words = words::office(visitor.locale);
    let count: Option<usize> = visitor.query.get("given").parse().ok();
    let above = match count {
        Some(count) if count > 0 => Some(done(&words.pictures_given(count))),
        _ if visitor.query.has("deleted") => Some(done(words.picture_deleted())),
        _ if visitor.query.has("saved") => Some(done(words.pictures_saved())),
        _ => None,
    };
    let after = visitor.query.some("after").map(str::to_owned);
    render(&visitor, after, None, above.as_ref(), StatusCode::OK).await
}

/// A picture whose form was refused, with what was typed.
type Rejection<'a> = (&'a MediaView, &'a Fields);

async fn render(
    visitor: &Visitor,
    after: Option<String>,
    again: Option<Rejection<'_>>,
    above: Option<&Markup>,
    status: StatusCode,
) -> Result<Response, Refused> {
    let words = words::office(visitor.locale);
    let has_before = after.is_some();
    let found = visitor.read(&ListMedia { waiting_for: None, after }).await?;
    let may_write = visitor.may(Permission::CatalogWrite);
    let none = Fields::default();
    let typed = |one: &MediaView| again.filter(|(kept, _)| kept.id == one.id).map_or(&none, |(_, typed)| typed);
    // It may be on a later page: then it stands before the others.
    let elsewhere = again.map(|(kept, _)| kept).filter(|kept| found.media.iter().all(|one| one.id != kept.id));
    let content = html! {
        div.head {
            h1 { (words.pictures()) }
            p.actions { a.button href="/admin/media/fetches" { (words::office_selling(visitor.locale).fetches()) } }
        }
        @if let Some(above) = above { (above) }
        @if may_write { (form(visitor, "/admin/media")) }
        @if found.media.is_empty() { p { (words.pictures_none()) } }
        ul.pictures { @for one in elsewhere.into_iter().chain(&found.media) { li { (row(visitor, one, typed(one), may_write)) } } }
        (paging(visitor.locale, "/admin/media", &[], has_before, found.next))
    };
    let page = (status, page(visitor, Section::Pictures, words.pictures(), &content)).into_response();
    Ok(if may_write { script::allowed(page) } else { page })
}

fn row(visitor: &Visitor, one: &MediaView, typed: &Fields, may_write: bool) -> Markup {
    let (words, locale) = (words::office(visitor.locale), visitor.locale);
    html! {
        @if matches!(one.state, MediaState::Ready { .. }) { (thumbnail(visitor, &one.path, &one.alt)) }
        div {
            p { (state(locale, &one.state)) " " (time(&one.created_at)) }
            @if one.uses.is_empty() { p.hint { (words.used_nowhere()) } }
            @else {
                p.hint { (words.used_by()) }
                ul { @for used in &one.uses { li { (place(locale, used)) } } }
            }
            @if may_write {
                form.narrow method="post" action={ "/admin/media/" (one.id) } {
                    (hidden(visitor))
                    input type="hidden" name="version" value=(one.version);
                    (alt_fields(locale, &one.alt, &one.path, None, typed))
                    p.actions {
                        button.button { (words.save()) }
                        @if one.uses.is_empty() {
                            a.button.quiet href={ "/admin/media/" (one.id) "/delete" } { (words.delete()) }
                        }
                    }
                }
            } @else { p { (one.alt.get(locale)) } }
        }
    }
}

fn place(locale: Locale, used: &MediaUse) -> Markup {
    html! {
        @match used {
            MediaUse::Product { id, title } => a href={ "/admin/products/" (id) "#pictures" } { (title.get(locale)) },
            MediaUse::Home => a href="/admin/home" { (words::shop(locale).home()) },
            MediaUse::Logo => a href="/admin/look" { (words::shop(locale).logo()) },
            MediaUse::Collection { title, .. } => (title.get(locale)),
        }
    }
}

/// Gives the shop pictures of nothing in particular.
pub async fn upload(files: Files) -> Reply {
    let (visitor, given) = files.give(None).await?;
    if given.rejected.is_empty() && given.taken > 0 {
        return Ok(Redirect::to(&format!("/admin/media?given={}", given.taken)).into_response());
    }
    let above = rejections(visitor.locale, &given.rejected);
    render(&visitor, None, None, Some(&above), StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Says what a picture shows.
pub async fn describe(Path(media): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let kept = visitor.read(&GetMedia { media: media.clone() }).await?;
    let alt = alt_of(fields, &kept.path).unwrap_or_default();
    let asked = UpdateMedia { media: media.clone(), if_match: posted.version(), alt };
    let problem = match visitor.write(&asked, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to("/admin/media?saved").into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    let now = visitor.read(&GetMedia { media }).await?;
    let words = words::office(visitor.locale);
    let (typed, above) = match problem.code {
        Code::VersionOutdated => {
            let above = alert(words.thing_outdated(), Some(words.settings_outdated_hint()));
            (beside(visitor.locale, fields, &now), above)
        }
        _ => (fields.clone(), rejection(visitor.locale, &problem)),
    };
    render(visitor, None, Some((&now, &typed)), Some(&above), form_status(problem.code)).await
}

/// What was typed of a picture, with what is said of it by now.
fn beside(locale: Locale, typed: &Fields, now: &MediaView) -> Fields {
    let mut said = Fields::default();
    for language in Locale::ALL {
        said.set(alt_name(language, &now.path), own(&now.alt, language));
    }
    let names: Vec<&str> = said.all().map(|(name, _)| name).collect();
    compared(locale, typed, &said, &names)
}

/// The question before a picture is deleted.
pub async fn ask(visitor: Visitor, Path(media): Path<String>) -> Reply {
    let view = visitor.read(&GetMedia { media }).await?;
    Ok(question(&visitor, &view, None))
}

fn question(visitor: &Visitor, view: &MediaView, above: Option<&Markup>) -> Response {
    let words = words::office(visitor.locale);
    let content = html! {
        p.crumb { a href="/admin/media" { (words.pictures()) } }
        h1 { (words.delete_picture()) }
        @if let Some(above) = above { (above) }
        @if matches!(view.state, MediaState::Ready { .. }) { (thumbnail(visitor, &view.path, &view.alt)) }
        p { (words.delete_picture_meaning()) }
        form method="post" action={ "/admin/media/" (view.id) "/delete" } {
            (hidden(visitor))
            input type="hidden" name="version" value=(view.version);
            p.actions {
                button.button.main { (words.delete()) }
                a.button href="/admin/media" { (words.back()) }
            }
        }
    };
    page(visitor, Section::Pictures, words.delete_picture(), &content)
}

/// Deletes a picture, if it is still what was shown and nothing uses it.
pub async fn delete(Path(media): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let asked = DeleteMedia { media: media.clone(), if_match: posted.version() };
    match visitor.write(&asked, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/media?deleted").into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let view = visitor.read(&GetMedia { media }).await?;
            let above = match problem.code {
                Code::VersionOutdated => {
                    let words = words::office(visitor.locale);
                    alert(words.thing_outdated(), Some(words.nothing_done_hint()))
                }
                _ => rejection(visitor.locale, &problem),
            };
            Ok((form_status(problem.code), question(visitor, &view, Some(&above))).into_response())
        }
    }
}

/// What became of a picture.
pub fn state(locale: Locale, state: &MediaState) -> Markup {
    let words = words::office(locale);
    html! {
        @match state {
            MediaState::Waiting => span.state { (words.picture_waiting()) },
            MediaState::Ready { .. } => span.state data-state="active" { (words.picture_ready()) },
            MediaState::Failed { reason } => {
                span.state { (words.picture_failed()) }
                span.soft lang=(Locale::default().code()) { (reason) }
            },
        }
    }
}

/// A picture whose files are there, small. It comes from the shop, as shoppers see it.
pub fn thumbnail(visitor: &Visitor, path: &str, alt: &Localized) -> Markup {
    file(visitor, path, 400, alt)
}

/// The same of a collection, whose pictures need not be there in the least width of products'.
pub fn collection_thumbnail(visitor: &Visitor, path: &str, alt: &Localized) -> Markup {
    file(visitor, path, 800, alt)
}

fn file(visitor: &Visitor, path: &str, width: u16, alt: &Localized) -> Markup {
    html! {
        img.thumbnail src={ (visitor.shop()) "/media/" (path) "-" (width) ".webp" } alt=(alt.get(visitor.locale)) loading="lazy";
    }
}

/// What a picture without a description is called: the beginning of its file's name tells two of them apart.
pub fn undescribed(locale: Locale, path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    words::office(locale).picture_undescribed(&name.chars().take(8).collect::<String>())
}

/// The fields for what a picture shows, in every language; `of` names it where there are several.
pub fn alt_fields(locale: Locale, kept: &Localized, path: &str, of: Option<&str>, typed: &Fields) -> Markup {
    let words = words::office(locale);
    html! {
        @for language in Locale::ALL {
            @let name = alt_name(language, path);
            @let id = format!("f{}", const_hex::encode(&name));
            @let value = if typed.has(&name) { typed.typed(&name) } else { own(kept, language) };
            div.field {
                label for=(id) {
                    (words.what_it_shows()) ", " (words::shell(language).language())
                    @if let Some(of) = of { span.sr-only { ", " (of) } }
                }
                input id=(id) name=(name) value=(value) lang=(language.code()) maxlength="1000" autocomplete="off"
                    aria-invalid=[is_invalid(&name, typed)] aria-describedby=[described_by(&name, false, typed)];
                (fault(&name, typed))
            }
        }
    }
}

/// The field of what a picture shows, in one language.
fn alt_name(language: Locale, path: &str) -> String {
    format!("alt.{}.{path}", language.code())
}

/// What a form says that a picture shows; none if it has no such fields.
pub fn alt_of(fields: &Fields, path: &str) -> Option<Localized> {
    let name = |locale: Locale| alt_name(locale, path);
    fields.has(&name(Locale::default())).then(|| {
        let others = Locale::ALL.into_iter().filter(|locale| *locale != Locale::default());
        let others = others.map(|locale| (locale, fields.get(&name(locale)).to_owned()));
        let others = others.filter(|(_, text)| !text.is_empty());
        let english = Localized::same(fields.get(&name(Locale::default())));
        others.fold(english, |all, (locale, text)| all.with(locale, text))
    })
}

/// What is written in this very language.
fn own(text: &Localized, locale: Locale) -> &str {
    match locale == Locale::default() {
        true => text.get(locale),
        false => text.translation(locale).unwrap_or_default(),
    }
}
