//! What an import makes of the stock that its rows give.

use api::catalog::ProductDocument;
use domain::Sku;
use domain::inventory::StockPolicy;
use origin_catalog::imports;
use origin_import::Outcome;
use origin_orders::inventory::Count;
use origin_platform::Database;

use super::{Failed, Landing};

/// Whose stock an import sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockRule {
    /// Of every variant whose row says it.
    AsGiven,
    /// Of products that were not there before: the others have been sold from since.
    OfNewProducts,
}

impl Landing {
    /// The units that rows give, and how stock is kept. A bundle has no stock of its own.
    /// So many rows of the batch land `before` the products: what landed before the import was killed is known by its
    /// place in the file, and its stock is not set again.
    pub(super) fn stock(
        &self,
        products: &[ProductDocument],
        landed: &[Outcome],
        before: u64,
    ) -> (Vec<Count>, Vec<(Sku, StockPolicy)>) {
        let counts = |place: u64, outcome: &Outcome| match self.stock {
            StockRule::AsGiven if place < self.landed => *outcome == Outcome::New,
            StockRule::AsGiven => !matches!(outcome, Outcome::Refused(_)),
            StockRule::OfNewProducts => *outcome == Outcome::New,
        };
        let placed = (self.report.read + before..).zip(products.iter().zip(landed));
        let counted = placed.filter(|(place, (_, outcome))| counts(*place, outcome));
        let variants = counted.flat_map(|(_, (product, _))| &product.variants);
        let (mut counts, mut policies) = (Vec::new(), Vec::new());
        for variant in variants.filter(|variant| variant.components.is_empty()) {
            let count = |location, units| Count { sku: variant.sku.clone(), location, units };
            counts.extend(variant.on_hand.map(|units| count(None, units)));
            counts.extend(variant.stock.iter().map(|(location, units)| count(Some(location.clone()), *units)));
            policies.extend(variant.policy.map(|policy| (variant.sku.clone(), policy)));
        }
        (counts, policies)
    }
}

/// Sets them before the products are committed, and notes them with the import.
pub(super) async fn set_counts(
    db: &Database,
    counts: &[Count],
    policies: &[(Sku, StockPolicy)],
    import: Option<imports::Import>,
) -> Result<(), Failed> {
    let set = origin_orders::inventory::set_counts_of_import(db, counts, policies, import.map(|one| one.id)).await;
    set.map_err(|error| match error.downcast::<sqlx::Error>() {
        Ok(error) => error.into(),
        // Not PostgreSQL but a rule: more pieces are reserved than the row says there are, or the like.
        Err(rejection) => Failed::ByARow(format!("stock: {rejection}")),
    })
}
