//! Price lists: what there is, and the form of one.

mod form;
pub mod import;

use api::Code;
use api::checkout::customer_groups::{CustomerGroup, ListCustomerGroups};
use api::checkout::price_lists::{
    CreatePriceList, DeletePriceList, GetPriceList, ListPriceLists, PriceList, PriceListSummary, UpdatePriceList,
};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::PriceListId;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use self::form::{fields_of, page_of, terms_of};
use crate::fields::Fields;
use crate::page::{Section, alert, compared, done, marked, page, rejection, time_of};
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// The list of them.
pub async fn list(visitor: Visitor) -> Reply {
    let words = words::office_selling(visitor.locale);
    let all = visitor.read(&ListPriceLists {}).await?;
    let content = html! {
        p.crumb { a href="/admin/products" { (words::office(visitor.locale).products()) } }
        div.head {
            h1 { (words.price_lists()) }
            p.actions {
                @if visitor.may(Permission::CatalogWrite) {
                    a.button.main href="/admin/price-lists/new" { (words.new_price_list()) }
                    a.button href="/admin/price-lists/import" { (words::price_list_imports(visitor.locale).several()) }
                }
                @if !all.is_empty() {
                    a.button href="/admin/price-lists/csv" { (words::price_list_imports(visitor.locale).export()) }
                }
            }
        }
        p.hint { (words.price_lists_meaning()) }
        @if all.is_empty() { p { (words.price_lists_none()) } }
        @else {
            table {
                thead {
                    tr {
                        th scope="col" { (words.price_list_name()) }
                        th scope="col" { (words.price_list_group()) }
                        th scope="col" { (words.currency()) }
                        th scope="col" { (words.price_list_prices()) }
                        th scope="col" { (words.when()) }
                    }
                }
                tbody { @for one in &all { (row(&visitor, one)) } }
            }
        }
    };
    Ok(page(&visitor, Section::Products, words.price_lists(), &content))
}

fn row(visitor: &Visitor, one: &PriceListSummary) -> Markup {
    let words = words::office_selling(visitor.locale);
    let at = |seconds: Option<i64>| {
        html! {
            @match seconds { Some(seconds) => (time_of(seconds)), None => "…" }
        }
    };
    html! {
        tr {
            th scope="row" { a href={ "/admin/price-lists/" (one.id) } { (one.name) } }
            td data-label=(words.price_list_group()) { (one.group.as_deref().unwrap_or(words.everybody())) }
            td data-label=(words.currency()) { (one.currency) }
            td data-label=(words.price_list_prices()) { (one.entries) }
            td data-label=(words.when()) {
                @if one.starts_at.is_none() && one.ends_at.is_none() { "–" } @else { (at(one.starts_at)) " – " (at(one.ends_at)) }
            }
        }
    }
}

/// The groups to choose from; none for who may not see them.
async fn groups(visitor: &Visitor) -> Vec<CustomerGroup> {
    match visitor.may(Permission::CustomersRead) {
        true => visitor.ask(&ListCustomerGroups {}).await.unwrap_or_default(),
        false => Vec::new(),
    }
}

/// The form for a new one.
pub async fn new(visitor: Visitor) -> Reply {
    let groups = groups(&visitor).await;
    Ok(page_of(&visitor, None, &Fields::default(), &groups, None))
}

/// Makes the list of a form.
pub async fn create(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let mut typed = fields.clone();
    let (said, status) = match terms_of(fields, words::office_selling(visitor.locale)) {
        Ok(terms) => match visitor.write(&CreatePriceList { terms }, &posted.once()).await {
            Ok(made) => return Ok(Redirect::to(&format!("/admin/price-lists/{}?saved", made.id)).into_response()),
            Err(problem) => {
                visitor.stop(&problem)?;
                typed = marked(visitor.locale, fields, &problem);
                (rejection(visitor.locale, &problem), problem.code.status())
            }
        },
        Err(said) => (alert(&said, None), StatusCode::UNPROCESSABLE_ENTITY),
    };
    let groups = groups(visitor).await;
    Ok((status, page_of(visitor, None, &typed, &groups, Some(&said))).into_response())
}

async fn read(visitor: &Visitor, list: &str) -> Result<PriceList, Refused> {
    let list: PriceListId = list.parse().map_err(|_| visitor.nothing_here())?;
    visitor.read(&GetPriceList { list }).await
}

/// One as it is kept.
pub async fn show(visitor: Visitor, Path(list): Path<String>) -> Reply {
    let kept = read(&visitor, &list).await?;
    let groups = groups(&visitor).await;
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    Ok(page_of(&visitor, Some(&kept), &fields_of(&kept, visitor.locale), &groups, saved.as_ref()))
}

/// Keeps what its form says, or takes it away.
pub async fn change(Path(list): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let kept = read(visitor, &list).await?;
    let (list, if_match) = (kept.id, posted.version());
    let outcome = match fields.get("do") {
        "delete" => {
            let gone = visitor.write(&DeletePriceList { list, if_match }, &posted.once()).await;
            gone.map(|()| "/admin/price-lists".to_owned())
        }
        _ => match terms_of(fields, words::office_selling(visitor.locale)) {
            Ok(terms) => {
                let saved = visitor.write(&UpdatePriceList { list, if_match, terms }, &posted.once()).await;
                saved.map(|_| format!("/admin/price-lists/{list}?saved"))
            }
            Err(said) => {
                let groups = groups(visitor).await;
                let page = page_of(visitor, Some(&kept), fields, &groups, Some(&alert(&said, None)));
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
        },
    };
    match outcome {
        Ok(next) => Ok(Redirect::to(&next).into_response()),
        Err(problem) if problem.code == Code::VersionOutdated => outdated(visitor, list, fields).await,
        Err(problem) => {
            visitor.stop(&problem)?;
            let groups = groups(visitor).await;
            let above = rejection(visitor.locale, &problem);
            let fields = marked(visitor.locale, fields, &problem);
            Ok((problem.code.status(), page_of(visitor, Some(&kept), &fields, &groups, Some(&above))).into_response())
        }
    }
}

/// Somebody was faster: what was typed stays, and what is set by now stands below it. The next press saves.
async fn outdated(visitor: &Visitor, list: PriceListId, fields: &Fields) -> Reply {
    let (kept, groups) = (visitor.read(&GetPriceList { list }).await?, groups(visitor).await);
    let (now, office) = (fields_of(&kept, visitor.locale), words::office(visitor.locale));
    // What is to be taken away is looked at first, as it is by now.
    let is_typed = fields.get("do") != "delete";
    let typed = match is_typed {
        true => compared(visitor.locale, fields, &now, &["name", "currency", "starts", "ends", "prices"]),
        false => now.clone(),
    };
    let of = |group: &str| groups.iter().find(|one| one.id.to_string() == group).map(|one| one.name.as_str());
    let words = words::office_selling(visitor.locale);
    // Who may not see the groups reads that it is for one.
    let group = now.some("group").map_or(words.everybody(), |group| of(group).unwrap_or(words.customer_group()));
    let typed = match typed.get("group") == now.get("group") {
        true => typed,
        false => typed.with_fault("group", &html! { (office.now()) " " q { (group) } }),
    };
    let hint = if is_typed { office.settings_outdated_hint() } else { office.nothing_done_hint() };
    let above = alert(office.thing_outdated(), Some(hint));
    Ok((StatusCode::CONFLICT, page_of(visitor, Some(&kept), &typed, &groups, Some(&above))).into_response())
}
