//! The way to open the shop: one step after the other.

use api::catalog::admin::ListAdminProducts;
use api::checkout::delivery::GetAdminDelivery;
use api::checkout::taxes::GetAdminTaxes;
use api::payments::GetPaymentState;
use api::settings::{
    AdminSettings, CreateSetupConfirmation, GetAdminHome, GetAdminSettings, GetSetup, ListAdminPages, PageKind, Setup,
    SetupStep,
};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use crate::page::{Section, done, hidden, page, rejection};
use crate::visitor::{Posted, Refused, Reply, Visitor, fresh_name};

/// Where it is.
pub const PATH: &str = "/admin/setup";

/// A step, and whether it is done.
struct Step {
    title: &'static str,
    hint: &'static str,
    /// Where it is done.
    path: &'static str,
    is_done: bool,
    /// By what somebody says that it is right as it is, where that may be.
    confirmed_by: Option<SetupStep>,
}

/// The step that comes next, and the others.
pub async fn show(visitor: Visitor) -> Reply {
    screen(&visitor, None, StatusCode::OK).await
}

/// Says that a step is right as it is.
pub async fn confirm(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let step = SetupStep::of_code(fields.get("step")).ok_or_else(|| visitor.nothing_here())?;
    match visitor.write(&CreateSetupConfirmation { step }, &posted.once()).await {
        Ok(_) => Ok(Redirect::to(PATH).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            screen(visitor, Some(&above), problem.code.status()).await
        }
    }
}

/// Whether a step is left, for whoever may take it. That none is left is looked for until it was so once, and then kept: a
/// shop that is open is asked one thing for it, and not nine after each save.
pub async fn is_left(visitor: &Visitor) -> bool {
    if !visitor.may(Permission::SettingsWrite) {
        return false;
    }
    let Ok(Setup { confirmed }) = visitor.ask(&GetSetup {}).await else { return false };
    if confirmed.contains(&SetupStep::Finished) {
        return false;
    }
    let Ok(steps) = steps(visitor, &confirmed).await else { return false };
    let is_left = steps.iter().any(|step| !step.is_done);
    // Who may make no products does not see whether there is one.
    if !is_left && visitor.may(Permission::CatalogWrite) {
        let finished = CreateSetupConfirmation { step: SetupStep::Finished };
        if let Err(problem) = visitor.write(&finished, &fresh_name()).await {
            tracing::warn!(code = ?problem.code, "it could not be kept that the shop is set up; it is looked for again");
        }
    }
    is_left
}

/// What was saved, and the way back to the steps while some are left.
pub async fn saved(visitor: &Visitor, said: &str) -> Markup {
    html! {
        (done(said))
        (way_back(visitor).await)
    }
}

/// The way back to the steps while some are left.
pub async fn way_back(visitor: &Visitor) -> Markup {
    let is_left = is_left(visitor).await;
    html! {
        @if is_left { p { a.button href=(PATH) { (words::shop(visitor.locale).setup_back()) } } }
    }
}

async fn screen(visitor: &Visitor, above: Option<&Markup>, status: StatusCode) -> Result<Response, Refused> {
    let words = words::shop(visitor.locale);
    let Setup { confirmed } = visitor.read(&GetSetup {}).await?;
    let steps = steps(visitor, &confirmed).await?;
    let done = steps.iter().filter(|step| step.is_done).count();
    let content = html! {
        h1 { (words.setup()) }
        @if let Some(above) = above { (above) }
        p { (words.setup_intro()) }
        p {
            label for="progress" { (words.setup_progress(done, steps.len())) }
            " "
            progress id="progress" max=(steps.len()) value=(done) {}
        }
        @match steps.iter().find(|step| !step.is_done) {
            Some(next) => section.preview aria-labelledby="next" {
                p.hint { (words.setup_next()) }
                h2 id="next" { (next.title) }
                p { (next.hint) }
                (ways(visitor, next, true))
            },
            None => { h2 { (words.setup_done()) } p { a.button.main href={ (visitor.shop()) "/" } { (words::office(visitor.locale).see_in_shop()) } } },
        }
        ol.steps {
            @for step in &steps {
                li {
                    a href=(step.path) { (step.title) }
                    " "
                    span.state data-state=[step.is_done.then_some("active")] {
                        (if step.is_done { words.setup_is_done() } else { words.setup_is_open() })
                    }
                }
            }
        }
    };
    Ok((status, page(visitor, Section::Overview, words.setup(), &content)).into_response())
}

