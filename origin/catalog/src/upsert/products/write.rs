//! Writing what fits: one statement a table.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{ProductId, Slug};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::fit::Fit;
use crate::store;

pub(super) async fn write_documents(tx: &mut PgConnection, fits: &[Fit<'_>]) -> sqlx::Result<()> {
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
pub(super) async fn write_variants(tx: &mut PgConnection, fits: &[Fit<'_>]) -> sqlx::Result<Vec<ProductId>> {
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
pub(super) async fn write_prices(tx: &mut PgConnection, fits: &[Fit<'_>]) -> sqlx::Result<Vec<ProductId>> {
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
pub(super) async fn write_memberships(
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
