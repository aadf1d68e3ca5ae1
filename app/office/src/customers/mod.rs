//! Shoppers' accounts: finding one, its orders, all that is kept of its owner, and its end.

pub mod groups;

use api::accounts::{
    AdminCustomer, DeleteAdminCustomer, DeleteAdminCustomerSessions, GetAdminCustomer, GetAdminCustomerExport,
    ListCustomers,
};
use api::orders::ListAdminOrders;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::CustomerId;
use http::{HeaderValue, header};
use maud::{Markup, html};
use origin_staff::Permission;

use crate::fields::Fields;
use crate::page::{Section, alert, asked, done, hidden, page, paging, rejection, time};
use crate::shop::markets::name_of;
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// Orders of an account that are shown with it; the list of orders has all of them.
const MAX_ORDERS: usize = 10;

/// The list, by what is looked for.
pub async fn list(visitor: Visitor) -> Reply {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let query = &visitor.query;
    let after = query.get("after").parse().ok();
    let found = visitor.read(&ListCustomers { q: query.some("q").map(str::to_owned), after }).await?;
    let content = html! {
        div.head {
            h1 { (words.customers()) }
            p.actions { a.button href="/admin/customer-groups" { (words.customer_groups()) } }
        }
        @if query.has("erased") { (done(words.customer_erased())) }
        form.filter role="search" action="/admin/customers" {
            div.field {
                label for="q" { (words.search_customers_hint()) }
                input id="q" name="q" type="search" autocomplete="off" value=(query.get("q"));
            }
            button.button { (office.show()) }
        }
        @if found.customers.is_empty() { p { (office.none_found()) } }
        @else {
            table {
                thead {
                    tr {
                        th scope="col" { (office.email()) }
                        th scope="col" { (words.customer_name()) }
                        th scope="col" { (words.opened()) }
                        th scope="col" { (words.confirmed()) }
                    }
                }
                tbody { @for one in &found.customers { (row(&visitor, one)) } }
            }
        }
        (paging(visitor.locale, "/admin/customers", &[("q", query.get("q"))], after.is_some(), found.next.map(|next| next.to_string())))
    };
    Ok(page(&visitor, Section::Customers, words.customers(), &content))
}

fn row(visitor: &Visitor, one: &AdminCustomer) -> Markup {
    let words = words::office_selling(visitor.locale);
    html! {
        tr {
            th scope="row" { a href={ "/admin/customers/" (one.id) } { (one.email) } }
            td data-label=(words.customer_name()) { (one.name) }
            td data-label=(words.opened()) { (time(&one.opened_at)) }
            td data-label=(words.confirmed()) {
                @match &one.email_verified_at { Some(at) => (time(at)), None => (words.not_confirmed()) }
            }
        }
    }
}

async fn read(visitor: &Visitor, customer: &str) -> Result<AdminCustomer, Refused> {
    let customer: CustomerId = customer.parse().map_err(|_| visitor.nothing_here())?;
    visitor.read(&GetAdminCustomer { customer }).await
}

/// One account, with its newest orders.
pub async fn show(visitor: Visitor, Path(customer): Path<String>) -> Reply {
    let kept = read(&visitor, &customer).await?;
    let above = visitor.query.has("logged-out").then(|| done(words::office_selling(visitor.locale).logged_out()));
    let content = account(&visitor, &kept, &Fields::default(), above.as_ref()).await?;
    Ok(page(&visitor, Section::Customers, &kept.name, &content))
}

