//! The home page: its blocks, and what they looked like before.

mod blocks;
mod built_in;
mod form;
mod preview;
pub mod versions;

use api::Code;
use api::settings::{AdminHome, CreateHomePreview, GetAdminHome, Publication, UpdateHome};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use maud::{Markup, html};

use self::blocks::Blocks;
use self::form::Choices;
use crate::page::{Section, alert, hidden, page, rejection};
use crate::setup;
use crate::visitor::{Posted, Reply, Visitor};

/// Where it is.
const PATH: &str = "/admin/home";

/// What the form shows.
struct Draft<'a> {
    blocks: &'a Blocks,
    version: String,
    /// The field that the origin refused.
    fault: Option<&'a str>,
    above: Option<Markup>,
    status: StatusCode,
}

/// The newest version, or what the shop makes by itself.
pub async fn show(visitor: Visitor) -> Reply {
    let kept = visitor.read(&GetAdminHome::default()).await?;
    let blocks = match kept.version {
        0 => Blocks::of(&built_in::blocks()),
        _ => Blocks::of(&kept.blocks),
    };
    let above = match visitor.query.has("saved") {
        true => Some(setup::saved(&visitor, words::office(visitor.locale).saved()).await),
        false => None,
    };
    let draft =
        Draft { blocks: &blocks, version: kept.version.to_string(), fault: None, above, status: StatusCode::OK };
    Ok(screen(&visitor, &Choices::read(&visitor).await, &kept, &draft))
}

/// Moves blocks about in the form, or saves what it says.
pub async fn save(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::shop(visitor.locale);
    let choices = Choices::read(visitor).await;
    let mut blocks = Blocks::posted(fields);
    let version = fields.get("version").to_owned();
    let publication = match fields.get("action") {
        "publish" => Some(Publication::Publish),
        "withdraw" => Some(Publication::Withdraw),
        "draft" => None,
        action => {
            blocks.change(action);
            let kept = visitor.read(&GetAdminHome::default()).await?;
            let above = Some(alert(words.home_not_saved(), Some(words.home_not_saved_hint())));
            let draft = Draft { blocks: &blocks, version, fault: None, above, status: StatusCode::OK };
            return Ok(screen(visitor, &choices, &kept, &draft));
        }
    };
    let set = blocks.set(&choices);
    let change = UpdateHome { if_match: posted.version(), blocks: Some(set), restore: None, publication };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to("/admin/home?saved").into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    let kept = visitor.read(&GetAdminHome::default()).await?;
    if problem.code != Code::VersionOutdated {
        let above = Some(rejection(visitor.locale, &problem));
        let (fault, status) = (problem.field.as_deref(), problem.code.status());
        return Ok(screen(visitor, &choices, &kept, &Draft { blocks: &blocks, version, fault, above, status }));
    }
    let above = Some(html! {
        (alert(words.home_outdated(), Some(words.home_outdated_hint())))
        p { a.button href=(PATH) target="_blank" { (words.home_now()) } }
    });
    let version = kept.version.to_string();
    let draft = Draft { blocks: &blocks, version, fault: None, above, status: StatusCode::CONFLICT };
    Ok(screen(visitor, &choices, &kept, &draft))
}

/// Gives a link to the newest version as the shop draws it, which is good for half an hour. It leads to another host, to which
/// no form of the office may lead by itself.
pub async fn see_draft(posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let words = words::shop(visitor.locale);
    let (above, status) = match visitor.write(&CreateHomePreview {}, &posted.once()).await {
        Ok(made) => {
            let address = format!("{}/preview?token={}", visitor.shop(), made.token);
            let above = html! {
                div.alert.done role="status" {
                    p.alert-title { (words.home_link_made()) }
                    p { a.button.main href=(address) target="_blank" rel="noopener noreferrer" { (words.home_see_draft()) } }
                }
            };
            (above, StatusCode::OK)
        }
        Err(problem) => {
            visitor.stop(&problem)?;
            (rejection(visitor.locale, &problem), problem.code.status())
        }
    };
    let kept = visitor.read(&GetAdminHome::default()).await?;
    let (blocks, version) = (Blocks::of(&kept.blocks), kept.version.to_string());
    let draft = Draft { blocks: &blocks, version, fault: None, above: Some(above), status };
    Ok(screen(visitor, &Choices::read(visitor).await, &kept, &draft))
}

fn screen(visitor: &Visitor, choices: &Choices, kept: &AdminHome, draft: &Draft<'_>) -> Response {
    let words = words::shop(visitor.locale);
    let content = html! {
        p.crumb { a href="/admin/pages" { (words::office(visitor.locale).pages()) } }
        h1 { (words.home()) }
        @if let Some(above) = &draft.above { (above) }
        p { (state(visitor, kept)) }
        p.hint { (words.home_intro()) }
        p.actions {
            a.button href={ (visitor.shop()) "/" } { (words::office(visitor.locale).see_in_shop()) }
            @if kept.version > 0 { a.button href="/admin/home/versions" { (words.versions()) } }
        }
        form method="post" action=(PATH) {
            (hidden(visitor))
            input type="hidden" name="version" value=(draft.version);
            // The first button is what Enter in a field means: that puts nothing on show.
            (buttons(visitor, kept))
            (form::blocks(visitor, choices, draft.blocks, draft.fault))
            (form::more(visitor, draft.blocks))
            (buttons(visitor, kept))
        }
        @if kept.version > 0 {
            form method="post" action="/admin/home/preview" {
                (hidden(visitor))
                h2 { (words.home_as_drawn()) }
                p.hint { (words.home_as_drawn_hint()) }
                button.button { (words.home_make_link()) }
            }
        }
        (preview::preview(visitor, kept))
    };
    (draft.status, page(visitor, Section::Pages, words.home(), &content)).into_response()
}

fn buttons(visitor: &Visitor, kept: &AdminHome) -> Markup {
    let words = words::shop(visitor.locale);
    html! {
        p.actions {
            button.button name="action" value="draft" { (words.save_draft()) }
            button.button.main name="action" value="publish" { (words.publish()) }
            @if kept.published.is_some() { button.button name="action" value="withdraw" { (words.withdraw()) } }
        }
    }
}

/// What shoppers see.
fn state(visitor: &Visitor, kept: &AdminHome) -> String {
    let words = words::shop(visitor.locale);
    match kept.published {
        None => words.home_built_in().to_owned(),
        Some(published) if published == kept.version => words.home_shown(published),
        Some(published) => words.home_draft(published),
    }
}

/// What a kind of block is called.
fn kind_name(words: words::Shop, kind: &str) -> &'static str {
    match kind {
        "hero" => words.kind_hero(),
        "collections" => words.kind_collections(),
        "products" => words.kind_products(),
        "text" => words.kind_text(),
        "announcement" => words.kind_announcement(),
        _ => words.kind_about(),
    }
}
