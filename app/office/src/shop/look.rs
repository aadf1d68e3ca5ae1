//! How the shop looks: logo and colour.

use api::Code;
use api::settings::{Accent, AdminSettings, GetAdminSettings, Look, UpdateSettings};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use maud::{Markup, html};

use super::pictures::{self, Pictures};
use crate::fields::Fields;
use crate::page::{Section, alert, done, form_status, hidden, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// Where it is.
const PATH: &str = "/admin/look";

/// What is set.
pub async fn show(visitor: Visitor) -> Reply {
    let typed = fields_of(&visitor.read(&GetAdminSettings {}).await?);
    let above = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    Ok(screen(&visitor, &Pictures::read(&visitor).await, &typed, None, above.as_ref(), StatusCode::OK))
}

/// Sets what a form says, if nobody else has set anything since it was made.
pub async fn save(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let choices = Pictures::read(visitor).await;
    let (light, dark) = (fields.get("accent.light").to_owned(), fields.get("accent.dark").to_owned());
    let accent = (!light.is_empty() || !dark.is_empty()).then_some(Accent { light, dark });
    let look = Look { logo: choices.chosen(fields, "logo"), accent };
    let change = UpdateSettings { if_match: posted.version(), look: Some(look), ..UpdateSettings::default() };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to("/admin/look?saved").into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    let mut typed = fields.clone();
    let above = match problem.code {
        Code::VersionOutdated => {
            typed.set("version", visitor.read(&GetAdminSettings {}).await?.version.to_string());
            let words = words::shop(visitor.locale);
            alert(words.settings_outdated(), Some(words.settings_outdated_hint()))
        }
        _ => rejection(visitor.locale, &problem),
    };
    Ok(screen(visitor, &choices, &typed, problem.field.as_deref(), Some(&above), form_status(problem.code)))
}

fn fields_of(kept: &AdminSettings) -> Fields {
    let mut fields = Fields::default();
    fields.set("version", kept.version.to_string());
    pictures::set(&mut fields, "logo", kept.settings.look.logo.as_ref());
    if let Some(Accent { light, dark }) = &kept.settings.look.accent {
        fields.set("accent.light", light.as_str());
        fields.set("accent.dark", dark.as_str());
    }
    fields
}

fn screen(
    visitor: &Visitor,
    choices: &Pictures,
    typed: &Fields,
    fault: Option<&str>,
    above: Option<&Markup>,
    status: StatusCode,
) -> Response {
    let words = words::shop(visitor.locale);
    let content = html! {
        p.crumb { a href="/admin/settings" { (words::office(visitor.locale).settings()) } }
        h1 { (words.look()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.look_intro()) }
        form method="post" action=(PATH) {
            (hidden(visitor))
            input type="hidden" name="version" value=(typed.get("version"));
            fieldset {
                legend { (words.logo()) }
                (choices.field(visitor, ["logo", "logo"], typed, [words.logo(), words.logo_none(), words.logo_hint()]))
            }
            fieldset {
                legend { (words.accent()) }
                p.hint { (words.accent_hint()) }
                div.columns {
                    (colour(typed, fault, "accent.light", words.accent_light(), words.colour_hint()))
                    (colour(typed, fault, "accent.dark", words.accent_dark(), words.accent_dark_hint()))
                }
                (samples(words, typed))
            }
            p.actions {
                button.button.main { (words::office(visitor.locale).save()) }
                a.button href={ (visitor.shop()) "/" } { (words::office(visitor.locale).see_in_shop()) }
            }
        }
    };
    (status, page(visitor, Section::Settings, words.look(), &content)).into_response()
}

fn colour(typed: &Fields, fault: Option<&str>, name: &str, label: &str, hint: &str) -> Markup {
    let id = name.replace('.', "-");
    let is_at_fault = fault == Some(format!("look.{name}").as_str());
    html! {
        div.field {
            label for=(id) { (label) }
            input id=(id) name=(name) value=(typed.get(name)) autocomplete="off" spellcheck="false" maxlength="7"
                placeholder="#9c3b1f" aria-invalid=[is_at_fault.then_some("true")] aria-describedby={ (id) "-hint" };
            p.hint id={ (id) "-hint" } { (hint) }
        }
    }
}

/// The colours on the grounds that they stand on. A style would be refused by the page's policy, a drawing's colours are not.
fn samples(words: words::Shop, typed: &Fields) -> Markup {
    let is_colour = |text: &str| {
        let digits = text.strip_prefix('#').unwrap_or_default();
        digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let (light, dark) = (typed.get("accent.light"), typed.get("accent.dark"));
    html! {
        @if is_colour(light) && is_colour(dark) {
            figure.samples {
                figcaption.hint { (words.accent_preview()) }
                @for (ground, colour) in [("#f7f2e9", light), ("#16191a", dark)] {
                    svg viewBox="0 0 160 48" width="160" height="48" aria-hidden="true" {
                        rect width="160" height="48" rx="3" fill=(ground) {}
                        rect x="12" y="12" width="24" height="24" rx="2" fill=(colour) {}
                        text x="48" y="31" font-size="18" fill=(colour) { (colour) }
                    }
                }
            }
        }
    }
}
