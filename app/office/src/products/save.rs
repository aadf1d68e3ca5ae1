//! Making a product, and changing one.

use api::catalog::ProductDocument;
use api::catalog::admin::{CreateProduct, ListProductTypes, ProductInput, UpdateProduct};
use api::catalog::properties::readable_key;
use api::inventory::UpdateStock;
use api::{Code, Problem};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::Sku;
use http::StatusCode;
use maud::{Markup, html};

use super::editor::{Draft, fault_id, read, show};
use super::form::{Faults, adopt, change, counted};
use super::types;
use crate::fields::Fields;
use crate::page::{alert, rejection, told};
use crate::visitor::{Posted, Refused, Reply, Visitor, fresh_name};

/// How many faults are named above a form.
const NAMED: usize = 10;

/// Makes the product of a form.
pub async fn create(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let product = match said(visitor, fields, None).await? {
        Ok(product) => product,
        Err(faults) => return show(visitor, None, &faulty(visitor, fields, &faults)).await,
    };
    match visitor.write(&CreateProduct { product }, &posted.once()).await {
        Ok(saved) => finish(visitor, fields, &saved.id.to_string()).await,
        Err(problem) => {
            let faults = faults_of(visitor, &problem);
            show(visitor, None, &refused(visitor, fields, &faults, &problem)?).await
        }
    }
}

/// What a form says, with what its type asks for.
///
/// Each field that cannot be what it should comes in place of it.
///
/// # Errors
/// The page that says why the types cannot be read.
async fn said(
    visitor: &Visitor,
    fields: &Fields,
    kept: Option<&ProductDocument>,
) -> Result<Result<ProductInput, Faults>, Refused> {
    let types = visitor.read(&ListProductTypes {}).await?;
    let asked = types::fields::said_of(&types, fields, kept);
    let mut faults = Faults::new();
    let attributes = types::fields::read(fields, kept, &asked, words::office_attributes(visitor.locale), &mut faults);
    let changed = kept.map_or(!attributes.is_empty(), |kept| kept.attributes != attributes);
    Ok(match change(fields, kept, words::office(visitor.locale)) {
        Ok(input) if faults.is_empty() => {
            Ok(ProductInput { attributes: Some(attributes).filter(|_| changed), ..input })
        }
        Ok(_) => Err(faults),
        Err(others) => {
            faults.extend(others);
            Err(faults)
        }
    })
}

/// What the origin refuses of a field that a type asks for, at that field.
fn faults_of(visitor: &Visitor, problem: &Problem) -> Faults {
    let said = words::office_types(visitor.locale).not_as_asked();
    types::fields::refused(problem.field.as_deref()).into_iter().map(|name| (name, said)).collect()
}

/// Changes the product as a form says, if nobody else has changed it since the form was made.
pub async fn update(Path(product): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let (view, kept) = read(visitor, &product).await?;
    let change = match said(visitor, fields, Some(&view.product)).await? {
        Ok(change) => change,
        Err(faults) => return show(visitor, Some(&view), &faulty(visitor, fields, &faults)).await,
    };
    let update = UpdateProduct { product: view.id, if_match: posted.version(), change };
    let problem = match visitor.write(&update, &posted.once()).await {
        Ok(_) => return finish(visitor, fields, &product).await,
        Err(problem) => problem,
    };
    if problem.code != Code::VersionOutdated {
        let faults = faults_of(visitor, &problem);
        return show(visitor, Some(&view), &refused(visitor, fields, &faults, &problem)?).await;
    }
    let none = Faults::new();
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
        let fact = name.strip_prefix("fact.").and_then(|name| name.split('.').next()).map(readable_key);
        sku.map(str::to_owned).or(fact).map(|of| format!("{of}: ")).unwrap_or_default()
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
) -> Result<Draft<'a>, Refused> {
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
