//! What is in stock of everything.

pub mod locations;
pub mod one;

use api::catalog::Text;
use api::inventory::{ListAdminStock, StockSummary, UpdateStock};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Sku;
use domain::inventory::StockPolicy;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use crate::fields::Fields;
use crate::page::{Section, alert, done, hidden, page, paging, rejection, written};
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// Fewer than this is little: what the shop calls the last ones.
pub const LOW: u32 = 5;

/// The list, by what is looked for.
pub async fn show(visitor: Visitor) -> Reply {
    let saved = visitor.query.some("saved").map(|sku| words::office(visitor.locale).stock_saved(sku));
    let above = saved.map(|said| done(&said));
    let query = visitor.query.clone();
    render(&visitor, &query, &Fields::default(), above.as_ref(), StatusCode::OK).await
}

/// Sets what was counted of one variant at the main location.
pub async fn count(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::office(visitor.locale);
    let (Ok(sku), Ok(units)) = (fields.get("sku").parse::<Sku>(), fields.get("units").parse::<u32>()) else {
        let above = alert(words.not_a_count(), Some(fields.get("sku")));
        return render(visitor, fields, fields, Some(&above), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let named = sku.to_string();
    match visitor.write(&UpdateStock::counted(sku, units), &posted.once()).await {
        Ok(_) => {
            let mut kept = Fields::default();
            for name in ["q", "low", "after"] {
                if let Some(value) = fields.some(name) {
                    kept.set(name, value);
                }
            }
            kept.set("saved", named);
            Ok(Redirect::to(&format!("/admin/stock?{}", kept.to_query())).into_response())
        }
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            render(visitor, fields, fields, Some(&above), problem.code.status()).await
        }
    }
}

/// What a variant's product is called.
pub fn title(visitor: &Visitor, stock: &StockSummary) -> Markup {
    let name = written(&Text::of(&stock.title, visitor.locale), visitor.locale);
    html! {
        @if visitor.may(Permission::CatalogRead) { a href={ "/admin/products/" (stock.product) } { (name) } }
        @else { (name) }
    }
}

async fn render(
    visitor: &Visitor,
    query: &Fields,
    typed: &Fields,
    above: Option<&Markup>,
    status: StatusCode,
) -> Result<Response, Refused> {
    let words = words::office(visitor.locale);
    let below = query.has("low").then_some(LOW);
    let after = query.some("after").and_then(|sku| sku.parse().ok());
    let asked = ListAdminStock { q: query.some("q").map(str::to_owned), below, after };
    let found = visitor.read(&asked).await?;
    let next = found.next.as_ref().map(ToString::to_string);
    let kept = [("q", query.get("q")), ("low", if below.is_some() { "on" } else { "" })];
    let may_count = visitor.may(Permission::StockWrite);
    let content = html! {
        div.head {
            h1 { (words.stock()) }
            p.actions { a.button href="/admin/stock/locations" { (words::office_stock(visitor.locale).locations()) } }
        }
        @if let Some(above) = above { (above) }
        form.filter role="search" action="/admin/stock" {
            div.field {
                label for="q" { (words.search_stock_hint()) }
                input id="q" name="q" type="search" value=(query.get("q"));
            }
            label.box { input type="checkbox" name="low" checked[below.is_some()]; " " (words.low_only(LOW)) }
            button.button { (words.show()) }
        }
        @if found.items.is_empty() { p { @if next.is_some() { (words.none_so_far()) } @else { (words.none_found()) } } }
        @else {
            table {
                thead {
                    tr {
                        th scope="col" { (words.sku()) }
                        th scope="col" { (words.product()) }
                        th scope="col" { (words.available()) }
                        th scope="col" { (words.reserved()) }
                        th scope="col" { (words.on_hand()) }
                        th scope="col" { (words.at_main()) }
                    }
                }
                tbody {
                    @for one in &found.items {
                        tr {
                            th scope="row" { a href=(one::address(one.sku.as_str())) { (one.sku) } }
                            td data-label=(words.product()) { (title(visitor, one)) }
                            td data-label=(words.available()) { (available(visitor, one)) }
                            td data-label=(words.reserved()) { (one.reserved) }
                            td data-label=(words.on_hand()) { (one.on_hand) }
                            td data-label=(words.at_main()) {
                                @if may_count { (count_form(visitor, query, typed, one)) } @else { (one.at_main) }
                            }
                        }
                    }
                }
            }
            @if may_count { p.hint { (words.count_hint()) } }
        }
        (paging(visitor.locale, "/admin/stock", &kept, query.has("after"), next))
    };
    Ok((status, page(visitor, Section::Stock, words.stock(), &content)).into_response())
}

fn available(visitor: &Visitor, stock: &StockSummary) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        @match stock.policy {
            StockPolicy::Tracked => (stock.available),
            StockPolicy::Backorder { .. } => { (stock.available) span.soft { (words.backorder()) } },
            StockPolicy::Untracked => span.soft { (words.untracked()) },
        }
    }
}

fn count_form(visitor: &Visitor, query: &Fields, typed: &Fields, stock: &StockSummary) -> Markup {
    let words = words::office(visitor.locale);
    let sku = stock.sku.as_str();
    let is_typed = typed.get("sku") == sku;
    let value = if is_typed { typed.get("units").to_owned() } else { stock.at_main.to_string() };
    html! {
        form.inline method="post" action="/admin/stock" {
            (hidden(visitor))
            input type="hidden" name="sku" value=(sku);
            @for name in ["q", "low", "after"] {
                @if let Some(kept) = query.some(name) { input type="hidden" name=(name) value=(kept); }
            }
            input name="units" value=(value) inputmode="numeric" autocomplete="off" size="6"
                aria-label={ (words.at_main()) ", " (sku) } aria-invalid=[is_typed.then_some("true")];
            button.button.quiet aria-label={ (words.set()) ", " (sku) } { (words.set()) }
        }
    }
}
