//! The job that asks rules of products where no write of a product does.

use domain::ProductId;
use origin_messaging::Job;
use origin_platform::{Database, Stores};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::collection_rules::{Rules, changed, today};
use crate::collections::former;
use crate::store;
use crate::upsert::{Outcome, upsert_products};

/// Products of one transaction: others wait for it.
const AT_ONCE: i64 = 200;

/// Keeps collections as their rules say. Any number of processes may run it.
pub fn fill_collections(stores: Stores) -> Job {
    Job::by_steps("schedule", "filling collections", move || {
        let stores = stores.clone();
        async move { step(&stores.db).await }
    })
}

/// Asks the rules of some products that wait; tells whether there were any. How far it is changes in the transaction of
/// what it does: who takes over after a death goes on from there.
pub(crate) async fn step(db: &Database) -> anyhow::Result<bool> {
    // Nothing is locked while nothing is to be done, which is nearly always.
    let waits: bool = sqlx::query_scalar(
        r#"select exists (select from catalog.rule_products) or exists (
               select from catalog.collections
               where rule is not null and (rule_asked_to is not null
                   or (rule @> '{"conditions": [{"kind": "released_within"}]}'
                       and rule_asked_on is distinct from (now() at time zone 'utc')::date)))"#,
    )
    .fetch_one(db)
    .await?;
    if !waits {
        return Ok(false);
    }
    let mut tx = db.begin().await?;
    store::lock_catalog(&mut tx, false).await?;
    begin_day(&mut tx).await?;
    let some = repriced(&mut tx).await?;
    let some = if some.is_empty() { next_of_all(&mut tx).await? } else { some };
    ask(&mut tx, &some).await?;
    tx.commit().await?;
    Ok(true)
}

/// Has every product asked whether it is still new, once a day. The day is that of the rules, see [`today`].
async fn begin_day(tx: &mut PgConnection) -> sqlx::Result<()> {
    let day = today(&mut *tx).await?;
    sqlx::query(
        r#"update catalog.collections
           set rule_asked_to = '00000000-0000-0000-0000-000000000000', rule_asked_on = $1
           where rule @> '{"conditions": [{"kind": "released_within"}]}' and rule_asked_on is distinct from $1"#,
    )
    .bind(day)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes products whose prices have changed by themselves.
async fn repriced(tx: &mut PgConnection) -> sqlx::Result<Vec<ProductId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "delete from catalog.rule_products
         where product_id in (select product_id from catalog.rule_products limit $1)
         returning product_id",
    )
    .bind(AT_ONCE)
    .fetch_all(tx)
    .await?;
    Ok(ids.into_iter().map(ProductId).collect())
}

/// The next products that a rule is not yet asked of, and notes that all rules are: those that are further go on from
/// where they are.
async fn next_of_all(tx: &mut PgConnection) -> sqlx::Result<Vec<ProductId>> {
    let after: Option<Uuid> = sqlx::query_scalar(
        "select rule_asked_to from catalog.collections where rule is not null and rule_asked_to is not null
         order by rule_asked_to limit 1",
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(after) = after else { return Ok(Vec::new()) };
    let ids: Vec<Uuid> = sqlx::query_scalar("select id from catalog.products where id > $1 order by id limit $2")
        .bind(after)
        .bind(AT_ONCE)
        .fetch_all(&mut *tx)
        .await?;
    // Behind the last product there is none for any of them.
    sqlx::query(
        "update catalog.collections set rule_asked_to = $1
         where rule_asked_to is not null and ($1::uuid is null or rule_asked_to < $1)",
    )
    .bind(ids.last())
    .execute(tx)
    .await?;
    Ok(ids.into_iter().map(ProductId).collect())
}

/// Writes those of the products that rules put into other collections than they are in.
async fn ask(tx: &mut PgConnection, products: &[ProductId]) -> anyhow::Result<()> {
    if products.is_empty() {
        return Ok(());
    }
    let kept = store::documents_of_any_status(&mut *tx, products).await?;
    let was: Vec<(Uuid, i64)> = kept.iter().map(|(id, version, _)| (id.0, *version)).collect();
    let kept = kept.into_iter().map(|(_, _, document)| document).collect();
    let changed = changed(&Rules::read(tx).await?, kept);
    if changed.is_empty() {
        return Ok(());
    }
    for (document, outcome) in changed.iter().zip(upsert_products(tx, &changed).await?) {
        if let Outcome::Refused(reason) = outcome {
            // It was kept by other checks than today's. The others are not held up; its next change says why.
            tracing::error!(product = %document.slug, reason, "a product cannot be put where a rule has it");
        }
    }
    // It was nobody's doing: an edit of many products can still be taken back.
    former::keep_undo(tx, &was).await?;
    Ok(())
}
