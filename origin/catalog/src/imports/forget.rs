//! Forgetting what old imports did.

use std::time::Duration;

use origin_messaging::Job;
use origin_platform::{Database, Stores};

/// How often old imports are looked for.
const EVERY: Duration = Duration::from_secs(6 * 60 * 60);
/// Rows that are forgotten by one statement, so that none holds its locks for long.
const AT_ONCE: i64 = 2_000;

/// The job that forgets what imports did that began more than thirty days ago, and those before the last hundred. They
/// cannot be taken back any more. And files that were given to be imported and are not needed any more.
pub fn forget_imports(stores: Stores) -> Job {
    Job::by_the_clock("sweep", EVERY, move |_| {
        let stores = stores.clone();
        async move {
            while forget_some(&stores.db).await? > 0 {}
            super::files::forget_import_files(&stores.db).await?;
            Ok(())
        }
    })
}

/// Forgets some rows, and tells how many.
pub(super) async fn forget_some(db: &Database) -> sqlx::Result<u64> {
    let products = sqlx::query(
        "delete from catalog.imported_products where (import_id, product_id) in (
             select p.import_id, p.product_id
             from catalog.imported_products p join catalog.imports i on i.id = p.import_id
             where i.begun_at < now() - interval '30 days'
                 or i.begun_at < (select min(begun_at) from (
                     select begun_at from catalog.imports order by begun_at desc limit 100) as last)
             limit $1)",
    )
    .bind(AT_ONCE)
    .execute(db)
    .await?
    .rows_affected();
    if products > 0 {
        return Ok(products);
    }
    let imports = sqlx::query(
        "delete from catalog.imports where id in (
             select i.id from catalog.imports i
             where (i.begun_at < now() - interval '30 days'
                     or i.begun_at < (select min(begun_at) from (
                         select begun_at from catalog.imports order by begun_at desc limit 100) as last))
                 and not exists (select from catalog.imported_products p where p.import_id = i.id)
             limit $1)",
    )
    .bind(AT_ONCE)
    .execute(db)
    .await?;
    Ok(imports.rows_affected())
}
