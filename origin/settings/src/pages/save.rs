//! Making pages, and saving them.

use api::Tag;
use api::event::SETTINGS_CHANGED;
use api::problem::{Code, Problem};
use api::settings::{AdminPage, CreatePage, PageKind, Publication, UpdatePage};
use domain::{PageId, Slug};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Stores, audit};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{self, Document, Kept};
use super::{admin, check};
use crate::published::lock;
use crate::storefront::leading;

/// Pages that a shop may have.
const MAX_PAGES: i64 = 200;

/// A new page, as a draft or on show at once.
///
/// # Errors
/// `slug_taken`; a problem with the field to mend.
pub(crate) async fn create_page(stores: Stores, call: Call<CreatePage>) -> Result<AdminPage, ServiceError> {
    let CreatePage { kind, slug, title, description, body, publication } = call.endpoint.clone();
    let document = check::document(&Document { title, description, body })?;
    let published = (publication == Some(Publication::Publish)).then_some(1);
    let page =
        Kept { id: PageId(Uuid::now_v7()), kind, slug, version: 1, published, document, saved_at: String::new() };
    readable(&page)?;
    let mut tx = call.begin(&stores.db).await?;
    lock(&mut tx).await?;
    let before = leading(&mut tx).await?;
    let count: i64 =
        sqlx::query_scalar("select count(*) from settings.pages where deleted_at is null").fetch_one(&mut *tx).await?;
    if count >= MAX_PAGES {
        let detail = format!("A shop has at most {MAX_PAGES} pages; delete one that is not needed.");
        return Err(Problem::new(Code::InvalidField, detail).into());
    }
    free(&mut tx, page.id, Some(kind), Some(&page.slug)).await?;
    take(&mut tx, &page.slug).await?;
    sqlx::query("insert into settings.pages (id, kind, slug, version, published) values ($1, $2, $3, 1, $4)")
        .bind(page.id.0)
        .bind(kind.code())
        .bind(page.slug.as_str())
        .bind(page.published)
        .execute(&mut *tx)
        .await?;
    store::insert_version(&mut tx, &page, published.map(|_| "publish")).await?;
    let is_framed = leading(&mut tx).await? != before;
    tell(&mut tx, &page, is_framed, false).await?;
    call.audit(&mut tx, &subject(page.id), None, Some(recorded(&page)?)).await?;
    let page = store::page(&mut *tx, page.id, None).await?;
    call.commit(tx, admin::view(page)).await
}

/// A version more of a page, unless nothing changes.
///
/// # Errors
/// `page_not_found`; `version_missing`; `version_outdated` with the page as it is now; `slug_taken`; a problem with the
/// field to mend.
pub(crate) async fn update_page(stores: Stores, call: Call<UpdatePage>) -> Result<AdminPage, ServiceError> {
    let asked = call.endpoint.clone();
    let mut tx = call.begin(&stores.db).await?;
    lock(&mut tx).await?;
    let before = store::page(&mut *tx, asked.page, None).await?;
    if !admits(asked.if_match, before.version)? {
        return Err(outdated(before.version, &admin::view(before)));
    }
    let after = applied(&mut tx, asked, &before).await?;
    if after == before {
        return call.commit(tx, admin::view(before)).await;
    }
    let after = Kept { version: before.version + 1, ..after };
    // What is shown by this save is what it says.
    let published =
        if call.endpoint.publication == Some(Publication::Publish) { Some(after.version) } else { after.published };
    let after = Kept { published, ..after };
    readable(&after)?;
    let framed_before = leading(&mut tx).await?;
    let kind = (after.kind != before.kind).then_some(after.kind);
    let slug = (after.slug != before.slug).then_some(&after.slug);
    free(&mut tx, after.id, kind, slug).await?;
    if let Some(slug) = slug {
        take(&mut tx, slug).await?;
        leave(&mut tx, before.id, &before.slug).await?;
    }
    sqlx::query("update settings.pages set kind = $2, slug = $3, version = $4, published = $5 where id = $1")
        .bind(after.id.0)
        .bind(after.kind.code())
        .bind(after.slug.as_str())
        .bind(after.version)
        .bind(after.published)
        .execute(&mut *tx)
        .await?;
    let publication = match call.endpoint.publication {
        Some(Publication::Publish) => Some("publish"),
        Some(Publication::Withdraw) => Some("withdraw"),
        None => None,
    };
    store::insert_version(&mut tx, &after, publication).await?;
    let is_framed = leading(&mut tx).await? != framed_before;
    let is_withdrawn = before.published.is_some() && after.published.is_none();
    tell(&mut tx, &after, is_framed, is_withdrawn).await?;
    let (old, new) = audit::changes(&recorded(&before)?, &recorded(&after)?);
    call.audit(&mut tx, &subject(after.id), Some(old), Some(new)).await?;
    let after = store::page(&mut *tx, after.id, None).await?;
    call.commit(tx, admin::view(after)).await
}

