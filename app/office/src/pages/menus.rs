//! What stands in the shop's header and footer.

mod form;
mod rows;

use api::Code;
use api::settings::{GetAdminMenus, UpdateMenus};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use maud::{Markup, html};

pub(crate) use self::form::Choices as Targets;
pub(crate) use self::rows::{ADDRESS, Row, entry as entry_of, row as row_of};

use self::form::{Choices, fieldsets};
use self::rows::Model;
use crate::page::{Section, alert, done, hidden, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// Where it is.
const PATH: &str = "/admin/menus";

/// What the form shows.
struct Draft<'a> {
    model: &'a Model,
    version: &'a str,
    /// The field that the origin refused.
    fault: Option<&'a str>,
    above: Option<Markup>,
    status: StatusCode,
}

/// What is set.
pub async fn show(visitor: Visitor) -> Reply {
    let kept = visitor.read(&GetAdminMenus {}).await?;
    let above = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    let (model, version) = (Model::of(&kept.menus), kept.version.to_string());
    let draft = Draft { model: &model, version: &version, fault: None, above, status: StatusCode::OK };
    Ok(screen(&visitor, &Choices::read(&visitor).await, &draft))
}

/// Sets what a form says, if nobody else has set anything since it was made.
pub async fn save(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let choices = Choices::read(visitor).await;
    let model = Model::posted(fields);
    let (header, footer) = model.menus(&choices);
    let change = UpdateMenus { if_match: posted.version(), header: Some(header), footer: Some(footer) };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to("/admin/menus?saved").into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    if problem.code != Code::VersionOutdated {
        let above = Some(rejection(visitor.locale, &problem));
        let (fault, version) = (problem.field.as_deref(), fields.get("version"));
        return Ok(screen(
            visitor,
            &choices,
            &Draft { model: &model, version, fault, above, status: problem.code.status() },
        ));
    }
    let now = visitor.read(&GetAdminMenus {}).await?.version.to_string();
    let words = words::office(visitor.locale);
    let above = Some(html! {
        (alert(words.menus_outdated(), Some(words.menus_outdated_hint())))
        p { a.button href=(PATH) target="_blank" { (words.menus_now()) } }
    });
    let draft = Draft { model: &model, version: &now, fault: None, above, status: StatusCode::CONFLICT };
    Ok(screen(visitor, &choices, &draft))
}

fn screen(visitor: &Visitor, choices: &Choices, draft: &Draft<'_>) -> Response {
    let words = words::office(visitor.locale);
    let content = html! {
        p.crumb { a href="/admin/pages" { (words.pages()) } }
        h1 { (words.menus()) }
        @if let Some(above) = &draft.above { (above) }
        p.hint { (words.menus_hint()) }
        form method="post" action=(PATH) {
            (hidden(visitor))
            input type="hidden" name="version" value=(draft.version);
            (fieldsets(visitor, choices, draft.model, draft.fault))
            p.actions {
                button.button.main { (words.save()) }
                a.button href={ (visitor.shop()) "/" } { (words.see_in_shop()) }
            }
        }
    };
    (draft.status, page(visitor, Section::Pages, words.menus(), &content)).into_response()
}
