//! Writing products: one statement a table for a whole batch.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use api::catalog::ProductDocument;
use domain::{ProductId, Slug};
use origin_messaging::outbox;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::nesting::Nesting;
use super::{Outcome, check};
use crate::collection_rules::Rules;
use crate::collections::former;
use crate::product_types::{self, Fault};
use crate::{definitions, event, pictures, store};

/// Collections that a product is put into by hand; those by rule come on top.
const MAX_COLLECTIONS: usize = 50;

/// A document that passed the checks.
struct Fit<'a> {
    /// Its place in the caller's list.
    index: usize,
    id: ProductId,
    /// It is not there yet.
    new: bool,
    /// Its texts, options, pictures, collections or status differ from what is kept.
    differs: bool,
    /// It was on sale and is no longer.
    withdrawn: bool,
    /// As it is kept: variants have rows of their own.
    kept: ProductDocument,
    given: &'a ProductDocument,
}

impl Fit<'_> {
    /// Its row is written: it is new or says something else.
    fn is_written(&self) -> bool {
        self.new || self.differs
    }
}

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

/// The documents that can be kept; the others' outcomes become refusals.
async fn fit<'a>(
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

async fn write_documents(tx: &mut PgConnection, fits: &[Fit<'_>]) -> sqlx::Result<()> {
    let written: Vec<&Fit> = fits.iter().filter(|fit| fit.is_written()).collect();
    if written.is_empty() {
        return Ok(());
    }
    // Sorted by place, so that products are featured in the order in which they were given.
    sqlx::query(
        "with before as (
             select count(*) as products from catalog.products where id = any($1) and status = 'active'
         ), written as (
             insert into catalog.products
                    (id, slug, document, released_on, status, on_sale_from, on_sale_until, product_type, prices_version)
             select id, slug, document, (document ->> 'released_on')::date, status,
                 to_timestamp((document #>> '{on_sale,from}')::bigint),
                 to_timestamp((document #>> '{on_sale,until}')::bigint), product_type,
                 nextval('catalog.prices_versions')
             from unnest($1::uuid[], $2::text[], $3::jsonb[], $4::text[], $5::text[]) with ordinality
                 as given (id, slug, document, status, product_type, place)
             order by place
             on conflict (id) do update
             set document = excluded.document, released_on = excluded.released_on, status = excluded.status,
                 on_sale_from = excluded.on_sale_from, on_sale_until = excluded.on_sale_until,
                 product_type = excluded.product_type,
                 updated_at = greatest(products.updated_at, now()), prices_version = excluded.prices_version
             returning status
         )
         update catalog.totals
         set products = products - (select products from before)
             + (select count(*) from written where status = 'active')",
    )
    .bind(written.iter().map(|fit| fit.id.0).collect::<Vec<_>>())
    .bind(written.iter().map(|fit| fit.given.slug.as_str()).collect::<Vec<_>>())
    .bind(written.iter().map(|fit| Json(&fit.kept)).collect::<Vec<_>>())
    .bind(written.iter().map(|fit| fit.given.status.code()).collect::<Vec<_>>())
    .bind(written.iter().map(|fit| fit.given.product_type.as_ref().map(Slug::as_str)).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes the variants that differ and removes those no longer given; returns whose they are.
async fn write_variants(tx: &mut PgConnection, fits: &[Fit<'_>]) -> sqlx::Result<Vec<ProductId>> {
    let (mut skus, mut products, mut gtins) = (Vec::new(), Vec::new(), Vec::new());
    let (mut options, mut positions, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    let mut tax_classes = Vec::new();
    let mut components = Vec::new();
    let mut measures = Vec::new();
    for fit in fits {
        for (position, variant) in (0_i32..).zip(&fit.given.variants) {
            skus.push(variant.sku.as_str());
            products.push(fit.id.0);
            gtins.push(variant.gtin.as_deref());
            options.push(Json(&variant.options));
            positions.push(position);
            weights.push(variant.weight_grams.map(i64::from));
            tax_classes.push(variant.tax_class.code());
            components.push(Json(&variant.components));
            measures.push(variant.measure.map(Json));
        }
    }
    let touched: Vec<Uuid> = sqlx::query_scalar(
        "with given as (
             select * from unnest($1::text[], $2::uuid[], $3::text[], $4::jsonb[], $5::int[], $6::bigint[], $8::text[],
                                  $9::jsonb[], $10::jsonb[])
                 as given (sku, product_id, gtin, options, position, weight_grams, tax_class, components, measure)
         ), gone as (
             delete from catalog.variants v
             where v.product_id = any($7) and not exists (select from given where given.sku = v.sku)
             returning v.product_id
         ), put as (
             insert into catalog.variants
                    (sku, product_id, gtin, options, position, weight_grams, tax_class, components, measure)
             select given.* from given left join catalog.variants v using (sku)
             where v.sku is null or (v.gtin, v.options, v.position, v.weight_grams, v.tax_class, v.components,
                                     v.measure)
                 is distinct from (given.gtin, given.options, given.position, given.weight_grams, given.tax_class,
                                   given.components, given.measure)
             on conflict (sku) do update
             set gtin = excluded.gtin, options = excluded.options, position = excluded.position,
                 weight_grams = excluded.weight_grams, tax_class = excluded.tax_class,
                 components = excluded.components, measure = excluded.measure
             returning product_id
         )
         select product_id from gone union select product_id from put",
    )
    .bind(skus)
    .bind(products)
    .bind(gtins)
    .bind(options)
    .bind(positions)
    .bind(weights)
    .bind(fits.iter().map(|fit| fit.id.0).collect::<Vec<_>>())
    .bind(tax_classes)
    .bind(components)
    .bind(measures)
    .fetch_all(tx)
    .await?;
    Ok(touched.into_iter().map(ProductId).collect())
}

/// Writes the prices that differ and removes those no longer given; returns whose they are.
async fn write_prices(tx: &mut PgConnection, fits: &[Fit<'_>]) -> sqlx::Result<Vec<ProductId>> {
    let (mut skus, mut currencies, mut amounts, mut formers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut owner: HashMap<&str, ProductId> = HashMap::new();
    for fit in fits {
        for variant in &fit.given.variants {
            owner.insert(variant.sku.as_str(), fit.id);
            for entry in &variant.prices {
                skus.push(variant.sku.as_str());
                currencies.push(entry.currency.code());
                amounts.push(entry.amount_minor);
                formers.push(entry.compare_at_minor);
            }
        }
    }
    let touched: Vec<String> = sqlx::query_scalar(
        "with given as (
             select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
                 as given (sku, currency, amount_minor, compare_at_minor)
         ), gone as (
             delete from catalog.prices p
             where p.sku = any($5)
                 and not exists (select from given where given.sku = p.sku and given.currency = p.currency)
             returning p.sku
         ), put as (
             insert into catalog.prices (sku, currency, amount_minor, compare_at_minor)
             select given.* from given left join catalog.prices p using (sku, currency)
             where p.sku is null or (p.amount_minor, p.compare_at_minor)
                 is distinct from (given.amount_minor, given.compare_at_minor)
             on conflict (sku, currency) do update
             set amount_minor = excluded.amount_minor, compare_at_minor = excluded.compare_at_minor
             returning sku
         )
         select sku from gone union select sku from put",
    )
    .bind(skus)
    .bind(currencies)
    .bind(amounts)
    .bind(formers)
    .bind(owner.keys().copied().collect::<Vec<_>>())
    .fetch_all(tx)
    .await?;
    Ok(touched.iter().filter_map(|sku| owner.get(sku.as_str()).copied()).collect())
}

/// Puts products that are on sale into exactly the collections they name, the others into none, and counts. Returns which collections
/// each product has left, and every collection that gained or lost one.
async fn write_memberships(
    tx: &mut PgConnection,
    fits: &[&Fit<'_>],
) -> sqlx::Result<(BTreeMap<ProductId, Vec<Slug>>, BTreeSet<Slug>)> {
    let on_sale = fits.iter().filter(|fit| fit.given.status.is_on_sale());
    let pairs: BTreeSet<(Uuid, &str)> =
        on_sale.flat_map(|fit| fit.given.collections.iter().map(|slug| (fit.id.0, slug.as_str()))).collect();
    let moves: Vec<(String, Uuid, bool)> = sqlx::query_as(
        "with given as (
             select * from unnest($1::uuid[], $2::text[]) as given (product_id, collection_slug)
         ), gone as (
             delete from catalog.collection_products m
             where m.product_id = any($3) and not exists (
                 select from given
                 where given.product_id = m.product_id and given.collection_slug = m.collection_slug)
             returning m.collection_slug, m.product_id
         ), put as (
             insert into catalog.collection_products (collection_slug, product_id, position)
             select given.collection_slug, p.id, p.position
             from given join catalog.products p on p.id = given.product_id
             on conflict do nothing
             returning collection_slug, product_id
         ), move as (
             select collection_slug, product_id, -1 as step from gone
             union all
             select collection_slug, product_id, 1 from put
         ), counted as (
             update catalog.collections c set products = c.products + sum.steps
             from (select collection_slug, sum(step) as steps from move group by collection_slug) as sum
             where c.slug = sum.collection_slug
         )
         select collection_slug, product_id, step < 0 from move",
    )
    .bind(pairs.iter().map(|(id, _)| *id).collect::<Vec<_>>())
    .bind(pairs.iter().map(|(_, slug)| *slug).collect::<Vec<_>>())
    .bind(fits.iter().map(|fit| fit.id.0).collect::<Vec<_>>())
    .fetch_all(tx)
    .await?;
    let (mut left, mut resized): (BTreeMap<_, Vec<Slug>>, BTreeSet<Slug>) = Default::default();
    for (slug, product, gone) in moves {
        let slug: Slug = store::stored(&slug).map_err(|error| sqlx::Error::Decode(error.into()))?;
        if gone {
            left.entry(ProductId(product)).or_default().push(slug.clone());
        }
        resized.insert(slug);
    }
    Ok((left, resized))
}

#[cfg(test)]
mod tests;
