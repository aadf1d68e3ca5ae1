//! The stock of one variant: what is at each location, why, and what can be done about it.

use api::inventory::{
    CreateStockTransfer, ListAdminStock, ListStockLevels, ListStockLocations, ListStockMovements, StockLevel,
    StockLocation, StockMovement, UpdateStock,
};
use axum::response::{IntoResponse as _, Redirect};
use domain::inventory::StockPolicy;
use domain::{Sku, Slug};
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::title;
use crate::fields::Fields;
use crate::page::{Section, alert, done, hidden, marked, page, paging, rejection, text_field, time, told};
use crate::visitor::{Posted, Reply, Visitor};

/// Where a variant's page is.
pub fn address(sku: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("sku", sku);
    format!("/admin/stock/one?{}", query.finish())
}

/// The page.
pub async fn show(visitor: Visitor) -> Reply {
    let sku: Sku = visitor.query.get("sku").parse().map_err(|_| visitor.nothing_here())?;
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, &sku, &Fields::default(), saved.as_ref(), StatusCode::OK).await
}

/// What a form of the page says.
enum Wish {
    Count(UpdateStock),
    Keep(UpdateStock),
    Bring(CreateStockTransfer),
}

/// Counts, brings elsewhere, or says how the stock is kept.
pub async fn change(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let sku: Sku = fields.get("sku").parse().map_err(|_| visitor.nothing_here())?;
    let Some(wish) = wish_of(&sku, fields) else {
        let said = words::office(visitor.locale).not_a_count();
        let number = match fields.get("do") {
            "count" => "units",
            "bring" => "bring",
            _ => "limit",
        };
        let fields = fields.with_fault(number, &html! { (said) });
        return render(visitor, &sku, &fields, Some(&alert(said, None)), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    if let Wish::Keep(UpdateStock { policy: Some(wanted), .. }) = &wish
        && fields.has("had")
    {
        let levels = visitor.read(&ListStockLevels { sku: sku.clone() }).await?;
        let now = policy_of(&levels);
        // Whoever wants what is so already overwrites nothing.
        if fields.get("had") != kept_as(now) && now != *wanted {
            let hint = words::office(visitor.locale).menus_outdated_hint();
            let above = alert(words::office_stock(visitor.locale).policy_outdated(), Some(hint));
            return render(visitor, &sku, fields, Some(&above), StatusCode::CONFLICT).await;
        }
    }
    let once = posted.once();
    let written = match wish {
        Wish::Count(change) | Wish::Keep(change) => visitor.write(&change, &once).await.map(drop),
        Wish::Bring(transfer) => visitor.write(&transfer, &once).await.map(drop),
    };
    match written {
        Ok(()) => Ok(Redirect::to(&format!("{}&saved", address(sku.as_str()))).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let words = words::office_stock(visitor.locale);
            // What can be wrong with bringing is seen in the table below.
            let own = match (problem.field.as_deref(), fields.get("do")) {
                (Some("to"), "bring") if fields.get("from") == fields.get("to") => Some(words.bring_same()),
                (Some("units"), "bring") => Some(words.bring_too_many()),
                _ => None,
            };
            let above = own.map_or_else(|| rejection(visitor.locale, &problem), |said| alert(said, None));
            // The origin calls by one name what two of the forms ask for.
            let number = match (problem.field.as_deref(), fields.get("do")) {
                (Some("units"), "bring") => Some("bring"),
                (Some("on_hand"), _) => Some("units"),
                (Some("policy"), _) => Some("limit"),
                _ => None,
            };
            let fields = match number {
                Some(name) => {
                    let said = own.map_or_else(|| told(visitor.locale, &problem), |said| html! { (said) });
                    fields.with_fault(name, &said)
                }
                None => marked(visitor.locale, fields, &problem),
            };
            render(visitor, &sku, &fields, Some(&above), problem.code.status()).await
        }
    }
}

/// None for numbers and locations that are none.
fn wish_of(sku: &Sku, fields: &Fields) -> Option<Wish> {
    let place = |name: &str| fields.get(name).parse::<Slug>().ok();
    let sku = sku.clone();
    match fields.get("do") {
        "count" => {
            let on_hand = Some(fields.get("units").parse().ok()?);
            Some(Wish::Count(UpdateStock { sku, on_hand, location: Some(place("location")?), policy: None }))
        }
        "bring" => {
            let units = fields.get("bring").parse().ok()?;
            Some(Wish::Bring(CreateStockTransfer { sku, from: place("from")?, to: place("to")?, units }))
        }
        "keep" => {
            let limit = fields.some("limit").map(str::parse).transpose().ok()?;
            let policy = match fields.get("policy") {
                "tracked" => StockPolicy::Tracked,
                "backorder" => StockPolicy::Backorder { limit },
                "untracked" => StockPolicy::Untracked,
                _ => return None,
            };
            Some(Wish::Keep(UpdateStock { sku, on_hand: None, location: None, policy: Some(policy) }))
        }
        _ => None,
    }
}

async fn render(visitor: &Visitor, sku: &Sku, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let (office, words) = (words::office(visitor.locale), words::office_stock(visitor.locale));
    let levels = visitor.read(&ListStockLevels { sku: sku.clone() }).await?;
    let locations = visitor.read(&ListStockLocations {}).await?;
    let before = visitor.query.get("after").parse().ok();
    let ledger = visitor.read(&ListStockMovements { sku: sku.clone(), before }).await?;
    let may_write = visitor.may(Permission::StockWrite);
    let named = visitor.read(&ListAdminStock { q: Some(sku.to_string()), below: None, after: None }).await?;
    let named = named.items.iter().find(|one| one.sku == *sku);
    let content = html! {
        p.crumb { a href="/admin/stock" { (office.stock()) } }
        h1 { (sku) }
        @if let Some(one) = named { p { (title(visitor, one)) } }
        @if let Some(above) = above { (above) }
        (table(visitor, &locations, &levels))
        @if may_write { (forms(visitor, sku, &locations, &levels, typed)) }
        h2 { (words.movements()) }
        @if ledger.items.is_empty() { p { (words.no_movements()) } }
        @else {
            table {
                thead {
                    tr {
                        th scope="col" { (words.movement_when()) }
                        th scope="col" { (words.movement_units()) }
                        th scope="col" { (words.location()) }
                        th scope="col" { (words.movement_why()) }
                    }
                }
                tbody { @for one in &ledger.items { (movement(visitor, &locations, one)) } }
            }
        }
        (paging(visitor.locale, "/admin/stock/one", &[("sku", sku.as_str())], before.is_some(), ledger.next.map(|next| next.to_string())))
    };
    Ok((status, page(visitor, Section::Stock, sku.as_str(), &content)).into_response())
}

fn table(visitor: &Visitor, locations: &[StockLocation], levels: &[StockLevel]) -> Markup {
    let (office, words) = (words::office(visitor.locale), words::office_stock(visitor.locale));
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.location()) }
                    th scope="col" { (office.on_hand()) }
                    th scope="col" { (office.reserved()) }
                    th scope="col" { (office.available()) }
                }
            }
            tbody {
                @for place in locations {
                    @let level = levels.iter().find(|level| level.location == place.code);
                    @let (on_hand, reserved) = level.map_or((0, 0), |level| (level.on_hand, level.reserved));
                    tr {
                        th scope="row" { (place.name) @if !place.active { " " span.soft { (words.not_sold_from()) } } }
                        td data-label=(office.on_hand()) { (on_hand) }
                        td data-label=(office.reserved()) { (reserved) }
                        td data-label=(office.available()) { (if place.active { (on_hand - reserved).max(0) } else { 0 }) }
                    }
                }
            }
        }
    }
}