/// What a change makes of a page, of the same version.
async fn applied(tx: &mut PgConnection, asked: UpdatePage, before: &Kept) -> Result<Kept, ServiceError> {
    let base = match asked.restore {
        Some(version) => store::page(tx, before.id, Some(version)).await?.document,
        None => before.document.clone(),
    };
    let document = Document {
        title: asked.title.unwrap_or(base.title),
        description: asked.description.unwrap_or(base.description),
        body: asked.body.unwrap_or(base.body),
    };
    let document = check::document(&document)?;
    let is_same = document == before.document;
    let published = match asked.publication {
        None => before.published,
        Some(Publication::Withdraw) => None,
        // It is on show as it is, or will be by the next version, which this one is no more.
        Some(Publication::Publish) if is_same && before.published == Some(before.version) => before.published,
        Some(Publication::Publish) => Some(before.version + 1),
    };
    let (kind, slug) = (asked.kind.unwrap_or(before.kind), asked.slug.unwrap_or_else(|| before.slug.clone()));
    Ok(Kept { kind, slug, published, document, ..before.clone() })
}

/// Nobody is shown an empty page.
fn readable(page: &Kept) -> Result<(), Problem> {
    match page.published == Some(page.version) && page.document.body.en.trim().is_empty() {
        true => Err(Problem::field("body", "Write something before the page is shown, in English too.")),
        false => Ok(()),
    }
}

/// That no other page has what this one wants.
async fn free(
    tx: &mut PgConnection,
    page: PageId,
    kind: Option<PageKind>,
    slug: Option<&Slug>,
) -> Result<(), ServiceError> {
    let (has_kind, has_slug): (bool, bool) = sqlx::query_as(
        "select coalesce(bool_or(kind = $2 and kind <> 'other'), false), coalesce(bool_or(slug = $3), false)
         from settings.pages where id <> $1 and deleted_at is null",
    )
    .bind(page.0)
    .bind(kind.map(PageKind::code))
    .bind(slug.map(Slug::as_str))
    .fetch_one(tx)
    .await?;
    if has_slug {
        let detail = "Another page has this address; choose another.";
        return Err(Problem::new(Code::SlugTaken, detail).at("slug").into());
    }
    match has_kind {
        true => Err(Problem::field("kind", "There is a page of this kind already; change that one.").into()),
        false => Ok(()),
    }
}

/// Forgets what was at an address, since a page takes it.
async fn take(tx: &mut PgConnection, slug: &Slug) -> sqlx::Result<()> {
    sqlx::query("delete from settings.former_page_slugs where slug = $1")
        .bind(slug.as_str())
        .execute(tx)
        .await
        .map(drop)
}

/// Notes that a page has left an address.
pub(super) async fn leave(tx: &mut PgConnection, page: PageId, slug: &Slug) -> sqlx::Result<()> {
    sqlx::query(
        "insert into settings.former_page_slugs (slug, page_id) values ($1, $2)
         on conflict (slug) do update set page_id = excluded.page_id, since = now()",
    )
    .bind(slug.as_str())
    .bind(page.0)
    .execute(tx)
    .await
    .map(drop)
}

/// Makes stale what shows the page, or says that there is none; and every page, if their frame leads to it.
pub(super) async fn tell(
    tx: &mut PgConnection,
    page: &Kept,
    is_framed: bool,
    is_hard: bool,
) -> Result<(), ServiceError> {
    let mut tags = vec![Tag::page(page.id), Tag::page_slug(&page.slug), Tag::pages()];
    tags.extend(is_framed.then(Tag::settings));
    let event = NewEvent::new(SETTINGS_CHANGED, tags, &json!({}));
    outbox::record(tx, &[if is_hard { event.hard() } else { event }]).await?;
    Ok(())
}

/// How the audit log calls a page.
pub(super) fn subject(page: PageId) -> String {
    format!("page {page}")
}

/// What the audit log keeps of a page: its texts are in its versions.
pub(super) fn recorded(page: &Kept) -> Result<Value, ServiceError> {
    let Kept { kind, slug, version, published, document, .. } = page;
    Ok(json!({ "kind": kind, "slug": slug, "version": version, "published": published, "title": document.title }))
}
