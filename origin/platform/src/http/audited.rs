//! Writes that are recorded.

use api::Endpoint;
use serde_json::Value;
use sqlx::PgConnection;

use super::mount::Call;
use crate::Who;
use crate::audit;

impl<E: Endpoint> Call<E> {
    /// Adds an entry to the audit log, in the transaction of the write and last in it: that the caller changed
    /// `subject`, such as `product 0193…`, and how it was and became.
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    pub async fn audit(
        &self,
        tx: &mut PgConnection,
        subject: &str,
        before: Option<Value>,
        after: Option<Value>,
    ) -> sqlx::Result<()> {
        audit::record(tx, &self.actor(), E::NAME, subject, before, after).await
    }

    /// How the audit log calls the caller: for what is done later, and recorded then.
    pub fn actor(&self) -> String {
        match &self.who {
            Who::Staff(staff) => format!("staff {}", staff.name),
            Who::Shopper(customer) => format!("account {customer}"),
            Who::Nobody => "nobody".to_owned(),
        }
    }
}