fn forms(visitor: &Visitor, sku: &Sku, locations: &[StockLocation], levels: &[StockLevel], typed: &Fields) -> Markup {
    let (office, words) = (words::office(visitor.locale), words::office_stock(visitor.locale));
    let begin = || {
        html! {
            (hidden(visitor))
            input type="hidden" name="sku" value=(sku);
        }
    };
    let chosen = |name: &str, label: &str, first: Option<&str>| place_field(name, label, locations, typed, first);
    let second = locations.get(1).map(|place| place.code.as_str());
    html! {
        h2 { (words.count()) }
        form.narrow method="post" action="/admin/stock/one" {
            (begin())
            (chosen("location", words.location(), None))
            (text_field("units", words.units_counted(), Some(words.units_counted_hint()), typed))
            button.button.main name="do" value="count" { (office.set()) }
        }
        @if locations.len() > 1 {
            h2 { (words.bring()) }
            form.narrow method="post" action="/admin/stock/one" {
                (begin())
                (chosen("from", words.from(), None))
                (chosen("to", words.to(), second))
                (text_field("bring", words.units_brought(), None, typed))
                button.button.main name="do" value="bring" { (words.bring()) }
            }
        }
        h2 { (words.policy()) }
        (policy_form(visitor, &begin(), levels, typed))
    }
}

