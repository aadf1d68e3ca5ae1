//! Several products changed at once: what will change is shown first, and what was changed is listed, to be taken back.

mod edit;
mod everything;
mod form;

use api::Code;
use api::catalog::admin::{
    AdminProductView, BulkChange, CreateBulkEdit, GetAdminProduct, ListAdminCollections, ProductVersion,
};
use api::endpoint::if_match::IfMatch;
use axum::response::IntoResponse as _;
use domain::ProductId;
use http::StatusCode;

use self::edit::{Difference, differences};
use crate::fields::Fields;
use crate::page::{alert, rejection};
use crate::visitor::{Posted, Refused, Reply, Visitor};

pub use everything::{follow, list, show};
pub use form::controls;

/// As many products as a page of the list has, so that all of it can be chosen.
const MAX_PRODUCTS: usize = 50;

/// What will become of one product.
struct Planned {
    view: AdminProductView,
    differences: Vec<Difference>,
}

/// The products that a form chose, each with the version that it shows.
fn chosen(fields: &Fields) -> Vec<(ProductId, i64)> {
    let picked = fields.below("pick.").filter_map(|id| {
        let version = fields.get(&format!("pick.{id}")).parse().ok()?;
        Some((id.parse().ok()?, version))
    });
    picked.take(MAX_PRODUCTS).collect()
}

/// Shows what an edit changes, and makes it once that was looked at.
pub async fn change(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::office_products(visitor.locale);
    let picked = chosen(fields);
    let edit = match edit::read(fields, words) {
        Ok(edit) if fields.has("everything") => return everything::collect(&posted, edit).await,
        Ok(edit) if !picked.is_empty() => edit,
        unfit => {
            let said = unfit.err().unwrap_or(words.bulk_none());
            let page =
                form::page_of(visitor, words.bulk(), Some(&alert(said, None)), &form::again(visitor, fields).await);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let refused = if fields.has("confirmed") {
        // Of the versions that were compared. The same form sent twice leads to the same edit.
        match everything::make(&posted, chosen_edit(&edit, &picked)).await {
            Ok(made) => return Ok(made),
            Err(problem) => {
                visitor.stop(&problem)?;
                let status = problem.code.status();
                if status.is_server_error() {
                    // Perhaps it was done all the same: of the versions that are there by now it would be done twice.
                    let above = rejection(visitor.locale, &problem);
                    let again = form::once_more(visitor, fields, picked.len());
                    return Ok((status, form::page_of(visitor, words.bulk(), Some(&above), &again)).into_response());
                }
                Some(problem)
            }
        }
    } else {
        None
    };
    let mut planned = Vec::with_capacity(picked.len());
    for (product, _) in &picked {
        match visitor.ask(&GetAdminProduct { product: *product }).await {
            Ok(view) => {
                let differences = differences(&edit, &view.product, visitor.locale);
                planned.push(Planned { view, differences });
            }
            // One that was deleted meanwhile is no longer among them.
            Err(problem) if problem.code == Code::ProductNotFound => {}
            Err(problem) => return Err(visitor.refuse(&problem)),
        }
    }
    planned.retain(|one| !one.differences.is_empty());
    if planned.is_empty() {
        let page = form::page_of(
            visitor,
            words.bulk(),
            Some(&alert(words.bulk_same(), None)),
            &form::again(visitor, fields).await,
        );
        return Ok(page);
    }
    let (status, above) = match &refused {
        None => (StatusCode::OK, None),
        Some(problem) if matches!(problem.code, Code::VersionOutdated | Code::ProductNotFound) => {
            (StatusCode::CONFLICT, Some(alert(words.bulk_outdated(), Some(words.bulk_look_again()))))
        }
        Some(problem) => (problem.code.status(), Some(rejection(visitor.locale, problem))),
    };
    let title = words::office(visitor.locale).save();
    let page = form::page_of(visitor, title, above.as_ref(), &form::preview(visitor, fields, &planned));
    Ok((status, page).into_response())
}

/// What is asked for, of the products in the versions that were looked at.
fn chosen_edit(edit: &BulkChange, picked: &[(ProductId, i64)]) -> CreateBulkEdit {
    let products = picked
        .iter()
        .map(|(product, version)| ProductVersion { product: *product, version: IfMatch::Version(*version) });
    CreateBulkEdit { status: None, q: None, collection: None, change: edit.clone(), products: products.collect() }
}

/// The collections that a product can be put into or taken out of.
async fn collections(visitor: &Visitor) -> Result<Vec<api::catalog::admin::AdminCollection>, Refused> {
    visitor.read(&ListAdminCollections {}).await
}
