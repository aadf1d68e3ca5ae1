//! Everybody who has an account, who is invited, and the form for somebody who has no account yet.

use api::staff::{ListStaff, ListStaffInvitations, OpenStaffInvitation, StaffMember};
use axum::response::{IntoResponse as _, Response};
use domain::Locale;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Role;

use super::{chosen, role_name};
use crate::fields::Fields;
use crate::page::{Section, done, hidden, page, time};
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
    let open = visitor.read(&ListStaffInvitations {}).await?;
    let content = html! {
        h1 { (words.staff()) }
        @if let Some(above) = above { (above) }
        ul.rows { @for member in &all { (row(visitor, member, typed)) } }
        @if !open.is_empty() {
            h2 { (words.open_invitations()) }
            ul.rows { @for invitation in &open { (open_row(visitor, invitation)) } }
        }
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
    let is_typed = typed.get("account") == member.id.to_string();
    let had = member.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(" ");
    let checked = if is_typed { chosen(typed) } else { member.roles.clone() };
    html! {
        li {
            strong { (member.name) } span.soft { (member.email) }
            (names(visitor, &member.roles))
            @if member.id == visitor.session.account.id { " " span.state { (words.this_is_you()) } }
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

fn open_row(visitor: &Visitor, invitation: &OpenStaffInvitation) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        li {
            strong { (invitation.email) }
            span.soft {
                @match &invitation.invited_by {
                    Some(email) => (words.invited_by(email)),
                    None => (words.invited_by_command()),
                }
                " · " (words.open_until()) " " (time(&invitation.expires_at))
            }
            (names(visitor, &invitation.roles))
            details {
                summary aria-label={ (words.withdraw_invitation()) ": " (invitation.email) } { (words.withdraw_invitation()) }
                form method="post" action={ "/admin/staff/invitations/" (invitation.id) "/withdraw" } {
                    (hidden(visitor))
                    p { (words.withdraw_invitation_meaning()) }
                    button.button { (words.withdraw_invitation()) }
                }
            }
        }
    }
}

/// What roles are called, one behind the other.
fn names(visitor: &Visitor, roles: &[Role]) -> String {
    let names: Vec<&str> = roles.iter().map(|role| role_name(visitor.locale, *role)).collect();
    names.join(", ")
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