/// The way to where a step is done, and the button that says that there is nothing to do.
fn ways(visitor: &Visitor, step: &Step, is_main: bool) -> Markup {
    let words = words::shop(visitor.locale);
    html! {
        div.actions {
            a.button.main[is_main] href=(step.path) { (words.setup_open()) }
            @if let Some(confirmed_by) = step.confirmed_by {
                form method="post" action=(PATH) {
                    (hidden(visitor))
                    input type="hidden" name="step" value=(confirmed_by.code());
                    button.button { (words.setup_right()) }
                }
            }
        }
    }
}

/// All steps, in the order in which they are best taken, as far as whoever looks may take them.
async fn steps(visitor: &Visitor, confirmed: &[SetupStep]) -> Result<Vec<Step>, Refused> {
    let words = words::shop(visitor.locale);
    let AdminSettings { settings: set, .. } = visitor.read(&GetAdminSettings {}).await?;
    let pages = visitor.read(&ListAdminPages {}).await?;
    let is_shown = |kind| pages.iter().any(|page| page.kind == kind && page.published.is_some());
    let legal = PageKind::ALL.into_iter().filter(|kind| *kind != PageKind::Other);
    let missing = legal.clone().find(|kind| !is_shown(*kind));
    let has_contact = set.company.is_some() && set.address.is_some() && set.email.is_some();
    let is_right = |step: SetupStep| confirmed.contains(&step);
    let seen = |title, hint, path, is_done| Step { title, hint, path, is_done, confirmed_by: None };
    let looked_at = |title, hint, path, is_set: bool, step: SetupStep| {
        let is_done = is_set || is_right(step);
        Step { title, hint, path, is_done, confirmed_by: Some(step) }
    };
    let delivery = visitor.ask(&GetAdminDelivery {}).await.is_ok_and(|delivery| delivery.version > 0);
    let taxes = visitor.ask(&GetAdminTaxes {}).await.is_ok_and(|taxes| taxes.version > 0);
    let is_paid = visitor.ask(&GetPaymentState {}).await.is_ok_and(|state| state.is_live);
    let home = visitor.ask(&GetAdminHome::default()).await.is_ok_and(|home| home.published.is_some());
    let mut steps = vec![
        seen(words.step_name(), words.step_name_hint(), "/admin/settings", set.name.is_some()),
        seen(words.step_contact(), words.step_contact_hint(), "/admin/settings", has_contact),
        looked_at(
            words.step_markets(),
            words.step_markets_hint(),
            "/admin/features",
            !set.markets_closed.is_empty() || !set.markets_made.is_empty(),
            SetupStep::Markets,
        ),
        looked_at(words.step_delivery(), words.step_delivery_hint(), "/admin/delivery", delivery, SetupStep::Delivery),
        looked_at(words.step_taxes(), words.step_taxes_hint(), "/admin/taxes", taxes, SetupStep::Taxes),
        looked_at(words.step_payments(), words.step_payments_hint(), "/admin/payments", is_paid, SetupStep::Payments),
    ];
    if visitor.may(Permission::CatalogWrite) {
        let has_product =
            visitor.ask(&ListAdminProducts::default()).await.is_ok_and(|found| !found.products.is_empty());
        steps.push(seen(words.step_product(), words.step_product_hint(), "/admin/products/new", has_product));
    }
    steps.push(seen(words.step_pages(), words.step_pages_hint(), page_path(missing), missing.is_none()));
    steps.push(looked_at(words.step_home(), words.step_home_hint(), "/admin/home", home, SetupStep::Home));
    Ok(steps)
}

/// Where the next legal page is written; one that is begun is led to in the list.
const fn page_path(missing: Option<PageKind>) -> &'static str {
    match missing {
        Some(PageKind::Imprint) => "/admin/pages/new?kind=imprint",
        Some(PageKind::Terms) => "/admin/pages/new?kind=terms",
        Some(PageKind::Privacy) => "/admin/pages/new?kind=privacy",
        Some(PageKind::Returns) => "/admin/pages/new?kind=returns",
        Some(PageKind::Shipping) => "/admin/pages/new?kind=shipping",
        Some(PageKind::Other) | None => "/admin/pages",
    }
}
