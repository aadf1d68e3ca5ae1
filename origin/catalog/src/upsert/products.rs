//! Writing products: one statement a table for a whole batch.

mod fit;
mod write;

use std::collections::{BTreeSet, HashSet};

use api::catalog::ProductDocument;
use domain::{ProductId, Slug};
use origin_messaging::outbox;
use sqlx::PgConnection;

use super::Outcome;
use crate::collection_rules::Rules;
use crate::collections::former;
use crate::{definitions, event, pictures, store};
use fit::{Fit, fit};
use write::{write_documents, write_memberships, write_prices, write_variants};

/// Makes the catalogue's products what the documents say, in the caller's transaction: found by
/// slug, with exactly these variants, prices and collections. Stock is not counted here. Tells for
/// each document, in the same order, what became of it.
///
/// Collections that rules fill are put in and taken out as the rules say, whatever a document says of them. One that is
/// named by an address that it had is the one that this leads to.
///
/// A product that is not on sale is kept with its variants and prices, but stands in no list and no collection.
///
/// A document that cannot be kept is refused alone: if it breaks a rule, names a collection that
/// does not exist, claims a SKU that belongs to another product, has the address of another product by its handle, or is to
/// be on sale without what its type requires.
///
/// # Errors
/// If PostgreSQL does not answer; the transaction is then worth nothing.
pub async fn upsert_products(tx: &mut PgConnection, documents: &[ProductDocument]) -> sqlx::Result<Vec<Outcome>> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    store::lock_catalog(tx, false).await?;
    let mut outcomes = vec![Outcome::Unchanged; documents.len()];
    let documents = former::by_now(tx, documents).await?;
    let rules = Rules::read(tx).await?;
    let documents = pictures::painted(tx, rules.apply(&documents)).await?;
    let fits = fit(tx, &documents, &rules, &mut outcomes).await?;
    write_documents(tx, &fits).await?;
    definitions::infer(tx, fits.iter().map(|fit| fit.given)).await?;
    let mut touched: HashSet<ProductId> = fits.iter().filter(|fit| fit.is_written()).map(|fit| fit.id).collect();
    touched.extend(write_variants(tx, &fits).await?);
    let remade = touched.clone();
    touched.extend(write_prices(tx, &fits).await?);
    let changed: Vec<&Fit> = fits.iter().filter(|fit| touched.contains(&fit.id)).collect();
    rules.asked(tx, &touched).await?;
    if changed.is_empty() {
        return Ok(outcomes);
    }
    let ids: Vec<ProductId> = changed.iter().map(|fit| fit.id).collect();
    let written: Vec<ProductId> = changed.iter().filter(|fit| fit.is_written()).map(|fit| fit.id).collect();
    store::refresh_listing_prices(tx, &ids, &written).await?;
    let (left, resized) = write_memberships(tx, &changed).await?;
    let priced: BTreeSet<ProductId> =
        ids.into_iter().filter(|id| !remade.contains(id) && !left.contains_key(id)).collect();
    let mut events = Vec::new();
    if !priced.is_empty() {
        let now = store::versioned_documents(&mut *tx, &Vec::from_iter(priced.iter().copied())).await?;
        events.extend(now.into_iter().map(event::prices_changed));
    }
    for fit in &changed {
        outcomes[fit.index] = if fit.new { Outcome::New } else { Outcome::Changed };
        if priced.contains(&fit.id) {
            continue;
        }
        let mut collections: BTreeSet<Slug> = fit.given.collections.iter().cloned().collect();
        collections.extend(left.get(&fit.id).into_iter().flatten().cloned());
        let changed = event::product_changed(fit.id, &fit.given.slug, &collections);
        // What is off sale is not shown any more, not even where nothing newer can be made.
        events.push(if fit.withdrawn { changed.hard() } else { changed });
    }
    events.extend(resized.iter().map(event::collection_changed));
    outbox::record(tx, &events).await?;
    Ok(outcomes)
}

#[cfg(test)]
mod tests;