fn place_field(name: &str, label: &str, locations: &[StockLocation], typed: &Fields, first: Option<&str>) -> Markup {
    let chosen = typed.some(name).or(first);
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for place in locations {
                    option value=(place.code) selected[chosen == Some(place.code.as_str())] { (place.name) }
                }
            }
        }
    }
}

/// How a stock is kept, as the form that changes it was made from.
fn kept_as(policy: StockPolicy) -> String {
    match policy {
        StockPolicy::Tracked => "tracked".to_owned(),
        StockPolicy::Backorder { limit: Some(limit) } => format!("backorder {limit}"),
        StockPolicy::Backorder { limit: None } => "backorder".to_owned(),
        StockPolicy::Untracked => "untracked".to_owned(),
    }
}

/// How a SKU's stock is kept.
fn policy_of(levels: &[StockLevel]) -> StockPolicy {
    levels.first().map_or(StockPolicy::Tracked, |level| level.policy)
}

fn policy_form(visitor: &Visitor, begin: &Markup, levels: &[StockLevel], typed: &Fields) -> Markup {
    let (office, words) = (words::office(visitor.locale), words::office_stock(visitor.locale));
    let policy = policy_of(levels);
    let (kind, limit) = match policy {
        StockPolicy::Tracked => ("tracked", None),
        StockPolicy::Backorder { limit } => ("backorder", limit),
        StockPolicy::Untracked => ("untracked", None),
    };
    let kind = typed.some("policy").unwrap_or(kind);
    let mut shown = typed.clone();
    if !typed.has("limit") {
        shown.set("limit", limit.map(|limit| limit.to_string()).unwrap_or_default());
    }
    let kinds = [
        ("tracked", words.policy_tracked()),
        ("backorder", words.policy_backorder()),
        ("untracked", words.policy_untracked()),
    ];
    html! {
        form.narrow method="post" action="/admin/stock/one" {
            (begin)
            input type="hidden" name="had" value=(kept_as(policy));
            div.field {
                label for="policy" { (words.policy_label()) }
                select id="policy" name="policy" {
                    @for (code, said) in kinds { option value=(code) selected[kind == code] { (said) } }
                }
            }
            (text_field("limit", words.limit(), Some(words.limit_hint()), &shown))
            button.button.main name="do" value="keep" { (office.save()) }
        }
    }
}

fn movement(visitor: &Visitor, locations: &[StockLocation], movement: &StockMovement) -> Markup {
    let words = words::office_stock(visitor.locale);
    let place = locations.iter().find(|place| place.code == movement.location);
    let place = place.map_or(movement.location.as_str(), |place| place.name.as_str());
    let number = movement.order_number.map(|number| number.to_string());
    html! {
        tr {
            th scope="row" { (time(&movement.at)) }
            td data-label=(words.movement_units()) { (format!("{:+}", movement.delta).replace('-', "−")) }
            td data-label=(words.location()) { (place) }
            td data-label=(words.movement_why()) {
                (reason(visitor, &movement.reason))
                @if let Some(number) = number {
                    " "
                    @if visitor.may(Permission::OrdersRead) { a href={ "/admin/orders?q=" (number) } { (number) } }
                    @else { (number) }
                }
            }
        }
    }
}

/// A reason of the ledger in words. One that a later release made is shown as it is.
fn reason<'a>(visitor: &Visitor, code: &'a str) -> &'a str {
    let words = words::office_stock(visitor.locale);
    match code {
        "counted" => words.reason_counted(),
        "ordered" => words.reason_ordered(),
        "order_refused" => words.reason_order_refused(),
        "order_cancelled" => words.reason_order_cancelled(),
        "returned" => words.reason_returned(),
        "transferred" => words.reason_transferred(),
        "import_undone" => words.reason_import_undone(),
        _ => code,
    }
}
