//! Collections that rules fill. A product's document names all collections that it is in, and those by rule are put in
//! and taken out wherever documents are written ([`crate::upsert`]), in the same transaction: so lists, filters, search and
//! caches know no difference (ADR 84). A job asks again what no such write tells of: other prices of a single variant, a
//! rule just given, and another day.

mod job;
mod matching;
mod requests;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;

use api::catalog::ProductDocument;
use api::catalog::admin::CollectionRule;
use domain::{ProductId, Slug};
use sqlx::PgConnection;
use sqlx::types::Json;
use time::Date;

pub use job::fill_collections;
pub(crate) use requests::{preview_collection_rule, update_collection_rule};

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

    fn applied(&self, document: &ProductDocument) -> ProductDocument {
        let mut collections: Vec<Slug> =
            document.collections.iter().filter(|slug| !self.fills(slug)).cloned().collect();
        let found = self.rules.iter().filter(|(_, rule)| matching::finds(rule, document, self.today));
        collections.extend(found.map(|(slug, _)| slug.clone()));
        ProductDocument { collections, ..document.clone() }
    }
}

async fn today(connection: &mut PgConnection) -> sqlx::Result<Date> {
    sqlx::query_scalar("select (now() at time zone 'utc')::date").fetch_one(connection).await
}

/// Has rules asked of a product, some of whose prices have changed and nothing else. The caller shares the lock of the
/// catalogue.
pub(crate) async fn ask_again(tx: &mut PgConnection, product: ProductId) -> sqlx::Result<()> {
    sqlx::query(
        "insert into catalog.rule_products (product_id)
         select $1 where exists (select from catalog.collections where rule is not null)
         on conflict do nothing",
    )
    .bind(product.0)
    .execute(tx)
    .await?;
    Ok(())
}

/// The documents in which the rules change a collection.
fn changed(rules: &Rules, kept: Vec<ProductDocument>) -> Vec<ProductDocument> {
    let set = |document: &ProductDocument| document.collections.iter().cloned().collect::<BTreeSet<Slug>>();
    let differs = |document: &ProductDocument| set(document) != set(&rules.applied(document));
    kept.into_iter().filter(|document| differs(document)).collect()
}
