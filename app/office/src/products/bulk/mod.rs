//! Several products changed at once: what will change is shown first, and what was changed can be taken back.

mod edit;
mod everything;
mod form;

use api::Code;
use api::catalog::admin::{
    AdminProductView, CreateProductUndo, GetAdminProduct, ListAdminCollections, ProductChange, ProductInput,
    ProductSaved, ProductVersion, UpdateProducts,
};
use api::endpoint::if_match::IfMatch;
use axum::response::IntoResponse as _;
use domain::ProductId;
use http::StatusCode;

use self::edit::{Difference, differences};
use crate::fields::Fields;
use crate::page::{alert, done, form_status, rejection};
use crate::visitor::{Posted, Refused, Reply, Visitor};

pub use everything::{follow, list, show};
pub use form::controls;

/// As many products as a page of the list has, so that all of it can be chosen.
const MAX_PRODUCTS: usize = 50;

/// What will become of one product.
struct Planned {
    view: AdminProductView,
    change: ProductInput,
    differences: Vec<Difference>,
}

/// The products that a form chose, each with the version that it shows.
fn chosen(fields: &Fields, prefix: &str) -> Vec<(ProductId, i64)> {
    let picked = fields.below(prefix).filter_map(|id| {
        let version = fields.get(&format!("{prefix}{id}")).parse().ok()?;
        Some((id.parse().ok()?, version))
    });
    picked.take(MAX_PRODUCTS).collect()
}

/// Shows what an edit changes, and makes it once that was looked at.
pub async fn change(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::office_products(visitor.locale);
    let picked = chosen(fields, "pick.");
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
    let mut planned = Vec::with_capacity(picked.len());
    let mut is_old = false;
    for (product, version) in &picked {
        match visitor.ask(&GetAdminProduct { product: *product }).await {
            Ok(view) => {
                is_old |= view.version != *version;
                let (change, differences) = differences(&edit, &view.product, visitor.locale);
                planned.push(Planned { view, change, differences });
            }
            // One that was deleted meanwhile is no longer among them.
            Err(problem) if problem.code == Code::ProductNotFound => is_old = true,
            Err(problem) => return Err(visitor.refuse(&problem)),
        }
    }
    if fields.has("confirmed") && is_old {
        // Refused as another request if this very form was sent before, and as outdated if not: an old version never passes.
        let same = picked.iter().map(|(product, version)| ProductChange {
            product: *product,
            version: IfMatch::Version(*version),
            change: ProductInput::default(),
        });
        let outcome = visitor.write(&UpdateProducts { changes: same.collect() }, &posted.once()).await;
        if outcome.is_err_and(|problem| problem.code == Code::IdempotencyKeyReused) {
            let above = done(&words.bulk_done(picked.len() as u64));
            return Ok(form::page_of(visitor, words.bulk(), Some(&above), &maud::html! {}));
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
    if !fields.has("confirmed") || is_old {
        let office = words::office(visitor.locale);
        let above =
            (fields.has("confirmed") && is_old).then(|| alert(words.bulk_outdated(), Some(words.bulk_look_again())));
        let status = if above.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
        let page = form::page_of(visitor, office.save(), above.as_ref(), &form::preview(visitor, fields, &planned));
        return Ok((status, page).into_response());
    }
    let changes = planned.iter().map(|one| ProductChange {
        product: one.view.id,
        version: IfMatch::Version(one.view.version),
        change: one.change.clone(),
    });
    match visitor.write(&UpdateProducts { changes: changes.collect() }, &posted.once()).await {
        Ok(saved) => Ok(with_way_back(visitor, &saved)),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            let page = form::page_of(visitor, words.bulk(), Some(&above), &form::preview(visitor, fields, &planned));
            Ok((problem.code.status(), page).into_response())
        }
    }
}

/// That it was done, with the way back.
fn with_way_back(visitor: &Visitor, saved: &[ProductSaved]) -> axum::response::Response {
    let words = words::office_products(visitor.locale);
    let above = maud::html! { (done(&words.bulk_done(saved.len() as u64))) p.hint { (words.bulk_done_hint()) } };
    form::page_of(visitor, words.bulk(), Some(&above), &form::undo(visitor, saved))
}

/// Takes back what was changed, if nothing else has changed the products since.
pub async fn undo(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::office_products(visitor.locale);
    let products: Vec<ProductVersion> = chosen(fields, "undo.")
        .into_iter()
        .map(|(product, version)| ProductVersion { product, version: IfMatch::Version(version) })
        .collect();
    let outcome: Result<Vec<ProductSaved>, _> = visitor.write(&CreateProductUndo { products }, &posted.once()).await;
    let (status, above) = match outcome {
        Ok(saved) => (StatusCode::OK, done(&words.bulk_undone(saved.len() as u64))),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = match problem.code {
                Code::VersionOutdated => alert(words.undo_outdated(), None),
                _ => rejection(visitor.locale, &problem),
            };
            (form_status(problem.code), above)
        }
    };
    let page = form::page_of(visitor, words.bulk(), Some(&above), &maud::html! {});
    Ok((status, page).into_response())
}

/// The collections that a product can be put into or taken out of.
async fn collections(visitor: &Visitor) -> Result<Vec<api::catalog::admin::AdminCollection>, Refused> {
    visitor.read(&ListAdminCollections {}).await
}
