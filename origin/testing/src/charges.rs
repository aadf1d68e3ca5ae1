//! What the test provider has in its books, altered behind the shop's back.

use origin_platform::Database;

/// Has the test provider hold nothing any more for any payment, or hold it again.
///
/// # Panics
/// If PostgreSQL does not answer.
pub async fn void_charges(db: &Database, is_voided: bool) {
    let charges = sqlx::query("update orders.test_provider_charges set voided = $1").bind(is_voided);
    charges.execute(db).await.expect("PostgreSQL is up");
}
