//! How the shop stands: what waits, what was sold, what runs low, and whether shoppers see it.

pub mod edges;

use api::catalog::admin::ListAdminProducts;
use api::inventory::{AdminStockPage, ListAdminStock};
use api::orders::{GetFigures, Sales};
use api::settings::{AdminSettings, GetAdminSettings, ListAdminPages, PageKind};
use axum::Extension;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use self::edges::EdgeWatch;
use crate::page::{Section, page, trouble};
use crate::setup;
use crate::stock::{LOW, title};
use crate::visitor::{Reply, Visitor};

/// How many variants that run low are named; the stock's own page has all of them.
const NAMED: usize = 10;

/// Leads to the first section that is open to whoever comes in.
pub async fn enter(visitor: Visitor) -> Response {
    match Section::ALL.into_iter().find(|section| visitor.may(section.permission())) {
        Some(section) => Redirect::to(section.path()).into_response(),
        None => {
            let title = words::office(visitor.locale).not_allowed();
            trouble(visitor.locale, StatusCode::FORBIDDEN, title, None).into_response()
        }
    }
}

/// The overview.
pub async fn show(visitor: Visitor, watch: Option<Extension<EdgeWatch>>) -> Reply {
    let words = words::office(visitor.locale);
    let figures = visitor.read(&GetFigures {}).await?;
    let low = match visitor.may(Permission::StockRead) {
        true => Some(visitor.read(&ListAdminStock { below: Some(LOW), ..ListAdminStock::default() }).await?),
        false => None,
    };
    let health = async {
        match &watch {
            Some(Extension(watch)) => Some(watch.0.look().await),
            None => None,
        }
    };
    // An edge that does not answer is waited for beside the rest.
    let (to_do, health) = tokio::join!(to_do(&visitor), health);
    let has_steps = setup::is_left(&visitor).await;
    let content = html! {
        h1 { (words.overview()) }
        @if has_steps { p { a.button.main href=(setup::PATH) { (words::shop(visitor.locale).setup_back()) } } }
        @if !to_do.is_empty() {
            h2 { (words.to_do()) }
            ul.rows { @for (path, what) in &to_do { li { a href=(path) { (what) } } } }
        }
        dl.figures {
            div {
                dt { (words.orders_to_ship()) }
                dd {
                    strong { (figures.to_ship) }
                    @if figures.to_ship > 0 { " " a href="/admin/orders?state=placed" { (words.show_them()) } }
                }
            }
            div {
                dt { (words.open_returns()) }
                dd {
                    strong { (figures.open_returns) }
                    @if figures.open_returns > 0 { " " a href="/admin/orders?returns=on" { (words.show_them()) } }
                }
            }
            div { dt { (words.sales_today()) } dd { (sales(&visitor, &figures.today)) } }
            div { dt { (words.sales_seven_days()) } dd { (sales(&visitor, &figures.seven_days)) } }
            div { dt { (words.sales_thirty_days()) } dd { (sales(&visitor, &figures.thirty_days)) } }
        }
        p.hint { (words.sales_hint(&figures.time_zone)) }
        @if let Some(low) = low { (running_low(&visitor, &low)) }
        @if let Some(health) = health { (edges::section(visitor.locale, &health)) }
    };
    Ok(page(&visitor, Section::Overview, words.overview(), &content))
}

/// What is still to be done before the shop can open, as far as whoever looks may do it: where, and what.
async fn to_do(visitor: &Visitor) -> Vec<(&'static str, &'static str)> {
    let words = words::office(visitor.locale);
    let mut to_do = Vec::new();
    if visitor.may(Permission::SettingsWrite)
        && let Ok(AdminSettings { settings: set, .. }) = visitor.ask(&GetAdminSettings {}).await
    {
        let has_contact = set.company.is_some() && set.address.is_some() && set.email.is_some();
        to_do.extend(set.name.is_none().then_some(("/admin/settings", words.to_do_name())));
        to_do.extend((!has_contact).then_some(("/admin/settings", words.to_do_contact())));
    }
    if visitor.may(Permission::SettingsWrite)
        && let Ok(pages) = visitor.ask(&ListAdminPages {}).await
    {
        let is_missing = |kind| !pages.iter().any(|page| page.kind == kind && page.published.is_some());
        for (kind, path, what) in [
            (PageKind::Imprint, "/admin/pages/new?kind=imprint", words.to_do_imprint()),
            (PageKind::Terms, "/admin/pages/new?kind=terms", words.to_do_terms()),
            (PageKind::Privacy, "/admin/pages/new?kind=privacy", words.to_do_privacy()),
            (PageKind::Returns, "/admin/pages/new?kind=returns", words.to_do_returns()),
            (PageKind::Shipping, "/admin/pages/new?kind=shipping", words.to_do_shipping()),
        ] {
            // One that is written but not on show is led to in the list.
            let path = if pages.iter().any(|page| page.kind == kind) { "/admin/pages" } else { path };
            to_do.extend(is_missing(kind).then_some((path, what)));
        }
    }
    if visitor.may(Permission::CatalogWrite)
        && let Ok(found) = visitor.ask(&ListAdminProducts::default()).await
    {
        to_do.extend(found.products.is_empty().then_some(("/admin/products/new", words.to_do_product())));
    }
    to_do
}

fn sales(visitor: &Visitor, sales: &[Sales]) -> Markup {
    html! {
        @if sales.is_empty() { strong { "–" } }
        @for one in sales {
            span.line {
                strong { (one.total.display(visitor.locale)) }
                span.soft { (words::office(visitor.locale).orders_counted(one.orders)) }
            }
        }
    }
}

fn running_low(visitor: &Visitor, low: &AdminStockPage) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        h2 { (words.low_stock()) }
        // Of very many variants only the first are looked at.
        @if low.items.is_empty() {
            p { @if low.next.is_some() { (words.nothing_low_so_far()) } @else { (words.nothing_low()) } }
        }
        @if !low.items.is_empty() {
            table {
                thead {
                    tr {
                        th scope="col" { (words.sku()) }
                        th scope="col" { (words.product()) }
                        th scope="col" { (words.available()) }
                    }
                }
                tbody {
                    @for one in low.items.iter().take(NAMED) {
                        tr {
                            th scope="row" { (one.sku) }
                            td data-label=(words.product()) { (title(visitor, one)) }
                            td data-label=(words.available()) { (one.available) }
                        }
                    }
                }
            }
        }
        @if !low.items.is_empty() || low.next.is_some() {
            p { a.button href="/admin/stock?low=on" { (words.all_low()) } }
        }
    }
}
