//! A product's pictures: what they show, their order, and those that are still being made ready.

use api::catalog::admin::{AdminProductView, ProductInput, UpdateProduct};
use api::catalog::{Focus, MediaDocument};
use api::media::{DeleteMediaAttachment, ListMedia};
use api::{Code, Problem};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::{Locale, ProductId};
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::editor::{Draft, read, show};
use super::form::Faults;
use crate::fields::Fields;
use crate::media::{alt_fields, alt_of, state, thumbnail};
use crate::page::{alert, done, hidden, rejection};
use crate::upload::{Files, form, rejections};
use crate::visitor::{Posted, Reply, Visitor};

/// The section of the editor. What was typed of a picture stays.
pub async fn section(visitor: &Visitor, view: &AdminProductView, typed: &Fields) -> Markup {
    let waiting = ListMedia { waiting_for: Some(view.id), after: None };
    // Whoever cannot be told of them edits the rest.
    let waiting = visitor.ask(&waiting).await.map(|list| list.media).unwrap_or_default();
    let may_write = visitor.may(Permission::CatalogWrite);
    let (words, locale) = (words::office(visitor.locale), visitor.locale);
    let address = format!("/admin/products/{}/pictures", view.id);
    html! {
        section id="pictures" aria-labelledby="pictures-title" {
            h2 id="pictures-title" { (words.pictures()) }
            @if view.product.media.is_empty() && waiting.is_empty() { p { (words.pictures_none()) } }
            @if !view.product.media.is_empty() {
                form method="post" action=(address) {
                    (hidden(visitor))
                    input type="hidden" name="version" value=(view.version);
                    @if may_write {
                        p.hint { (words.what_it_shows_hint()) }
                        // The first button is the one that the Enter key presses.
                        p.actions { button.button name="do" value="save" { (words.save()) } }
                    }
                    ol.pictures {
                        @for (index, picture) in view.product.media.iter().enumerate() {
                            li {
                                (thumbnail(visitor, &picture.path, &picture.alt))
                                div {
                                    (described(visitor, picture, index + 1, typed, may_write))
                                    @if may_write { (buttons(locale, view, index)) }
                                }
                            }
                        }
                    }
                }
            }
            @if !waiting.is_empty() {
                p.hint { (words.waiting_hint()) " " a href={ "/admin/products/" (view.id) "?again#pictures" } { (words.look_again()) } }
                ul.rows {
                    @for one in &waiting {
                        li {
                            (state(locale, &one.state))
                            @if may_write {
                                form.inline method="post" action={ (address) "/" (one.id) "/forget" } {
                                    (hidden(visitor))
                                    button.button.quiet { (words.not_attached()) }
                                }
                            }
                        }
                    }
                }
            }
            @if may_write { (form(visitor, &format!("{address}/new"))) }
        }
    }
}

/// What a picture shows: in fields for whoever may change it.
fn described(visitor: &Visitor, picture: &MediaDocument, number: usize, typed: &Fields, may_write: bool) -> Markup {
    let words = words::office(visitor.locale);
    let name = words.picture_number(number);
    html! {
        p.alert-title { (name) }
        @if may_write {
            (alt_fields(visitor.locale, &picture.alt, &picture.path, Some(&name), typed))
            (focus_fields(visitor.locale, picture, &name, typed))
        }
        @else { p { (picture.alt.get(visitor.locale)) } }
    }
}

/// The names of the fields of a picture's focal point.
fn focus_names(path: &str) -> [String; 2] {
    ["x", "y"].map(|side| format!("focus.{side}.{path}"))
}

/// Two numbers; a click on the picture writes them, where there are scripts.
fn focus_fields(locale: Locale, picture: &MediaDocument, of: &str, typed: &Fields) -> Markup {
    let words = words::office(locale);
    let kept = picture.focus.map(|focus| [focus.x, focus.y].map(|side| side.to_string())).unwrap_or_default();
    let labels = [words.focus_across(), words.focus_down()];
    html! {
        div.columns {
            @for ((name, label), kept) in focus_names(&picture.path).into_iter().zip(labels).zip(&kept) {
                @let id = format!("f{}", const_hex::encode(&name));
                div.field {
                    label for=(id) { (label) span.sr-only { ", " (of) } }
                    input id=(id) name=(name) type="number" min="0" max="100" inputmode="numeric" autocomplete="off"
                        value=(if typed.has(&name) { typed.typed(&name) } else { kept });
                }
            }
        }
    }
}

