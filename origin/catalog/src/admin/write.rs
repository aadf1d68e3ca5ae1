//! What every change of a product begins and ends with.

use std::collections::HashMap;

use api::catalog::ProductDocument;
use api::catalog::admin::ProductSaved;
use api::endpoint::if_match::IfMatch;
use api::problem::{Code, Problem};
use domain::{ProductId, Slug};
use origin_platform::ServiceError;
use serde_json::Value;
use sqlx::PgConnection;

pub(super) use origin_platform::if_match::{admits, outdated};

use super::get_product;
use crate::product_types::{Fault, faults};
use crate::store::{self, Versioned};
use crate::upsert::{Outcome, upsert_products};

/// Reads products that are about to be changed, each with the version that was read of it, and lets nobody else change
/// them until the transaction ends. They come in the order in which they are named.
///
/// # Errors
/// `product_not_found`; `version_missing`; `version_outdated` with the product as it is now.
pub(crate) async fn lock_products(
    tx: &mut PgConnection,
    named: &[(ProductId, Option<IfMatch>)],
) -> Result<Vec<Versioned>, ServiceError> {
    store::lock_catalog(tx, false).await?;
    let ids: Vec<ProductId> = named.iter().map(|(id, _)| *id).collect();
    let kept = store::documents_of_any_status(&mut *tx, &ids).await?;
    let mut kept: HashMap<ProductId, Versioned> = kept.into_iter().map(|product| (product.0, product)).collect();
    let mut products = Vec::with_capacity(named.len());
    for (id, if_match) in named {
        let product = kept.remove(id).ok_or_else(|| get_product::not_found(*id))?;
        if !admits(*if_match, product.1)? {
            return Err(outdated(product.1, &get_product::view(tx, product).await?));
        }
        products.push(product);
    }
    Ok(products)
}

/// Refuses an address that a product has.
///
/// # Errors
/// `slug_taken`.
pub(super) async fn free(tx: &mut PgConnection, field: &str, slug: &Slug) -> Result<(), ServiceError> {
    let is_taken: bool = sqlx::query_scalar("select exists (select from catalog.products where slug = $1)")
        .bind(slug.as_str())
        .fetch_one(tx)
        .await?;
    let taken = || {
        let detail = format!("Another product has the address “{slug}”; choose another.");
        Problem::new(Code::SlugTaken, detail).at(format!("{field}.slug"))
    };
    if is_taken { Err(taken().into()) } else { Ok(()) }
}

/// Keeps the documents, or none of them; `field` names what was said of each. Tells whether any differed from what was
/// kept.
///
/// # Errors
/// A problem that says why one cannot be kept.
pub(super) async fn save(
    tx: &mut PgConnection,
    documents: &[ProductDocument],
    field: impl Fn(usize) -> String,
) -> Result<bool, ServiceError> {
    // Of what a type asks for, the field is named.
    if let Some((index, Fault { field: name, reason })) = faults(tx, documents).await?.pop_first() {
        let detail = format!("Product “{}” cannot be kept: {reason}.", documents[index].slug);
        return Err(Problem::field(format!("{}.{name}", field(index)), detail).into());
    }
    let outcomes = upsert_products(tx, documents).await.map_err(|error| unfit(field(0), error))?;
    let mut changed = false;
    for (index, outcome) in outcomes.into_iter().enumerate() {
        match outcome {
            Outcome::Refused(reason) => {
                let detail = format!("Product “{}” cannot be kept: {reason}.", documents[index].slug);
                return Err(Problem::field(field(index), detail).into());
            }
            Outcome::New | Outcome::Changed => changed = true,
            Outcome::Unchanged => {}
        }
    }
    Ok(changed)
}

/// A value that no check foresaw and PostgreSQL refused (classes 22 and 23) is the caller's to mend.
fn unfit(field: String, error: sqlx::Error) -> ServiceError {
    let code = error.as_database_error().and_then(|error| error.code());
    match code.is_some_and(|code| code.starts_with("22") || code.starts_with("23")) {
        true => Problem::field(field, format!("A value cannot be kept: {error}.")).into(),
        false => error.into(),
    }
}

/// What a product has become.
pub(super) async fn saved(tx: &mut PgConnection, slug: &Slug) -> Result<ProductSaved, ServiceError> {
    let (id, version, status): (uuid::Uuid, i64, String) =
        sqlx::query_as("select id, prices_version, status from catalog.products where slug = $1")
            .bind(slug.as_str())
            .fetch_one(tx)
            .await?;
    let status = serde_json::from_value(Value::from(status))?;
    Ok(ProductSaved { id: ProductId(id), version, slug: slug.clone(), status })
}

/// How the audit log calls a product.
pub(super) fn subject(product: ProductId) -> String {
    format!("product {product}")
}
