//! Collections that rules fill. A product's document names all collections that it is in, and those by rule are put in
//! and taken out wherever documents are written ([`crate::upsert`]), in the same transaction: so lists, filters, search and
//! caches know no difference (ADR 84). A job ([`crate::rewrites`]) asks again what no such write tells of: other prices of a
//! single variant, which a trigger notes whoever writes them, a rule just given, and another day.

mod check;
mod matching;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use api::catalog::{CollectionRule, ProductDocument};
use domain::{ProductId, Slug};
use sqlx::PgConnection;
use sqlx::types::Json;
use time::Date;
use uuid::Uuid;

pub(crate) use check::check;
pub(crate) use matching::finds;

use crate::collections::former;
use crate::store;

/// Every rule, and the day (UTC) on which they are asked.
pub(crate) struct Rules {
    today: Date,
    rules: Vec<(Slug, CollectionRule)>,
}

impl Rules {
    /// Reads them. The caller holds the lock of the catalogue, so that none is given before its transaction ends.
    pub(crate) async fn read(tx: &mut PgConnection) -> sqlx::Result<Self> {
        let rows: Vec<(String, Json<CollectionRule>)> =
            sqlx::query_as("select slug, rule from catalog.collections where rule is not null order by slug")
                .fetch_all(&mut *tx)
                .await?;
        let slug = |slug: String| store::stored(&slug).map_err(|error| sqlx::Error::Decode(error.into()));
        let rules: Vec<(Slug, CollectionRule)> =
            rows.into_iter().map(|(name, Json(rule))| Ok((slug(name)?, rule))).collect::<sqlx::Result<_>>()?;
        let today = if rules.is_empty() { Date::MIN } else { today(tx).await? };
        Ok(Self { today, rules })
    }

    /// Whether a collection is filled by a rule.
    fn fills(&self, slug: &Slug) -> bool {
        self.rules.iter().any(|(known, _)| known == slug)
    }

    /// How many of the collections of a document are filled by hand.
    pub(crate) fn by_hand(&self, document: &ProductDocument) -> usize {
        document.collections.iter().filter(|slug| !self.fills(slug)).count()
    }

    /// The documents with the collections that rules put them into, behind those that they name for themselves.
    pub(crate) fn apply<'a>(&self, documents: &'a [ProductDocument]) -> Cow<'a, [ProductDocument]> {
        if self.rules.is_empty() {
            return Cow::Borrowed(documents);
        }
        Cow::Owned(documents.iter().map(|document| self.applied(document)).collect())
    }

    /// Those that it names stay in their order, as far as they may.
    fn applied(&self, document: &ProductDocument) -> ProductDocument {
        let found: BTreeSet<&Slug> =
            self.rules.iter().filter(|(_, rule)| finds(rule, document, self.today)).map(|(slug, _)| slug).collect();
        let named = &document.collections;
        let mut collections: Vec<Slug> =
            named.iter().filter(|slug| !self.fills(slug) || found.contains(slug)).cloned().collect();
        collections.extend(found.into_iter().filter(|slug| !named.contains(slug)).cloned());
        ProductDocument { collections, ..document.clone() }
    }

    /// Notes that they were asked of these products just now: whatever a trigger has noted of their prices is done.
    pub(crate) async fn asked(&self, tx: &mut PgConnection, products: &HashSet<ProductId>) -> sqlx::Result<()> {
        if self.rules.is_empty() || products.is_empty() {
            return Ok(());
        }
        let products: Vec<Uuid> = products.iter().map(|product| product.0).collect();
        sqlx::query("delete from catalog.rule_products where product_id = any($1)")
            .bind(products)
            .execute(tx)
            .await
            .map(drop)
    }
}

/// The documents as [`crate::upsert_products`] keeps them: in the collections that rules put them into, each by the address that it
/// has. Whoever tells of a change tells of these. The caller holds the lock of the catalogue.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn as_kept(
    tx: &mut PgConnection,
    documents: &[ProductDocument],
) -> sqlx::Result<Vec<ProductDocument>> {
    let documents = former::by_now(tx, documents).await?;
    Ok(Rules::read(tx).await?.apply(&documents).into_owned())
}

/// The collections that rules fill.
pub(crate) async fn ruled(tx: &mut PgConnection) -> sqlx::Result<BTreeSet<Slug>> {
    let rows: Vec<String> =
        sqlx::query_scalar("select slug from catalog.collections where rule is not null").fetch_all(tx).await?;
    rows.iter().map(|slug| store::stored(slug).map_err(|error| sqlx::Error::Decode(error.into()))).collect()
}

/// By the clock and not by `now()`: a transaction that began before midnight may have waited for the lock past it.
pub(crate) async fn today(connection: &mut PgConnection) -> sqlx::Result<Date> {
    sqlx::query_scalar("select (clock_timestamp() at time zone 'utc')::date").fetch_one(connection).await
}

/// The documents in which the rules change a collection.
pub(crate) fn changed(rules: &Rules, kept: Vec<ProductDocument>) -> Vec<ProductDocument> {
    let set = |document: &ProductDocument| document.collections.iter().cloned().collect::<BTreeSet<Slug>>();
    let differs = |document: &ProductDocument| set(document) != set(&rules.applied(document));
    kept.into_iter().filter(|document| differs(document)).collect()
}
