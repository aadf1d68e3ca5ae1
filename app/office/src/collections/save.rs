//! Making a collection, changing one, and what is in it.

use std::str::FromStr;

use api::catalog::admin::{
    AdminCollection, CreateCollection, UpdateCollection, UpdateCollectionOrder, UpdateCollectionProducts,
};
use api::catalog::{Focus, MediaDocument};
use api::media::MediaState;
use api::{Code, Problem};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Slug;
use http::StatusCode;
use origin_import::address_of;

use super::form::{Draft, fields_of, pictures, show};
use super::read;
use crate::fields::{Fields, localized};
use crate::media::focus;
use crate::named_products::named;
use crate::page::{alert, rejection};
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// Lines of products that are read: one more than the origin takes, which says so.
const MAX_LINES: usize = 501;

/// Makes the collection of a form.
pub async fn create(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::office(visitor.locale);
    let title = localized(fields, "title");
    if title.en.is_empty() {
        return unfit(visitor, fields, None, words.title_needed()).await;
    }
    // It gets the address that its title makes, unless another was typed.
    let Ok(slug) = fields.some("slug").map_or_else(|| Ok(address_of(&title.en)), str::parse) else {
        return unfit(visitor, fields, None, words.not_an_address()).await;
    };
    let Some(position) = position(fields) else {
        return unfit(visitor, fields, None, words::office_selling(visitor.locale).bad_number()).await;
    };
    let Ok(parent) = parent(fields) else {
        return unfit(visitor, fields, None, words.not_an_address()).await;
    };
    let made = CreateCollection {
        slug,
        title,
        description: localized(fields, "description"),
        position,
        image: image(visitor, fields, None).await,
        parent,
    };
    match visitor.write(&made, &posted.once()).await {
        Ok(made) => Ok(Redirect::to(&format!("/admin/collections/{}?saved", made.collection.slug)).into_response()),
        Err(problem) => refused(visitor, fields, None, &problem).await,
    }
}

fn position(fields: &Fields) -> Option<i32> {
    fields.some("position").map_or(Some(0), |text| text.parse().ok())
}

/// The collection that it is to stand under; none for the top.
fn parent(fields: &Fields) -> Result<Option<Slug>, <Slug as FromStr>::Err> {
    fields.some("parent").map(str::parse).transpose()
}

/// The picture that was chosen: one of the newest, or the one that is there.
async fn image(visitor: &Visitor, fields: &Fields, kept: Option<&AdminCollection>) -> Option<MediaDocument> {
    let path = fields.some("image")?;
    if let Some(image) = kept.and_then(|kept| kept.collection.image.as_ref()).filter(|image| image.path == path) {
        return Some(MediaDocument { focus: said_of(fields, image), ..image.clone() });
    }
    let chosen = pictures(visitor).await.into_iter().find(|one| one.path == path)?;
    let MediaState::Ready { width, height, .. } = chosen.state else { return None };
    Some(MediaDocument {
        path: chosen.path,
        alt: chosen.alt,
        width,
        height,
        option: Default::default(),
        focus: focus::said_anew(fields, "image"),
        colour: chosen.colour,
    })
}

/// A form of before had no such fields: what is kept stays.
fn said_of(fields: &Fields, image: &MediaDocument) -> Option<Focus> {
    if fields.has("image.focus.x") { focus::said(fields, "image") } else { image.focus }
}

/// Changes it as a form says, if nobody else has changed it since the form was made.
pub async fn update(Path(slug): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let kept = read(visitor, &slug).await?;
    let Some(position) = position(fields) else {
        return unfit(visitor, fields, Some(&kept), words::office_selling(visitor.locale).bad_number()).await;
    };
    let (Ok(address), Ok(parent)) = (fields.some("slug").map(str::parse::<Slug>).transpose(), parent(fields)) else {
        return unfit(visitor, fields, Some(&kept), words::office(visitor.locale).not_an_address()).await;
    };
    let change = UpdateCollection {
        slug: kept.collection.slug.clone(),
        if_match: posted.version(),
        title: Some(localized(fields, "title")),
        description: Some(localized(fields, "description")),
        position: Some(position),
        image: match image(visitor, fields, Some(&kept)).await {
            // No picture was chosen, as opposed to one that is not among those that can be.
            None if fields.has("image") && fields.some("image").is_none() => Some(None),
            None => None,
            chosen => Some(chosen),
        },
        parent: Some(parent).filter(|_| fields.has("parent")),
        address: address.filter(|address| *address != kept.collection.slug),
    };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(saved) => {
            return Ok(Redirect::to(&format!("/admin/collections/{}?saved", saved.collection.slug)).into_response());
        }
        Err(problem) => problem,
    };
    if problem.code != Code::VersionOutdated {
        return refused(visitor, fields, Some(&kept), &problem).await;
    }
    let now = read(visitor, &slug).await?;
    let by_now = fields_of(&now);
    let mut typed = fields.clone();
    typed.set("version", by_now.get("version"));
    let words = words::office_selling(visitor.locale);
    let above = Some(alert(words.collection_outdated(), Some(words.outdated_hint())));
    let draft = Draft { typed: &typed, kept: Some(&by_now), above, status: StatusCode::CONFLICT };
    Ok(show(visitor, Some(&now), &draft).await)
}

