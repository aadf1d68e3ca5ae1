//! Which documents can be kept: the checks of a whole batch, before anything is written.

use std::collections::{BTreeSet, HashMap, HashSet};

use api::catalog::ProductDocument;
use domain::{ProductId, Slug};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::collection_rules::Rules;
use crate::product_types::{self, Fault};
use crate::upsert::nesting::Nesting;
use crate::upsert::{Outcome, check};

/// Collections that a product is put into by hand; those by rule come on top.
const MAX_COLLECTIONS: usize = 50;

/// A document that passed the checks.
pub(super) struct Fit<'a> {
    /// Its place in the caller's list.
    pub index: usize,
    pub id: ProductId,
    /// It is not there yet.
    pub new: bool,
    /// Its texts, options, pictures, collections or status differ from what is kept.
    pub differs: bool,
    /// It was on sale and is no longer.
    pub withdrawn: bool,
    /// As it is kept: variants have rows of their own.
    pub kept: ProductDocument,
    pub given: &'a ProductDocument,
}

impl Fit<'_> {
    /// Its row is written: it is new or says something else.
    pub fn is_written(&self) -> bool {
        self.new || self.differs
    }
}

/// The documents that can be kept; the others' outcomes become refusals.
pub(super) async fn fit<'a>(
    tx: &mut PgConnection,
    documents: &'a [ProductDocument],
    rules: &Rules,
    outcomes: &mut [Outcome],
) -> sqlx::Result<Vec<Fit<'a>>> {
    // The type stands beside the document.
    let kept =
        |document: &ProductDocument| ProductDocument { product_type: None, variants: Vec::new(), ..document.clone() };
    let checked: Vec<_> = documents.iter().map(|document| (check::product(document), kept(document))).collect();
    let sound: Vec<(&ProductDocument, Option<&Slug>)> = checked
        .iter()
        .zip(documents)
        .filter(|((check, _), _)| check.is_ok())
        .map(|((_, kept), given)| (kept, given.product_type.as_ref()))
        .collect();
    let there: Vec<(String, Uuid, bool, bool, Option<String>)> = sqlx::query_as(
        "select p.slug, p.id,
             p.document is distinct from given.document or p.product_type is distinct from given.product_type,
             p.status = 'active', p.document ->> 'handle'
         from unnest($1::text[], $2::jsonb[], $3::text[]) as given (slug, document, product_type)
             join catalog.products p using (slug)",
    )
    .bind(sound.iter().map(|(document, _)| document.slug.as_str()).collect::<Vec<_>>())
    .bind(sound.iter().map(|(document, _)| Json(document)).collect::<Vec<_>>())
    .bind(sound.iter().map(|(_, handle)| handle.map(Slug::as_str)).collect::<Vec<_>>())
    .fetch_all(&mut *tx)
    .await?;
    let there: HashMap<String, (Uuid, bool, bool, Option<String>)> =
        there.into_iter().map(|(slug, id, differs, sold, handle)| (slug, (id, differs, sold, handle))).collect();
    let skus: Vec<&str> = documents.iter().flat_map(|document| &document.variants).map(|v| v.sku.as_str()).collect();
    let owners: Vec<(String, Uuid, String)> = sqlx::query_as(
        "select v.sku, p.id, p.slug from catalog.variants v join catalog.products p on p.id = v.product_id
         where v.sku = any($1)",
    )
    .bind(skus)
    .fetch_all(&mut *tx)
    .await?;
    let mut owners: HashMap<String, (Uuid, String)> =
        owners.into_iter().map(|(sku, id, slug)| (sku, (id, slug))).collect();
    let collections: BTreeSet<&str> = documents.iter().flat_map(|d| &d.collections).map(Slug::as_str).collect();
    let collections: Vec<String> = sqlx::query_scalar("select slug from catalog.collections where slug = any($1)")
        .bind(collections.into_iter().collect::<Vec<_>>())
        .fetch_all(&mut *tx)
        .await?;
    let collections: HashSet<String> = collections.into_iter().collect();
    let mut nesting = Nesting::read(tx, documents).await?;
    let mut faults = product_types::faults(tx, documents).await?;

    let mut slugs = HashSet::new();
    let mut fits = Vec::with_capacity(documents.len());
    for (index, (given, (check, kept))) in documents.iter().zip(checked).enumerate() {
        let known = there.get(given.slug.as_str());
        let id = known.map_or_else(Uuid::now_v7, |(id, ..)| *id);
        let absent = given.collections.iter().find(|slug| !collections.contains(slug.as_str()));
        let taken = given.variants.iter().find_map(|variant| {
            owners.get(variant.sku.as_str()).filter(|(owner, _)| *owner != id).map(|o| (variant, &o.1))
        });
        let other_handle = known.map(|(.., handle)| handle).filter(|handle| **handle != given.handle);
        let rejection = if let Err(reason) = check {
            Some(reason)
        } else if rules.by_hand(given) > MAX_COLLECTIONS {
            Some(format!("a product is put into at most {MAX_COLLECTIONS} collections"))
        } else if let Some(handle) = other_handle {
            Some(of_another_handle(given, handle.as_deref()))
        } else if slugs.contains(&given.slug) {
            Some(format!("product “{}” occurs twice in one batch", given.slug))
        } else if let Some(slug) = absent {
            Some(format!("there is no collection “{slug}”; import it first"))
        } else if let Some(reason) = nesting.fault(given) {
            Some(reason)
        } else if let Some(Fault { reason, .. }) = faults.remove(&index) {
            Some(reason)
        } else {
            taken.map(|(variant, owner)| format!("SKU {} belongs to product “{owner}” already", variant.sku))
        };
        if let Some(reason) = rejection {
            outcomes[index] = Outcome::Refused(reason);
            continue;
        }
        slugs.insert(&given.slug);
        nesting.add(given);
        for variant in &given.variants {
            owners.insert(variant.sku.to_string(), (id, given.slug.to_string()));
        }
        let differs = known.is_some_and(|(_, differs, ..)| *differs);
        let withdrawn = known.is_some_and(|(_, _, sold, _)| *sold) && !given.status.is_on_sale();
        fits.push(Fit { index, id: ProductId(id), new: known.is_none(), differs, withdrawn, kept, given });
    }
    Ok(fits)
}

/// Two handles that are written alike in an address are two products.
fn of_another_handle(given: &ProductDocument, kept: Option<&str>) -> String {
    let named = |handle: Option<&str>| handle.map_or_else(|| given.slug.to_string(), str::to_owned);
    format!(
        "its address “{}” is that of another product, whose handle is “{}” and not “{}”: give it another handle, or that one if it is the same product",
        given.slug,
        named(kept),
        named(given.handle.as_deref())
    )
}
