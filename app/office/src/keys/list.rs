//! Every key that is valid, and the form for another.

use api::staff::{ListStaffKeys, MAX_KEY_DAYS, StaffKey};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::permission_name;
use crate::fields::Fields;
use crate::page::{Section, done, hidden, page, time};
use crate::visitor::{Reply, Visitor};

/// For how many hours a key that is replaced may stay valid.
const OVERLAPS: [u16; 4] = [0, 1, 24, 168];
/// After how many days a new key ends, unless somebody says otherwise.
const DAYS: &str = "90";

/// The list.
pub async fn show(visitor: Visitor) -> Reply {
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, &Fields::default(), saved.as_ref(), StatusCode::OK).await
}

/// The list with what was typed into its forms, and what is said of that.
pub async fn render(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let words = words::office(visitor.locale);
    let all = visitor.read(&ListStaffKeys {}).await?;
    let content = html! {
        h1 { (words.keys()) }
        @if let Some(above) = above { (above) }
        p { (words.keys_hint()) }
        @if all.is_empty() { p { (words.keys_none()) } }
        @else { ul.rows { @for key in &all { (row(visitor, key)) } } }
        h2 { (words.new_key()) }
        form.narrow method="post" action="/admin/keys" {
            (hidden(visitor))
            div.field {
                label for="name" { (words.key_name()) }
                input id="name" name="name" required maxlength="100" autocomplete="off" value=(typed.get("name"))
                    aria-describedby="name-hint";
                p.hint id="name-hint" { (words.key_name_hint()) }
            }
            (days_field(visitor, "days", if typed.has("name") { typed.get("days") } else { DAYS }))
            fieldset {
                legend { (words.key_may()) }
                div.boxes {
                    @for permission in Permission::ALL.into_iter().filter(|one| visitor.may(*one)) {
                        @let name = format!("may.{}", permission.name());
                        label {
                            input type="checkbox" name=(name) checked[typed.has(&name)];
                            " " (permission_name(visitor.locale, permission))
                        }
                    }
                }
            }
            button.button.main { (words.make_key()) }
        }
    };
    let response: Response = page(visitor, Section::Keys, words.keys(), &content);
    Ok((status, response).into_response())
}

fn days_field(visitor: &Visitor, id: &str, value: &str) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        div.field {
            label for=(id) { (words.key_days()) }
            input id=(id) name="days" type="number" min="1" max=(MAX_KEY_DAYS) inputmode="numeric" value=(value)
                aria-describedby={ (id) "-hint" };
            p.hint id={ (id) "-hint" } { (words.key_days_hint()) }
        }
    }
}

fn row(visitor: &Visitor, key: &StaffKey) -> Markup {
    let (words, locale) = (words::office(visitor.locale), visitor.locale);
    let overlap = format!("overlap-{}", key.id);
    html! {
        li {
            strong { (key.name) }
            span.soft {
                (words.made_at()) " " (time(&key.created_at))
                @if let Some(made_by) = &key.made_by { " · " (made_by) }
            }
            span.soft {
                @match &key.last_used_at {
                    Some(at) => { (words.last_used()) " " (time(at)) },
                    None => (words.never_used()),
                }
                " · "
                @match &key.expires_at {
                    Some(at) => { (words.ends_at()) " " (time(at)) },
                    None => (words.ends_never()),
                }
            }
            @match &key.permissions {
                None => p { (words.role_owner()) },
                Some(names) => ul {
                    @for name in names {
                        li {
                            @match name.parse() {
                                Ok(permission) => (permission_name(locale, permission)),
                                Err(_) => code { (name) },
                            }
                        }
                    }
                },
            }
            details {
                summary aria-label={ (words.replace_key()) ": " (key.name) } { (words.replace_key()) }
                form.narrow method="post" action={ "/admin/keys/" (key.id) "/rotate" } {
                    (hidden(visitor))
                    p { (words.replace_key_meaning()) }
                    div.field {
                        label for=(overlap) { (words.key_overlap()) }
                        select id=(overlap) name="overlap" {
                            @for hours in OVERLAPS {
                                option value=(hours) selected[hours == 24] { (words.overlap(usize::from(hours))) }
                            }
                        }
                    }
                    (days_field(visitor, &format!("days-{}", key.id), DAYS))
                    button.button { (words.replace_key()) }
                }
            }
            details {
                summary aria-label={ (words.end_key()) ": " (key.name) } { (words.end_key()) }
                form method="post" action={ "/admin/keys/" (key.id) "/end" } {
                    (hidden(visitor))
                    p { (words.end_key_meaning()) }
                    button.button { (words.end_key()) }
                }
            }
        }
    }
}