/// Puts products in and takes others out.
pub async fn products(Path(slug): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let kept = read(visitor, &slug).await?;
    let words = words::office_selling(visitor.locale);
    let mut lists = Vec::new();
    for name in ["add", "remove"] {
        match named(visitor, fields.typed(name), MAX_LINES).await? {
            Ok(found) => lists.push(found),
            Err(line) => {
                return again(
                    visitor,
                    fields,
                    &kept,
                    alert(&words.no_such_product(&line), None),
                    StatusCode::UNPROCESSABLE_ENTITY,
                )
                .await;
            }
        }
    }
    let (remove, add) = (lists.pop().unwrap_or_default(), lists.pop().unwrap_or_default());
    let change = UpdateCollectionProducts { slug: kept.collection.slug.clone(), add, remove };
    match visitor.write(&change, &posted.once()).await {
        Ok(_) => Ok(Redirect::to(&format!("/admin/collections/{slug}?saved")).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            again(visitor, fields, &kept, rejection(visitor.locale, &problem), problem.code.status()).await
        }
    }
}

/// Says what comes first, if nobody else has changed the collection since the form was made.
pub async fn order(Path(slug): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let kept = read(visitor, &slug).await?;
    let words = words::office_selling(visitor.locale);
    let first = match named(visitor, fields.typed("first"), MAX_LINES).await? {
        Ok(first) => first,
        Err(line) => {
            let above = alert(&words.no_such_product(&line), None);
            return again(visitor, fields, &kept, above, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let change = UpdateCollectionOrder { slug: kept.collection.slug.clone(), if_match: posted.version(), first };
    match visitor.write(&change, &posted.once()).await {
        Ok(_) => Ok(Redirect::to(&format!("/admin/collections/{slug}?saved")).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let (above, status) = match problem.code {
                Code::VersionOutdated => {
                    (alert(words.collection_outdated(), Some(words.order_outdated())), StatusCode::CONFLICT)
                }
                _ => (rejection(visitor.locale, &problem), problem.code.status()),
            };
            let now = read(visitor, &slug).await?;
            again(visitor, fields, &now, above, status).await
        }
    }
}

/// The page as it is kept, with what was typed into the form of its products.
async fn again(
    visitor: &Visitor,
    fields: &Fields,
    kept: &AdminCollection,
    above: maud::Markup,
    status: StatusCode,
) -> Reply {
    let mut typed = fields_of(kept);
    for name in ["add", "remove", "first"].into_iter().filter(|name| fields.has(name)) {
        typed.set(name, fields.typed(name));
    }
    Ok(show(visitor, Some(kept), &Draft { typed: &typed, kept: None, above: Some(above), status }).await)
}

async fn unfit(visitor: &Visitor, fields: &Fields, kept: Option<&AdminCollection>, said: &str) -> Reply {
    let above = Some(alert(said, None));
    let draft = Draft { typed: fields, kept: None, above, status: StatusCode::UNPROCESSABLE_ENTITY };
    Ok(show(visitor, kept, &draft).await)
}

async fn refused(
    visitor: &Visitor,
    fields: &Fields,
    kept: Option<&AdminCollection>,
    problem: &Problem,
) -> Result<Response, Refused> {
    visitor.stop(problem)?;
    let above = Some(rejection(visitor.locale, problem));
    let draft = Draft { typed: fields, kept: None, above, status: problem.code.status() };
    Ok(show(visitor, kept, &draft).await)
}
