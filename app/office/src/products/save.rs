//! Making a product, and changing one.

use api::catalog::admin::{CreateProduct, UpdateProduct};
use api::inventory::UpdateStock;
use api::{Code, Problem};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::Sku;
use http::StatusCode;
use maud::{Markup, html};

use super::editor::{Draft, fault_id, read, show};
use super::form::{Faults, adopt, change, counted};
use crate::fields::Fields;
use crate::page::{alert, rejection, told};
use crate::visitor::{Posted, Reply, Visitor, fresh_name};

/// How many faults are named above a form.
const NAMED: usize = 10;

/// Makes the product of a form.
pub async fn create(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let product = match change(fields, None, words::office(visitor.locale)) {
        Ok(product) => product,
        Err(faults) => return show(visitor, None, &faulty(visitor, fields, &faults)).await,
    };
    match visitor.write(&CreateProduct { product }, &posted.once()).await {
        Ok(saved) => finish(visitor, fields, &saved.id.to_string()).await,
        Err(problem) => {
            let none = Faults::new();
            show(visitor, None, &refused(visitor, fields, &none, &problem)?).await
        }
    }
}

/// Changes the product as a form says, if nobody else has changed it since the form was made.
pub async fn update(Path(product): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let (view, kept) = read(visitor, &product).await?;
    let change = match change(fields, Some(&view.product), words::office(visitor.locale)) {
        Ok(change) => change,
        Err(faults) => return show(visitor, Some(&view), &faulty(visitor, fields, &faults)).await,
    };
    let update = UpdateProduct { product: view.id, if_match: posted.version(), change };
    let problem = match visitor.write(&update, &posted.once()).await {
        Ok(_) => return finish(visitor, fields, &product).await,
        Err(problem) => problem,
    };
    let none = Faults::new();
    if problem.code != Code::VersionOutdated {
        return show(visitor, Some(&view), &refused(visitor, fields, &none, &problem)?).await;
    }
    let mut typed = fields.clone();
    adopt(&mut typed, &view.product, &kept);
    typed.set("version", kept.get("version"));
    let words = words::office(visitor.locale);
    let above = Some(alert(words.outdated(), Some(words.outdated_hint())));
    let draft = Draft { typed: &typed, kept: Some(&kept), faults: &none, above, status: StatusCode::CONFLICT };
    show(visitor, Some(&view), &draft).await
}

fn faulty<'a>(visitor: &Visitor, typed: &'a Fields, faults: &'a Faults) -> Draft<'a> {
    let above = Some(faults_above(visitor, faults));
    Draft { typed, kept: None, faults, above, status: StatusCode::UNPROCESSABLE_ENTITY }
}

/// What is to be mended, above a form that is longer than a screen: each leads to its field.
fn faults_above(visitor: &Visitor, faults: &Faults) -> Markup {
    let words = words::office(visitor.locale);
    // Of a variant's field, the SKU comes last.
    let whose = |name: &str| {
        let sku = name.strip_prefix("measure.").or_else(|| name.strip_prefix("stock."));
        let priced = name.strip_prefix("price.").or_else(|| name.strip_prefix("former."));
        let sku = sku.or_else(|| priced.and_then(|rest| rest.split_once('.')).map(|(_, sku)| sku));
        sku.map(|sku| format!("{sku}: ")).unwrap_or_default()
    };
    html! {
        div.alert role="alert" {
            p.alert-title { (words.not_saved()) }
            ul {
                @for (name, fault) in faults.iter().take(NAMED) {
                    li { a href={ "#" (fault_id(name)) } { (whose(name)) (fault) } }
                }
                @if faults.len() > NAMED { li { "…" } }
            }
        }
    }
}

/// The form again, under what the origin says of it. Whoever is no longer signed in is sent there.
fn refused<'a>(
    visitor: &Visitor,
    typed: &'a Fields,
    faults: &'a Faults,
    problem: &Problem,
) -> Result<Draft<'a>, crate::visitor::Refused> {
    visitor.stop(problem)?;
    let above = Some(rejection(visitor.locale, problem));
    Ok(Draft { typed, kept: None, faults, above, status: problem.code.status() })
}

/// Sets the stock that was counted, and shows the product as it is now.
async fn finish(visitor: &Visitor, fields: &Fields, product: &str) -> Reply {
    let rejections = set_stock(visitor, &counted(fields)).await;
    if rejections.is_empty() {
        return Ok(Redirect::to(&format!("/admin/products/{product}?saved")).into_response());
    }
    let (view, kept) = read(visitor, product).await?;
    let above = stock_rejections(visitor, &rejections);
    let none = Faults::new();
    let draft = Draft { typed: &kept, kept: None, faults: &none, above: Some(above), status: StatusCode::OK };
    show(visitor, Some(&view), &draft).await
}

/// Sets the stock that was counted; tells what was not set, and why.
pub(super) async fn set_stock(visitor: &Visitor, counted: &[(Sku, u32)]) -> Vec<(Sku, Problem)> {
    let mut rejections = Vec::new();
    for (sku, units) in counted {
        // A repeat sets the same number again.
        if let Err(problem) = visitor.write(&UpdateStock::counted(sku.clone(), *units), &fresh_name()).await {
            rejections.push((sku.clone(), problem));
        }
    }
    rejections
}

/// What was not set, above a form.
pub(super) fn stock_rejections(visitor: &Visitor, rejections: &[(Sku, Problem)]) -> Markup {
    html! {
        div.alert role="alert" {
            p.alert-title { (words::office(visitor.locale).stock_refused()) }
            ul { @for (sku, problem) in rejections { li { (sku) ": " (told(visitor.locale, problem)) } } }
        }
    }
}