/// An account, with what was typed if its form of the group was refused.
async fn account(
    visitor: &Visitor,
    kept: &AdminCustomer,
    typed: &Fields,
    above: Option<&Markup>,
) -> Result<Markup, Refused> {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let orders = match visitor.may(Permission::OrdersRead) {
        true => visitor.read(&ListAdminOrders { customer: Some(kept.id), ..ListAdminOrders::default() }).await?.orders,
        false => Vec::new(),
    };
    let states = words::orders(visitor.locale);
    let group = groups::of(visitor, kept.id, typed).await;
    Ok(html! {
        p.crumb { a href="/admin/customers" { (words.customers()) } }
        h1 { (kept.name) }
        @if let Some(above) = above { (above) }
        @if visitor.query.has("saved") { (done(office.saved())) }
        dl.attributes {
            div { dt { (office.email()) } dd { (kept.email) } }
            div { dt { (words.opened()) } dd { (time(&kept.opened_at)) } }
            div { dt { (words.confirmed()) } dd { @match &kept.email_verified_at { Some(at) => (time(at)), None => (words.not_confirmed()) } } }
            @if let Some(market) = kept.market { div { dt { (words.market()) } dd { (name_of(visitor.locale, market)) } } }
        }
        @if visitor.may(Permission::OrdersRead) {
            h2 { (office.orders()) }
            @if orders.is_empty() { p { (words.no_orders()) } }
            ul.rows {
                @for one in orders.iter().take(MAX_ORDERS) {
                    li {
                        a href={ "/admin/orders/" (one.order.id) } {
                            @match one.order.number { Some(number) => { (office.order()) " " (number) } None => (office.order()) }
                        }
                        " · " (one.order.total.display(visitor.locale)) " · " (time(&one.order.placed_at)) " "
                        span.state data-state=(one.order.state.code()) { (states.state(one.order.state)) }
                    }
                }
            }
            @if orders.len() > MAX_ORDERS { p { a href={ "/admin/orders?customer=" (kept.id) } { (words.all_orders()) } } }
        }
        (group)
        @if visitor.may(Permission::CustomersManage) {
            h2 { (words.their_browsers()) }
            (asked(words.log_out(), &kept.email, words.log_out_meaning(), &html! {
                form method="post" action={ "/admin/customers/" (kept.id) "/log-out" } {
                    (hidden(visitor))
                    button.button { (words.log_out()) }
                }
            }))
            h2 { (words.their_rights()) }
            p.hint { (words.export_meaning()) }
            p.actions {
                a.button href={ "/admin/customers/" (kept.id) "/export" } { (words.export()) }
                a.button.quiet href={ "/admin/customers/" (kept.id) "/erase" } { (words.erase()) }
            }
        }
    })
}

/// Logs an account out everywhere.
pub async fn log_out(Path(customer): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let customer: CustomerId = customer.parse().map_err(|_| visitor.nothing_here())?;
    match visitor.write(&DeleteAdminCustomerSessions { customer }, &posted.once()).await {
        Ok(()) => Ok(Redirect::to(&format!("/admin/customers/{customer}?logged-out")).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let kept = visitor.read(&GetAdminCustomer { customer }).await?;
            let content =
                account(visitor, &kept, &Fields::default(), Some(&rejection(visitor.locale, &problem))).await?;
            Ok((problem.code.status(), page(visitor, Section::Customers, &kept.name, &content)).into_response())
        }
    }
}

/// All that is kept of the owner, as a file for them.
pub async fn export(visitor: Visitor, Path(customer): Path<String>) -> Reply {
    let customer: CustomerId = customer.parse().map_err(|_| visitor.nothing_here())?;
    let mut file = visitor.file(&GetAdminCustomerExport { customer }).await?;
    let named = HeaderValue::try_from(format!("attachment; filename=\"{customer}.json\""));
    let named = named.unwrap_or(HeaderValue::from_static("attachment"));
    file.headers_mut().insert(header::CONTENT_DISPOSITION, named);
    Ok(file)
}

/// The question before an account is ended, with what it means.
pub async fn ask(visitor: Visitor, Path(customer): Path<String>) -> Reply {
    let kept = read(&visitor, &customer).await?;
    Ok(question(&visitor, &kept, None))
}

fn question(visitor: &Visitor, kept: &AdminCustomer, above: Option<&Markup>) -> Response {
    let words = words::office_selling(visitor.locale);
    let address = format!("/admin/customers/{}", kept.id);
    let content = html! {
        p.crumb { a href=(address) { (kept.name) } }
        h1 { (words.erase_question()) }
        @if let Some(above) = above { (above) }
        p { strong { (kept.email) } }
        p { (words.erase_meaning()) }
        form.narrow method="post" action={ (address) "/erase" } {
            (hidden(visitor))
            div.field {
                label for="email" { (words.erase_type()) }
                input id="email" name="email" autocomplete="off" spellcheck="false" required;
            }
            p.actions {
                button.button.main { (words.erase()) }
                a.button href=(address) { (words::office(visitor.locale).back()) }
            }
        }
    };
    page(visitor, Section::Customers, words.erase_question(), &content)
}

/// Ends the account whose address was typed.
pub async fn erase(Path(customer): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let kept = read(visitor, &customer).await?;
    if !fields.get("email").eq_ignore_ascii_case(&kept.email) {
        let above = alert(words::office_selling(visitor.locale).erase_mistyped(), None);
        let status = http::StatusCode::UNPROCESSABLE_ENTITY;
        return Ok((status, question(visitor, &kept, Some(&above))).into_response());
    }
    match visitor.write(&DeleteAdminCustomer { customer: kept.id }, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/customers?erased").into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            Ok((problem.code.status(), question(visitor, &kept, Some(&above))).into_response())
        }
    }
}

/// The account of an order, from its page.
pub fn link(visitor: &Visitor, customer: Option<CustomerId>, email: &str) -> Markup {
    html! {
        @match customer.filter(|_| visitor.may(Permission::CustomersRead)) {
            Some(customer) => a href={ "/admin/customers/" (customer) } { (email) },
            None => (email),
        }
    }
}
