//! The form of a collection.

use api::catalog::Text;
use api::catalog::admin::AdminCollection;
use api::media::{ListMedia, MediaState, MediaView};
use axum::response::{IntoResponse as _, Response};
use domain::{Locale, Slug};
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::{contents, tree};
use crate::fields::{Fields, set_localized};
use crate::media::{collection_thumbnail, focus, undescribed};
use crate::page::{Section, hidden, page, written};
use crate::visitor::Visitor;

/// What the page shows.
pub(super) struct Draft<'a> {
    /// What is in the fields.
    pub typed: &'a Fields,
    /// What is kept by now, if somebody else has changed it.
    pub kept: Option<&'a Fields>,
    /// What stands above.
    pub above: Option<Markup>,
    /// What the page is sent with.
    pub status: StatusCode,
}

/// The fields of a collection as it is kept.
pub(super) fn fields_of(kept: &AdminCollection) -> Fields {
    let mut fields = Fields::default();
    fields.set("version", kept.version.to_string());
    fields.set("slug", kept.collection.slug.as_str());
    fields.set("position", kept.collection.position.to_string());
    fields.set("parent", kept.collection.parent.as_ref().map(Slug::as_str).unwrap_or_default());
    focus::set(&mut fields, "image", kept.collection.image.as_ref().and_then(|image| image.focus));
    fields.set("image", kept.collection.image.as_ref().map(|image| image.path.as_str()).unwrap_or_default());
    set_localized(&mut fields, "title", &kept.collection.title);
    set_localized(&mut fields, "description", &kept.collection.description);
    fields
}

/// The newest pictures that can be shown. Whoever cannot be told of them edits the rest.
pub(super) async fn pictures(visitor: &Visitor) -> Vec<MediaView> {
    let found = visitor.ask(&ListMedia { waiting_for: None, after: None }).await;
    let found = found.map(|list| list.media).unwrap_or_default();
    found.into_iter().filter(|one| matches!(one.state, MediaState::Ready { .. })).collect()
}

/// The page: making one, or changing one and what is in it.
pub(super) async fn show(visitor: &Visitor, kept: Option<&AdminCollection>, draft: &Draft<'_>) -> Response {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let (pictures, all) = (pictures(visitor).await, tree::all(visitor).await);
    let (first, number) = match kept {
        Some(AdminCollection { collection, .. }) => {
            (super::first(visitor, &collection.slug).await, contents::number(visitor, &collection.slug).await)
        }
        None => (String::new(), None),
    };
    let title = kept.map(|kept| written(&Text::of(&kept.collection.title, visitor.locale), visitor.locale));
    let action = kept.map_or_else(
        || "/admin/collections/_new".to_owned(),
        |kept| format!("/admin/collections/{}", kept.collection.slug),
    );
    let may_write = visitor.may(Permission::CatalogWrite);
    let image = kept.and_then(|kept| kept.collection.image.as_ref());
    let content = html! {
        p.crumb { a href="/admin/collections" { (office.collections()) } }
        h1 { @match &title { Some(title) => (title), None => (words.new_collection()) } }
        @if let Some(above) = &draft.above { (above) }
        form method="post" action=(action) {
            (hidden(visitor))
            input type="hidden" name="version" value=(draft.typed.get("version"));
            fieldset {
                legend { (office.texts()) }
                div.languages {
                    @for language in Locale::ALL {
                        div.language {
                            (field(visitor, draft, "title", office.title(), language, 1))
                            (field(visitor, draft, "description", office.description(), language, 4))
                        }
                    }
                }
            }
            div.columns {
                (address(visitor, draft, kept))
                (place(visitor, draft, kept, &all))
                (plain(visitor, draft, "position", words.place_among()))
                div.field {
                    label for="image" { (words.collection_picture()) }
                    select id="image" name="image" {
                        option value="" { (words.no_picture()) }
                        @if let Some(image) = image {
                            option value=(image.path) selected[draft.typed.get("image") == image.path] {
                                (words.picture_kept())
                                @if !image.alt.get(visitor.locale).is_empty() { ": " (image.alt.get(visitor.locale)) }
                            }
                        }
                        @for one in pictures.iter().filter(|one| image.is_none_or(|image| image.path != one.path)) {
                            option value=(one.path) selected[draft.typed.get("image") == one.path] {
                                @match one.alt.get(visitor.locale) { "" => (undescribed(visitor.locale, &one.path)), alt => (alt) }
                            }
                        }
                    }
                    (now(visitor, draft, "image"))
                    p.hint { (words.collection_picture_hint()) }
                }
            }
            @if let Some(image) = image { (collection_thumbnail(visitor, &image.path, &image.alt)) }
            (focus::inputs(visitor.locale, ["image", "image"], draft.typed))
            @for end in ["image.focus.x", "image.focus.y"] { (now(visitor, draft, end)) }
            p.actions {
                @if may_write { button.button.main { (office.save()) } }
                @if let Some(kept) = kept {
                    a.button href={ (visitor.shop()) "/collections/" (kept.collection.slug) } { (office.see_in_shop()) }
                    @if may_write { a.button.quiet href={ (action) "/delete" } { (office.delete()) } }
                }
            }
        }
        @if let Some(kept) = kept { (contents::section(visitor, &action, kept, number, draft.typed)) }
        @if let Some(kept) = kept.filter(|_| may_write) {
            (super::rule::section(visitor, &action, kept, draft.typed))
            (order(visitor, &action, kept, draft.typed, &first))
        }
    };
    (
        draft.status,
        page(
            visitor,
            Section::Collections,
            kept.map_or(words.new_collection(), |kept| kept.collection.title.get(visitor.locale)),
            &content,
        ),
    )
        .into_response()
}