/// A picture's focal point as a form has it: none if both fields are empty.
///
/// # Errors
/// If they are neither both empty nor both numbers from 0 to 100.
fn focus_of(kept: &MediaDocument, fields: &Fields) -> Result<Option<Focus>, ()> {
    let [x, y] = focus_names(&kept.path);
    if !fields.has(&x) {
        return Ok(kept.focus);
    }
    match (fields.get(&x), fields.get(&y)) {
        ("", "") => Ok(None),
        (x, y) => {
            let focus = Focus { x: x.parse().map_err(|_| ())?, y: y.parse().map_err(|_| ())? };
            if focus.is_within() { Ok(Some(focus)) } else { Err(()) }
        }
    }
}

fn buttons(locale: Locale, view: &AdminProductView, index: usize) -> Markup {
    let words = words::office(locale);
    let path = &view.product.media[index].path;
    let number = words.picture_number(index + 1);
    let button = |verb: &str, label: &str| {
        html! {
            button.button.quiet name="do" value={ (verb) " " (path) } aria-label={ (label) ", " (number) } { (label) }
        }
    };
    html! {
        p.actions {
            @if index > 0 { (button("up", words.move_up())) }
            @if index + 1 < view.product.media.len() { (button("down", words.move_down())) }
            (button("out", words.take_out()))
        }
    }
}

