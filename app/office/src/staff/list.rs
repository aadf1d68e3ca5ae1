//! Everybody who has an account, and the form for somebody who has none yet.

use api::staff::{ListStaff, StaffMember};
use axum::response::{IntoResponse as _, Response};
use domain::Locale;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Role;

use super::{chosen, role_name};
use crate::fields::Fields;
use crate::page::{Section, done, hidden, page};
use crate::visitor::{Reply, Visitor};

/// The list.
pub async fn show(visitor: Visitor) -> Reply {
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, &Fields::default(), saved.as_ref(), StatusCode::OK).await
}

/// The list with what was typed into its forms, and what is said of that.
pub async fn render(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let words = words::office(visitor.locale);
    let all = visitor.read(&ListStaff {}).await?;
    let content = html! {
        h1 { (words.staff()) }
        @if let Some(above) = above { (above) }
        ul.rows { @for member in &all { (row(visitor, member, typed)) } }
        h2 { (words.invite()) }
        form.narrow method="post" action="/admin/staff/invitations" {
            (hidden(visitor))
            div.field {
                label for="email" { (words.email()) }
                input id="email" name="email" type="email" required autocomplete="off" value=(typed.get("email"));
            }
            (role_boxes(visitor, &if typed.has("email") { chosen(typed) } else { Vec::new() }))
            div.field {
                label for="language" { (words.invite_language()) }
                select id="language" name="language" {
                    @let chosen = typed.some("language").unwrap_or(visitor.locale.code());
                    @for locale in Locale::ALL {
                        option value=(locale.code()) selected[chosen == locale.code()] lang=(locale.code()) { (words::shell(locale).language()) }
                    }
                }
            }
            p.hint { (words.invite_hint()) }
            button.button.main { (words.invite()) }
        }
    };
    let response: Response = page(visitor, Section::Staff, words.staff(), &content);
    Ok((status, response).into_response())
}

fn row(visitor: &Visitor, member: &StaffMember, typed: &Fields) -> Markup {
    let words = words::office(visitor.locale);
    let names: Vec<&str> = member.roles.iter().map(|role| role_name(visitor.locale, *role)).collect();
    let is_typed = typed.get("account") == member.id.to_string();
    let had = member.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(" ");
    let checked = if is_typed { chosen(typed) } else { member.roles.clone() };
    html! {
        li {
            strong { (member.name) } span.soft { (member.email) }
            (names.join(", "))
            @if !member.active { " " span.state { (words.ended()) } }
            @if member.active {
                details open[is_typed] {
                    summary aria-label={ (words.change_roles()) ": " (member.name) } { (words.change_roles()) }
                    form method="post" action={ "/admin/staff/" (member.id) "/roles" } {
                        (hidden(visitor))
                        input type="hidden" name="account" value=(member.id);
                        input type="hidden" name="had" value=(had);
                        (role_boxes(visitor, &checked))
                        button.button { (words.save()) }
                    }
                }
                details {
                    summary aria-label={ (words.end_account()) ": " (member.name) } { (words.end_account()) }
                    form method="post" action={ "/admin/staff/" (member.id) "/end" } {
                        (hidden(visitor))
                        p { (words.end_account_meaning()) }
                        button.button { (words.end_account()) }
                    }
                }
            }
        }
    }
}

fn role_boxes(visitor: &Visitor, checked: &[Role]) -> Markup {
    html! {
        fieldset {
            legend { (words::office(visitor.locale).roles()) }
            div.boxes {
                @for role in Role::ALL {
                    label {
                        input type="checkbox" name={ "role." (role.name()) } checked[checked.contains(&role)];
                        " " (role_name(visitor.locale, role))
                    }
                }
            }
        }
    }
}
