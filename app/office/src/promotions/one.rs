//! One promotion: what it is, and what can still be changed of it.

use api::Code;
use api::catalog::Text;
use api::checkout::promotions::{PromotionView, UpdatePromotion};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::PromotionCode;
use domain::checkout::Target;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::form::{limits, optional_time};
use super::list::{gives, state};
use super::read;
use crate::datetime;
use crate::fields::{Fault, Fields};
use crate::page::{Section, alert, done, hidden, marked, page, rejection, written};
use crate::visitor::{Posted, Reply, Visitor};

/// The promotion as it is kept.
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Reply {
    let view = read(&visitor, &id).await?;
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    Ok(render(&visitor, &view, &fields_of(&view), saved.as_ref(), StatusCode::OK))
}

fn fields_of(view: &PromotionView) -> Fields {
    let mut fields = Fields::default();
    for (name, at) in [("starts", view.terms.starts_at), ("ends", view.terms.ends_at)] {
        fields.set(name, at.map(datetime::typed).unwrap_or_default());
    }
    for (name, most) in [("uses", view.terms.max_uses), ("uses-each", view.terms.max_uses_per_customer)] {
        fields.set(name, most.map(|most| most.to_string()).unwrap_or_default());
    }
    fields.set("version", view.version.to_string());
    fields
}

fn render(
    visitor: &Visitor,
    view: &PromotionView,
    typed: &Fields,
    above: Option<&Markup>,
    status: StatusCode,
) -> Response {
    let (words, locale) = (words::office_selling(visitor.locale), visitor.locale);
    let terms = &view.terms;
    let action = format!("/admin/promotions/{}", terms.id);
    let content = html! {
        p.crumb { a href="/admin/promotions" { (words.promotions()) } }
        h1 { (written(&Text::of(&terms.title, locale), locale)) }
        @if let Some(above) = above { (above) }
        dl.attributes {
            div { dt { (words::office(locale).state()) } dd { (state(visitor, view)) } }
            div { dt { (words.code()) } dd { (terms.code.as_ref().map_or(words.by_itself(), PromotionCode::as_str)) } }
            div { dt { (words.what_it_gives()) } dd { (gives(locale, &terms.benefit)) } }
            div { dt { (words.what_for()) } dd { (target(visitor, &terms.target)) } }
            div { dt { (words.used()) } dd { (view.used) } }
        }
        @if visitor.may(Permission::PromotionsWrite) {
            p.hint { (words.promotion_fixed()) }
            form method="post" action=(action) {
                (hidden(visitor))
                input type="hidden" name="version" value=(typed.get("version"));
                (limits(visitor, typed))
                @for name in LIMITS {
                    @let had = format!("had.{name}");
                    input type="hidden" name=(had) value=(if typed.has(&had) { typed.get(&had) } else { typed.get(name) });
                }
                p.actions { button.button.main name="do" value="save" { (words::office(locale).save()) } }
            }
            form method="post" action=(action) {
                (hidden(visitor))
                input type="hidden" name="version" value=(view.version);
                @if view.active {
                    p { (words.end_promotion_meaning()) }
                    button.button name="do" value="end" { (words.end_promotion()) }
                } @else {
                    button.button name="do" value="resume" { (words.resume_promotion()) }
                }
            }
        }
    };
    (status, page(visitor, Section::Promotions, terms.title.get(locale), &content)).into_response()
}

fn target(visitor: &Visitor, target: &Target) -> Markup {
    html! {
        @match target {
            Target::Order => (words::office_selling(visitor.locale).whole_order()),
            Target::Goods { collections, skus } => {
                @for slug in collections { span.line { (slug) } }
                @for sku in skus { span.line { (sku) } }
            }
        }
    }
}

/// Changes it.
pub async fn change(Path(id): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let view = read(visitor, &id).await?;
    let promotion = view.terms.id;
    let nothing = UpdatePromotion {
        promotion,
        if_match: posted.version(),
        active: None,
        starts_at: None,
        ends_at: None,
        max_uses: None,
        max_uses_per_customer: None,
    };
    let change = match fields.get("do") {
        "end" => Ok(UpdatePromotion { active: Some(false), ..nothing }),
        "resume" => Ok(UpdatePromotion { active: Some(true), ..nothing }),
        _ => limited(visitor, fields, nothing),
    };
    let change = match change {
        Ok(change) => change,
        Err(Fault { name, said }) => {
            let above = alert(said, None);
            let fields = fields.with_fault(&name, &html! { (said) });
            return Ok(render(visitor, &view, &fields, Some(&above), StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    match visitor.write(&change, &posted.once()).await {
        Ok(_) => Ok(Redirect::to(&format!("/admin/promotions/{promotion}?saved")).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            if problem.code == Code::VersionOutdated {
                return outdated(visitor, &id, fields).await;
            }
            let above = rejection(visitor.locale, &problem);
            let fields = marked(visitor.locale, fields, &problem);
            Ok(render(visitor, &view, &fields, Some(&above), problem.code.status()))
        }
    }
}

/// The fields of what limits it.
const LIMITS: [&str; 4] = ["starts", "ends", "uses", "uses-each"];

/// Somebody was faster: what was typed stays, and what is set by now stands below it. The next press saves.
async fn outdated(visitor: &Visitor, id: &str, fields: &Fields) -> Reply {
    let words = words::office(visitor.locale);
    let view = read(visitor, id).await?;
    let now = fields_of(&view);
    let mut typed = fields.clone();
    typed.set("version", now.get("version"));
    for name in LIMITS {
        let had = format!("had.{name}");
        // Of a field that nobody has touched here, what is set by now stays.
        if !fields.has(name) || (fields.has(&had) && fields.get(name) == fields.get(&had)) {
            typed.set(name, now.get(name));
        } else if fields.get(name) != now.get(name) {
            let value = if now.get(name).is_empty() { words.nothing() } else { now.get(name) };
            typed = typed.with_fault(name, &html! { (words.now()) " " q { (value) } });
        }
        typed.set(had, now.get(name));
    }
    let said = words::office_selling(visitor.locale).promotion_outdated();
    let above = alert(said, Some(words.menus_outdated_hint()));
    Ok(render(visitor, &view, &typed, Some(&above), StatusCode::CONFLICT))
}

/// The limits that were touched: what nobody has touched is not sent.
fn limited(visitor: &Visitor, fields: &Fields, change: UpdatePromotion) -> Result<UpdatePromotion, Fault> {
    let words = words::office_selling(visitor.locale);
    let number = |name: &str| match fields.some(name) {
        None => Ok(None),
        Some(text) => text.parse::<u32>().map(Some).map_err(|_| Fault::of(name, words.bad_number())),
    };
    let touched = |name: &str| {
        let had = format!("had.{name}");
        !fields.has(&had) || fields.get(name) != fields.get(&had)
    };
    Ok(UpdatePromotion {
        starts_at: touched("starts").then(|| optional_time(fields, "starts", words)).transpose()?,
        ends_at: touched("ends").then(|| optional_time(fields, "ends", words)).transpose()?,
        max_uses: touched("uses").then(|| number("uses")).transpose()?,
        max_uses_per_customer: touched("uses-each").then(|| number("uses-each")).transpose()?,
        ..change
    })
}