/// Does what a button of the section says, and keeps what was typed of all pictures.
pub async fn arrange(Path(product): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let (view, kept) = read(visitor, &product).await?;
    let media = arranged(&view.product.media, fields);
    let change = ProductInput { media: Some(media), ..ProductInput::default() };
    let update = UpdateProduct { product: view.id, if_match: posted.version(), change };
    let is_well = view.product.media.iter().all(|picture| focus_of(picture, fields).is_ok());
    let outcome = match is_well {
        true => visitor.write(&update, &posted.once()).await.map(drop),
        false => Err(Problem::field("media", "A focal point is two numbers from 0 to 100, or none.")),
    };
    let problem = match outcome {
        Ok(_) => return Ok(Redirect::to(&format!("/admin/products/{}?saved#pictures", view.id)).into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    let words = words::office(visitor.locale);
    let (above, status) = match problem.code {
        Code::VersionOutdated => (alert(words.outdated(), Some(words.outdated_hint())), StatusCode::CONFLICT),
        _ => (rejection(visitor.locale, &problem), problem.code.status()),
    };
    let mut typed = kept;
    for prefix in ["alt.", "focus."] {
        for name in fields.below(prefix) {
            let name = format!("{prefix}{name}");
            typed.set(name.as_str(), fields.typed(&name));
        }
    }
    let none = Faults::new();
    let draft = Draft { typed: &typed, kept: None, faults: &none, above: Some(above), status };
    show(visitor, Some(&view), &draft).await
}

/// The pictures as a form of the section has them.
fn arranged(kept: &[MediaDocument], fields: &Fields) -> Vec<MediaDocument> {
    let mut media = kept.to_vec();
    for picture in &mut media {
        picture.alt = alt_of(fields, &picture.path).unwrap_or_else(|| picture.alt.clone());
        picture.focus = focus_of(picture, fields).unwrap_or(picture.focus);
    }
    let Some((verb, path)) = fields.get("do").split_once(' ') else { return media };
    if let Some((to, path)) = path.split_once(' ').filter(|_| verb == "to") {
        let from = media.iter().position(|picture| picture.path == path);
        if let (Some(from), Ok(to)) = (from, to.parse::<usize>()) {
            let picture = media.remove(from);
            media.insert(to.min(media.len()), picture);
        }
        return media;
    }
    let Some(place) = media.iter().position(|picture| picture.path == path) else { return media };
    match verb {
        "up" if place > 0 => media.swap(place, place - 1),
        "down" if place + 1 < media.len() => media.swap(place, place + 1),
        "out" => drop(media.remove(place)),
        _ => {}
    }
    media
}

/// Gives the shop pictures, which become the product's.
pub async fn upload(Path(product): Path<String>, files: Files) -> Reply {
    let (view, kept) = read(&files.visitor, &product).await?;
    let (visitor, given) = files.give(Some(view.id)).await?;
    if given.rejected.is_empty() && given.taken > 0 {
        return Ok(Redirect::to(&format!("/admin/products/{}?given={}#pictures", view.id, given.taken)).into_response());
    }
    let (above, none) = (Some(rejections(visitor.locale, &given.rejected)), Faults::new());
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let draft = Draft { typed: &kept, kept: None, faults: &none, above, status };
    show(&visitor, Some(&view), &draft).await
}

/// A picture that waits does not become the product's.
pub async fn forget(Path((product, media)): Path<(String, String)>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let product: ProductId = product.parse().map_err(|_| visitor.nothing_here())?;
    match visitor.write(&DeleteMediaAttachment { media, product }, &posted.once()).await {
        // One that has become the product's meanwhile is to be seen among its pictures.
        Ok(()) => {}
        Err(problem) if problem.code == Code::MediaNotFound => {}
        Err(problem) => return Err(visitor.refuse(&problem)),
    }
    Ok(Redirect::to(&format!("/admin/products/{product}?again#pictures")).into_response())
}

/// What is said above the editor of pictures that were just given, if any were.
pub fn given(visitor: &Visitor) -> Option<Markup> {
    let count: usize = visitor.query.get("given").parse().ok().filter(|count| *count > 0)?;
    Some(done(&words::office(visitor.locale).pictures_given(count)))
}

#[cfg(test)]
mod tests {
    use domain::catalog::Localized;

    use super::*;

    fn picture(path: &str) -> MediaDocument {
        let alt = Localized::same(path);
        MediaDocument {
            path: path.to_owned(),
            alt,
            width: 1,
            height: 1,
            option: Default::default(),
            focus: None,
            colour: None,
        }
    }

    #[test]
    fn a_focal_point_is_two_numbers_or_none() {
        let kept = MediaDocument { focus: Some(Focus { x: 1, y: 2 }), ..picture("p1/a") };
        let check = |typed: Option<(&str, &str)>, expected| {
            let mut fields = Fields::default();
            if let Some((x, y)) = typed {
                fields.set("focus.x.p1/a", x);
                fields.set("focus.y.p1/a", y);
            }
            assert_eq!(focus_of(&kept, &fields), expected, "{typed:?}");
        };
        check(None, Ok(kept.focus));
        check(Some(("", "")), Ok(None));
        check(Some((" 0 ", "100")), Ok(Some(Focus { x: 0, y: 100 })));
        for wrong in [("50", ""), ("", "50"), ("101", "0"), ("-1", "0"), ("a", "b"), ("0.5", "1")] {
            check(Some(wrong), Err(()));
        }
    }

    #[test]
    fn each_button_does_what_it_says_and_keeps_what_was_typed() {
        let kept = [picture("p1/a"), picture("p1/b"), picture("p1/c")];
        let check = |button: &str, expected: &[&str]| {
            let mut fields = Fields::default();
            fields.set("do", button);
            fields.set("alt.en.p1/b", " A jug ");
            fields.set("alt.de.p1/b", "Eine Kanne");
            let media = arranged(&kept, &fields);
            let paths: Vec<&str> = media.iter().map(|picture| picture.path.as_str()).collect();
            assert_eq!(paths, expected, "{button}");
            for one in &media {
                let expected = match one.path.as_str() {
                    "p1/b" => Localized::same("A jug").with(Locale::De, "Eine Kanne"),
                    path => Localized::same(path),
                };
                assert_eq!(one.alt, expected, "{button}");
            }
        };
        check("save", &["p1/a", "p1/b", "p1/c"]);
        check("up p1/c", &["p1/a", "p1/c", "p1/b"]);
        check("up p1/a", &["p1/a", "p1/b", "p1/c"]);
        check("down p1/a", &["p1/b", "p1/a", "p1/c"]);
        check("down p1/c", &["p1/a", "p1/b", "p1/c"]);
        check("out p1/a", &["p1/b", "p1/c"]);
        check("to 0 p1/c", &["p1/c", "p1/a", "p1/b"]);
        check("to 2 p1/a", &["p1/b", "p1/c", "p1/a"]);
        check("to 99 p1/a", &["p1/b", "p1/c", "p1/a"]);
        check("to -1 p1/a", &["p1/a", "p1/b", "p1/c"]);
        check("to 0 p1/x", &["p1/a", "p1/b", "p1/c"]);
        check("out p1/x", &["p1/a", "p1/b", "p1/c"]);
        check("", &["p1/a", "p1/b", "p1/c"]);
    }
}
