//! What the audit log was told.

use origin_platform::Database;

/// How many entries the audit log has of this action, which is the name of an endpoint.
///
/// # Panics
/// If PostgreSQL does not answer.
pub async fn audited(db: &Database, action: &str) -> i64 {
    let entries = sqlx::query_scalar("select count(*) from shop.audit_entries where action = $1").bind(action);
    entries.fetch_one(db).await.expect("PostgreSQL is up")
}
