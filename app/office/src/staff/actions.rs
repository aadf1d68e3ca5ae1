//! Inviting, withdrawing, changing and ending.

use api::Problem;
use api::staff::{CreateStaffInvitation, DeleteStaffInvitation, DeleteStaffMember, UpdateStaffMember};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::Locale;
use http::StatusCode;
use maud::html;

use super::list::render;
use super::{chosen, role_of};
use crate::page::{form_status, rejection};
use crate::visitor::{Posted, Reply};

/// Invites somebody, and shows the link this once.
pub async fn invite(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::office(visitor.locale);
    let invitation = CreateStaffInvitation {
        email: fields.get("email").to_owned(),
        roles: chosen(fields),
        locale: Locale::of_code(fields.get("language")),
    };
    match visitor.write(&invitation, &posted.once()).await {
        Ok(made) => {
            let above = html! {
                div.alert.done role="status" {
                    p.alert-title { (words.invited(&made.email)) }
                    @match made.path {
                        Some(path) => {
                            p { (words.invitation_link_hint()) }
                            p { code.secret id="invitation" { (visitor.address()) (path) } }
                        }
                        None => p { (words.invitation_shown()) },
                    }
                }
            };
            render(visitor, &Default::default(), Some(&above), StatusCode::OK).await
        }
        Err(problem) => refuse(&posted, &problem).await,
    }
}

/// Withdraws an invitation.
pub async fn withdraw(Path(invitation): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let invitation = invitation.parse().map_err(|_| visitor.nothing_here())?;
    match visitor.write(&DeleteStaffInvitation { invitation }, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/staff?saved").into_response()),
        Err(problem) => refuse(&posted, &problem).await,
    }
}

/// Gives somebody other roles.
pub async fn set_roles(Path(account): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let account = account.parse().map_err(|_| visitor.nothing_here())?;
    let had = fields.has("had").then(|| fields.get("had").split(' ').filter_map(role_of).collect());
    let change = UpdateStaffMember { account, roles: chosen(fields), had };
    match visitor.write(&change, &posted.once()).await {
        Ok(_) => Ok(Redirect::to("/admin/staff?saved").into_response()),
        Err(problem) => refuse(&posted, &problem).await,
    }
}

/// Ends an account.
pub async fn end(Path(account): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let account = account.parse().map_err(|_| visitor.nothing_here())?;
    match visitor.write(&DeleteStaffMember { account }, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/staff?saved").into_response()),
        Err(problem) => refuse(&posted, &problem).await,
    }
}

async fn refuse(posted: &Posted, problem: &Problem) -> Reply {
    let Posted { visitor, fields } = posted;
    if problem.code == api::Code::Unauthenticated {
        return Err(visitor.refuse(problem));
    }
    let above = rejection(visitor.locale, problem);
    render(visitor, fields, Some(&above), form_status(problem.code)).await
}
