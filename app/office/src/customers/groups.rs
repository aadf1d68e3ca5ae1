//! Groups of customers: what there is, and in which an account is.

use api::Code;
use api::checkout::customer_groups::{
    CreateCustomerGroup, CustomerGroup, DeleteCustomerGroup, GetAdminCustomerGroup, ListCustomerGroups, Membership,
    UpdateAdminCustomerGroup, UpdateCustomerGroup,
};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::{CustomerGroupId, CustomerId};
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::{account, read};
use crate::fields::Fields;
use crate::page::{
    Section, alert, asked, compared, described_by, done, fault, form_status, hidden, is_invalid, page, rejection,
};
use crate::visitor::{Posted, Reply, Visitor};

/// The groups.
pub async fn list(visitor: Visitor) -> Reply {
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, &Fields::default(), saved.as_ref(), StatusCode::OK).await
}

/// The groups, with what was typed if a form of the page was refused.
async fn render(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let words = words::office_selling(visitor.locale);
    let all = visitor.read(&ListCustomerGroups {}).await?;
    let may_manage = visitor.may(Permission::CustomersManage);
    let new = if typed.get("do") == "create" { typed.get("name") } else { "" };
    let content = html! {
        p.crumb { a href="/admin/customers" { (words.customers()) } }
        h1 { (words.customer_groups()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.customer_groups_meaning()) }
        @if all.is_empty() { p { (words.customer_groups_none()) } }
        @else {
            table {
                thead {
                    tr {
                        th scope="col" { (words.customer_group()) }
                        th scope="col" { (words.members()) }
                    }
                }
                tbody { @for group in &all { (row(visitor, typed, group, may_manage)) } }
            }
        }
        @if may_manage {
            form.narrow method="post" action="/admin/customer-groups" {
                (hidden(visitor))
                div.field {
                    label for="name" { (words.new_customer_group()) }
                    input id="name" name="name" value=(new) autocomplete="off" maxlength="100" required;
                }
                button.button.main name="do" value="create" { (words.make_customer_group()) }
            }
        }
    };
    Ok((status, page(visitor, Section::Customers, words.customer_groups(), &content)).into_response())
}

fn row(visitor: &Visitor, typed: &Fields, group: &CustomerGroup, may_manage: bool) -> Markup {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let mut shown = Fields::default();
    if typed.get("do") == "rename" && typed.get("group") == group.id.to_string() {
        shown = typed.clone();
    } else {
        shown.set("name", group.name.as_str());
    }
    html! {
        tr {
            th scope="row" {
                @if may_manage {
                    form.inline method="post" action="/admin/customer-groups" {
                        (hidden(visitor))
                        input type="hidden" name="group" value=(group.id);
                        input type="hidden" name="version" value=(group.version);
                        input name="name" value=(shown.get("name")) maxlength="100" required autocomplete="off"
                            aria-invalid=[is_invalid("name", &shown)] aria-describedby=[described_by("name", false, &shown)]
                            aria-label={ (words.customer_group()) ": " (group.name) };
                        button.button name="do" value="rename" aria-label={ (office.save()) ": " (group.name) } { (office.save()) }
                        (fault("name", &shown))
                    }
                    (asked(office.remove(), &group.name, &words.group_gone_meaning(group.members), &html! {
                        form method="post" action="/admin/customer-groups" {
                            (hidden(visitor))
                            input type="hidden" name="group" value=(group.id);
                            input type="hidden" name="version" value=(group.version);
                            button.button name="do" value="delete" { (office.remove()) }
                        }
                    }))
                } @else { (group.name) }
            }
            td data-label=(words.members()) { (group.members) }
        }
    }
}

