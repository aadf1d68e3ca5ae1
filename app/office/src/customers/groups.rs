//! Groups of customers: what there is, and in which an account is.

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

use crate::page::{Section, asked, done, hidden, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// The groups.
pub async fn list(visitor: Visitor) -> Reply {
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, saved.as_ref(), StatusCode::OK).await
}

async fn render(visitor: &Visitor, above: Option<&Markup>, status: StatusCode) -> Reply {
    let words = words::office_selling(visitor.locale);
    let all = visitor.read(&ListCustomerGroups {}).await?;
    let may_manage = visitor.may(Permission::CustomersManage);
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
                tbody { @for group in &all { (row(visitor, group, may_manage)) } }
            }
        }
        @if may_manage {
            form.narrow method="post" action="/admin/customer-groups" {
                (hidden(visitor))
                div.field {
                    label for="name" { (words.new_customer_group()) }
                    input id="name" name="name" autocomplete="off" maxlength="100" required;
                }
                button.button.main name="do" value="create" { (words.make_customer_group()) }
            }
        }
    };
    Ok((status, page(visitor, Section::Customers, words.customer_groups(), &content)).into_response())
}

fn row(visitor: &Visitor, group: &CustomerGroup, may_manage: bool) -> Markup {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    html! {
        tr {
            th scope="row" {
                @if may_manage {
                    form.inline method="post" action="/admin/customer-groups" {
                        (hidden(visitor))
                        input type="hidden" name="group" value=(group.id);
                        input type="hidden" name="version" value=(group.version);
                        input name="name" value=(group.name) maxlength="100" required autocomplete="off"
                            aria-label={ (words.customer_group()) ": " (group.name) };
                        button.button name="do" value="rename" aria-label={ (office.save()) ": " (group.name) } { (office.save()) }
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
        Err(problem) => {
            visitor.stop(&problem)?;
            render(visitor, Some(&rejection(visitor.locale, &problem)), problem.code.status()).await
        }
    }
}

/// In which group an account is, with the way to another; nothing while there is no group.
pub(super) async fn of(visitor: &Visitor, customer: CustomerId) -> Markup {
    let words = words::office_selling(visitor.locale);
    let groups = visitor.ask(&ListCustomerGroups {}).await.unwrap_or_default();
    let Ok(Membership { group, version }) = visitor.ask(&GetAdminCustomerGroup { customer }).await else {
        return html! {};
    };
    let name =
        groups.iter().find(|one| Some(one.id) == group).map_or(words.no_customer_group(), |one| one.name.as_str());
    html! {
        @if !groups.is_empty() {
            h2 { (words.customer_group()) }
            @if visitor.may(Permission::CustomersManage) {
                form.narrow method="post" action={ "/admin/customers/" (customer) "/group" } {
                    (hidden(visitor))
                    input type="hidden" name="version" value=(version);
                    div.field {
                        label for="group" { (words.customer_group()) }
                        select id="group" name="group" {
                            option value="" { (words.no_customer_group()) }
                            @for one in &groups {
                                option value=(one.id) selected[Some(one.id) == group] { (one.name) }
                            }
                        }
                    }
                    p.hint { (words.customer_group_hint()) }
                    button.button { (words::office(visitor.locale).save()) }
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
    match visitor.write(&change, &posted.once()).await {
        Ok(_) => Ok(Redirect::to(&format!("/admin/customers/{customer}?saved")).into_response()),
        Err(problem) => Err(visitor.refuse(&problem)),
    }
}