fn now(visitor: &Visitor, draft: &Draft<'_>, name: &str) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        @if let Some(kept) = draft.kept.filter(|kept| kept.get(name) != draft.typed.get(name)) {
            p.now { (words.now()) " " q { (kept.some(name).unwrap_or(words.nothing())) } }
        }
    }
}

fn field(visitor: &Visitor, draft: &Draft<'_>, noun: &str, label: &str, language: Locale, rows: u8) -> Markup {
    let name = format!("{noun}.{}", language.code());
    html! {
        div.field {
            label for=(name) { (label) ", " (words::shell(language).language()) }
            @if rows > 1 { textarea id=(name) name=(name) rows=(rows) lang=(language.code()) { "\n" (draft.typed.typed(&name)) } }
            @else { input id=(name) name=(name) lang=(language.code()) value=(draft.typed.get(&name)) autocomplete="off"; }
            (now(visitor, draft, &name))
        }
    }
}

fn plain(visitor: &Visitor, draft: &Draft<'_>, name: &str, label: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(draft.typed.get(name)) autocomplete="off";
            (now(visitor, draft, name))
        }
    }
}

/// The address. One that is exchanged leads to the new one.
fn address(visitor: &Visitor, draft: &Draft<'_>, kept: Option<&AdminCollection>) -> Markup {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    html! {
        div.field {
            label for="slug" { (office.address()) }
            input id="slug" name="slug" value=(draft.typed.get("slug")) autocomplete="off" spellcheck="false"
                aria-describedby="slug-hint";
            (now(visitor, draft, "slug"))
            p.hint id="slug-hint" {
                @if let Some(kept) = kept {
                    (words.collection_address_hint())
                    @for (place, former) in kept.former.iter().enumerate() {
                        (if place == 0 { " " } else { ", " }) "/collections/" (former)
                    }
                } @else { (office.address_made_hint()) }
            }
        }
    }
}

/// The collection that it stands under, of those that it may stand under.
fn place(visitor: &Visitor, draft: &Draft<'_>, kept: Option<&AdminCollection>, all: &[AdminCollection]) -> Markup {
    let words = words::office_selling(visitor.locale);
    let chosen = draft.typed.get("parent");
    let places = tree::places(all, kept.map(|kept| &kept.collection.slug));
    // Where the others cannot be told, it stays where it is.
    let is_told = places.iter().any(|(_, one)| one.collection.slug.as_str() == chosen);
    html! {
        div.field {
            label for="parent" { (words.collection_stands_under()) }
            select id="parent" name="parent" {
                option value="" { (words.collection_at_the_top()) }
                @if !chosen.is_empty() && !is_told { option value=(chosen) selected { (chosen) } }
                @for (level, one) in places {
                    option value=(one.collection.slug) selected[chosen == one.collection.slug.as_str()] {
                        @for _ in 0..level { "— " }
                        (one.collection.title.get(visitor.locale))
                    }
                }
            }
            (now(visitor, draft, "parent"))
            p.hint { (words.collection_stands_under_hint()) }
        }
    }
}

/// The form for what comes first.
fn order(visitor: &Visitor, action: &str, kept: &AdminCollection, typed: &Fields, first: &str) -> Markup {
    let words = words::office_selling(visitor.locale);
    html! {
        section aria-labelledby="order-title" {
            h2 id="order-title" { (words.collection_order()) }
            form method="post" action={ (action) "/order" } {
                (hidden(visitor))
                input type="hidden" name="version" value=(kept.version);
                div.field {
                    label for="first" { (words.come_first()) }
                    textarea id="first" name="first" rows="5" spellcheck="false" aria-describedby="first-hint" {
                        "\n" (if typed.has("first") { typed.typed("first") } else { first })
                    }
                    p.hint id="first-hint" { (words.come_first_hint()) }
                }
                p.actions { button.button { (words::office(visitor.locale).save()) } }
            }
        }
    }
}
