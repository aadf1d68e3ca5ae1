//! What shoppers have chosen from searches on several days, in the memory of the process that answers them (ADR 83).
//!
//! It changes once a day, for only days that are over have a voice; and it is there only if the merchant has switched it on.

use std::collections::HashMap;
use std::sync::{Arc, Once, PoisonError, RwLock, Weak};
use std::time::Duration;

use api::settings::Feature;
use domain::{Locale, ProductId};
use origin_catalog::{Chosen, chosen_products};
use origin_platform::{Stores, clock};
use time::Date;

/// How often it is looked whether the merchant has switched it, or a day is over.
const LOOK: Duration = Duration::from_secs(30);
/// Products of one query that are known.
const MAX_OF_QUERY: usize = 10;
/// On so many of four weeks' days it must have been chosen for one step more.
const STEPS: [u32; 3] = [3, 7, 14];

/// What one process knows. It is read after the first search, which does not wait for it.
#[derive(Clone)]
pub(crate) struct ChosenProducts(Arc<Kept>);

struct Kept {
    stores: Stores,
    known: RwLock<Known>,
    keeping: Once,
}

#[derive(Default)]
struct Known {
    /// The day on which it was read; none while it is switched off.
    day: Option<Date>,
    /// For each query the products that were chosen from it, and how many steps each has.
    of: HashMap<Locale, HashMap<String, Vec<(ProductId, u8)>>>,
}

impl ChosenProducts {
    pub(crate) fn new(stores: Stores) -> Self {
        Self(Arc::new(Kept { stores, known: RwLock::default(), keeping: Once::new() }))
    }

    /// What was chosen for a query in its normal form, each with its steps, of which there are three at most.
    pub(crate) fn of(&self, locale: Locale, query: &str) -> Vec<(ProductId, u8)> {
        self.0.keeping.call_once(|| drop(tokio::spawn(keep(Arc::downgrade(&self.0)))));
        let known = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
        known.of.get(&locale).and_then(|queries| queries.get(query)).cloned().unwrap_or_default()
    }
}

impl Kept {
    /// Reads what there is to know, if the merchant has switched it on and another day has begun.
    async fn look(&self, today: Date) -> anyhow::Result<()> {
        if !origin_settings::settings(&self.stores.db).await?.has(Feature::Learning) {
            self.know(Known::default());
            return Ok(());
        }
        let is_of_today = self.known.read().unwrap_or_else(PoisonError::into_inner).day == Some(today);
        if !is_of_today {
            let of = by_query(chosen_products(&self.stores.db).await?);
            self.know(Known { day: Some(today), of });
        }
        Ok(())
    }

    fn know(&self, known: Known) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
    }
}

fn by_query(chosen: Vec<Chosen>) -> HashMap<Locale, HashMap<String, Vec<(ProductId, u8)>>> {
    let mut of: HashMap<Locale, HashMap<String, Vec<(ProductId, u8)>>> = HashMap::new();
    for Chosen { locale, query, product, days } in chosen {
        let products = of.entry(locale).or_default().entry(query).or_default();
        let steps: u8 = STEPS.iter().map(|least| u8::from(days >= *least)).sum();
        if products.len() < MAX_OF_QUERY && steps > 0 {
            products.push((product, steps));
        }
    }
    of
}

/// Keeps it until nobody has it any more. What cannot be read stays as it was.
async fn keep(kept: Weak<Kept>) {
    loop {
        let Some(chosen) = kept.upgrade() else { return };
        if let Err(error) = chosen.look(clock::utc().date()).await {
            tracing::warn!(error = format!("{error:#}"), "what was chosen from searches stays as it was known");
        }
        drop(chosen);
        tokio::time::sleep(LOOK).await;
    }
}

#[cfg(test)]
mod tests {
    use time::Duration as Days;
    use uuid::Uuid;

    use super::*;

    async fn switch(stores: &Stores, version: i64, document: &str) {
        sqlx::query("insert into settings.shop_versions (version, document) values ($1, $2::jsonb)")
            .bind(version)
            .bind(document)
            .execute(&stores.db)
            .await
            .expect("PostgreSQL is up");
    }

    #[tokio::test]
    async fn what_was_chosen_is_known_while_it_is_switched_on_and_read_anew_each_day() {
        let stores = origin_testing::fresh_stores().await;
        let (often, seldom) = (ProductId(Uuid::now_v7()), ProductId(Uuid::now_v7()));
        let choose = async |product: ProductId, days: i32| {
            sqlx::query(
                "insert into catalog.search_outcomes (day, locale, query, product_id, clicks, additions)
                 select (now() at time zone 'utc')::date - ago, 'en', 'lamp', $1, 9, 0 from generate_series(1, $2) as ago
                 on conflict do nothing",
            )
            .bind(product.0)
            .bind(days)
            .execute(&stores.db)
            .await
            .expect("PostgreSQL is up");
        };
        choose(often, 14).await;
        choose(seldom, 2).await;
        let chosen = ChosenProducts::new(stores.clone());
        let today = clock::utc().date();
        let known = || {
            let known = chosen.0.known.read().expect("no panic while holding it");
            known.of.get(&Locale::En).and_then(|queries| queries.get("lamp")).cloned().unwrap_or_default()
        };
        chosen.0.look(today).await.expect("PostgreSQL is up");
        assert!(known().is_empty(), "it is off at first");
        switch(&stores, 1, r#"{ "features_on": ["learning"] }"#).await;
        chosen.0.look(today).await.expect("PostgreSQL is up");
        assert_eq!(known(), [(often, 3)], "two days are not enough");
        choose(seldom, 7).await;
        chosen.0.look(today).await.expect("PostgreSQL is up");
        assert_eq!(known(), [(often, 3)], "a day begins with what the days before it have said");
        chosen.0.look(today + Days::DAY).await.expect("PostgreSQL is up");
        assert_eq!(known(), [(often, 3), (seldom, 2)]);
        switch(&stores, 2, "{}").await;
        chosen.0.look(today + Days::DAY).await.expect("PostgreSQL is up");
        assert!(known().is_empty(), "it is off again");
    }
}