/// Makes a group, names one anew, or takes one away.
pub async fn change(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let (name, if_match, once) = (fields.get("name").to_owned(), posted.version(), posted.once());
    let group = || fields.get("group").parse::<CustomerGroupId>().map_err(|_| visitor.nothing_here());
    let outcome = match fields.get("do") {
        "rename" => {
            let renamed = UpdateCustomerGroup { group: group()?, if_match, name };
            visitor.write(&renamed, &once).await.map(drop)
        }
        "delete" => visitor.write(&DeleteCustomerGroup { group: group()?, if_match }, &once).await,
        _ => visitor.write(&CreateCustomerGroup { name }, &once).await.map(drop),
    };
    match outcome {
        Ok(()) => Ok(Redirect::to("/admin/customer-groups?saved").into_response()),
        Err(problem) if problem.code == Code::VersionOutdated => outdated(visitor, fields).await,
        Err(problem) => {
            visitor.stop(&problem)?;
            render(visitor, fields, Some(&rejection(visitor.locale, &problem)), form_status(problem.code)).await
        }
    }
}

/// Somebody was faster: what was typed stays, and what the group is called by now stands below it. The next press saves.
async fn outdated(visitor: &Visitor, fields: &Fields) -> Reply {
    let words = words::office(visitor.locale);
    let mut now = Fields::default();
    let all = visitor.read(&ListCustomerGroups {}).await?;
    if let Some(group) = all.iter().find(|one| one.id.to_string() == fields.get("group")) {
        now.set("name", group.name.as_str());
    }
    let typed = compared(visitor.locale, fields, &now, &["name"]);
    let hint = if fields.get("do") == "rename" { words.settings_outdated_hint() } else { words.nothing_done_hint() };
    render(visitor, &typed, Some(&alert(words.thing_outdated(), Some(hint))), StatusCode::CONFLICT).await
}

/// In which group an account is, with the way to another; nothing while there is no group. If its form was refused, it
/// is shown as it was `typed`, with what is so by now.
pub(super) async fn of(visitor: &Visitor, customer: CustomerId, typed: &Fields) -> Markup {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let groups = visitor.ask(&ListCustomerGroups {}).await.unwrap_or_default();
    let Ok(Membership { group, version }) = visitor.ask(&GetAdminCustomerGroup { customer }).await else {
        return html! {};
    };
    let name =
        groups.iter().find(|one| Some(one.id) == group).map_or(words.no_customer_group(), |one| one.name.as_str());
    let now = group.map(|group| group.to_string()).unwrap_or_default();
    let chosen = if typed.has("group") { typed.get("group") } else { now.as_str() };
    html! {
        @if !groups.is_empty() {
            h2 { (words.customer_group()) }
            @if visitor.may(Permission::CustomersManage) {
                form.narrow method="post" action={ "/admin/customers/" (customer) "/group" } {
                    (hidden(visitor))
                    input type="hidden" name="version" value=(version);
                    div.field {
                        label for="group" { (words.customer_group()) }
                        select id="group" name="group" aria-describedby=[(chosen != now).then_some("group-fault")] {
                            option value="" { (words.no_customer_group()) }
                            @for one in &groups {
                                option value=(one.id) selected[one.id.to_string() == chosen] { (one.name) }
                            }
                        }
                        @if chosen != now { p.fault id="group-fault" { (office.now()) " " q { (name) } } }
                    }
                    p.hint { (words.customer_group_hint()) }
                    button.button { (office.save()) }
                }
            } @else { p { (name) } }
        }
    }
}

/// Puts an account into a group, or takes it out.
pub async fn put(Path(customer): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let customer: CustomerId = customer.parse().map_err(|_| visitor.nothing_here())?;
    let group = fields.some("group").map(str::parse).transpose().map_err(|_| visitor.nothing_here())?;
    let change = UpdateAdminCustomerGroup { customer, if_match: posted.version(), group };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to(&format!("/admin/customers/{customer}?saved")).into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    let kept = read(visitor, &customer.to_string()).await?;
    let words = words::office(visitor.locale);
    let above = match problem.code {
        Code::VersionOutdated => alert(words.thing_outdated(), Some(words.settings_outdated_hint())),
        _ => rejection(visitor.locale, &problem),
    };
    let content = account(visitor, &kept, fields, Some(&above)).await?;
    Ok((form_status(problem.code), page(visitor, Section::Customers, &kept.name, &content)).into_response())
}
